package org.lastgasp.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.journal.Entries;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalContract;
import org.lastgasp.journal.Position;
import org.lastgasp.journal.Tally;
import org.lastgasp.policy.Event;

/** The power goes while many write: the files are copied as they lie there, and opened again. */
class CrashTest {
  private static final int WRITERS = 8;
  private static final int PARTS = 40;

  @TempDir private Path folder;
  private int pieces;

  @Test
  void whatWasCompletedIsThereInOrderWithoutGaps() {
    Seeds.each(6, this::round);
    for (long seed = 101; pieces == 0 && seed < 131; seed++) {
      round(seed); // when it crashes is chance: nearly always one of the first meets it
    }
    assertThat(pieces).as("crashes while a state was in pieces").isPositive();
  }

  private void round(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Path before = folder.resolve("before-" + seed);
    Path after = folder.resolve("after-" + seed);
    long segment = random.nextLong(100 << 10, 2 << 20);
    Map<Long, Event> completed = new ConcurrentHashMap<>();
    Map<Long, Event> sure = crash(before, after, segment, random.nextInt(2_000), completed);
    Tally tally = tally();
    try (SqliteJournal journal = SqliteJournal.open(after, segment, tally)) {
      assertThat(journal.isWritable()).isTrue();
      boolean back =
          tally.restored().stream().anyMatch(r -> r.number() < newest(after));
      pieces += back ? 1 : 0;
    }
    Tally again = tally();
    try (SqliteJournal journal = SqliteJournal.open(after, segment, again)) {
      assertThat(again.kept()).isEqualTo(tally.kept());
      List<Entry> all = journal.read(Position.START, Integer.MAX_VALUE);
      sure.forEach(
          (number, entry) ->
              assertThat(journal.entry(number).orElseThrow().entry()).isEqualTo(entry));
      assertThat(tally.kept()).isEqualTo(all.size());
    }
  }

  private static long newest(Path folder) {
    return SegmentFile.in(folder).getLast().first();
  }

  /** With a state of many parts. */
  private static Tally tally() {
    Entries entries = new Entries(1);
    return new Tally(Stream.generate(entries::hubState).limit(PARTS).toList(), 1);
  }

  @Test
  void whatIsCompletedIsInTheFilesAtThatMoment() {
    Path before = folder.resolve("before");
    try (SqliteJournal journal = SqliteJournal.open(before, 1 << 20, new Tally())) {
      for (int i = 1; i <= 10; i++) {
        JournalContract.write(journal, Entries.alertTo(JournalContract.ANNE, i));
        Path after = folder.resolve("after-entry-" + i);
        journal.checkpointTurn().lock();
        try {
          copy(before, after);
        } finally {
          journal.checkpointTurn().unlock();
        }
        try (SqliteJournal copied = SqliteJournal.open(after, 1 << 20, new Tally())) {
          assertThat(copied.lastId()).isEqualTo(i);
        }
      }
    }
  }

  /**
   * Copies a folder that is being written, once so many are completed.
   *
   * @return what was completed when the copy was begun
   */
  private static Map<Long, Event> crash(
      Path from, Path to, long segment, int enough, Map<Long, Event> completed) {
    Tally tally = tally();
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(enough);
    try (SqliteJournal journal = SqliteJournal.open(from, segment, tally)) {
      List<Thread> writers =
          LongStream.range(0, WRITERS)
              .mapToObj(
                  w ->
                      Thread.startVirtualThread(
                          () -> {
                            Entries entries = new Entries(w);
                            while (!stop.get()) {
                              Event entry = entries.alert(entries.user(), false);
                              long number = journal.append(tally.counting(entry)).join();
                              completed.put(number, entry);
                              begun.countDown();
                            }
                          }))
              .toList();
      begun.await();
      journal.checkpointTurn().lock();
      Map<Long, Event> sure = Map.copyOf(completed);
      try {
        copy(from, to);
      } finally {
        journal.checkpointTurn().unlock();
        stop.set(true);
        for (Thread writer : writers) {
          writer.join();
        }
      }
      return sure;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** The newest first, so that no segment is older in the copy than one that followed it. */
  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      Comparator<Path> newest = Comparator.comparing(Path::getFileName);
      for (Path file : files.sorted(newest.reversed()).toList()) {
        boolean index = file.toString().endsWith("-shm"); // made anew from the log
        if (!index) {
          copyIfThere(file, to.resolve(file.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copyIfThere(Path file, Path to) throws IOException {
    try {
      Files.copy(file, to);
    } catch (NoSuchFileException gone) {
      assertThat(file.toString()).doesNotEndWith(".db");
    }
  }
}

package org.lastgasp.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.log.Verification.Finding;
import org.lastgasp.policy.Event;

/** Whatever a crash leaves, the files become those of a run that nothing disturbed. */
class LogCrashTest {
  private static final Duration EVERY = Duration.ofSeconds(4);
  private static final long AT = 4_000; // three or four records

  @TempDir Path folder;

  @Test
  void crashesLeaveNoTrace() {
    Seeds.each(15, this::crashesLeaveNoTrace);
  }

  @Test
  @Tag("long")
  void manyCrashesLeaveNoTrace() {
    Seeds.each(500, this::crashesLeaveNoTrace);
  }

  private void crashesLeaveNoTrace(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Event> entries = entries(random, 10 + random.nextInt(60));
    Path undisturbed = folder.resolve(seed + "-undisturbed");
    MemoryJournal whole = MemoryJournal.withGaps();
    Alerts.append(whole, entries);
    caughtUp(whole, undisturbed);

    Path disturbed = folder.resolve(seed + "-disturbed");
    MemoryJournal journal = MemoryJournal.withGaps();
    Optional<SuppressionLog> log = Optional.empty();
    for (Event entry : entries) {
      Alerts.append(journal, entry);
      if (random.nextInt(3) == 0) {
        SuppressionLog now = log.orElse(open(journal, disturbed));
        now.catchUp();
        log = Optional.of(now);
      }
      if (random.nextInt(4) == 0) {
        journal.saveCursors();
      }
      if (random.nextInt(6) == 0) {
        journal = journal.crash(Keepers.NONE);
        if (log.isPresent()) {
          log.get().close();
          tear(disturbed, random);
        }
        log = Optional.empty();
      }
    }
    log.ifPresent(SuppressionLog::close);
    SuppressionLog last = caughtUp(journal, disturbed);

    assertThat(LogFolder.contents(disturbed)).isEqualTo(LogFolder.contents(undisturbed));
    assertThat(last.status().fault()).isEmpty();
    Verification found = LogVerifier.verify(LogFolder.files(disturbed));
    assertThat(found.findings()).isEmpty();
    assertThat(found.last()).isEqualTo(last.status().seq());
  }

  /** What a loss of power may do to the file being written: cut, zeros, scraps, an empty next. */
  private static void tear(Path folder, RandomGenerator random) {
    List<LogFile> files = LogFile.in(folder);
    if (files.isEmpty()) {
      return;
    }
    LogFile last = files.getLast();
    Path path = last.path(folder);
    byte[] bytes = LogFolder.bytes(path);
    switch (random.nextInt(6)) {
      case 0 -> LogFolder.write(path, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
      case 1 -> LogFolder.write(path, Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(99)));
      case 2 -> {
        byte[] scraps = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(2_000));
        int at = random.nextInt(bytes.length + 1);
        byte[] noise = new byte[scraps.length - at];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, scraps, at, noise.length);
        LogFolder.write(path, scraps);
      }
      case 3 ->
          LogFolder.write(
              new LogFile(last.start(), last.sequence() + 1).path(folder), new byte[0]);
      case 4 -> LogFolder.delete(path);
      default -> {}
    }
  }

  @Test
  void aTornTailOfAnyLengthIsWrittenAgain() {
    MemoryJournal journal = journal(3);
    caughtUp(journal, folder.resolve("whole"));
    Path whole = LogFolder.files(folder.resolve("whole")).getFirst();
    byte[] bytes = LogFolder.bytes(whole);
    Path torn = folder.resolve("torn");
    for (int length = 0; length <= bytes.length; length += 97) {
      MemoryJournal again = journal(3); // its cursor is at 0
      make(torn);
      LogFolder.write(torn.resolve(whole.getFileName()), Arrays.copyOf(bytes, length));
      SuppressionLog log = caughtUp(again, torn);
      assertThat(LogFolder.contents(torn)).isEqualTo(LogFolder.contents(folder.resolve("whole")));
      assertThat(log.status().fault()).isEmpty();
      log.close();
    }
  }

  @Test
  void anAlteredFileThatIsNotWrittenAnyMoreStaysAndIsAlarmed() {
    MemoryJournal journal = journal(9);
    caughtUp(journal, folder).close();
    Path altered = LogFolder.files(folder).getFirst();
    byte[] bytes = LogFolder.bytes(altered);
    bytes[200] ^= 1;
    LogFolder.write(altered, bytes);
    MemoryJournal restarted = journal.crash(Keepers.NONE); // its cursor is back at 0
    Alerts.append(restarted, Alerts.suppressed(Alerts.NINE, "after"));

    SuppressionLog log = caughtUp(restarted, folder);

    assertThat(LogFolder.bytes(altered)).isEqualTo(bytes);
    assertThat(log.status().fault()).get().asString().contains(altered.toString(), "record 1");
    assertThat(log.status().seq()).isEqualTo(10);
    Verification found = LogVerifier.verify(LogFolder.files(folder));
    assertThat(found.findings()).singleElement().extracting(Finding::file).isEqualTo(altered);
  }

  @Test
  void aFileMissingInTheMiddleIsAlarmedAndTheChainGoesOn() {
    MemoryJournal journal = journal(12);
    caughtUp(journal, folder).close();
    journal.saveCursors();
    LogFolder.delete(LogFolder.files(folder).get(1));
    MemoryJournal restarted = journal.crash(Keepers.NONE);
    Alerts.append(restarted, Alerts.suppressed(Alerts.NINE, "after"));

    SuppressionLog log = caughtUp(restarted, folder);

    assertThat(log.status().fault()).get().asString().contains("000003");
    assertThat(log.status().seq()).isEqualTo(13);
    assertThat(LogVerifier.verify(LogFolder.files(folder)).findings())
        .singleElement()
        .extracting(Finding::kind)
        .isEqualTo(Finding.Kind.MISSING);
  }

  @Test
  void aFileMissingBehindTheCursorIsAlarmedAndTheNextOneStays() {
    MemoryJournal journal = journal(12);
    caughtUp(journal, folder).close();
    LogFolder.delete(LogFolder.files(folder).get(1));
    var left = LogFolder.contents(folder);

    SuppressionLog log = caughtUp(journal.crash(Keepers.NONE), folder); // its cursor is at 0

    assertThat(LogFolder.contents(folder)).isEqualTo(left);
    assertThat(log.status().fault()).get().asString().contains("000003");
    assertThat(log.status().seq()).isEqualTo(12);
  }

  @Test
  void aForgedRecordInTheFileBeingWrittenIsKeptBesideAndTheRightOneWritten() throws Exception {
    MemoryJournal journal = journal(2);
    caughtUp(journal, folder).close();
    Path file = LogFolder.files(folder).getFirst();
    byte[] right = LogFolder.bytes(file);
    LogRecord first =
        Alerts.record(1, Alerts.suppressed(Alerts.NINE, "alert 0"), LogRecord.BEGINNING);
    LogRecord forged = Alerts.record(2, Alerts.suppressed(Alerts.NINE, "forged"), first.hash());
    LogFolder.write(file, first.line());
    Files.write(file, forged.line(), StandardOpenOption.APPEND);

    SuppressionLog log = caughtUp(journal.crash(Keepers.NONE), folder);

    assertThat(LogFolder.bytes(file)).isEqualTo(right);
    assertThat(log.status().fault()).get().asString().contains("record 2");
    Path beside = folder.resolve(file.getFileName() + ".cut-" + first.line().length);
    assertThat(LogFolder.bytes(beside)).isEqualTo(forged.line());
  }

  @Test
  void anAlteredFileThatWasNotedIsWrittenAgainFromTheJournal() {
    MemoryJournal journal = journal(3);
    caughtUp(journal, folder).close();
    journal.saveCursors();
    var right = LogFolder.contents(folder);
    Path file = LogFolder.files(folder).getFirst();
    byte[] bytes = LogFolder.bytes(file);
    LogFolder.write(file, Arrays.copyOf(bytes, bytes.length - 10));

    SuppressionLog log = caughtUp(journal.crash(Keepers.NONE), folder);

    assertThat(LogFolder.contents(folder)).isEqualTo(right);
    assertThat(log.status().fault()).isEmpty();
  }

  @Test
  void aNewJournalGoesOnBehindTheRecordsOfALostOneAndSaysSo() {
    caughtUp(journal(2), folder).close();
    MemoryJournal other = MemoryJournal.withGaps();
    Alerts.append(other, Alerts.suppressed(Alerts.NINE, "of the new journal"));

    SuppressionLog log = caughtUp(other, folder);

    assertThat(log.status().seq()).isEqualTo(3);
    assertThat(log.status().fault()).get().asString().contains("does not know record 2");
    assertThat(LogVerifier.verify(LogFolder.files(folder)).findings()).isEmpty();
  }

  @Test
  void recordsThatAnOlderJournalLacksStayAndNoNumberIsGivenTwice() {
    caughtUp(journal(3), folder).close();
    MemoryJournal older = journal(2);

    SuppressionLog log = caughtUp(older, folder);
    Alerts.append(older, Alerts.suppressed(Alerts.NINE, "after"));
    log.catchUp();

    assertThat(log.status().fault()).get().asString().contains("record 3, which the journal");
    assertThat(log.status().seq()).isEqualTo(4);
    assertThat(LogVerifier.verify(LogFolder.files(folder)).findings()).isEmpty();
  }

  @Test
  void whatLeftTheJournalBehindTheCursorIsTakenFromTheFiles() {
    MemoryJournal journal = journal(3);
    caughtUp(journal, folder).close();
    journal.saveCursors();
    IntStream.range(3, 12)
        .forEach(i -> Alerts.append(journal, Alerts.suppressed(Alerts.NINE, "alert " + i)));
    caughtUp(journal, folder).close();
    var right = LogFolder.contents(folder);

    SuppressionLog log = caughtUp(journal.crash(Keepers.NONE).forgetBefore(11), folder);

    assertThat(LogFolder.contents(folder)).isEqualTo(right);
    assertThat(log.status().seq()).isEqualTo(12);
    assertThat(log.status().fault()).isEmpty();
  }

  @Test
  void whatTheJournalNoLongerHasIsTakenFromTheFiles() {
    MemoryJournal journal = journal(12);
    caughtUp(journal, folder).close();
    var right = LogFolder.contents(folder);
    MemoryJournal shortened = journal.crash(Keepers.NONE).forgetBefore(11); // cursor at 0

    SuppressionLog log = caughtUp(shortened, folder);

    assertThat(LogFolder.contents(folder)).isEqualTo(right);
    assertThat(log.status().seq()).isEqualTo(12);
    assertThat(log.status().fault()).isEmpty();
    assertThat(log.passed()).isEqualTo(journal.last());
  }

  @Test
  void whatNeitherFilesNorJournalHaveIsAlarmedAndTheChainGoesOn() {
    MemoryJournal journal = journal(12);
    caughtUp(journal, folder).close();
    journal.saveCursors();
    LogFolder.delete(LogFolder.files(folder).getLast());
    MemoryJournal restarted = journal.crash(Keepers.NONE);
    Alerts.append(restarted, Alerts.suppressed(Alerts.NINE, "after"));

    SuppressionLog log = caughtUp(restarted.forgetBefore(13), folder);

    assertThat(log.status().seq()).isEqualTo(13);
    assertThat(log.status().fault()).get().asString().contains("record 12");
    assertThat(LogVerifier.verify(LogFolder.files(folder)).findings())
        .singleElement()
        .extracting(Finding::kind)
        .isEqualTo(Finding.Kind.MISSING);
  }

  private static MemoryJournal journal(int alerts) {
    MemoryJournal journal = MemoryJournal.withGaps();
    IntStream.range(0, alerts)
        .forEach(i -> Alerts.append(journal, Alerts.suppressed(Alerts.NINE, "alert " + i)));
    return journal;
  }

  private static List<Event> entries(RandomGenerator random, int count) {
    List<Event> entries = new ArrayList<>();
    Instant now = Alerts.NINE;
    for (int i = 0; i < count; i++) {
      entries.add(Alerts.any(random, now));
      now = now.plusMillis(random.nextInt(10) == 0 ? -random.nextInt(9_000) : 1_000);
    }
    return entries;
  }

  private static SuppressionLog open(Journal journal, Path folder) {
    return SuppressionLog.open(journal, folder, EVERY, AT);
  }

  private static SuppressionLog caughtUp(Journal journal, Path folder) {
    SuppressionLog log = open(journal, folder);
    log.catchUp();
    return log;
  }

  private static void make(Path folder) {
    try {
      Files.createDirectories(folder);
      for (Path old : LogFolder.files(folder)) {
        Files.delete(old);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}

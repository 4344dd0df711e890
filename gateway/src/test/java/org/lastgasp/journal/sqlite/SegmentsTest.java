package org.lastgasp.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entries;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.journal.JournalContract;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.journal.Position;
import org.lastgasp.journal.Row;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.journal.Tally;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Lane;

class SegmentsTest {
  private static final Instant LATER = Instant.MAX; // than every entry
  private static final Eui64 ANNE = JournalContract.ANNE;
  private static final long SMALL = 256 << 10; // bytes: rolled every few hundred entries
  private static final long LARGE = 1L << 30;
  private static final SqliteJournal.Removal NOBODY = (first, last) -> {};

  @TempDir private Path folder;

  @Test
  void entriesAreReadAndRestoredOverTheBordersOfSegments() {
    List<Entry> all;
    Tally tally = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, SMALL, tally)) {
      fill(journal, tally, 1_000);
      all = journal.read(Position.START, Integer.MAX_VALUE);
      assertThat(tally.kept()).isEqualTo(1_000);
    }
    List<SegmentFile> files = SegmentFile.in(folder);
    assertThat(files).hasSizeGreaterThan(3);
    List<Long> snapshots =
        files.subList(1, files.size()).stream().map(SegmentFile::first).toList();
    assertThat(all)
        .extracting(Entry::number)
        .as("in order, without the snapshots")
        .isEqualTo(
            LongStream.rangeClosed(1, all.size() + snapshots.size())
                .boxed()
                .filter(number -> !snapshots.contains(number))
                .toList());
    Tally again = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, again)) {
      assertThat(journal.read(Position.START, Integer.MAX_VALUE)).isEqualTo(all);
      assertThat(again.kept()).isEqualTo(1_000);
      assertThat(again.snapshots()).hasSize(1);
      assertThat(again.restored()).allMatch(r -> r.number() > files.getLast().first());
      for (int from = 0; from < all.size(); from += 37) {
        List<Entry> expected = all.subList(from, Math.min(from + 50, all.size()));
        assertThat(journal.read(journal.before(all.get(from).number()), 50)).isEqualTo(expected);
      }
      for (long snapshot : snapshots) {
        assertThat(journal.entry(snapshot)).isEmpty();
      }
    }
  }

  @Test
  void whatWaitsIsFoundInSegmentsThatAreWrittenAndSealed() {
    List<OutboundMessage> waiting;
    Tally tally = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, SMALL, tally)) {
      fill(journal, tally, 1_000);
      waiting =
          journal.read(Position.START, Integer.MAX_VALUE).stream()
              .flatMap(r -> OutboundMessage.of(r).stream())
              .filter(message -> message.lane() == Lane.ALERTS)
              .toList();
      assertThat(journal.pending(ANNE, Lane.ALERTS, Position.START, Integer.MAX_VALUE))
          .isEqualTo(waiting);
    }
    try (SqliteJournal journal = SqliteJournal.open(folder, SMALL, new Tally())) {
      assertThat(journal.pending(ANNE, Lane.ALERTS, Position.START, Integer.MAX_VALUE))
          .isEqualTo(waiting);
      long middle = waiting.get(waiting.size() / 2).number();
      assertThat(journal.pending(ANNE, Lane.ALERTS, journal.behind(middle), 3))
          .isEqualTo(waiting.subList(waiting.size() / 2 + 1, waiting.size() / 2 + 4));
    }
  }

  @Test
  void aSealedSegmentIsOnePlainFile() throws IOException {
    Tally tally = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, SMALL, tally)) {
      fill(journal, tally, 500);
      assertThat(journal.read(Position.START, 1_000)).hasSize(500);
    }
    List<SegmentFile> files = SegmentFile.in(folder);
    assertThat(files.subList(0, files.size() - 1)).isNotEmpty().allMatch(SegmentFile::isSealed);
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.matches("journal-\\d{16}\\.db|cursors\\.db|journal\\.lock"));
    }
  }

  @Test
  void aLargeFileVanishesAndWhatACrashLeftOfOneGoesAtTheNextStart() throws IOException {
    Path large = Files.write(folder.resolve("journal-0000000000000001.db"), new byte[40 << 20]);
    GradualDelete.vanish(large);
    assertThat(folder).isEmptyDirectory();

    Path log = Files.write(folder.resolve("journal-0000000000000001.db-wal"), new byte[40 << 20]);
    assertThat(GradualDelete.keep(log)).isTrue();
    Path kept = folder.resolve("journal-0000000000000001.db-wal.gone");
    assertThat(kept).hasSize(40 << 20);
    Files.delete(log);
    GradualDelete.finish(log);
    assertThat(folder).isEmptyDirectory();

    Files.write(kept, new byte[1]);
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, new Tally())) {
      assertThat(kept).doesNotExist();
      assertThat(journal.lastId()).isZero();
    }
  }

  @Test
  void aSegmentHasPagesOfTheSizeThatIsMeant() throws IOException {
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, new Tally())) {
      JournalContract.write(journal, Entries.alertTo(ANNE, 1));
    }
    byte[] header = Files.readAllBytes(SegmentFile.in(folder).getFirst().path());
    assertThat(ByteBuffer.wrap(header).getShort(16)).isEqualTo((short) SegmentSchema.PAGE);
  }

  @Test
  void randomWritesAndRestartsAreAsAList() {
    Seeds.each(
        8,
        seed -> {
          RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
          Entries entries = new Entries(seed);
          Path here = folder.resolve("seed-" + seed);
          List<Event> model = new ArrayList<>();
          for (int run = 0; run < 4; run++) {
            Tally tally = new Tally();
            long segment = random.nextLong(64 << 10, 1 << 20);
            try (SqliteJournal journal = SqliteJournal.open(here, segment, tally)) {
              assertThat(tally.kept()).isEqualTo(model.size());
              for (int i = random.nextInt(200); i > 0; i--) {
                Event entry = entries.any();
                CompletableFuture<Long> done = journal.append(tally.counting(entry));
                model.add(entry);
                if (i == 1 || random.nextInt(20) == 0) {
                  done.join();
                }
              }
              assertThat(judged(journal.read(Position.START, Integer.MAX_VALUE))).isEqualTo(model);
              assertThat(tally.kept()).isEqualTo(model.size());
            }
          }
        });
  }

  @Test
  void aStateOfTwentyThousandHubsIsThereAfterARoll() {
    List<HubState> hubs = hubs(20_000);
    Tally tally = new Tally(hubs, 3_000);
    try (SqliteJournal journal = SqliteJournal.open(folder, SMALL, tally)) {
      while (SegmentFile.in(folder).size() < 2) {
        journal.append(tally.counting(Entries.largeTo(ANNE))).join();
      }
    }
    Tally again = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, again)) {
      assertThat(journal.isWritable()).isTrue();
      assertThat(again.kept()).isEqualTo(tally.kept());
      assertThat(again.snapshots()).hasSize(7).flatExtracting(Snapshot::hubs).isEqualTo(hubs);
    }
  }

  @Test
  void aSegmentThatWasNotBegunIsRemoved() throws Exception {
    int last = write(10);
    SegmentFile half = SegmentFile.of(folder, last + 1);
    Files.createFile(half.path());
    reopensWith(last);
    assertThat(half.path()).doesNotExist();

    SegmentWriter.create(half, Instant.EPOCH.toString(), List.of()).close();
    reopensWith(last);
    assertThat(half.path()).doesNotExist();
  }

  @Test
  void aStateInPiecesIsMadeWholeFromTheSegmentBefore() throws Exception {
    SegmentFile newest = inPieces(write(10));
    List<HubState> hubs = hubs(7);
    Tally tally = new Tally(hubs, 7);
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, tally)) {
      assertThat(tally.kept()).isEqualTo(11);
      assertThat(journal.lastId()).isEqualTo(14);
    }
    Tally again = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, again)) {
      assertThat(again.kept()).isEqualTo(11);
      assertThat(newest.first()).isEqualTo(11);
      assertThat(again.restored()).extracting(Entry::number).containsExactly(14L);
      assertThat(again.snapshots()).hasSize(3).flatExtracting(Snapshot::hubs).isEqualTo(hubs);
      assertThat(journal.read(Position.START, 100)).hasSize(11);
    }
  }

  @Test
  void aStateInPiecesWithoutTheSegmentBeforeIsRefusedByName() throws Exception {
    SegmentFile newest = inPieces(write(10));
    SegmentFile.of(folder, 1).delete();
    assertThatThrownBy(() -> SqliteJournal.open(folder, LARGE, new Tally()))
        .isInstanceOf(JournalUnavailable.class)
        .hasMessageContaining(newest.path().toString())
        .hasMessageContaining("the segment before it is missing: put it back");
  }

  @Test
  void whileAStateIsInPiecesTheSegmentBeforeStaysAndEntriesGoOn() {
    Tally tally = new Tally(hubs(300), 1); // 300 commits
    try (SqliteJournal journal = SqliteJournal.open(folder, SMALL, tally)) {
      while (SegmentFile.in(folder).size() < 2) {
        journal.append(tally.counting(Entries.largeTo(ANNE))).join();
      }
      long number = journal.append(tally.counting(Entries.alertTo(ANNE, 1))).join();
      assertThat(journal.expire(journal.last(), Instant.MAX, LATER, NOBODY)).isZero();
      assertThat(journal.entry(number)).isPresent();
      long lastPart = SegmentFile.in(folder).getLast().first() + 299;
      assertThat(number).isGreaterThan(lastPart);
      while (journal.expire(journal.last(), Instant.MAX, LATER, NOBODY) == 0) {
        settle(journal); // once the last part had its turn
      }
      assertThat(SegmentFile.in(folder).getFirst().first()).isGreaterThan(1);
    }
  }

  @Test
  void aStateTheDiskHasNoRoomForIsWrittenLater() {
    Tally tally = new Tally(hubs(300), 1);
    try (SqliteJournal journal = SqliteJournal.open(folder, SMALL, tally)) {
      while (SegmentFile.in(folder).size() < 2) {
        journal.append(tally.counting(Entries.largeTo(ANNE))).join();
      }
      journal.limitPages(1);
      journal.append(tally.counting(Entries.alertTo(ANNE, 1))).exceptionally(full -> 0L).join();
      while (journal.isWritable()) {
        journal.append(tally.counting(Entries.largeTo(ANNE))).exceptionally(full -> 0L).join();
      }
      journal.limitPages(0);
      journal.append(tally.counting(Entries.alertTo(ANNE, 2))).join();
    }
    Tally again = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, again)) {
      assertThat(again.kept()).isEqualTo(tally.kept());
      long newest = SegmentFile.in(folder).getLast().first();
      assertThat(again.snapshots()).hasSize(300);
      assertThat(again.restored()).allMatch(r -> r.number() >= newest + 300);
      assertThat(journal.read(Position.START, Integer.MAX_VALUE))
          .hasSize(Math.toIntExact(again.kept()));
    }
  }

  private static List<HubState> hubs(int count) {
    Entries entries = new Entries(1);
    return Stream.generate(entries::hubState).limit(count).toList();
  }

  /** A newest segment with the first of three parts of its state, and an entry behind all three. */
  private SegmentFile inPieces(int last) throws Exception {
    SegmentFile newest = SegmentFile.of(folder, last + 1);
    List<Row> first = List.of(state(1, 3));
    try (var writer = SegmentWriter.create(newest, Instant.EPOCH.toString(), first)) {
      writer.append(List.of(last + 4L), List.of(new EntryCodec().encode(Entries.alertTo(ANNE, 1))));
    }
    return newest;
  }

  @Test
  void theRemainsOfARollThatFailedAreRemoved() throws Exception {
    int last = write(10);
    SegmentFile remains = SegmentFile.of(folder, last); // its number was given away since
    SegmentWriter.create(remains, Instant.EPOCH.toString(), List.of(state(1, 1))).close();
    reopensWith(last);
    assertThat(remains.path()).doesNotExist();
  }

  @Test
  void theRemainsOfARollThatFailedHideNothingOnceALaterOneDidNot() throws Exception {
    int last = write(10);
    SegmentFile half = SegmentFile.of(folder, last - 3);
    Files.createFile(half.path());
    SegmentFile remains = SegmentFile.of(folder, last - 1);
    SegmentWriter.create(remains, Instant.EPOCH.toString(), List.of(state(1, 1))).close();
    SegmentFile newest = SegmentFile.of(folder, last + 1);
    SegmentWriter.create(newest, Instant.EPOCH.toString(), List.of(state(1, 1))).close();
    try (OfflineJournal offline = OfflineJournal.open(folder)) {
      assertThat(judged(offline.read(Position.START, 100))).hasSize(10);
    }
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, new Tally())) {
      assertThat(judged(journal.read(Position.START, 100))).hasSize(10);
      assertThat(SegmentFile.in(folder)).containsExactly(SegmentFile.of(folder, 1), newest);
    }
  }

  /** Without it, another program that closes the file takes the write-ahead log away. */
  @Test
  void holdsItsLockOnTheNewestSegmentAfterEveryStart() throws Exception {
    Path locks = Path.of("/proc/locks");
    assumeTrue(Files.isReadable(locks), "skipped: no /proc/locks on this machine");
    for (int start = 1; start <= 3; start++) {
      try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, new Tally())) {
        journal.append(pen -> pen.write(Entries.alertTo(ANNE, 1))).join();
        Object inode = Files.getAttribute(SegmentFile.in(folder).getLast().path(), "unix:ino");
        assertThat(Files.readString(locks)).as("start %d", start).contains(":" + inode + " ");
      }
    }
  }

  @Test
  void readsNoMoreLargeMessagesAtOnceThanFitIntoASmallHeap() {
    try (SqliteJournal journal = SqliteJournal.open(folder, 8 << 20, new Tally())) {
      for (int n = 0; n < 40; n++) {
        journal.append(pen -> pen.write(Entries.largeTo(ANNE, 1 << 20))).join();
      }
      assertThat(SegmentFile.in(folder)).hasSizeGreaterThan(3);
      List<Long> numbers = new ArrayList<>();
      List<Entry> some = journal.read(Position.START, 1_000);
      while (!some.isEmpty()) {
        assertThat(some.stream().filter(r -> r.entry() instanceof Event.Carried).count())
            .isLessThanOrEqualTo(16);
        some.forEach(each -> numbers.add(each.number()));
        some = journal.read(journal.behind(numbers.getLast()), 1_000);
      }
      assertThat(numbers).hasSize(40).isSorted();
    }
  }

  @Test
  void aSegmentThatCouldNotBeMadeLeavesNothing() throws Exception {
    SegmentFile file = SegmentFile.of(folder, 1);
    List<Row> refused = Collections.singletonList(null);
    assertThatThrownBy(() -> SegmentWriter.create(file, Instant.EPOCH.toString(), refused))
        .isInstanceOf(NullPointerException.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anUnknownFormatIsRefusedByName() throws Exception {
    write(3);
    SegmentFile file = SegmentFile.in(folder).getLast();
    try (Connection connection = file.openToWrite();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE meta SET value = '99' WHERE name = 'format'");
    }
    assertThatThrownBy(() -> SqliteJournal.open(folder, LARGE, new Tally()))
        .isInstanceOf(JournalUnavailable.class)
        .hasMessageContaining(file.path().toString())
        .hasMessageContaining("format 99")
        .hasMessageContaining("knows format 1");
  }

  @Test
  void twoGatewaysCannotShareAFolder() {
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, new Tally())) {
      assertThat(journal.isWritable()).isTrue();
      assertThatThrownBy(() -> SqliteJournal.open(folder, LARGE, new Tally()))
          .isInstanceOf(JournalUnavailable.class)
          .hasMessageContaining("in use by another gateway");
    }
    reopensWith(0);
  }

  @Test
  void segmentsThatArePassedAndOldExpireAndNeverTheNewest() {
    Tally tally = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, SMALL, tally)) {
      for (int i = 0; i < 20; i++) {
        journal.append(tally.counting(Entries.largeTo(ANNE))).join();
      }
      settle(journal);
      List<SegmentFile> files = SegmentFile.in(folder);
      assertThat(journal.expire(journal.last(), Instant.EPOCH, LATER, NOBODY)).isZero();
      assertThat(journal.expire(Position.START, Instant.MAX, LATER, NOBODY)).isZero();
      assertThat(journal.expire(Position.at(files.get(1).first() - 2), Instant.MAX, LATER, NOBODY))
          .isZero();
      assertThat(journal.expire(Position.at(files.get(1).first() - 1), Instant.MAX, LATER, NOBODY))
          .isEqualTo(1);
      assertThat(journal.beginning()).isEqualTo(Position.at(files.get(1).first() - 1));
      assertThat(journal.entry(1)).isEmpty();
      assertThat(journal.read(Position.START, 1).getFirst().number())
          .isEqualTo(files.get(1).first() + 1);
      assertThat(journal.expire(journal.last(), Instant.MAX, LATER, NOBODY))
          .isEqualTo(files.size() - 2);
      assertThat(journal.beginning()).isEqualTo(Position.at(files.getLast().first() - 1));
      assertThat(SegmentFile.in(folder)).containsExactly(files.getLast());
    }
    Tally again = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, again)) {
      assertThat(again.kept()).isEqualTo(20);
      assertThat(journal.append(again.counting(Entries.alertTo(ANNE, 1))).join())
          .isEqualTo(journal.lastId());
    }
  }

  @Test
  void segmentsOfAClockThatWasAYearAheadExpireByTheirOrder() {
    Instant now = Instant.parse("2030-01-15T12:00:00Z");
    Instant yearAhead = now.plus(Duration.ofDays(365));
    Tally tally = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, SMALL, tally)) {
      for (Instant at : List.of(now, yearAhead, now.plusSeconds(60), now.plusSeconds(120))) {
        for (int i = 0; i < 5; i++) {
          Event entry = Entries.largeTo(ANNE, 1 << 16, at);
          journal.append(tally.counting(entry)).join();
        }
        settle(journal);
      }
      long all = SegmentFile.in(folder).size();
      Instant later = now.plus(Duration.ofDays(1));
      assertThat(journal.expire(journal.last(), now, later, NOBODY)).isZero();
      int old = journal.expire(journal.last(), now.plusSeconds(1), later, NOBODY);
      assertThat(old).as("those that were right").isPositive();
      int ahead = journal.expire(journal.last(), now.plusSeconds(61), later, NOBODY);
      assertThat(ahead).as("those of the year to come, with those behind them").isGreaterThan(old);
      assertThat(journal.expire(journal.last(), later, later, NOBODY)).isPositive();
      assertThat(SegmentFile.in(folder)).hasSize(1);
      assertThat(all).isGreaterThan(4);
    }
  }

  @Test
  void aCursorBeyondTheEndIsSetBackSoThatItSkipsNothing() throws IOException {
    write(5);
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, new Tally())) {
      journal.cursor("log").advance(journal.last(), "all");
    }
    SegmentFile.in(folder).getLast().delete();
    write(2);
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, new Tally())) {
      assertThat(journal.id(journal.cursor("log").position())).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void anotherProcessReadsWhatIsThere() {
    Tally tally = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, SMALL, tally)) {
      fill(journal, tally, 600);
      try (OfflineJournal offline = OfflineJournal.open(folder)) {
        assertThat(offline.last()).isEqualTo(journal.last());
        assertThat(offline.beginning()).isEqualTo(Position.START);
        List<Entry> all = journal.read(Position.START, Integer.MAX_VALUE);
        assertThat(offline.read(Position.START, Integer.MAX_VALUE)).isEqualTo(all);
        Tally replayed = new Tally();
        offline.replay(replayed);
        assertThat(replayed.kept()).isEqualTo(600);
        fill(journal, tally, 10);
        offline.refresh();
        assertThat(offline.last()).isEqualTo(journal.last());
      }
    }
    try (OfflineJournal offline = OfflineJournal.open(folder)) {
      assertThat(judged(offline.read(Position.START, Integer.MAX_VALUE))).hasSize(610);
    }
  }

  @Test
  void whereNoJournalIsNothingIsReadOrMade() throws IOException {
    assertThatThrownBy(() -> OfflineJournal.open(folder))
        .isInstanceOf(JournalUnavailable.class)
        .hasMessageContaining("no journal in");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  /** Alerts to Anne, with other entries between. */
  private static void fill(SqliteJournal journal, Tally tally, int count) {
    Entries entries = new Entries(count);
    for (int i = 0; i < count; i++) {
      Event entry = i % 3 == 0 ? entries.relayed() : Entries.alertTo(ANNE, i);
      CompletableFuture<Long> done = journal.append(tally.counting(entry));
      if (i % 50 == 0 || i == count - 1) {
        done.join(); // the end of a batch
      }
    }
    settle(journal);
  }

  /** Waits until the writer is done with what comes after its last commit. */
  private static void settle(SqliteJournal journal) {
    journal.append(pen -> "nothing to write").join();
  }

  private int write(int count) {
    Tally tally = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, tally)) {
      fill(journal, tally, count);
      return Math.toIntExact(journal.lastId());
    }
  }

  private void reopensWith(long last) {
    Tally tally = new Tally();
    try (SqliteJournal journal = SqliteJournal.open(folder, LARGE, tally)) {
      assertThat(journal.lastId()).isEqualTo(last);
      assertThat(tally.kept()).isEqualTo(last);
    }
  }

  private static Row state(int part, int parts) {
    return new EntryCodec().encode(new Tally().snapshot().inParts(parts).get(part - 1));
  }

  private static List<Event> judged(List<Entry> all) {
    return all.stream().map(Entry::entry).toList();
  }
}

package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.METER;
import static org.lastgasp.audit.AuditFixture.OTHER_HUB;
import static org.lastgasp.audit.AuditFixture.SUPPLIER;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.carried;
import static org.lastgasp.audit.AuditFixture.forwarded;
import static org.lastgasp.audit.AuditFixture.suppressed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.hindsight.CaseLookup;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;

class AuditDatabaseTest {
  private static final AuditDatabase.Range ALL = AuditDatabase.Range.after(0);
  private static final Set<EventType> EVERYTHING = EnumSet.allOf(EventType.class);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("story.db");
  }

  private static List<Entry> alerts(long first, Instant... times) {
    return LongStream.range(0, times.length)
        .mapToObj(i -> new Entry(first + i, forwarded(HUB, times[(int) i])))
        .toList();
  }

  private static List<Long> numbers(List<Entry> entries) {
    return entries.stream().map(Entry::number).toList();
  }

  private void execute(String... sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String each : sql) {
        statement.execute(each);
      }
    }
  }

  @Test
  void whatWasWrittenIsThereAfterItIsOpenedAgain() {
    Entry entry = new Entry(1, suppressed(TEN));
    try (AuditDatabase index = AuditDatabase.open(file)) {
      index.write(List.of(entry), Position.at(3));
    }
    try (AuditDatabase index = AuditDatabase.open(file)) {
      assertThat(index.position()).isEqualTo(Position.at(3));
      assertThat(index.lastId()).isEqualTo(1);
      assertThat(index.first(EVERYTHING, ALL, 9)).hasSize(1);
      assertThat(index.entry(1).orElseThrow().entry().at()).isEqualTo(TEN);
    }
  }

  @Test
  void aFileThatIsBeingWrittenCanBeReadBesides() {
    try (AuditDatabase index = AuditDatabase.open(file)) {
      index.write(alerts(1, TEN), Position.at(1));
      try (AuditDatabase reader = AuditDatabase.readOnly(file)) {
        assertThat(reader.position()).isEqualTo(Position.at(1));
        index.write(alerts(2, TEN), Position.at(2));
        assertThat(reader.position()).isEqualTo(Position.at(2));
      }
    }
  }

  @Test
  void aFileThatWasLeftIsReadWithoutAnyChange() throws IOException {
    try (AuditDatabase index = AuditDatabase.open(file)) {
      index.write(alerts(1, TEN), Position.at(1));
    }
    byte[] before = Files.readAllBytes(file);
    try (AuditDatabase reader = AuditDatabase.readOnly(file)) {
      assertThat(reader.position()).isEqualTo(Position.at(1));
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(folder).isDirectoryNotContaining("glob:**-wal");
  }

  @Test
  void aFileOfALaterFormatIsRefusedByBothItsNumbers() throws SQLException {
    AuditDatabase.open(file).close();
    execute("PRAGMA user_version=99");
    assertThatThrownBy(() -> AuditDatabase.open(file))
        .hasMessageContaining("99")
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> AuditDatabase.readOnly(file)).hasMessageContaining("99");
  }

  @Test
  void aDatabaseOfSomethingElseIsRefused() throws SQLException {
    execute("CREATE TABLE tax (year INTEGER)");
    assertThatThrownBy(() -> AuditDatabase.open(file)).hasMessageContaining("tax");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedByItsName() throws IOException {
    Files.write(file, "a letter to the editor, of some length".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> AuditDatabase.open(file)).hasMessageContaining(file.toString());
  }

  @Test
  void aBatchThatFailsLeavesNothingOfItself() {
    try (AuditDatabase index = AuditDatabase.open(file)) {
      index.write(alerts(1, TEN), Position.at(1));
      List<Entry> again = List.of(new Entry(2, forwarded(HUB, TEN)), alerts(1, TEN).getFirst());
      assertThatThrownBy(() -> index.write(again, Position.at(2)))
          .hasMessageContaining(file.toString());
      assertThat(index.position()).isEqualTo(Position.at(1));
      assertThat(index.entry(2)).isEmpty();
      assertThat(index.counts(TEN.minusSeconds(600), TEN).total().received()).isEqualTo(1);
    }
  }

  @Test
  void entriesAreReadFromEitherEndUpToALimit() {
    try (AuditDatabase index = AuditDatabase.inMemory()) {
      index.write(alerts(1, TEN, TEN, TEN, TEN), Position.at(4));
      index.write(List.of(new Entry(5, carried(METER, TEN))), Position.at(5));
      assertThat(numbers(index.first(EVERYTHING, ALL, 2))).containsExactly(1L, 2L);
      assertThat(numbers(index.last(EVERYTHING, ALL, 2))).containsExactly(5L, 4L);
    }
  }

  @Test
  void aRangeLeavesItsFirstNumberOutAndHasItsLast() {
    try (AuditDatabase index = AuditDatabase.inMemory()) {
      index.write(alerts(1, TEN, TEN, TEN, TEN), Position.at(4));
      assertThat(numbers(index.first(EVERYTHING, new AuditDatabase.Range(1, 3), 9)))
          .containsExactly(2L, 3L);
    }
  }

  @Test
  void entriesAreReadByName() {
    try (AuditDatabase index = AuditDatabase.inMemory()) {
      index.write(
          List.of(
              new Entry(1, forwarded(HUB, TEN)),
              new Entry(2, forwarded(OTHER_HUB, TEN)),
              new Entry(3, carried(HUB, TEN)),
              new Entry(4, forwarded(HUB, TEN))),
          Position.at(4));
      IndexKey hub = new IndexKey.Device(HUB);
      assertThat(numbers(index.named(hub, EVERYTHING, ALL, 9))).containsExactly(1L, 3L, 4L);
      assertThat(numbers(index.named(hub, EventType.ALERTS, ALL, 9))).containsExactly(1L, 4L);
      assertThat(numbers(index.lastNamed(hub, EVERYTHING, ALL, 2))).containsExactly(4L, 3L);
    }
  }

  @Test
  void aTimeIsLookedUpByTheHoursThatTouchIt() {
    try (AuditDatabase index = AuditDatabase.inMemory()) {
      index.write(
          alerts(1, at("08:10:00"), at("09:10:00"), at("09:50:00"), at("11:10:00")),
          Position.at(4));
      assertThat(index.range(Optional.of(at("09:30:00")), Optional.of(at("10:30:00"))))
          .isEqualTo(new AuditDatabase.Range(1, 3));
      assertThat(index.range(Optional.of(at("09:30:00")), Optional.empty()))
          .isEqualTo(new AuditDatabase.Range(1, 4));
      assertThat(index.range(Optional.empty(), Optional.of(at("08:59:00"))))
          .isEqualTo(new AuditDatabase.Range(0, 1));
    }
  }

  @Test
  void anHourInWhichNothingHappenedHoldsNothing() {
    try (AuditDatabase index = AuditDatabase.inMemory()) {
      index.write(alerts(1, at("08:10:00")), Position.at(1));
      AuditDatabase.Range none =
          index.range(Optional.of(at("20:00:00")), Optional.of(at("21:00:00")));
      assertThat(index.first(EVERYTHING, none, 9)).isEmpty();
    }
  }

  @Test
  void whatIsLeftOutIsCountedAndTheLastOfItNamed() {
    try (AuditDatabase index = AuditDatabase.open(file)) {
      assertThat(index.skipped()).isEmpty();
      index.skip(1, Position.at(1));
      index.skip(2, Position.at(2));
    }
    try (AuditDatabase index = AuditDatabase.open(file)) {
      assertThat(index.skipped()).contains("2, the last is entry 2");
      assertThat(index.position()).isEqualTo(Position.at(2));
    }
  }

  @Test
  void hoursBeforeAnInstantExpireAsAWhole() {
    try (AuditDatabase index = AuditDatabase.inMemory()) {
      index.write(alerts(1, at("08:10:00"), at("08:50:00"), at("09:10:00"), TEN), Position.at(4));
      assertThat(index.expirable(at("09:30:00"), at("12:00:00"))).isEqualTo(2);
      assertThat(index.expire(at("09:30:00"), at("12:00:00"), 100)).isEqualTo(2);
      assertThat(numbers(index.first(EVERYTHING, ALL, 9))).containsExactly(3L, 4L);
      assertThat(index.expirable(at("09:30:00"), at("12:00:00"))).isZero();
    }
  }

  @Test
  void whatExpiresIsNoLongerFoundByItsNames() {
    try (AuditDatabase index = AuditDatabase.inMemory()) {
      index.write(List.of(new Entry(1, carried(METER, at("08:10:00")))), Position.at(1));
      index.write(alerts(2, TEN), Position.at(2));
      index.expire(at("09:30:00"), at("12:00:00"), 100);
      assertThat(index.named(new IndexKey.Device(METER), EVERYTHING, ALL, 9)).isEmpty();
      assertThat(index.named(new IndexKey.Device(SUPPLIER), EVERYTHING, ALL, 9)).isEmpty();
      assertThat(index.named(new IndexKey.Device(HUB), EVERYTHING, ALL, 9)).hasSize(1);
    }
  }

  @Test
  void theOldestExpireFirstWhereThereIsALimit() {
    try (AuditDatabase index = AuditDatabase.inMemory()) {
      index.write(alerts(1, at("07:10:00"), at("07:20:00"), at("07:30:00"), TEN), Position.at(4));
      assertThat(index.expire(at("09:30:00"), at("12:00:00"), 2)).isEqualTo(2);
      assertThat(numbers(index.first(EVERYTHING, ALL, 9))).containsExactly(3L, 4L);
    }
  }

  @Test
  void whatAClockAheadWroteGoesWithWhatIsRecordedBehindIt() {
    Instant ahead = TEN.plus(Duration.ofDays(400));
    try (AuditDatabase index = AuditDatabase.inMemory()) {
      index.write(alerts(1, at("07:10:00"), ahead, at("07:20:00"), TEN), Position.at(4));
      assertThat(index.expire(at("09:30:00"), at("12:00:00"), 100)).isEqualTo(3);
    }
  }

  @Test
  void whatIsBehindAnEntryThatIsKeptIsKept() {
    try (AuditDatabase index = AuditDatabase.inMemory()) {
      index.write(alerts(1, at("10:10:00"), at("07:20:00"), at("10:20:00")), Position.at(3));
      assertThat(index.expire(at("09:30:00"), at("12:00:00"), 100)).isZero();
    }
  }

  /** The tables of format 1, as that program made them. */
  private void makeOldTables() throws SQLException {
    execute("CREATE TABLE happening (number INTEGER PRIMARY KEY, sort INTEGER NOT NULL,"
        + " kind INTEGER NOT NULL, at TEXT NOT NULL, device TEXT, recipient TEXT,"
        + " facts TEXT NOT NULL, sha256 TEXT)");
    execute("CREATE INDEX sorted ON happening (sort, number)");
    execute("CREATE TABLE name (key INTEGER NOT NULL, number INTEGER NOT NULL,"
        + " PRIMARY KEY (key, number)) WITHOUT ROWID");
    execute("CREATE TABLE hour (hour INTEGER PRIMARY KEY, first INTEGER NOT NULL,"
        + " last INTEGER NOT NULL)");
    execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL)");
    execute("CREATE TABLE minute (minute INTEGER NOT NULL, distributor INTEGER NOT NULL,"
        + " outcome INTEGER NOT NULL, alerts INTEGER NOT NULL,"
        + " PRIMARY KEY (minute, distributor, outcome)) WITHOUT ROWID");
    execute("PRAGMA user_version = 1");
  }

  /** A file of format 1 that has what an index of today has. */
  private void makeOldFile(List<Entry> entries) throws SQLException {
    Path now = folder.resolve("now.db");
    try (AuditDatabase index = AuditDatabase.open(now)) {
      index.write(entries, Position.at(entries.getLast().number()));
    }
    makeOldTables();
    execute(
        "ATTACH '" + now + "' AS today",
        "INSERT INTO happening SELECT * FROM today.happening",
        "INSERT INTO name SELECT * FROM today.name",
        "INSERT INTO hour SELECT * FROM today.hour",
        "INSERT INTO meta SELECT * FROM today.meta",
        "INSERT INTO minute SELECT minute, distributor, outcome, alerts FROM today.minute");
  }

  private List<String> columns(Path of) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + of);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT * FROM alert ORDER BY number")) {
      while (found.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.append(found.getString(i)).append('|');
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  private static List<Entry> alertsOfEveryForm() {
    Instant late = at("10:40:00");
    return List.of(
        new Entry(1, suppressed(Instant.parse("2030-01-15T10:00:59.999999999Z"))),
        new Entry(2, new Event.AlertCopied(TEN, 1, "EF".repeat(32))),
        new Entry(3, carried(METER, TEN)),
        new Entry(4, forwarded(HUB, TEN)),
        new Entry(
            5,
            AuditFixture.alert(
                Optional.empty(), "\"\n\uD83D", OptionalInt.empty(), late,
                AuditFixture.forward(
                    Reason.AFTER_WINDOW, AuditFixture.window("Größe \"X\""), late))),
        new Entry(7, new Event.AlertCopied(TEN, 6, "EF".repeat(32))));
  }

  @Test
  void aFileOfTheFormerFormatGetsTheColumnsItWouldHaveHadFromTheStart() throws SQLException {
    makeOldFile(alertsOfEveryForm());
    AuditDatabase.open(file).close();
    assertThat(columns(file)).hasSize(5).isEqualTo(columns(folder.resolve("now.db")));
  }

  @Test
  void aFileOfTheFormerFormatKeepsEntriesTheJournalNoLongerHasAndItsCounts() throws SQLException {
    makeOldFile(alertsOfEveryForm());
    try (AuditDatabase index = AuditDatabase.open(file)) {
      assertThat(numbers(index.first(EVERYTHING, ALL, 9))).containsExactly(1L, 2L, 3L, 4L, 5L, 7L);
      assertThat(index.position()).isEqualTo(Position.at(7));
      assertThat(index.counts(TEN.minusSeconds(60), TEN.plusSeconds(3600)).total().received())
          .isEqualTo(3);
      index.write(alerts(8, TEN), Position.at(8));
      assertThat(numbers(index.alerts(any(), ALL, 9))).containsExactly(1L, 2L, 4L, 5L, 7L, 8L);
    }
    AuditDatabase.open(file).close(); // and it is migrated once
    assertThat(columns(file)).hasSize(6);
  }

  @Test
  void aFileOfTheFormerFormatThatIsOnlyReadIsFilteredAndNotChanged()
      throws SQLException, IOException {
    makeOldFile(alertsOfEveryForm());
    byte[] before = Files.readAllBytes(file);
    try (AuditDatabase reader = AuditDatabase.readOnly(file)) {
      assertThat(numbers(reader.alerts(any(), ALL, 9))).containsExactly(1L, 2L, 4L, 5L, 7L);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void labelsFollowInMemoryWhereAFileIsOnlyRead() throws IOException {
    try (AuditDatabase index = AuditDatabase.open(file)) {
      List<Entry> two = List.of(new Entry(1, suppressed(TEN)), new Entry(2, suppressed(TEN)));
      index.write(two, Position.at(2));
    }
    byte[] before = Files.readAllBytes(file);
    try (AuditDatabase reader = AuditDatabase.readOnly(file)) {
      assertThat(reader.follow(suspect(2), 9)).isFalse();
      assertThat(numbers(reader.alerts(suspects(), ALL, 9))).containsExactly(2L);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void labelsAreThereAfterItIsOpenedAgainAndChangesAreNotTakenTwice() {
    try (AuditDatabase index = AuditDatabase.open(file)) {
      List<Entry> two = List.of(new Entry(1, suppressed(TEN)), new Entry(2, suppressed(TEN)));
      index.write(two, Position.at(2));
      assertThat(index.follow(suspect(2), 1)).isTrue();
    }
    try (AuditDatabase index = AuditDatabase.open(file)) {
      assertThat(numbers(index.alerts(suspects(), ALL, 9))).containsExactly(2L);
      assertThat(index.follow(suspect(2), 1)).isFalse();
    }
  }

  @Test
  void labelsAreTakenAnewOnceTheirPositionIsOneThatNoChangeCanHave() {
    try (AuditDatabase index = AuditDatabase.open(file)) {
      List<Entry> two = List.of(new Entry(1, suppressed(TEN)), new Entry(2, suppressed(TEN)));
      index.write(two, Position.at(2));
      assertThat(index.follow(suspect(2), 1)).isTrue();
      CaseLookup rebuilt =
          AuditFixture.changes(List.of(AuditFixture.change(1, 1, Label.SUSPECT)), 1);
      assertThat(index.follow(rebuilt, 1)).isTrue();
      assertThat(numbers(index.alerts(suspects(), ALL, 9))).containsExactly(1L);
      assertThat(index.follow(rebuilt, 1)).isFalse();
    }
  }

  private static CaseLookup suspect(long alert) {
    return AuditFixture.changes(List.of(AuditFixture.change(5, alert, Label.SUSPECT)));
  }

  private static AuditQuery.Alerts any() {
    return new AuditQuery.Alerts(
        Optional.empty(), AuditQuery.Filter.ANY, Optional.empty(), Optional.empty(), 0, 9);
  }

  private static AuditQuery.Alerts suspects() {
    return filtered(
        new AuditQuery.Filter(
            Optional.empty(), Optional.empty(), new WorkList.Whose.All(), Optional.empty(),
            Optional.of(Label.SUSPECT)));
  }

  private static AuditQuery.Alerts filtered(AuditQuery.Filter filter) {
    return new AuditQuery.Alerts(
        Optional.empty(), filter, Optional.empty(), Optional.empty(), 0, 9);
  }

  @Test
  void whatExpiresIsNoLongerFoundByItsColumns() throws SQLException {
    try (AuditDatabase index = AuditDatabase.open(file)) {
      index.write(alerts(1, at("07:10:00"), TEN), Position.at(2));
      assertThat(index.expire(at("09:30:00"), at("12:00:00"), 100)).isEqualTo(1);
      assertThat(numbers(index.alerts(any(), ALL, 9))).containsExactly(2L);
    }
    assertThat(columns(file)).hasSize(1);
  }

  @Test
  void everyFilterWalksOneIndexThatCoversItAndSortsNothing() {
    try (AuditDatabase index = AuditDatabase.inMemory()) {
      index.write(alertsOfEveryForm(), Position.at(7));
      AuditQuery.Filter all =
          new AuditQuery.Filter(
              Optional.of(AuditQuery.Outcome.SUPPRESSED), Optional.of("in-window"),
              new WorkList.Whose.Of(OptionalInt.of(20)), Optional.of("E470"),
              Optional.of(Label.SUSPECT));
      for (AuditQuery.Filter filter : List.of(all, suspects().filter())) {
        assertThat(index.plan(filtered(filter)))
            .anyMatch(step -> step.matches("SEARCH alert USING COVERING INDEX alert_label .*"))
            .noneMatch(step -> step.contains("SCAN alert") || step.contains("TEMP B-TREE"));
      }
      assertThat(index.plan(any()))
          .anyMatch(step -> step.startsWith("SEARCH alert USING INTEGER PRIMARY KEY"))
          .noneMatch(step -> step.contains("TEMP B-TREE"));
    }
  }
}

package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.alert;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.forward;
import static org.lastgasp.audit.AuditFixture.forwarded;
import static org.lastgasp.audit.AuditFixture.suppressed;
import static org.lastgasp.audit.AuditFixture.throttled;
import static org.lastgasp.audit.AuditFixture.window;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;

/** Alerts counted by minute; those of an index of an earlier version are counted anew. */
class MinuteCountsTest {
  @TempDir Path folder;
  private final AuditFixture index = new AuditFixture();

  @AfterEach
  void close() {
    index.close();
  }

  private AlertCounts counts(String from, String to) {
    return index.queries().counts(at(from), at(to));
  }

  @Test
  void eachOutcomeIsCountedForItsDistributor() {
    index.add(suppressed(at("10:01:10")));
    index.add(suppressed(at("10:01:20")));
    index.add(forwarded(HUB, at("10:01:30")));
    index.add(alert(HUB, at("10:01:40"), forward(Reason.OBSERVE, window(), at("10:01:40"))));
    assertThat(counts("10:00:00", "10:01:00").byDistributor())
        .containsExactly(entry("20", new AlertCounts.Figures(4, 2, 1, 0)));
  }

  @Test
  void anAlertWithoutADistributorCountsAsUnknown() {
    index.add(
        alert(
            Optional.of(HUB), "", OptionalInt.empty(), TEN, forward(Reason.HUB_NOT_TRACKED, TEN)));
    assertThat(counts("09:59:00", "10:00:00").byDistributor()).containsOnlyKeys("unknown");
  }

  @Test
  void duplicatesAreCountedApartForTheDistributorOfTheirOriginal() {
    index.add(suppressed(TEN));
    index.add(new Event.AlertCopied(TEN, 1, "00"));
    AlertCounts counts = counts("09:59:00", "10:00:00");
    assertThat(counts.byDistributor())
        .containsExactly(entry("20", new AlertCounts.Figures(1, 1, 0, 1)));
    assertThat(index.queries().minutes(at("09:59:00"), TEN))
        .extracting(AlertCounts.Minute::distributor, AlertCounts.Minute::received)
        .containsExactlyInAnyOrder(
            tuple(OptionalInt.of(20), 1L), tuple(OptionalInt.of(20), 1L));
  }

  @Test
  void theMinuteItBeginsWithIsLeftOutAndTheLastIsIn() {
    index.add(forwarded(HUB, at("10:00:59")));
    index.add(forwarded(HUB, at("10:01:00")));
    index.add(forwarded(HUB, at("10:02:59")));
    index.add(forwarded(HUB, at("10:03:00")));
    assertThat(counts("10:00:00", "10:02:00").total().received()).isEqualTo(2);
  }

  @Test
  void minutesOlderThanTwoDaysAreForgotten() {
    Instant old = TEN.minus(Duration.ofDays(2)).minusSeconds(60);
    index.add(forwarded(HUB, old));
    index.add(forwarded(HUB, old.plusSeconds(60)));
    index.add(forwarded(HUB, TEN));
    AlertCounts all = index.queries().counts(old.minusSeconds(600), TEN);
    assertThat(all.total().received()).isEqualTo(2);
  }

  @Test
  void whatIsNoAlertIsNotCounted() {
    index.add(AuditFixture.carried(HUB, TEN));
    assertThat(counts("09:00:00", "11:00:00")).isEqualTo(AlertCounts.none());
  }

  @Test
  void messagesAndWhatTheyStandForAreCountedSideBySide() {
    index.add(throttled(suppressed(TEN), 7));
    index.add(new Event.AlertCopied(TEN, 1, "00"));
    index.add(forwarded(HUB, TEN));
    AlertCounts counts = counts("09:59:00", "10:00:00");
    assertThat(counts.total()).isEqualTo(new AlertCounts.Figures(2, 1, 0, 1));
    assertThat(counts.standFor()).isEqualTo(new AlertCounts.Figures(8, 7, 0, 7));
  }

  @Test
  void anAbsurdThrottledCountDoesNotOverflowTheSum() {
    index.add(throttled(suppressed(TEN), Long.MAX_VALUE));
    index.add(throttled(suppressed(TEN), Long.MAX_VALUE));
    assertThat(counts("09:59:00", "10:00:00").standFor().suppressed())
        .isEqualTo(2 * Event.MOST_STOOD_FOR);
  }

  @Test
  void theDuplicateOfAForgottenAlertStandsForOne() {
    index.add(new Event.AlertCopied(TEN, 1, "00"));
    assertThat(counts("09:59:00", "10:00:00").standFor().copies()).isEqualTo(1);
  }

  /** A file whose minutes count messages alone, with every outcome of an alert. */
  private Path ofFormat2() throws SQLException {
    Path file = folder.resolve("story.db");
    try (AuditDatabase database = AuditDatabase.open(file)) {
      database.write(
          List.of(
              new Entry(1, throttled(suppressed(TEN), 7)),
              new Entry(2, new Event.AlertCopied(TEN, 1, "00")),
              new Entry(3, forwarded(HUB, TEN)),
              new Entry(4, alert(HUB, TEN, forward(Reason.OBSERVE, window(), TEN)))),
          Position.at(5));
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE minute");
      statement.execute(
          "CREATE TABLE minute (minute INTEGER NOT NULL, distributor INTEGER NOT NULL,"
              + " outcome INTEGER NOT NULL, alerts INTEGER NOT NULL,"
              + " PRIMARY KEY (minute, distributor, outcome)) WITHOUT ROWID");
      statement.execute("INSERT INTO minute VALUES (1, 20, 2, 99)");
      statement.execute("PRAGMA user_version = 2");
    }
    return file;
  }

  private static void assertCounted(AlertCounts counts) {
    assertThat(counts)
        .isEqualTo(
            new AlertCounts(
                Map.of("20", new AlertCounts.Figures(3, 1, 1, 1)),
                new AlertCounts.Figures(9, 7, 1, 7)));
  }

  @Test
  void anIndexOfFormat2IsCountedAnewWhereItLies() throws SQLException {
    Path file = ofFormat2();
    AuditDatabase.open(file).close();
    try (AuditDatabase opened = AuditDatabase.open(file)) {
      assertCounted(opened.counts(TEN.minusSeconds(60), TEN));
    }
  }

  @Test
  void anIndexOfFormat2ThatIsOnlyReadIsCountedInMemory() throws SQLException {
    Path file = ofFormat2();
    try (AuditDatabase read = AuditDatabase.readOnly(file)) {
      assertCounted(read.counts(TEN.minusSeconds(60), TEN));
      assertCounted(read.counts(TEN.minusSeconds(60), TEN));
    }
  }
}

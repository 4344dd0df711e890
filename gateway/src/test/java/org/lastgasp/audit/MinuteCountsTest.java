package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.alert;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.forward;
import static org.lastgasp.audit.AuditFixture.forwarded;
import static org.lastgasp.audit.AuditFixture.suppressed;
import static org.lastgasp.audit.AuditFixture.window;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;

/** Alerts counted by minute; an index of an earlier version counts none yet. */
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
        .containsExactly(entry("20", new AlertCounts.Figures(4, 2, 1)));
  }

  @Test
  void anAlertWithoutADistributorCountsAsUnknown() {
    index.add(
        alert(
            Optional.of(HUB), "", OptionalInt.empty(), TEN, forward(Reason.HUB_NOT_TRACKED, TEN)));
    assertThat(counts("09:59:00", "10:00:00").byDistributor()).containsOnlyKeys("unknown");
  }

  @Test
  void duplicatesAreCountedApart() {
    index.add(suppressed(TEN));
    index.add(new Event.AlertCopied(TEN, 1, "00"));
    AlertCounts counts = counts("09:59:00", "10:00:00");
    assertThat(counts.copies()).isEqualTo(1);
    assertThat(counts.total()).isEqualTo(new AlertCounts.Figures(1, 1, 0));
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
  void anIndexOfAnEarlierVersionIsReadAndBeginsToCount() throws SQLException {
    Path file = folder.resolve("story.db");
    AuditDatabase.open(file).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE minute");
    }
    try (AuditDatabase old = AuditDatabase.readOnly(file)) {
      assertThat(old.counts(TEN, TEN.plusSeconds(3_600))).isEqualTo(AlertCounts.none());
    }
    try (AuditDatabase opened = AuditDatabase.open(file)) {
      assertThat(opened.counts(TEN, TEN.plusSeconds(3_600))).isEqualTo(AlertCounts.none());
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeQuery("SELECT count(*) FROM minute").next()).isTrue();
    }
  }
}

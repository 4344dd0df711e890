package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that an earlier version wrote counts no minutes yet: it is opened and read as it is. */
class MinuteCountsTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  @TempDir Path folder;

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

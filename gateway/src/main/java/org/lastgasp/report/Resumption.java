package org.lastgasp.report;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sqlite.SQLiteConfig;

/**
 * A ledger put back from a backup, made to go on behind what was sent since: no number is used
 * twice, and records that are not here are told of in the next reports. For a folder without a
 * gateway.
 */
public final class Resumption {
  private static final int BUSY_MILLIS = 10_000;

  private final Connection connection;
  private final Instant at;

  private Resumption(Connection connection, Instant at) {
    this.connection = connection;
    this.at = at;
  }

  /**
   * The facts known of reports that were sent and are not in the ledger.
   *
   * @param sent by the files at targets
   * @param anySeries the highest number of any series, as somebody knows it
   * @param begun the number of the record before the first one here, for a ledger without a period
   * @param lost records that are not here; empty if none is missing
   */
  public record Known(
      SentReports sent, OptionalLong anySeries, long begun, Optional<SkippedRange> lost) {}

  /**
   * Goes on behind what is known, all of it or nothing.
   *
   * @return the series whose next number is another now, with the last number that was used
   * @throws ReportUnavailable if the ledger cannot be written
   */
  public static Map<SentReports.Series, Long> goOn(Path folder, Known known, Instant at) {
    ReportStore.open(folder).close(); // makes it if there is none
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    Path file = folder.resolve("report.db");
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties())) {
      connection.setAutoCommit(false);
      Resumption resumption =
          new Resumption(connection, at.truncatedTo(ChronoUnit.MILLIS));
      Map<SentReports.Series, Long> skipped = resumption.skip(known);
      if (known.lost().isPresent()) {
        resumption.pass(known.lost().get());
      }
      connection.commit();
      return skipped;
    } catch (SQLException broken) {
      throw new ReportUnavailable("going on with the reports of " + file, broken);
    }
  }

  private Map<SentReports.Series, Long> skip(Known known) throws SQLException {
    Map<SentReports.Series, Long> last = new HashMap<>(known.sent().last());
    if (known.anySeries().isPresent()) {
      long number = known.anySeries().getAsLong();
      series().forEach(each -> last.putIfAbsent(each, number));
      last.replaceAll((each, found) -> Math.max(found, number));
    }
    Map<SentReports.Series, Long> skipped = new HashMap<>();
    for (Map.Entry<SentReports.Series, Long> each : last.entrySet()) {
      if (each.getValue() > used(each.getKey())) {
        skipped.put(each.getKey(), each.getValue());
      }
    }
    if (!skipped.isEmpty()) {
      long period = period(known.begun());
      for (Map.Entry<SentReports.Series, Long> each : skipped.entrySet()) {
        use(period, each.getKey(), each.getValue());
      }
    }
    return skipped;
  }

  private List<SentReports.Series> series() throws SQLException {
    List<SentReports.Series> all = new ArrayList<>();
    all.add(new SentReports.Series(Report.LOG, ReportScope.ALL));
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT DISTINCT kind, scope FROM report")) {
      while (found.next()) {
        all.add(new SentReports.Series(found.getString(1), found.getString(2)));
      }
    }
    return all;
  }

  private long used(SentReports.Series series) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT coalesce(max(sequence), 0) FROM report WHERE kind = ? AND scope = ?")) {
      query.setString(1, series.kind());
      query.setString(2, series.scope());
      return query.executeQuery().getLong(1);
    }
  }

  /** A period without a record that begins and ends where the last one ended. */
  private long period(long begun) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int copied =
          statement.executeUpdate(
              "INSERT INTO period SELECT number + 1, \"to\", \"to\", '" + at + "', scoping,"
                  + " last + 1, last, hash, assessed, assessed, NULL FROM period"
                  + " ORDER BY number DESC LIMIT 1");
      if (copied == 0) {
        statement.executeUpdate(
            String.format(
                Locale.ROOT,
                "INSERT INTO period VALUES (1, '%s', '%s', '%s', '%s', %d, %d, NULL, 0, 0, NULL)",
                at,
                at,
                at,
                ReportScope.CONSOLIDATED.code(),
                begun + 1,
                begun));
      }
      return statement.executeQuery("SELECT max(number) FROM period").getLong(1);
    }
  }

  /** A report that was sent by the gateway before: its number is used, its file is elsewhere. */
  private void use(long period, SentReports.Series series, long number) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO report (number, period, kind, scope, sequence, name, rows, bytes, sha256,"
                + " built, removed) SELECT 1 + coalesce(max(number), 0), ?, ?, ?, ?, ?, 0, 0, '',"
                + " ?, ? FROM report")) {
      insert.setLong(1, period);
      insert.setString(2, series.kind());
      insert.setString(3, series.scope());
      insert.setLong(4, number);
      insert.setString(
          5, "before-restore-" + series.kind() + "-" + series.scope() + "-" + number);
      insert.setString(6, at.toString());
      insert.setString(7, at.toString());
      insert.executeUpdate();
    }
  }

  private void pass(SkippedRange lost) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO passed VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, lost.first());
      insert.setLong(2, lost.last());
      insert.setString(3, lost.hash().orElse(""));
      insert.setString(4, lost.at().toString());
      insert.setString(5, lost.who());
      insert.setString(6, lost.reason());
      insert.setString(7, lost.what());
      insert.executeUpdate();
    }
  }
}

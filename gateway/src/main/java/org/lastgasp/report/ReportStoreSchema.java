package org.lastgasp.report;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.journal.BrokenFile;

/**
 * The tables of {@code report.db}, format {@value #FORMAT}; set down in {@code docs/formats.md}.
 */
final class ReportStoreSchema {
  static final int FORMAT = 3;

  private static final Set<String> NAMES = Set.of("period", "report", "sent", "removed");
  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE period (number INTEGER PRIMARY KEY, \"from\" TEXT NOT NULL,"
              + " \"to\" TEXT NOT NULL, generated TEXT NOT NULL, scoping TEXT NOT NULL,"
              + " first INTEGER NOT NULL, last INTEGER NOT NULL, hash TEXT,"
              + " assessed_after INTEGER NOT NULL, assessed INTEGER NOT NULL, oldest TEXT)",
          "CREATE TABLE report (number INTEGER PRIMARY KEY, period INTEGER NOT NULL REFERENCES"
              + " period, kind TEXT NOT NULL, scope TEXT NOT NULL, sequence INTEGER NOT NULL,"
              + " name TEXT NOT NULL UNIQUE, rows INTEGER, bytes INTEGER, sha256 TEXT,"
              + " built TEXT, removed TEXT, UNIQUE (kind, scope, sequence))",
          "CREATE INDEX report_of_period ON report (period)",
          "CREATE TABLE sent (target TEXT NOT NULL, report INTEGER NOT NULL REFERENCES report,"
              + " at TEXT NOT NULL, PRIMARY KEY (target, report)) WITHOUT ROWID",
          "CREATE INDEX sent_of_report ON sent (report)",
          "CREATE TABLE removed (at TEXT NOT NULL, what TEXT NOT NULL, count INTEGER NOT NULL,"
              + " first TEXT NOT NULL, last TEXT NOT NULL, seq INTEGER NOT NULL)",
          "CREATE TABLE paper (report INTEGER PRIMARY KEY REFERENCES report,"
              + " \"from\" TEXT NOT NULL, \"to\" TEXT NOT NULL, content BLOB NOT NULL)",
          "CREATE TABLE passed (first INTEGER NOT NULL, last INTEGER NOT NULL, hash TEXT NOT NULL,"
              + " at TEXT NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL, what TEXT NOT NULL)");

  private ReportStoreSchema() {}

  /** Makes the tables, or those that were added since the file was written. */
  static void prepare(Connection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int format = statement.executeQuery("PRAGMA user_version").getInt(1);
      Optional<String> fault = BrokenFile.fault(connection, NAMES);
      if (fault.isPresent()) {
        throw new ReportUnavailable(file + " is " + fault.get());
      }
      if (format > FORMAT) {
        throw new ReportUnavailable(
            file + " has format " + format + ", this program knows " + FORMAT
                + ": run the program that wrote it");
      }
      if (format < FORMAT && !connection.isReadOnly()) {
        int added = FORMAT - format; // one table by each version
        int first = format == 0 ? 0 : TABLES.size() - added;
        for (String table : TABLES.subList(first, TABLES.size())) {
          statement.execute(table);
        }
        statement.execute("PRAGMA user_version=" + FORMAT);
      }
      connection.commit();
    }
  }
}

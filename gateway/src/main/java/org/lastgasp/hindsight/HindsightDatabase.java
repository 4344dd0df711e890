package org.lastgasp.hindsight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.journal.BrokenFile;
import org.lastgasp.journal.Rollback;
import org.sqlite.SQLiteConfig;

/**
 * The file {@code hindsight.db}, an SQLite file of format {@value #FORMAT}; described in {@code
 * docs/formats.md}.
 *
 * <pre>
 * held      an alert that was held back, and what was made of it
 * evidence  number, place: what was found out about it, in order
 * change    position: a case got another label
 * tracked   meter, until: what it says is remembered
 * said      what a tracked meter said of its supply or its activation
 * meta      position, opened, last_change
 * </pre>
 *
 * <p>What is written and the position change in one transaction. Commits are not synced: a power
 * loss sets all of it back to an earlier commit, and what is missing is read again.
 */
final class HindsightDatabase implements AutoCloseable {
  static final int FORMAT = 3;
  private static final int BUSY_MILLIS = 10_000;
  private static final Set<String> NAMES =
      Set.of("held", "evidence", "change", "tracked", "said", "meta");
  private static final String ALERTS =
      "CREATE INDEX alerts ON held (hub, alerts_from) WHERE alerts_from IS NOT NULL";
  private static final String LIFE_OF_HUB =
      "CREATE INDEX life_of_hub ON held (hub, life_from) WHERE life_from IS NOT NULL";
  private static final String LIFE_OF_METER =
      "CREATE INDEX life_of_meter ON held (meter, life_from) WHERE life_from IS NOT NULL";

  /** From format 1, whose windows ended when they were planned to. */
  private static final String[] SECOND = {
    "ALTER TABLE held ADD COLUMN ends INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE held ADD COLUMN alerts_from INTEGER",
    "ALTER TABLE held ADD COLUMN life_from INTEGER",
    "ALTER TABLE held ADD COLUMN restored INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE held ADD COLUMN outage INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE held SET ends = until,
      alerts_from = CASE WHEN watched = 1 AND closed = 0 AND (SELECT count(*) FROM evidence e
        WHERE e.number = held.number AND kind = 'alerted-again') < 4 THEN until END,
      life_from = CASE WHEN watched = 1 AND back IS NULL THEN
        CASE WHEN heard IS NULL THEN 0 ELSE until END END,
      restored = (SELECT count(*) FROM evidence e
        WHERE e.number = held.number AND kind = 'supply-restored') >= 4
    """,
    ALERTS, LIFE_OF_HUB, LIFE_OF_METER,
  };

  /** From format 2, which did not know a clock that was ahead: a window counts as on demand. */
  private static final String[] THIRD = {
    "ALTER TABLE held ADD COLUMN dated INTEGER", "ALTER TABLE held ADD COLUMN counted INTEGER",
  };

  private static final String[] TABLES = {
    """
    CREATE TABLE held (number INTEGER PRIMARY KEY, ordinal INTEGER NOT NULL UNIQUE,
      at INTEGER NOT NULL, horizon INTEGER NOT NULL, hub INTEGER NOT NULL, meter INTEGER NOT NULL,
      originator INTEGER NOT NULL, target INTEGER NOT NULL, counter INTEGER NOT NULL,
      begins TEXT NOT NULL, until INTEGER NOT NULL, start TEXT NOT NULL, mpxn TEXT NOT NULL,
      distributor INTEGER, sha256 TEXT NOT NULL, label TEXT NOT NULL, since INTEGER NOT NULL,
      heard INTEGER, back INTEGER, settled INTEGER, settled_by TEXT, settled_why TEXT,
      closed INTEGER NOT NULL, watched INTEGER NOT NULL, pending INTEGER NOT NULL,
      ends INTEGER NOT NULL, alerts_from INTEGER, life_from INTEGER, restored INTEGER NOT NULL,
      outage INTEGER NOT NULL, dated INTEGER, counted INTEGER)
    """,
    "CREATE INDEX watched_hub ON held (hub, number) WHERE watched = 1",
    "CREATE INDEX watched_meter ON held (meter, number) WHERE watched = 1",
    ALERTS, LIFE_OF_HUB, LIFE_OF_METER,
    "CREATE INDEX due ON held (horizon, number) WHERE closed = 0",
    "CREATE INDEX pending ON held (number) WHERE pending = 1",
    "CREATE INDEX pending_of ON held (distributor, number) WHERE pending = 1",
    """
    CREATE TABLE evidence (number INTEGER NOT NULL, place INTEGER NOT NULL, kind TEXT NOT NULL,
      entry INTEGER, at INTEGER NOT NULL, compared TEXT NOT NULL, PRIMARY KEY (number, place))
      WITHOUT ROWID
    """,
    """
    CREATE TABLE change (position INTEGER PRIMARY KEY, number INTEGER NOT NULL,
      ordinal INTEGER NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL, at INTEGER NOT NULL,
      place INTEGER NOT NULL)
    """,
    "CREATE INDEX change_of ON change (ordinal, position)",
    "CREATE INDEX change_case ON change (number)",
    "CREATE INDEX suspects ON change (position) WHERE new = 'suspect'",
    "CREATE TABLE tracked (meter INTEGER PRIMARY KEY, until INTEGER NOT NULL)",
    "CREATE INDEX tracked_until ON tracked (until)",
    """
    CREATE TABLE said (meter INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
      code TEXT, off TEXT, back TEXT, originator INTEGER, counter INTEGER, result TEXT, done TEXT,
      words TEXT, PRIMARY KEY (meter, number)) WITHOUT ROWID
    """,
    "CREATE INDEX said_at ON said (at)",
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "INSERT INTO meta VALUES ('position', 0), ('opened', 0), ('last_change', 0)",
  };

  private final String place;
  private final Connection writing;
  private final Connection reading;

  private HindsightDatabase(String place, Connection writing, Connection reading) {
    this.place = place;
    this.writing = writing;
    this.reading = reading;
  }

  /**
   * Opens the file, and makes it if it is not there.
   *
   * @throws HindsightUnavailable if it cannot be read, or another version wrote it
   */
  static HindsightDatabase open(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    String url = "jdbc:sqlite:" + file;
    try {
      Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
      Connection writing = DriverManager.getConnection(url, config.toProperties());
      try {
        prepare(writing, file);
        Connection reading = DriverManager.getConnection(url, config.toProperties());
        return new HindsightDatabase(file.toString(), writing, reading);
      } catch (SQLException | RuntimeException failed) {
        writing.close();
        throw failed;
      }
    } catch (IOException | SQLException broken) {
      throw new HindsightUnavailable("opening " + file, broken);
    }
  }

  private static void prepare(Connection connection, Path file) throws SQLException {
    int format;
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA user_version")) {
      format = found.getInt(1);
    }
    if (format > FORMAT) {
      throw new HindsightUnavailable(
          file + " has format " + format + ", this program knows " + FORMAT
              + ": remove it, and it is built again from the journal");
    }
    Optional<String> fault = BrokenFile.fault(connection, NAMES);
    if (fault.isPresent()) {
      throw new HindsightUnavailable(file + " is " + fault.get());
    }
    connection.setAutoCommit(false);
    if (format < FORMAT) {
      try (Statement statement = connection.createStatement()) {
        for (String[] step : steps(format)) {
          for (String each : step) {
            statement.execute(each);
          }
        }
        statement.execute("PRAGMA user_version=" + FORMAT);
      }
      connection.commit();
    }
  }

  private static List<String[]> steps(int from) {
    return switch (from) {
      case 0 -> List.<String[]>of(TABLES);
      case 1 -> List.of(SECOND, THIRD);
      default -> List.<String[]>of(THIRD);
    };
  }

  /** The connection of the one thread that writes. */
  Connection writing() {
    return writing;
  }

  /** What a query gives, by any thread. */
  <T> T read(Query<T> query) {
    synchronized (reading) {
      try {
        return query.ask(reading);
      } catch (SQLException broken) {
        throw new HindsightUnavailable("reading " + place, broken);
      }
    }
  }

  /** Makes a change, all of it or, if it throws, nothing. */
  <T> T change(Query<T> change) {
    synchronized (writing) {
      try {
        try {
          T result = change.ask(writing);
          writing.commit();
          return result;
        } catch (SQLException | RuntimeException failed) {
          Rollback.of(writing, failed);
          throw failed;
        }
      } catch (SQLException broken) {
        throw new HindsightUnavailable("writing " + place, broken);
      }
    }
  }

  /** A query or change of the tables. */
  interface Query<T> {
    T ask(Connection connection) throws SQLException;
  }

  /** A number that is kept of the whole. */
  static long meta(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT value FROM meta WHERE name = '" + name + "'")) {
      return found.next() ? found.getLong(1) : 0;
    }
  }

  /** Keeps it. */
  static void meta(Connection connection, String name, long value) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("REPLACE INTO meta VALUES ('" + name + "', " + value + ")");
    }
  }

  @Override
  public void close() {
    try {
      synchronized (writing) {
        writing.close();
      }
      synchronized (reading) {
        reading.close();
      }
    } catch (SQLException broken) {
      throw new HindsightUnavailable("closing " + place, broken);
    }
  }
}

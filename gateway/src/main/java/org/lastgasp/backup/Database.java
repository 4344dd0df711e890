package org.lastgasp.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.lastgasp.journal.JournalIdentity;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/**
 * A set of operations on SQLite files of others: copied as they stand at one moment, asked, marked.
 */
final class Database {
  private static final int BUSY_MILLIS = 10_000;
  private static final int BUSY_PAUSE = 100; // milliseconds
  private static final int LOG_VERSION = 18; // offset: 1 none, 2 write-ahead (SQLite file format)
  private static final int ALL_PAGES = -1; // in one transaction: a writer would start it anew

  private Database() {}

  /** A query or change of the tables. */
  interface Work<R> {
    R ask(Connection connection) throws SQLException;
  }

  /** Copies one that others may be writing, with what is in its write-ahead log. */
  static void copy(Path from, Path to) throws SQLException, IOException {
    Files.createDirectories(to.resolveSibling(""));
    boolean alone = isLeftAlone(from);
    try (Connection source = alone ? openAlone(from) : open(from)) {
      int result =
          source
              .unwrap(SQLiteConnection.class)
              .getDatabase()
              .backup(
                  "main", to.toString(), null, BUSY_PAUSE, BUSY_MILLIS / BUSY_PAUSE, ALL_PAGES);
      if (result != 0) {
        throw DB.newSQLException(result, "copying " + from);
      }
    }
    if (alone && !isLeftAlone(from)) { // somebody opened it meanwhile
      Files.delete(to);
      copy(from, to);
      return;
    }
    FileCopy.sync(to);
  }

  /** Whether it is one that uses a write-ahead log and has none: then nobody has it open. */
  private static boolean isLeftAlone(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(LOG_VERSION + 1);
      return head.length > LOG_VERSION
          && head[LOG_VERSION] == 2
          && !Files.exists(Contents.beside(file, "-wal"));
    }
  }

  /** Asks one that others may be writing. */
  static <R> R read(Path file, Work<R> work) throws SQLException {
    try (Connection connection = openToRead(file)) {
      return work.ask(connection);
    }
  }

  /** Changes one in a transaction. */
  static <R> R change(Path file, Work<R> work) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties())) {
      connection.setAutoCommit(false);
      R result = work.ask(connection);
      connection.commit();
      return result;
    }
  }

  private static Connection openToRead(Path file) throws SQLException {
    try {
      return isLeftAlone(file) ? openAlone(file) : open(file);
    } catch (IOException broken) {
      throw new SQLException("reading " + file, broken);
    }
  }

  private static Connection open(Path file) throws SQLException {
    return checked(DriverManager.getConnection("jdbc:sqlite:" + file, readOnly()));
  }

  /** Without a lock, and without files beside it: the folder may be read-only. */
  private static Connection openAlone(Path file) throws SQLException {
    String url = "jdbc:sqlite:" + file.toUri() + "?immutable=1";
    return checked(DriverManager.getConnection(url, readOnly()));
  }

  private static Properties readOnly() {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    return config.toProperties();
  }

  private static Connection checked(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM sqlite_schema");
      return connection;
    } catch (SQLException unusable) {
      connection.close();
      throw unusable;
    }
  }

  /** The first number that a query finds, 0 if it finds none. */
  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      return found.next() ? found.getLong(1) : 0;
    }
  }

  /** How far each reader had come, by a copy of the journal's cursors. */
  static Map<String, Long> cursors(Path file) throws SQLException {
    return read(
        file,
        connection -> {
          Map<String, Long> cursors = new LinkedHashMap<>();
          try (Statement statement = connection.createStatement();
              ResultSet found =
                  statement.executeQuery("SELECT name, position FROM cursor ORDER BY name")) {
            while (found.next()) {
              cursors.put(found.getString(1), found.getLong(2));
            }
          }
          return cursors;
        });
  }

  /** Names the journal that it goes by. */
  static void mark(Path file, JournalIdentity identity) throws SQLException {
    Object unused =
        change(
            file,
            connection -> {
              identity.write(connection);
              return identity;
            });
  }

  static JournalIdentity identity(Path file) throws SQLException {
    return read(file, JournalIdentity::of);
  }
}

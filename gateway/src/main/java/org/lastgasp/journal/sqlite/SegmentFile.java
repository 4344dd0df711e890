package org.lastgasp.journal.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.journal.JournalUnavailable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * One file of a journal: a SQLite database named by the number of its first entry.
 *
 * @param first the number its entries begin with
 */
record SegmentFile(Path path, long first) {
  /** The version of the tables, of the kinds and of the facts. */
  static final int FORMAT = 1;

  static final int BUSY_MILLIS = 10_000; // longer than any checkpoint or recovery takes

  private static final int LOG_VERSION = 18; // offset: 1 none, 2 write-ahead (SQLite file format)
  private static final Pattern NAME = Pattern.compile("journal-(\\d{16})\\.db");

  /** The file for entries from this number on. */
  static SegmentFile of(Path folder, long first) {
    return new SegmentFile(folder.resolve(String.format(
        Locale.ROOT,
        "journal-%016d.db",
        first)), first);
  }

  /** Those in a folder, in order. */
  static List<SegmentFile> in(Path folder) {
    List<SegmentFile> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          found.add(new SegmentFile(file, Long.parseLong(name.group(1))));
        }
      }
    } catch (IOException broken) {
      throw new JournalUnavailable("listing the segments in " + folder, broken);
    }
    found.sort(Comparator.comparingLong(SegmentFile::first));
    return found;
  }

  /** Makes the file, with a connection that may write. */
  Connection create() throws SQLException {
    SQLiteConfig pageSize = new SQLiteConfig();
    pageSize.setPageSize(SegmentSchema.PAGE); // alone: the mode of its log would fix another one
    try (Connection connection = open(pageSize, url());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
    }
    return open(writing(), url());
  }

  /** A connection that may write to the file, which is there. */
  Connection openToWrite() throws SQLException {
    SQLiteConfig config = writing();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    return open(config, url());
  }

  private static SQLiteConfig writing() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    return config;
  }

  /** A connection that only reads, whoever else writes. */
  Connection openToRead() throws SQLException {
    try {
      return check(open(readOnly(), url()));
    } catch (SQLException refused) {
      boolean alone = !Files.exists(beside("-wal"));
      if (!alone || !Files.isReadable(path)) {
        throw refused;
      }
      // A folder that may not be written to, so that no index of a log can be made: none is needed.
      return check(open(readOnly(), "jdbc:sqlite:" + path.toUri() + "?immutable=1"));
    }
  }

  private String url() {
    return "jdbc:sqlite:" + path;
  }

  private static SQLiteConfig readOnly() {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    return config;
  }

  private static Connection open(SQLiteConfig config, String url) throws SQLException {
    Properties properties = config.toProperties();
    return DriverManager.getConnection(url, properties);
  }

  /** Opening is lazy: reads something, so that what is wrong shows here. */
  private static Connection check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM sqlite_schema");
      return connection;
    } catch (SQLException unusable) {
      connection.close();
      throw unusable;
    }
  }

  /**
   * Returns true if its tables were made; not so after a crash while it was made.
   *
   * @throws JournalUnavailable if they are of a version that is not known here
   */
  boolean hasTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet tables = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
        if (tables.next() && tables.getInt(1) == 0) {
          return false;
        }
      }
      String format = meta(statement, "format").orElse("none");
      if (!format.equals(Integer.toString(FORMAT))) {
        throw new JournalUnavailable(
            String.format(
                Locale.ROOT,
                "%s has format %s; this version knows format %d: use the version that wrote it",
                path,
                format,
                FORMAT));
      }
      return true;
    }
  }

  private Optional<String> meta(Statement statement, String name) {
    String query = "SELECT value FROM meta WHERE name = '" + name + "'";
    try (ResultSet found = statement.executeQuery(query)) {
      return found.next() ? Optional.of(found.getString(1)) : Optional.empty();
    } catch (SQLException foreign) {
      throw new JournalUnavailable(path + " is a database, but no segment of a journal", foreign);
    }
  }

  Path folder() {
    return path.resolveSibling("").toAbsolutePath();
  }

  /** Returns true if it is one plain file: its header says that it uses no write-ahead log. */
  boolean isSealed() {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] header = in.readNBytes(LOG_VERSION + 1);
      return header.length > LOG_VERSION && header[LOG_VERSION] == 1;
    } catch (IOException broken) {
      throw new JournalUnavailable("reading the header of " + path, broken);
    }
  }

  /** Bytes on disk, what is still in its write-ahead log included. */
  long size() {
    return length(path) + length(beside("-wal"));
  }

  private static long length(Path file) {
    return file.toFile().length(); // 0 where there is none; no exception on the way of a batch
  }

  /** Its write-ahead log, while it has one. */
  Path writeAheadLog() {
    return beside("-wal");
  }

  /** Takes it away, sealed and used by nobody, a piece at a time. */
  void vanish() {
    if (Files.exists(path)) {
      GradualDelete.vanish(path);
    }
    delete();
  }

  /** Removes it and what is beside it. */
  void delete() {
    for (Path each : List.of(path, beside("-wal"), beside("-shm"))) {
      try {
        Files.deleteIfExists(each);
      } catch (IOException broken) {
        throw new JournalUnavailable("removing " + each, broken);
      }
    }
  }

  private Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  /** Makes what was created and removed in a folder survive a power loss. */
  static void sync(Path folder) {
    try {
      DurableFiles.syncFolder(folder);
    } catch (IOException broken) {
      throw new JournalUnavailable("syncing the folder " + folder, broken);
    }
  }
}

package org.lastgasp.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Rollback;
import org.lastgasp.policy.Lane;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** An SQLite file of delivery's, with a format. For one thread at a time. */
final class SqliteFile implements AutoCloseable {
  /** The columns of what is set aside, as {@link #bind} and {@link #setAside} have them. */
  static final String SET_ASIDE = "number, user, lane, at_ms, reason, status, answer";

  static final String SET_ASIDE_TYPES =
      "number INTEGER PRIMARY KEY, user TEXT NOT NULL, lane TEXT NOT NULL,"
          + " at_ms INTEGER NOT NULL, reason TEXT NOT NULL, status INTEGER NOT NULL,"
          + " answer TEXT NOT NULL";

  private static final int BUSY_MILLIS = 10_000;

  private final Path path;
  private final Connection connection;
  private final int format;

  private SqliteFile(Path path, Connection connection, int format) {
    this.path = path;
    this.connection = connection;
    this.format = format;
  }

  /** Of the file as it is. */
  int format() {
    return format;
  }

  /**
   * What a file is like.
   *
   * @param format the version that this program writes
   * @param fromFirst what makes it of a file of format 1
   * @param tables what makes it where they are not there
   */
  record Form(int format, List<String> fromFirst, List<String> tables) {}

  /**
   * Opens the file in a folder, and makes both if they are not there.
   *
   * @param synchronous SQLite's: FULL syncs every commit
   * @throws DamagedFile if it is none of SQLite's, or damaged
   */
  static SqliteFile open(Path folder, String name, Form form, String synchronous) {
    Path path = folder.resolve(name);
    try {
      Files.createDirectories(folder);
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=" + synchronous);
        int found = refuseOther(path, statement, form.format());
        check(path, statement);
        connection.setAutoCommit(false);
        for (String change : found == 1 ? form.fromFirst() : List.<String>of()) {
          statement.execute(change);
        }
        for (String table : form.tables()) {
          statement.execute(table);
        }
        statement.execute("PRAGMA user_version=" + form.format());
        connection.commit();
        return new SqliteFile(path, connection, form.format());
      } catch (SQLException | RuntimeException failed) {
        connection.close();
        throw failed;
      }
    } catch (IOException | SQLException broken) {
      throw failure("opening ", path, broken);
    }
  }

  /**
   * Refuses what stands in a file's place and holds nothing of delivery's: taken for a new file, it
   * would have everything sent again in silence.
   *
   * @throws DamagedFile if it is a folder, empty, or a database of something else
   */
  static void refuseEmpty(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    if (Files.isDirectory(path)) {
      throw new DamagedFile(path + " is a folder", new IOException(path.toString()));
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
      if (statement.executeQuery("PRAGMA user_version").getInt(1) == 0) {
        throw new DamagedFile(path + " holds nothing of delivery's", new SQLException("empty"));
      }
    } catch (SQLException broken) {
      throw failure("opening ", path, broken);
    }
  }

  private static DeliveryUnavailable failure(String what, Path path, Exception broken) {
    boolean damaged =
        broken instanceof SQLiteException sqlite
            && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB
                || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CORRUPT);
    return damaged
        ? new DamagedFile(what + path, broken)
        : new DeliveryUnavailable(what + path, broken);
  }

  private static void check(Path path, Statement statement) throws SQLException {
    String found = statement.executeQuery("PRAGMA quick_check(1)").getString(1);
    if (!found.equals("ok")) {
      throw new DamagedFile(path + " is damaged: " + found, new SQLException(found));
    }
  }

  /** A file that cannot be read, now or ever. */
  static final class DamagedFile extends DeliveryUnavailable {
    DamagedFile(String message, Exception cause) {
      super(message, cause);
    }
  }

  /** Opens the file without changing it; empty if there is none. */
  static Optional<SqliteFile> readOnly(Path folder, String name, int format) {
    Path path = folder.resolve(name);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setReadOnly(true);
    boolean alone = !Files.exists(path.resolveSibling(name + "-wal"));
    String url = alone ? path.toUri() + "?immutable=1" : path.toString();
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + url, config.toProperties());
      try (Statement statement = connection.createStatement()) {
        int found = refuseOther(path, statement, format);
        connection.setAutoCommit(false);
        return Optional.of(new SqliteFile(path, connection, found));
      } catch (SQLException | RuntimeException failed) {
        connection.close();
        throw failed;
      }
    } catch (SQLException broken) {
      throw new DeliveryUnavailable("reading " + path, broken);
    }
  }

  private static int refuseOther(Path path, Statement statement, int known)
      throws SQLException {
    int format = statement.executeQuery("PRAGMA user_version").getInt(1);
    if (format > known) {
      String found = path + " has format " + format + ", this program knows " + known;
      throw new DamagedFile(found, new SQLException(found));
    }
    return format;
  }

  /** What a change does with the connection. */
  interface Change {
    void make(Connection connection) throws SQLException;
  }

  /** Makes a change as a whole, or none if it throws. */
  void change(Change change) {
    try {
      change.make(connection);
      connection.commit();
    } catch (SQLException broken) {
      DeliveryUnavailable failure = new DeliveryUnavailable("writing " + path, broken);
      Rollback.of(connection, broken);
      throw failure;
    }
  }

  /** What a row is. */
  interface RowReader<R> {
    R read(ResultSet row) throws SQLException;
  }

  <R> List<R> query(String sql, RowReader<R> reader) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<R> found = new ArrayList<>();
      while (rows.next()) {
        found.add(reader.read(rows));
      }
      connection.commit();
      return found;
    } catch (SQLException broken) {
      throw new DeliveryUnavailable("reading " + path, broken);
    }
  }

  /** Makes what was written last through a loss of power. */
  void sync() {
    try (Statement statement = connection.createStatement()) {
      connection.commit();
      connection.setAutoCommit(true);
      try {
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      } finally {
        connection.setAutoCommit(false); // or nothing could be written any more
      }
    } catch (SQLException broken) {
      throw new DeliveryUnavailable("syncing " + path, broken);
    }
  }

  /** What it takes on disk, without what waits to be moved into it. */
  long bytes() {
    long pages = query("PRAGMA page_count", row -> row.getLong(1)).getFirst();
    return pages * query("PRAGMA page_size", row -> row.getLong(1)).getFirst();
  }

  /** Writes a copy of all that is in it into a file that is not there yet. */
  void copyTo(Path to) {
    try (PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      connection.commit();
      connection.setAutoCommit(true);
      try {
        copy.setString(1, to.toString());
        copy.execute();
      } finally {
        connection.setAutoCommit(false);
      }
    } catch (SQLException broken) {
      throw new DeliveryUnavailable("copying " + path + " to " + to, broken);
    }
  }

  /** Sets the first seven arguments. */
  static void bind(PreparedStatement insert, DeadLetter one) throws SQLException {
    insert.setLong(1, one.number());
    insert.setString(2, one.user().toString());
    insert.setString(3, one.lane().name());
    insert.setLong(4, one.at().toEpochMilli());
    insert.setString(5, one.reason().name());
    insert.setInt(6, one.status());
    insert.setString(7, one.answer());
  }

  /** Reads the first seven columns. */
  static DeadLetter setAside(ResultSet row) throws SQLException {
    return new DeadLetter(
        row.getLong(1),
        Eui64.of(row.getString(2)),
        Lane.valueOf(row.getString(3)),
        Instant.ofEpochMilli(row.getLong(4)),
        DeadLetter.Reason.valueOf(row.getString(5)),
        row.getInt(6),
        row.getString(7),
        false);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException broken) {
      throw new DeliveryUnavailable("closing " + path, broken);
    }
  }
}

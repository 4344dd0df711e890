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
import org.lastgasp.journal.Lane;
import org.lastgasp.journal.Rollback;
import org.sqlite.SQLiteConfig;

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

  private SqliteFile(Path path, Connection connection) {
    this.path = path;
    this.connection = connection;
  }

  /**
   * Opens the file in a folder, and makes both if they are not there.
   *
   * @param synchronous SQLite's: FULL syncs every commit
   * @param tables what makes them where they are not there
   */
  static SqliteFile open(
      Path folder, String name, int format, String synchronous, List<String> tables) {
    Path path = folder.resolve(name);
    try {
      Files.createDirectories(folder);
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=" + synchronous);
        refuseOther(path, statement, format);
        connection.setAutoCommit(false);
        for (String table : tables) {
          statement.execute(table);
        }
        statement.execute("PRAGMA user_version=" + format);
        connection.commit();
        return new SqliteFile(path, connection);
      } catch (SQLException | RuntimeException failed) {
        connection.close();
        throw failed;
      }
    } catch (IOException | SQLException broken) {
      throw new DeliveryUnavailable("opening " + path, broken);
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
        refuseOther(path, statement, format);
        connection.setAutoCommit(false);
        return Optional.of(new SqliteFile(path, connection));
      } catch (SQLException | RuntimeException failed) {
        connection.close();
        throw failed;
      }
    } catch (SQLException broken) {
      throw new DeliveryUnavailable("reading " + path, broken);
    }
  }

  private static void refuseOther(Path path, Statement statement, int known)
      throws SQLException {
    int format = statement.executeQuery("PRAGMA user_version").getInt(1);
    if (format > 0 && format != known) {
      throw new DeliveryUnavailable(
          path + " has format " + format + ", this program knows " + known);
    }
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

  /** Sets the first seven arguments. */
  static void bind(PreparedStatement insert, SetAside one) throws SQLException {
    insert.setLong(1, one.number());
    insert.setString(2, one.user().toString());
    insert.setString(3, one.lane().name());
    insert.setLong(4, one.at().toEpochMilli());
    insert.setString(5, one.reason().name());
    insert.setInt(6, one.status());
    insert.setString(7, one.answer());
  }

  /** Reads the first seven columns. */
  static SetAside setAside(ResultSet row) throws SQLException {
    return new SetAside(
        row.getLong(1),
        Eui64.of(row.getString(2)),
        Lane.valueOf(row.getString(3)),
        Instant.ofEpochMilli(row.getLong(4)),
        SetAside.Reason.valueOf(row.getString(5)),
        row.getInt(6),
        row.getString(7));
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

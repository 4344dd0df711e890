package org.lastgasp.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Lane;
import org.lastgasp.journal.Rollback;
import org.sqlite.SQLiteConfig;

/**
 * How far delivery has come, in {@code delivery.db}, an SQLite file of format {@value #FORMAT}.
 *
 * <pre>
 * lane       user, lane, read: the journal was read up to here;
 *            pending: those up to there that are not done with, 8 bytes each, big-endian
 * set_aside  number, user, lane, at_ms, reason, status, answer
 * </pre>
 *
 * <p>A message of a user is done with if its number is up to {@code read} and not in {@code
 * pending}; both change in one transaction, and with them what is set aside. Commits are not
 * synced: a power loss sets all of it back to an earlier commit, and what was sent since is sent
 * again. Safe for any number of threads.
 */
final class Ledger implements AutoCloseable {
  static final int FORMAT = 1;

  private static final String FILE = "delivery.db";
  private static final int BUSY_MILLIS = 10_000;
  private static final String ASIDE = "number, user, lane, at_ms, reason, status, answer";

  /** Position of one user on one lane. */
  record Progress(Eui64 user, Lane lane, long read, List<Long> pending) {}

  private final Path file;
  private final Connection connection;

  private Ledger(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Opens the file in the folder, and makes both if they are not there. */
  static Ledger open(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      Files.createDirectories(folder);
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      Ledger ledger = new Ledger(file, connection);
      ledger.prepare();
      return ledger;
    } catch (IOException | SQLException broken) {
      throw new DeliveryUnavailable("opening " + file, broken);
    }
  }

  /** Opens the file without changing it; empty if there is none. */
  static Optional<Ledger> readOnly(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setReadOnly(true);
    boolean alone = !Files.exists(file.resolveSibling(FILE + "-wal"));
    String url = alone ? file.toUri() + "?immutable=1" : file.toString();
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + url, config.toProperties());
      try (Statement statement = connection.createStatement()) {
        Ledger ledger = new Ledger(file, connection);
        ledger.refuseOther(statement);
        connection.setAutoCommit(false);
        return Optional.of(ledger);
      } catch (SQLException | RuntimeException failed) {
        connection.close();
        throw failed;
      }
    } catch (SQLException broken) {
      throw new DeliveryUnavailable("reading " + file, broken);
    }
  }

  private void refuseOther(Statement statement) throws SQLException {
    int format = statement.executeQuery("PRAGMA user_version").getInt(1);
    if (format > 0 && format != FORMAT) {
      connection.close();
      throw new DeliveryUnavailable(
          file + " has format " + format + ", this program knows " + FORMAT);
    }
  }

  private void prepare() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=NORMAL");
      refuseOther(statement);
      connection.setAutoCommit(false);
      statement.execute(
          "CREATE TABLE IF NOT EXISTS lane (user TEXT NOT NULL, lane TEXT NOT NULL,"
              + " read INTEGER NOT NULL, pending BLOB NOT NULL, PRIMARY KEY (user, lane))");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS set_aside (number INTEGER PRIMARY KEY, user TEXT NOT NULL,"
              + " lane TEXT NOT NULL, at_ms INTEGER NOT NULL, reason TEXT NOT NULL,"
              + " status INTEGER NOT NULL, answer TEXT NOT NULL)");
      statement.execute("PRAGMA user_version=" + FORMAT);
      connection.commit();
    }
  }

  /** Writes all of it or nothing: first what is no longer set aside, then what now is. */
  synchronized void write(List<Progress> progress, List<Long> resent, List<SetAside> aside) {
    try {
      try (PreparedStatement lane =
              connection.prepareStatement("INSERT OR REPLACE INTO lane VALUES (?, ?, ?, ?)");
          PreparedStatement delete =
              connection.prepareStatement("DELETE FROM set_aside WHERE number = ?");
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT OR REPLACE INTO set_aside (" + ASIDE
                      + ") VALUES (?, ?, ?, ?, ?, ?, ?)")) {
        for (Progress one : progress) {
          write(lane, one);
        }
        for (long number : resent) {
          delete.setLong(1, number);
          delete.addBatch();
        }
        delete.executeBatch();
        for (SetAside one : aside) {
          write(insert, one);
        }
        insert.executeBatch();
      }
      connection.commit();
    } catch (SQLException broken) {
      DeliveryUnavailable failure = new DeliveryUnavailable("writing " + file, broken);
      Rollback.of(connection, broken);
      throw failure;
    }
  }

  private static void write(PreparedStatement lane, Progress one) throws SQLException {
    ByteBuffer pending = ByteBuffer.allocate(one.pending().size() * Long.BYTES);
    one.pending().forEach(pending::putLong);
    lane.setString(1, one.user().toString());
    lane.setString(2, one.lane().name());
    lane.setLong(3, one.read());
    lane.setBytes(4, pending.array());
    lane.executeUpdate();
  }

  private static void write(PreparedStatement insert, SetAside one) throws SQLException {
    insert.setLong(1, one.number());
    insert.setString(2, one.user().toString());
    insert.setString(3, one.lane().name());
    insert.setLong(4, one.at().toEpochMilli());
    insert.setString(5, one.reason().name());
    insert.setInt(6, one.status());
    insert.setString(7, one.answer());
    insert.addBatch();
  }

  /** Every user's position on every lane ever written. */
  synchronized List<Progress> progress() {
    return query(
        "SELECT user, lane, read, pending FROM lane",
        row -> {
          List<Long> pending = new ArrayList<>();
          ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(4));
          while (bytes.hasRemaining()) {
            pending.add(bytes.getLong());
          }
          Lane lane = Lane.valueOf(row.getString(2));
          return new Progress(Eui64.of(row.getString(1)), lane, row.getLong(3), pending);
        });
  }

  /** Makes what was written last through a loss of power. */
  synchronized void sync() {
    try (Statement statement = connection.createStatement()) {
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      connection.setAutoCommit(false);
    } catch (SQLException broken) {
      throw new DeliveryUnavailable("syncing " + file, broken);
    }
  }

  /** The numbers of all that is set aside, or was read and is not done with. */
  synchronized Set<Long> open() {
    Set<Long> open = new HashSet<>(query("SELECT number FROM set_aside", row -> row.getLong(1)));
    progress().forEach(one -> open.addAll(one.pending()));
    return open;
  }

  /** How many are set aside for whom. */
  synchronized Map<Eui64, Long> counts() {
    Map<Eui64, Long> counts = new HashMap<>();
    query(
            "SELECT user, COUNT(*) FROM set_aside GROUP BY user",
            row -> Map.entry(Eui64.of(row.getString(1)), row.getLong(2)))
        .forEach(one -> counts.put(one.getKey(), one.getValue()));
    return counts;
  }

  /** What is set aside with a number after this one, in order. */
  synchronized List<SetAside> setAside(long after, int most) {
    return query(
        "SELECT " + ASIDE + " FROM set_aside WHERE number > " + after
            + " ORDER BY number LIMIT " + most,
        row ->
            new SetAside(
                row.getLong(1),
                Eui64.of(row.getString(2)),
                Lane.valueOf(row.getString(3)),
                Instant.ofEpochMilli(row.getLong(4)),
                SetAside.Reason.valueOf(row.getString(5)),
                row.getInt(6),
                row.getString(7)));
  }

  /** The one with this number. */
  Optional<SetAside> setAside(long number) {
    return setAside(number - 1, 1).stream().filter(one -> one.number() == number).findFirst();
  }

  private interface RowReader<R> {
    R read(ResultSet row) throws SQLException;
  }

  private <R> List<R> query(String sql, RowReader<R> reader) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<R> found = new ArrayList<>();
      while (rows.next()) {
        found.add(reader.read(rows));
      }
      connection.commit();
      return found;
    } catch (SQLException broken) {
      throw new DeliveryUnavailable("reading " + file, broken);
    }
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException broken) {
      throw new DeliveryUnavailable("closing " + file, broken);
    }
  }
}

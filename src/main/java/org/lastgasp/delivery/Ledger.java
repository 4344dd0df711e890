package org.lastgasp.delivery;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Lane;

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

  /** Position of one user on one lane. */
  record Progress(Eui64 user, Lane lane, long read, List<Long> pending) {}

  private final SqliteFile file;

  private Ledger(SqliteFile file) {
    this.file = file;
  }

  /** Opens the file in the folder, and makes both if they are not there. */
  static Ledger open(Path folder) {
    List<String> tables =
        List.of(
            "CREATE TABLE IF NOT EXISTS lane (user TEXT NOT NULL, lane TEXT NOT NULL,"
                + " read INTEGER NOT NULL, pending BLOB NOT NULL, PRIMARY KEY (user, lane))",
            "CREATE TABLE IF NOT EXISTS set_aside (" + SqliteFile.SET_ASIDE_TYPES + ")");
    return new Ledger(SqliteFile.open(folder, FILE, FORMAT, "NORMAL", tables));
  }

  /** Opens the file without changing it; empty if there is none. */
  static Optional<Ledger> readOnly(Path folder) {
    return SqliteFile.readOnly(folder, FILE, FORMAT).map(Ledger::new);
  }

  /** Writes all of it or nothing: first what is no longer set aside, then what now is. */
  synchronized void write(List<Progress> progress, List<Long> resent, List<SetAside> aside) {
    file.change(
        connection -> {
          try (PreparedStatement lane =
                  connection.prepareStatement("INSERT OR REPLACE INTO lane VALUES (?, ?, ?, ?)");
              PreparedStatement delete =
                  connection.prepareStatement("DELETE FROM set_aside WHERE number = ?");
              PreparedStatement insert =
                  connection.prepareStatement(
                      "INSERT OR REPLACE INTO set_aside (" + SqliteFile.SET_ASIDE
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
              SqliteFile.bind(insert, one);
              insert.addBatch();
            }
            insert.executeBatch();
          }
        });
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

  /** Every user's position on every lane ever written. */
  synchronized List<Progress> progress() {
    return file.query(
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
    file.sync();
  }

  /** The numbers of all that is set aside, or was read and is not done with. */
  synchronized Set<Long> open() {
    Set<Long> open = new HashSet<>();
    open.addAll(file.query("SELECT number FROM set_aside", row -> row.getLong(1)));
    progress().forEach(one -> open.addAll(one.pending()));
    return open;
  }

  /** How many are set aside for whom. */
  synchronized Map<Eui64, Long> counts() {
    Map<Eui64, Long> counts = new HashMap<>();
    file.query(
            "SELECT user, COUNT(*) FROM set_aside GROUP BY user",
            row -> Map.entry(Eui64.of(row.getString(1)), row.getLong(2)))
        .forEach(one -> counts.put(one.getKey(), one.getValue()));
    return counts;
  }

  /** What is set aside with a number after this one, in order. */
  synchronized List<SetAside> setAside(long after, int most) {
    String sql =
        "SELECT " + SqliteFile.SET_ASIDE + " FROM set_aside WHERE number > " + after
            + " ORDER BY number LIMIT " + most;
    return file.query(sql, SqliteFile::setAside);
  }

  /** The one with this number. */
  Optional<SetAside> setAside(long number) {
    return setAside(number - 1, 1).stream().filter(one -> one.number() == number).findFirst();
  }

  @Override
  public synchronized void close() {
    file.close();
  }
}

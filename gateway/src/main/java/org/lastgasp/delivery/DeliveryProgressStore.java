package org.lastgasp.delivery;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/**
 * How far delivery has come, in {@code delivery.db}, an SQLite file of format {@value #FORMAT}.
 *
 * <pre>
 * lane       user, lane, read: the journal was read up to here;
 *            pending: those up to there that are not done with nor parked, 8 bytes each, big-endian
 * set_aside  number, user, lane, at_ms, reason, status, answer, copied
 * parked     see {@link ParkedRows}
 * </pre>
 *
 * <p>A message of a user is done with if its number is up to {@code read} and neither in {@code
 * pending} nor parked; all change in one transaction, and with them what is set aside. {@code
 * copied} is 1 if the {@link DeadLetterArchive} have its text. Commits are not synced: a power loss
 * sets all of it back to an earlier commit, and what was sent since is sent again. Safe for any
 * number of threads.
 */
final class DeliveryProgressStore implements AutoCloseable {
  static final int FORMAT = 2; // 1 had nothing parked, and did not say of what there are copies
  static final String FILE = "delivery.db";

  private static final String ADD_COPIED =
      "ALTER TABLE set_aside ADD COLUMN copied INTEGER NOT NULL DEFAULT 0";

  /** Position of one user on one lane. */
  record Progress(Eui64 user, Lane lane, long read, List<Long> pending) {}

  /** What is written at once. */
  record Changes(
      List<Progress> progress,
      List<Long> resent,
      List<DeadLetter> aside,
      Map<Eui64, Parking.Changes> parked) {
    boolean isEmpty() {
      return progress.isEmpty() && resent.isEmpty() && aside.isEmpty() && parked.isEmpty();
    }
  }

  private final SqliteFile file;
  private final ParkedRows parked;
  private final int format;

  private DeliveryProgressStore(SqliteFile file, int format) {
    this.file = file;
    this.parked = new ParkedRows(file);
    this.format = format;
  }

  /** Opens the file in the folder, and makes both if they are not there. */
  static DeliveryProgressStore open(Path folder) {
    List<String> tables = new ArrayList<>();
    tables.add(
        "CREATE TABLE IF NOT EXISTS lane (user TEXT NOT NULL, lane TEXT NOT NULL,"
            + " read INTEGER NOT NULL, pending BLOB NOT NULL, PRIMARY KEY (user, lane))");
    tables.add(
        "CREATE TABLE IF NOT EXISTS set_aside (" + SqliteFile.SET_ASIDE_TYPES
            + ", copied INTEGER NOT NULL DEFAULT 0)");
    tables.addAll(ParkedRows.CREATE);
    tables.add(
        "CREATE INDEX IF NOT EXISTS set_aside_uncopied ON set_aside (number) WHERE copied = 0");
    SqliteFile file =
        SqliteFile.open(
            folder, FILE, new SqliteFile.Form(FORMAT, List.of(ADD_COPIED), tables), "NORMAL");
    return new DeliveryProgressStore(file, FORMAT);
  }

  /** Opens the file without changing it; empty if there is none. */
  static Optional<DeliveryProgressStore> readOnly(Path folder) {
    return SqliteFile.readOnly(folder, FILE, FORMAT)
        .map(file -> new DeliveryProgressStore(file, file.format()));
  }

  /** Writes all of it or nothing: first what is no longer set aside, then what now is. */
  synchronized void write(Changes changes) {
    file.change(
        connection -> {
          try (PreparedStatement lane =
                  connection.prepareStatement("INSERT OR REPLACE INTO lane VALUES (?, ?, ?, ?)");
              PreparedStatement delete =
                  connection.prepareStatement("DELETE FROM set_aside WHERE number = ?")) {
            for (Progress one : changes.progress()) {
              write(lane, one);
            }
            for (long number : changes.resent()) {
              delete.setLong(1, number);
              delete.addBatch();
            }
            delete.executeBatch();
          }
          insert(connection, changes.aside());
          for (Map.Entry<Eui64, Parking.Changes> each : changes.parked().entrySet()) {
            ParkedRows.write(connection, each.getKey(), each.getValue());
          }
        });
  }

  private static void insert(Connection connection, Collection<DeadLetter> aside)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO set_aside (" + SqliteFile.SET_ASIDE + ", copied)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (DeadLetter one : aside) {
        SqliteFile.bind(insert, one);
        insert.setBoolean(8, one.copied());
        insert.addBatch();
      }
      insert.executeBatch();
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

  /** What is parked; to be asked under this ledger's lock. */
  ParkedRows parked() {
    return parked;
  }

  /** Whether the file has a table of what is parked. */
  boolean parks() {
    return format >= FORMAT;
  }

  /** Every user's position on every lane ever written. */
  synchronized List<Progress> progress() {
    return file.query(
        "SELECT user, lane, read, pending FROM lane",
        row -> {
          List<Long> pending = new ArrayList<>();
          ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(4));
          while (bytes.remaining() >= Long.BYTES) {
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

  /** Writes a copy of all of it into a file that is not there yet. */
  synchronized void copyTo(Path to) {
    file.copyTo(to);
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
  synchronized List<DeadLetter> setAside(long after, int most) {
    return setAside("number > " + after, most);
  }

  /** The one with this number. */
  Optional<DeadLetter> setAside(long number) {
    return setAside(number - 1, 1).stream().filter(one -> one.number() == number).findFirst();
  }

  /** What was set aside for want of a user who is gone, after a number, in order. */
  synchronized List<DeadLetter> ofOneWhoIsGone(Eui64 user, long after, int most) {
    return setAside(
        "number > " + after + " AND user = '" + user + "' AND reason = '"
            + DeadLetter.Reason.NO_RECIPIENT + "'",
        most);
  }

  /** What is set aside from a number on of which there is no copy, in order. */
  synchronized List<DeadLetter> uncopied(long from, int most) {
    return setAside("copied = 0 AND number >= " + from, most);
  }

  private List<DeadLetter> setAside(String condition, int most) {
    String copied = parks() ? ", copied" : ", 0";
    return file.query(
        "SELECT " + SqliteFile.SET_ASIDE + copied + " FROM set_aside WHERE " + condition
            + " ORDER BY number LIMIT " + most,
        row -> {
          DeadLetter one = SqliteFile.setAside(row);
          return row.getBoolean(8) ? one.withCopy() : one;
        });
  }

  /** There are copies of these now. */
  synchronized void copied(Collection<Long> numbers) {
    file.change(
        connection -> {
          for (String table : List.of("set_aside", "parked")) {
            try (PreparedStatement update =
                connection.prepareStatement(
                    "UPDATE " + table + " SET copied = 1 WHERE number = ?")) {
              for (long number : numbers) {
                update.setLong(1, number);
                update.addBatch();
              }
              update.executeBatch();
            }
          }
        });
  }

  /** The copies are lost. */
  synchronized void copiesLost() {
    file.change(
        connection -> {
          try (PreparedStatement first =
                  connection.prepareStatement("UPDATE set_aside SET copied = 0");
              PreparedStatement second =
                  connection.prepareStatement("UPDATE parked SET copied = 0")) {
            first.executeUpdate();
            second.executeUpdate();
          }
        });
  }

  /** Sets all aside that is parked for a user who is gone; gives how many. */
  synchronized int abandon(Eui64 user, Instant at) {
    int[] moved = new int[1];
    file.change(
        connection -> {
          try (PreparedStatement insert =
                  connection.prepareStatement(
                      "INSERT OR REPLACE INTO set_aside (" + SqliteFile.SET_ASIDE + ", copied)"
                          + " SELECT number, user, lane, ?, ?, 0, '', copied FROM parked"
                          + " WHERE user = ?");
              PreparedStatement delete =
                  connection.prepareStatement("DELETE FROM parked WHERE user = ?")) {
            insert.setLong(1, at.toEpochMilli());
            insert.setString(2, DeadLetter.Reason.NO_RECIPIENT.name());
            insert.setString(3, user.toString());
            moved[0] = insert.executeUpdate();
            delete.setString(1, user.toString());
            delete.executeUpdate();
          }
        });
    return moved[0];
  }

  /** Forgets all that comes after an entry: the journal ends there. */
  synchronized void cutOff(long last) {
    file.change(
        connection -> {
          for (String table : List.of("set_aside", "parked")) {
            try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + table + " WHERE number > ?")) {
              delete.setLong(1, last);
              delete.executeUpdate();
            }
          }
        });
    List<Progress> cut =
        progress().stream()
            .map(
                one ->
                    new Progress(
                        one.user(),
                        one.lane(),
                        Math.min(one.read(), last),
                        one.pending().stream().filter(number -> number <= last).toList()))
            .toList();
    write(new Changes(cut, List.of(), List.of(), Map.of()));
  }

  @Override
  public synchronized void close() {
    file.close();
  }
}

package org.lastgasp.delivery;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Schema;
import org.lastgasp.sqlite.Session;
import org.lastgasp.sqlite.TableReplica;

/**
 * A store of how far delivery has come, in {@code delivery.db}, an SQLite file of format {@value
 * #FORMAT}.
 *
 * <pre>
 * lane       user, lane, read: the id of the entry up to which the journal was read;
 *            pending: those up to there that are not done with nor parked, 8 bytes each, big-endian
 * set_aside  number, user, lane, at_ms, reason, status, answer, copied;
 *            with the reason DROPPED one that is listed no longer
 * parked     see {@link SqliteParkedRows}
 * </pre>
 *
 * <p>A message of a user is done with if its number is up to {@code read} and neither in {@code
 * pending} nor parked; all change in one transaction, and with them the dead letters. {@code
 * copied} is 1 if the {@link SqliteDeadLetterArchive} have its text. Commits are not synced: a
 * power loss sets all of it back to an earlier commit, and what was sent since is sent again. Safe
 * for any number of threads.
 */
final class SqliteProgressStore implements DeliveryProgressStore {
  static final int FORMAT = 3; // 2 had nothing dropped; 1 nothing parked, and no word on copies
  static final String FILE = "delivery.db";

  private static final String ADD_COPIED =
      "ALTER TABLE set_aside ADD COLUMN copied INTEGER NOT NULL DEFAULT 0";

  private static final String LISTED = "reason <> 'DROPPED'";
  private static final List<String> TABLES = List.of("set_aside", "parked");
  private static final Schema SCHEMA =
      new Schema(
          DeadLetterRows.STORE,
          FORMAT,
          Set.of("lane", "set_aside"),
          SqliteProgressStore::changes,
          Long.MAX_VALUE);
  private static final String INSERT_DEAD_LETTER =
      "INSERT OR REPLACE INTO set_aside (" + DeadLetterRows.COLUMNS + ", copied)";

  private final Database database;
  private final SqliteParkedRows parked;

  private SqliteProgressStore(Database database) {
    this.database = database;
    this.parked = new SqliteParkedRows(database, parks());
  }

  private static List<String> changes(int found) {
    List<String> changes = new ArrayList<>();
    if (found == 1) {
      changes.add(ADD_COPIED);
    }
    changes.add(
        "CREATE TABLE IF NOT EXISTS lane (user TEXT NOT NULL, lane TEXT NOT NULL,"
            + " read INTEGER NOT NULL, pending BLOB NOT NULL, PRIMARY KEY (user, lane))");
    changes.add(
        "CREATE TABLE IF NOT EXISTS set_aside (" + DeadLetterRows.TYPES
            + ", copied INTEGER NOT NULL DEFAULT 0)");
    changes.addAll(SqliteParkedRows.CREATE);
    changes.add(
        "CREATE INDEX IF NOT EXISTS set_aside_uncopied ON set_aside (number) WHERE copied = 0");
    return changes;
  }

  /** Opens the file in the folder, and makes both if they are not there. */
  static SqliteProgressStore open(Path folder) {
    return new SqliteProgressStore(
        Database.open(folder.resolve(FILE), SCHEMA, Database.Sync.LATER));
  }

  /** Opens the file without changing it; empty if there is none. */
  static Optional<SqliteProgressStore> readOnly(Path folder) {
    Path file = folder.resolve(FILE);
    return ReadAccess.toFile(file)
        ? Optional.of(new SqliteProgressStore(Database.readOnly(file, SCHEMA)))
        : Optional.empty();
  }

  @Override
  public synchronized void write(Changes changes) {
    database.write(
        session -> {
          session.updateEach(
              "INSERT OR REPLACE INTO lane VALUES (?, ?, ?, ?)",
              changes.progress(),
              SqliteProgressStore::row);
          session.updateEach(
              "DELETE FROM set_aside WHERE number = ?",
              changes.resent(),
              number -> Session.values(number));
          session.updateEach(
              INSERT_DEAD_LETTER + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
              changes.deadLetters(),
              one -> DeadLetterRows.row(one, one.copied()));
          changes.parked().forEach((user, each) -> SqliteParkedRows.write(session, user, each));
        });
  }

  private static Object[] row(Progress one) {
    ByteBuffer pending = ByteBuffer.allocate(one.pending().size() * Long.BYTES);
    one.pending().forEach(pending::putLong);
    return Session.values(one.user().toString(), one.lane().name(), one.read(), pending.array());
  }

  @Override
  public SqliteParkedRows parked() {
    return parked;
  }

  private boolean parks() {
    return database.format() >= 2;
  }

  @Override
  public synchronized List<Progress> progress() {
    return database.query(
        "SELECT user, lane, read, pending FROM lane",
        row -> {
          List<Long> pending = new ArrayList<>();
          ByteBuffer bytes = ByteBuffer.wrap(row.bytes(4));
          while (bytes.remaining() >= Long.BYTES) {
            pending.add(bytes.getLong());
          }
          Lane lane = Lane.valueOf(row.text(2));
          return new Progress(Eui64.of(row.text(1)), lane, row.number(3), pending);
        });
  }

  @Override
  public synchronized void sync() {
    database.sync();
  }

  /** Notes what changes in it, for others; a dead letter comes before the progress behind it. */
  TableReplica replica() {
    return new TableReplica(database, "delivery", List.of("set_aside", "parked", "lane"));
  }

  /** Writes a copy of all of it into a file that is not there yet. */
  synchronized void copyTo(Path to) {
    database.copyTo(to);
  }

  @Override
  public synchronized Map<Eui64, Long> deadLetters() {
    Map<Eui64, Long> counts = new HashMap<>();
    database
        .query(
            "SELECT user, COUNT(*) FROM set_aside WHERE " + LISTED + " GROUP BY user",
            row -> Map.entry(Eui64.of(row.text(1)), row.number(2)))
        .forEach(one -> counts.put(one.getKey(), one.getValue()));
    return counts;
  }

  @Override
  public synchronized List<DeadLetter> deadLetters(long after, int most) {
    return deadLetters("number > ?", most, after);
  }

  @Override
  public synchronized void drop(long number, long first) {
    database.write(
        session -> {
          session.update(
              "UPDATE set_aside SET reason = ?, copied = 1 WHERE number = ?",
              DeadLetter.Reason.DROPPED.name(),
              number);
          session.update("DELETE FROM set_aside WHERE number < ? AND NOT " + LISTED, first);
        });
  }

  @Override
  public synchronized List<Long> dropped(long after, int most) {
    return database.query(
        "SELECT number FROM set_aside WHERE number > ? AND NOT " + LISTED
            + " ORDER BY number LIMIT ?",
        row -> row.number(1),
        after,
        most);
  }

  @Override
  public synchronized List<DeadLetter> ofOneWhoIsGone(Eui64 user, long after, int most) {
    return deadLetters(
        "number > ? AND user = ? AND reason = ?",
        most,
        after,
        user.toString(),
        DeadLetter.Reason.NO_RECIPIENT.name());
  }

  @Override
  public synchronized List<DeadLetter> deadLettersUncopied(long from, int most) {
    return deadLetters("copied = 0 AND number >= ?", most, from);
  }

  private List<DeadLetter> deadLetters(String condition, int most, Object... values) {
    String copied = parks() ? ", copied" : ", 0";
    return database.query(
        "SELECT " + DeadLetterRows.COLUMNS + copied + " FROM set_aside WHERE " + LISTED + " AND "
            + condition + " ORDER BY number LIMIT " + most,
        row -> {
          DeadLetter one = DeadLetterRows.of(row);
          return row.flag(8) ? one.withCopy() : one;
        },
        values);
  }

  @Override
  public synchronized void copied(Collection<Long> numbers) {
    database.write(
        session -> {
          for (String table : TABLES) {
            session.updateEach(
                "UPDATE " + table + " SET copied = 1 WHERE number = ?",
                numbers,
                number -> Session.values(number));
          }
        });
  }

  @Override
  public synchronized void copiesLost() {
    database.write(
        session -> TABLES.forEach(table -> session.update("UPDATE " + table + " SET copied = 0")));
  }

  @Override
  public synchronized int abandon(Eui64 user, Instant at) {
    return database.writeAndGet(
        session -> {
          int moved =
              session.update(
                  INSERT_DEAD_LETTER + " SELECT number, user, lane, ?, ?, 0, '', copied FROM parked"
                      + " WHERE user = ?",
                  at.toEpochMilli(),
                  DeadLetter.Reason.NO_RECIPIENT.name(),
                  user.toString());
          session.update("DELETE FROM parked WHERE user = ?", user.toString());
          return moved;
        });
  }

  /** Forgets all that comes after an entry: the journal ends there. */
  synchronized void cutOff(long last) {
    database.write(
        session ->
            TABLES.forEach(
                table -> session.update("DELETE FROM " + table + " WHERE number > ?", last)));
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
    database.close();
  }
}

package org.lastgasp.delivery;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Lane;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Row;
import org.lastgasp.sqlite.Schema;
import org.lastgasp.sqlite.Session;
import org.lastgasp.sqlite.TableReplica;

/**
 * An archive of dead letters and of what waits for long, in {@code set-aside.db}, an SQLite file of
 * format {@value #FORMAT}, so that the journal's segments may go.
 *
 * <pre>
 * letter     number, user, lane, at_ms, reason, status, answer: as dead letters, reason
 *            WAITING if they were not;
 *            device, recorded_ms, sha256, document: what is to be delivered
 * </pre>
 *
 * <p>A copy is synced when {@link #keep} returns, and stays until its message is delivered: also
 * while it is sent again, and if {@code delivery.db} is lost. Safe for any number of threads.
 */
final class SqliteDeadLetterArchive implements DeadLetterArchive {
  static final int FORMAT = 1;
  static final String FILE = "set-aside.db";
  private static final String COLUMNS =
      DeadLetterRows.COLUMNS + ", device, recorded_ms, sha256, document";
  private static final String WAITING = "WAITING";

  private static final Schema SCHEMA =
      new Schema(
          DeadLetterRows.STORE,
          FORMAT,
          Set.of("letter"),
          found ->
              List.of(
                  "CREATE TABLE IF NOT EXISTS letter (" + DeadLetterRows.TYPES
                      + ", device TEXT NOT NULL, recorded_ms INTEGER NOT NULL,"
                      + " sha256 TEXT NOT NULL, document BLOB NOT NULL)"),
          Long.MAX_VALUE);

  private final Database database;

  private SqliteDeadLetterArchive(Database database) {
    this.database = database;
  }

  /** Opens the file in the folder, and makes both if they are not there. */
  static SqliteDeadLetterArchive open(Path folder) {
    return new SqliteDeadLetterArchive(
        Database.open(folder.resolve(FILE), SCHEMA, Database.Sync.EACH_CHANGE));
  }

  /** Notes what changes in it, for others. */
  TableReplica replica() {
    return new TableReplica(database, "letters", List.of("letter"));
  }

  @Override
  public void keep(Collection<ArchivedMessage> all) {
    database.write(
        session ->
            session.updateEach(
                "INSERT OR REPLACE INTO letter (" + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                all,
                SqliteDeadLetterArchive::row));
  }

  private static Object[] row(ArchivedMessage one) {
    OutboundMessage letter = one.letter();
    Object[] text =
        Session.values(
            letter.device().map(Eui64::toString).orElse(""),
            letter.recordedAt().toEpochMilli(),
            letter.document().sha256(),
            letter.document().bytes());
    if (one.deadLetters().isPresent()) {
      return DeadLetterRows.row(one.deadLetters().get(), text);
    }
    return Session.values(
        letter.number(),
        one.user().toString(),
        letter.lane().name(),
        letter.recordedAt().toEpochMilli(),
        WAITING,
        0,
        "",
        text[0],
        text[1],
        text[2],
        text[3]);
  }

  @Override
  public void release(Collection<Long> numbers) {
    if (!numbers.isEmpty()) {
      database.write(
          session ->
              session.updateEach(
                  "DELETE FROM letter WHERE number = ?",
                  numbers,
                  number -> Session.values(number)));
    }
  }

  @Override
  public List<Long> numbers(long after, int most) {
    return database.query(
        "SELECT number FROM letter WHERE number > ? ORDER BY number LIMIT ?",
        row -> row.number(1),
        after,
        most);
  }

  @Override
  public boolean has(long number) {
    return database.number("SELECT count(*) FROM letter WHERE number = ?", number) > 0;
  }

  @Override
  public Optional<ArchivedMessage> find(long number) {
    return database.first(
        "SELECT " + COLUMNS + " FROM letter WHERE number = ?",
        SqliteDeadLetterArchive::archived,
        number);
  }

  private static ArchivedMessage archived(Row row) {
    String device = row.text(8);
    OutboundMessage letter =
        new OutboundMessage(
            row.number(1),
            Lane.valueOf(row.text(3)),
            device.isEmpty() ? Optional.empty() : Optional.of(Eui64.of(device)),
            Instant.ofEpochMilli(row.number(9)),
            Document.recorded(row.bytes(11), row.text(10)));
    Optional<DeadLetter> deadLetters =
        row.text(5).equals(WAITING)
            ? Optional.empty()
            : Optional.of(DeadLetterRows.of(row).withCopy());
    return new ArchivedMessage(Eui64.of(row.text(2)), deadLetters, letter);
  }

  @Override
  public long bytes() {
    return database.bytes();
  }

  @Override
  public void close() {
    database.close();
  }
}

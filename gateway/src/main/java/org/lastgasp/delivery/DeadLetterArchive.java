package org.lastgasp.delivery;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Lane;

/**
 * Delivery's own copies of what was set aside or waits for long, in {@code set-aside.db}, an SQLite
 * file of format {@value #FORMAT}, so that the journal's segments may go.
 *
 * <pre>
 * letter     number, user, lane, at_ms, reason, status, answer: as they were set aside, reason
 *            WAITING if they were not;
 *            device, recorded_ms, sha256, document: what is to be delivered
 * </pre>
 *
 * <p>A copy is synced when {@link #keep} returns, and stays until its message is delivered: also
 * while it is sent again, and if {@code delivery.db} is lost. Safe for any number of threads.
 */
final class DeadLetterArchive implements AutoCloseable {
  static final int FORMAT = 1;
  static final String FILE = "set-aside.db";
  private static final String COLUMNS =
      SqliteFile.SET_ASIDE + ", device, recorded_ms, sha256, document";
  private static final String WAITING = "WAITING";

  private final SqliteFile file;

  private DeadLetterArchive(SqliteFile file) {
    this.file = file;
  }

  /** Opens the file in the folder, and makes both if they are not there. */
  static DeadLetterArchive open(Path folder) {
    String table =
        "CREATE TABLE IF NOT EXISTS letter (" + SqliteFile.SET_ASIDE_TYPES
            + ", device TEXT NOT NULL, recorded_ms INTEGER NOT NULL, sha256 TEXT NOT NULL,"
            + " document BLOB NOT NULL)";
    SqliteFile.Form form = new SqliteFile.Form(FORMAT, List.of(), List.of(table));
    return new DeadLetterArchive(SqliteFile.open(folder, FILE, form, "FULL"));
  }

  /**
   * A copy.
   *
   * @param user whom it is for
   * @param aside how it was set aside; empty if it only waits
   */
  record Keepsake(Eui64 user, Optional<DeadLetter> aside, OutboundMessage letter) {}

  /** Keeps copies of all of them, durably, or of none if it throws. */
  synchronized void keep(Collection<Keepsake> all) {
    String sql =
        "INSERT OR REPLACE INTO letter (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    file.change(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (Keepsake one : all) {
              bind(insert, one);
              bind(insert, one.letter());
              insert.addBatch();
            }
            insert.executeBatch();
          }
        });
  }

  private static void bind(PreparedStatement insert, Keepsake one) throws SQLException {
    if (one.aside().isPresent()) {
      SqliteFile.bind(insert, one.aside().get());
      return;
    }
    insert.setLong(1, one.letter().number());
    insert.setString(2, one.user().toString());
    insert.setString(3, one.letter().lane().name());
    insert.setLong(4, one.letter().recordedAt().toEpochMilli());
    insert.setString(5, WAITING);
    insert.setInt(6, 0);
    insert.setString(7, "");
  }

  private static void bind(PreparedStatement insert, OutboundMessage letter) throws SQLException {
    insert.setString(8, letter.device().map(Eui64::toString).orElse(""));
    insert.setLong(9, letter.recordedAt().toEpochMilli());
    insert.setString(10, letter.document().sha256());
    insert.setBytes(11, letter.document().bytes());
  }

  /** Copies of these are needed no longer. */
  synchronized void release(Collection<Long> numbers) {
    if (numbers.isEmpty()) {
      return;
    }
    file.change(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM letter WHERE number = ?")) {
            for (long number : numbers) {
              delete.setLong(1, number);
              delete.addBatch();
            }
            delete.executeBatch();
          }
        });
  }

  /** The numbers of all there are copies of after one, in order. */
  synchronized List<Long> numbers(long after, int most) {
    return file.query(
        "SELECT number FROM letter WHERE number > " + after + " ORDER BY number LIMIT " + most,
        row -> row.getLong(1));
  }

  synchronized boolean has(long number) {
    return !file.query("SELECT 1 FROM letter WHERE number = " + number, row -> 1).isEmpty();
  }

  /** As it was set aside, and what it stands for. */
  synchronized Optional<Keepsake> find(long number) {
    String sql = "SELECT " + COLUMNS + " FROM letter WHERE number = " + number;
    return file.query(sql, DeadLetterArchive::keepsake).stream().findFirst();
  }

  private static Keepsake keepsake(ResultSet row) throws SQLException {
    String device = row.getString(8);
    OutboundMessage letter =
        new OutboundMessage(
            row.getLong(1),
            Lane.valueOf(row.getString(3)),
            device.isEmpty() ? Optional.empty() : Optional.of(Eui64.of(device)),
            Instant.ofEpochMilli(row.getLong(9)),
            Document.recorded(row.getBytes(11), row.getString(10)));
    Optional<DeadLetter> aside =
        row.getString(5).equals(WAITING)
            ? Optional.empty()
            : Optional.of(SqliteFile.setAside(row).withCopy());
    return new Keepsake(Eui64.of(row.getString(2)), aside, letter);
  }

  /** What it takes on disk. */
  synchronized long bytes() {
    return file.bytes();
  }

  @Override
  public synchronized void close() {
    file.close();
  }
}

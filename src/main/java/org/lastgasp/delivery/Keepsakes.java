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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Lane;
import org.lastgasp.journal.Rollback;

/**
 * Delivery's own copies of what was set aside long ago, in {@code set-aside.db}, an SQLite file of
 * format {@value #FORMAT}, so that the journal's segments may go.
 *
 * <pre>
 * letter     number, user, lane, at_ms, reason, status, answer: as they were set aside;
 *            device, recorded_ms, sha256, document: what is to be delivered
 * </pre>
 *
 * <p>A copy is synced when {@link #keep} returns, and stays until its message is delivered: also
 * while it is sent again, and if {@code delivery.db} is lost. Safe for any number of threads.
 */
final class Keepsakes implements AutoCloseable {
  static final int FORMAT = 1;
  private static final String FILE = "set-aside.db";
  private static final String COLUMNS =
      "number, user, lane, at_ms, reason, status, answer, device, recorded_ms, sha256, document";

  private final Path file;
  private final Connection connection;

  private Keepsakes(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Opens the file in the folder, and makes both if they are not there. */
  static Keepsakes open(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      Files.createDirectories(folder);
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout=10000");
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=FULL");
        int format = statement.executeQuery("PRAGMA user_version").getInt(1);
        if (format > FORMAT) {
          connection.close();
          throw new DeliveryUnavailable(
              file + " has format " + format + ", this program knows " + FORMAT);
        }
        connection.setAutoCommit(false);
        statement.execute(
            "CREATE TABLE IF NOT EXISTS letter (number INTEGER PRIMARY KEY, user TEXT NOT NULL,"
                + " lane TEXT NOT NULL, at_ms INTEGER NOT NULL, reason TEXT NOT NULL,"
                + " status INTEGER NOT NULL, answer TEXT NOT NULL, device TEXT NOT NULL,"
                + " recorded_ms INTEGER NOT NULL, sha256 TEXT NOT NULL, document BLOB NOT NULL)");
        statement.execute("PRAGMA user_version=" + FORMAT);
        connection.commit();
      }
      return new Keepsakes(file, connection);
    } catch (IOException | SQLException broken) {
      throw new DeliveryUnavailable("opening " + file, broken);
    }
  }

  /** One that is set aside, with what it stands for. */
  record Keepsake(SetAside aside, Letter letter) {}

  /** Keeps copies of all of them, durably, or of none if it throws. */
  synchronized void keep(Collection<Keepsake> all) {
    String sql =
        "INSERT OR REPLACE INTO letter (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    change(
        sql,
        insert -> {
          for (Keepsake one : all) {
            bind(insert, one.aside(), one.letter());
            insert.addBatch();
          }
        });
  }

  private static void bind(PreparedStatement insert, SetAside aside, Letter letter)
      throws SQLException {
    insert.setLong(1, aside.number());
    insert.setString(2, aside.user().toString());
    insert.setString(3, aside.lane().name());
    insert.setLong(4, aside.at().toEpochMilli());
    insert.setString(5, aside.reason().name());
    insert.setInt(6, aside.status());
    insert.setString(7, aside.answer());
    insert.setString(8, letter.device().map(Eui64::toString).orElse(""));
    insert.setLong(9, letter.recordedAt().toEpochMilli());
    insert.setString(10, letter.document().sha256());
    insert.setBytes(11, letter.document().bytes());
  }

  /** Copies of these are needed no longer. */
  synchronized void release(Collection<Long> numbers) {
    change(
        "DELETE FROM letter WHERE number = ?",
        delete -> {
          for (long number : numbers) {
            delete.setLong(1, number);
            delete.addBatch();
          }
        });
  }

  private interface Change {
    void make(PreparedStatement statement) throws SQLException;
  }

  private void change(String sql, Change change) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      change.make(statement);
      statement.executeBatch();
      connection.commit();
    } catch (SQLException broken) {
      DeliveryUnavailable failure = new DeliveryUnavailable("writing " + file, broken);
      Rollback.of(connection, broken);
      throw failure;
    }
  }

  /** The numbers of all there are copies of. */
  synchronized Set<Long> numbers() {
    return new TreeSet<>(query("SELECT number FROM letter", row -> row.getLong(1)));
  }

  /** As it was set aside, and what it stands for. */
  synchronized Optional<Keepsake> find(long number) {
    return query(
            "SELECT " + COLUMNS + " FROM letter WHERE number = " + number, Keepsakes::keepsake)
        .stream()
        .findFirst();
  }

  private static Keepsake keepsake(ResultSet row) throws SQLException {
    Lane lane = Lane.valueOf(row.getString(3));
    SetAside aside =
        new SetAside(
            row.getLong(1),
            Eui64.of(row.getString(2)),
            lane,
            Instant.ofEpochMilli(row.getLong(4)),
            SetAside.Reason.valueOf(row.getString(5)),
            row.getInt(6),
            row.getString(7));
    String device = row.getString(8);
    Letter letter =
        new Letter(
            aside.number(),
            lane,
            device.isEmpty() ? Optional.empty() : Optional.of(Eui64.of(device)),
            Instant.ofEpochMilli(row.getLong(9)),
            Document.recorded(row.getBytes(11), row.getString(10)));
    return new Keepsake(aside, letter);
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

package org.lastgasp.journal.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.lastgasp.files.ErrorText;
import org.lastgasp.journal.BrokenFile;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Rollback;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.StepFailed;
import org.lastgasp.worker.WorkLoop;
import org.sqlite.SQLiteConfig;

/**
 * How far each reader has come, in a file of its own beside the segments. Advancing costs nothing;
 * a thread writes what moved a few times a second. A crash sets a cursor back by as much.
 */
final class Cursors implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(Cursors.class);
  static final String FILE = "cursors.db";
  private static final int FORMAT = 1;
  private static final Duration FLUSH = Duration.ofMillis(100);

  private final Path file;
  private final Connection connection;
  private final PreparedStatement upsert;
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final ActiveFault fault = ActiveFault.warning(LOG, "cursors-not-written");
  private final WorkLoop loop =
      new WorkLoop("journal-cursors", fault, Backoff.of(FLUSH, FLUSH), this::flush);

  private Cursors(Path file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    this.upsert =
        connection.prepareStatement(
            "INSERT INTO cursor (name, position, note) VALUES (?, ?, ?)"
                + " ON CONFLICT (name) DO UPDATE"
                + " SET position = excluded.position, note = excluded.note");
  }

  /**
   * Reads where the cursors stand. A file that cannot be used is set aside: every reader then finds
   * its place by what it wrote itself.
   *
   * @param last the number of the journal's last entry: no cursor can be beyond it, and one that is
   *     would skip what comes
   */
  static Cursors open(Path folder, long last) {
    Path file = folder.resolve(FILE);
    return BrokenFile.openOrSetAside(file, last, () -> opened(file, last));
  }

  private static Cursors opened(Path file, long last) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(SegmentFile.BUSY_MILLIS);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
      try {
        makeTable(file, connection);
        Cursors cursors = new Cursors(file, connection);
        cursors.restore(last);
        cursors.loop.startAfter(FLUSH);
        return cursors;
      } catch (SQLException | RuntimeException failed) {
        connection.close();
        throw failed;
      }
    } catch (SQLException broken) {
      throw new JournalUnavailable("opening " + file, broken);
    }
  }

  /** Where a cursor stands in a folder of another process, or one it left. */
  static OptionalLong position(Path folder, String name) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return OptionalLong.empty();
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(SegmentFile.BUSY_MILLIS);
    config.setReadOnly(true);
    boolean alone = !Files.exists(file.resolveSibling(FILE + "-wal"));
    String url = alone ? file.toUri() + "?immutable=1" : file.toString();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + url, config.toProperties());
        PreparedStatement query =
            connection.prepareStatement("SELECT position FROM cursor WHERE name = ?")) {
      query.setString(1, name);
      try (ResultSet found = query.executeQuery()) {
        return found.next() ? OptionalLong.of(found.getLong(1)) : OptionalLong.empty();
      }
    } catch (SQLException broken) {
      throw new JournalUnavailable("reading " + file, broken);
    }
  }

  private static void makeTable(Path file, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version;
      try (ResultSet found = statement.executeQuery("PRAGMA user_version")) {
        version = found.getInt(1);
      }
      if (version > FORMAT) {
        throw new JournalUnavailable(
            String.format(
                Locale.ROOT,
                "%s has format %d; this version knows format %d: use the version that wrote it",
                file,
                version,
                FORMAT));
      }
      Optional<String> fault = BrokenFile.fault(connection, Set.of("cursor"));
      if (fault.isPresent()) {
        throw new JournalUnavailable(file + " is " + fault.get());
      }
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS cursor (name TEXT PRIMARY KEY,"
              + " position INTEGER NOT NULL, note TEXT NOT NULL) WITHOUT ROWID");
      statement.executeUpdate("PRAGMA user_version = " + FORMAT);
    }
    connection.setAutoCommit(false);
  }

  private void restore(long last) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT name, position, note FROM cursor")) {
      while (found.next()) {
        String name = found.getString(1);
        long position = found.getLong(2);
        if (position > last) {
          LOG.warn(
              "cursor-set-back", "name", name, "from", position, "to", last, "file", file,
              "why", "it was beyond the end of the journal");
        }
        places.put(name, new Place(Math.min(position, last), found.getString(3)));
      }
    }
    connection.commit();
  }

  Journal.Cursor cursor(String name) {
    return places.computeIfAbsent(name, n -> new Place(0, ""));
  }

  List<HealthIssue> mistakes() {
    return fault.mistakes();
  }

  /** They stay as they are while that fails: at worst a crash sets them further back. */
  private Duration flush() {
    List<Place> moved = new ArrayList<>();
    try {
      for (Map.Entry<String, Place> each : places.entrySet()) {
        Place place = each.getValue();
        At now = place.now;
        if (!now.equals(place.saved)) {
          upsert.setString(1, each.getKey());
          upsert.setLong(2, now.position());
          upsert.setString(3, now.note());
          upsert.executeUpdate();
          place.saving = now;
          moved.add(place);
        }
      }
      if (!moved.isEmpty()) {
        connection.commit();
        moved.forEach(place -> place.saved = place.saving);
      }
      return FLUSH;
    } catch (SQLException broken) {
      Rollback.of(connection, broken);
      throw new StepFailed("writing " + file + ": " + ErrorText.of((Throwable) broken));
    }
  }

  /** Writes what moved. */
  @Override
  public void close() {
    loop.close();
    Duration unused = loop.turn();
    try {
      connection.close();
    } catch (SQLException broken) {
      throw new JournalUnavailable("closing " + file, broken);
    }
  }

  private record At(long position, String note) {}

  private static final class Place implements Journal.Cursor {
    private volatile At now;
    private At saved;
    private At saving;

    Place(long position, String note) {
      now = new At(position, note);
      saved = now;
      saving = now;
    }

    @Override
    public long position() {
      return now.position();
    }

    @Override
    public String note() {
      return now.note();
    }

    @Override
    public void advance(long position, String note) {
      now = new At(position, note);
    }
  }
}

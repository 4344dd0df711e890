package org.lastgasp.journal.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.lastgasp.journal.BrokenFile;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Rollback;
import org.lastgasp.journal.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * How far each reader has come, in a file of its own beside the segments. Advancing costs nothing;
 * a thread writes what moved a few times a second. A crash sets a cursor back by as much.
 */
final class Cursors implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cursors.class);
  static final String FILE = "cursors.db";
  private static final int FORMAT = 1;
  private static final long FLUSH_MILLIS = 100;

  private final Path file;
  private final Connection connection;
  private final PreparedStatement upsert;
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "journal-cursors");
  private long failures;

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
        cursors.thread.setDaemon(true);
        cursors.thread.start();
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
          LOG.warn("cursor beyond the journal, set back name={} from={} to={} file={}",
              name, position, last, file);
        }
        places.put(name, new Place(Math.min(position, last), found.getString(3)));
      }
    }
    connection.commit();
  }

  Journal.Cursor cursor(String name) {
    return places.computeIfAbsent(name, n -> new Place(0, ""));
  }

  private void run() {
    boolean stopped = false;
    while (!stopped) {
      try {
        stopped = stop.await(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException nobodyDoesThat) {
        throw new IllegalStateException(nobodyDoesThat);
      }
      flush();
    }
  }

  private void flush() {
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
        if (failures > 0) {
          LOG.info("cursors written again file={} failures={}", file, failures);
          failures = 0;
        }
      }
    } catch (SQLException broken) {
      failed(broken);
    }
  }

  /** They stay as they are and are tried again: at worst a crash sets them further back. */
  private void failed(SQLException broken) {
    if (failures++ == 0) {
      LOG.warn("cursors not written, trying again file={} reason={}", file, broken.getMessage());
    }
    Rollback.of(connection, broken);
  }

  /** Writes what moved. */
  @Override
  public void close() {
    stop.countDown();
    Threads.join(thread);
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

package org.lastgasp.journal.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Position;
import org.lastgasp.logging.EventLog;
import org.lastgasp.sqlite.BrokenFile;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Schema;
import org.lastgasp.sqlite.Session;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.StepFailed;
import org.lastgasp.worker.WorkLoop;

/**
 * A store of how far each reader has come, in a file of its own beside the segments. Advancing
 * costs nothing; a thread writes what moved a few times a second. A crash sets a cursor back by as
 * much.
 */
final class Cursors implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(Cursors.class);
  static final String FILE = "cursors.db";
  private static final int FORMAT = 1;
  private static final Duration FLUSH = Duration.ofMillis(100);

  private static final Schema SCHEMA =
      new Schema(
          JournalUnavailable.JOURNAL,
          FORMAT,
          Set.of("cursor"),
          found ->
              List.of(
                  "CREATE TABLE IF NOT EXISTS cursor (name TEXT PRIMARY KEY,"
                      + " position INTEGER NOT NULL, note TEXT NOT NULL) WITHOUT ROWID"));

  private final Path file;
  private final Database database;
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final ActiveFault fault = ActiveFault.warning(LOG, "cursors-not-written");
  private final WorkLoop loop =
      new WorkLoop("journal-cursors", fault, Backoff.of(FLUSH, FLUSH), this::flush);

  private Cursors(Path file) {
    this.file = file;
    this.database = Database.open(file, SCHEMA, Database.Sync.LATER);
  }

  /**
   * Reads where the cursors stand. A file that cannot be used is renamed: every reader then finds
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
    Cursors cursors = new Cursors(file);
    cursors.restore(last);
    cursors.loop.startAfter(FLUSH);
    return cursors;
  }

  /** A cursor's position in a folder of another process, or one it left. */
  static Optional<Position> position(Path folder, String name) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Database.ask(
        file,
        JournalUnavailable.JOURNAL,
        session ->
            session.first(
                "SELECT position FROM cursor WHERE name = ?",
                row -> Position.at(row.number(1)),
                name));
  }

  private void restore(long last) {
    record Stored(String name, long position, String note) {}

    List<Stored> all =
        database.query(
            "SELECT name, position, note FROM cursor",
            row -> new Stored(row.text(1), row.number(2), row.text(3)));
    for (Stored each : all) {
      if (each.position() > last) {
        LOG.warn(
            "cursor-set-back", "name", each.name(), "from", each.position(), "to", last,
            "file", file, "why", "it was beyond the end of the journal");
      }
      places.put(each.name(), new Place(Position.at(Math.min(each.position(), last)), each.note()));
    }
  }

  Journal.Cursor cursor(String name) {
    return places.computeIfAbsent(name, n -> new Place(Position.START, ""));
  }

  List<HealthIssue> mistakes() {
    return fault.mistakes();
  }

  /** They stay as they are while that fails: at worst a crash sets them further back. */
  private Duration flush() {
    List<Map.Entry<String, Place>> moved =
        places.entrySet().stream().filter(each -> each.getValue().hasMoved()).toList();
    if (!moved.isEmpty()) {
      write(moved);
    }
    return FLUSH;
  }

  private void write(List<Map.Entry<String, Place>> moved) {
    try {
      database.write(
          session ->
              session.updateEach(
                  "INSERT INTO cursor (name, position, note) VALUES (?, ?, ?)"
                      + " ON CONFLICT (name) DO UPDATE"
                      + " SET position = excluded.position, note = excluded.note",
                  moved,
                  each -> {
                    At now = each.getValue().toSave();
                    return Session.values(each.getKey(), now.position().order(), now.note());
                  }));
      moved.forEach(each -> each.getValue().saved());
    } catch (StoreUnavailable broken) {
      throw new StepFailed(String.valueOf(broken.getMessage()));
    }
  }

  /** Writes what moved. */
  @Override
  public void close() {
    loop.close();
    Duration unused = loop.turn();
    database.close();
  }

  private record At(Position position, String note) {}

  private static final class Place implements Journal.Cursor {
    private volatile At now;
    private At saved;
    private At saving;

    Place(Position position, String note) {
      now = new At(position, note);
      saved = now;
      saving = now;
    }

    boolean hasMoved() {
      return !now.equals(saved);
    }

    At toSave() {
      saving = now;
      return saving;
    }

    void saved() {
      saved = saving;
    }

    @Override
    public Position position() {
      return now.position();
    }

    @Override
    public String note() {
      return now.note();
    }

    @Override
    public void advance(Position position, String note) {
      now = new At(position, note);
    }
  }
}

package org.lastgasp.hindsight;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.lastgasp.journal.Position;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Schema;
import org.lastgasp.sqlite.Session;
import org.lastgasp.sqlite.Store;

/**
 * The file {@code hindsight.db}, an SQLite file of format {@value #FORMAT}; described in {@code
 * docs/formats.md}.
 *
 * <pre>
 * held      an alert that was suppressed, and what was made of it
 * evidence  number, place: what was found out about it, in order
 * change    position: a case got another label
 * tracked   meter, until: what it says is remembered
 * activation  hub, request, begins, until: a window that may explain a later alert; empty of a
 *             cancellation
 * said      what a tracked meter said of its supply or its activation
 * meta      position, opened, last_change
 * </pre>
 *
 * <p>What is written and the position change in one transaction. Commits are not synced: a power
 * loss sets all of it back to an earlier commit, and what is missing is read again.
 */
final class HindsightDatabase {
  static final int FORMAT = 4;
  static final Store STORE =
      new Store("Hindsight, hindsight.db,", "if it stays, restart: it is built again");
  private static final Set<String> NAMES =
      Set.of("held", "evidence", "change", "tracked", "said", "meta");
  private static final String ALERTS =
      "CREATE INDEX alerts ON held (hub, alerts_from) WHERE alerts_from IS NOT NULL";
  private static final String LIFE_OF_HUB =
      "CREATE INDEX life_of_hub ON held (hub, life_from) WHERE life_from IS NOT NULL";
  private static final String LIFE_OF_METER =
      "CREATE INDEX life_of_meter ON held (meter, life_from) WHERE life_from IS NOT NULL";

  /** From format 1, whose windows ended when they were planned to. */
  private static final String[] SECOND = {
    "ALTER TABLE held ADD COLUMN ends INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE held ADD COLUMN alerts_from INTEGER",
    "ALTER TABLE held ADD COLUMN life_from INTEGER",
    "ALTER TABLE held ADD COLUMN restored INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE held ADD COLUMN outage INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE held SET ends = until,
      alerts_from = CASE WHEN watched = 1 AND closed = 0 AND (SELECT count(*) FROM evidence e
        WHERE e.number = held.number AND kind = 'alerted-again') < 4 THEN until END,
      life_from = CASE WHEN watched = 1 AND back IS NULL THEN
        CASE WHEN heard IS NULL THEN 0 ELSE until END END,
      restored = (SELECT count(*) FROM evidence e
        WHERE e.number = held.number AND kind = 'supply-restored') >= 4
    """,
    ALERTS, LIFE_OF_HUB, LIFE_OF_METER,
  };

  /** From format 2, which did not know a clock that was ahead: a window counts as on demand. */
  private static final String[] THIRD = {
    "ALTER TABLE held ADD COLUMN dated INTEGER", "ALTER TABLE held ADD COLUMN counted INTEGER",
  };

  /** From format 3, which did not know which activation may explain a later alert. */
  private static final String[] FOURTH = {
    """
    CREATE TABLE activation (number INTEGER NOT NULL, at INTEGER NOT NULL, hub INTEGER NOT NULL,
      meter INTEGER NOT NULL, originator INTEGER NOT NULL, counter INTEGER NOT NULL,
      begins INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (meter, originator, counter))
    """,
    "CREATE INDEX activation_of ON activation (hub, number)",
    "CREATE INDEX activation_until ON activation (until)",
  };

  /** What the work-list is counted and found by; a file of this format may lack them. */
  private static final List<String> OPEN_CASES =
      List.of(
          "CREATE INDEX IF NOT EXISTS open_suspect ON held (number, distributor)"
              + " WHERE pending = 1 AND label = 'suspect'",
          "CREATE INDEX IF NOT EXISTS open_later ON held (ends, number, distributor, label)"
              + " WHERE pending = 1 AND label <> 'suspect'");

  private static final String[] TABLES = {
    """
    CREATE TABLE held (number INTEGER PRIMARY KEY, ordinal INTEGER NOT NULL UNIQUE,
      at INTEGER NOT NULL, horizon INTEGER NOT NULL, hub INTEGER NOT NULL, meter INTEGER NOT NULL,
      originator INTEGER NOT NULL, target INTEGER NOT NULL, counter INTEGER NOT NULL,
      begins TEXT NOT NULL, until INTEGER NOT NULL, start TEXT NOT NULL, mpxn TEXT NOT NULL,
      distributor INTEGER, sha256 TEXT NOT NULL, label TEXT NOT NULL, since INTEGER NOT NULL,
      heard INTEGER, back INTEGER, settled INTEGER, settled_by TEXT, settled_why TEXT,
      closed INTEGER NOT NULL, watched INTEGER NOT NULL, pending INTEGER NOT NULL,
      ends INTEGER NOT NULL, alerts_from INTEGER, life_from INTEGER, restored INTEGER NOT NULL,
      outage INTEGER NOT NULL, dated INTEGER, counted INTEGER)
    """,
    "CREATE INDEX watched_hub ON held (hub, number) WHERE watched = 1",
    "CREATE INDEX watched_meter ON held (meter, number) WHERE watched = 1",
    ALERTS, LIFE_OF_HUB, LIFE_OF_METER,
    "CREATE INDEX due ON held (horizon, number) WHERE closed = 0",
    "CREATE INDEX pending ON held (number) WHERE pending = 1",
    "CREATE INDEX pending_of ON held (distributor, number) WHERE pending = 1",
    """
    CREATE TABLE evidence (number INTEGER NOT NULL, place INTEGER NOT NULL, kind TEXT NOT NULL,
      entry INTEGER, at INTEGER NOT NULL, compared TEXT NOT NULL, PRIMARY KEY (number, place))
      WITHOUT ROWID
    """,
    """
    CREATE TABLE change (position INTEGER PRIMARY KEY, number INTEGER NOT NULL,
      ordinal INTEGER NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL, at INTEGER NOT NULL,
      place INTEGER NOT NULL)
    """,
    "CREATE INDEX change_of ON change (ordinal, position)",
    "CREATE INDEX change_case ON change (number)",
    "CREATE INDEX suspects ON change (position) WHERE new = 'suspect'",
    "CREATE TABLE tracked (meter INTEGER PRIMARY KEY, until INTEGER NOT NULL)",
    "CREATE INDEX tracked_until ON tracked (until)",
    """
    CREATE TABLE said (meter INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
      code TEXT, off TEXT, back TEXT, originator INTEGER, counter INTEGER, result TEXT, done TEXT,
      words TEXT, PRIMARY KEY (meter, number)) WITHOUT ROWID
    """,
    "CREATE INDEX said_at ON said (at)",
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "INSERT INTO meta VALUES ('position', 0), ('opened', 0), ('last_change', 0)",
  };

  private static final Schema SCHEMA =
      new Schema(STORE, FORMAT, NAMES, HindsightDatabase::changes);

  private HindsightDatabase() {}

  private static List<String> changes(int found) {
    Stream<String[]> tables =
        switch (found) {
          case 0 -> Stream.of(TABLES, FOURTH);
          case 1 -> Stream.of(SECOND, THIRD, FOURTH);
          case 2 -> Stream.of(THIRD, FOURTH);
          case 3 -> Stream.<String[]>of(FOURTH);
          default -> Stream.empty();
        };
    return Stream.concat(tables.flatMap(Arrays::stream), OPEN_CASES.stream()).toList();
  }

  /** Opens the file, and makes it if it is not there. */
  static Database open(Path file) {
    return Database.open(file, SCHEMA, Database.Sync.LATER);
  }

  /** The position in the journal up to which all is taken up. */
  static Position position(Session session) {
    return session
        .first(
            "SELECT value FROM meta WHERE name = 'position'", row -> Position.parse(row.text(1)))
        .orElse(Position.START);
  }

  /** Keeps it. */
  static void position(Session session, Position reached) {
    session.update("REPLACE INTO meta VALUES ('position', ?)", reached.text());
  }

  /** A number that is kept of the whole. */
  static long meta(Session session, String name) {
    return session.number("SELECT value FROM meta WHERE name = ?", name);
  }

  /** Keeps it. */
  static void meta(Session session, String name, long value) {
    session.update("REPLACE INTO meta VALUES (?, ?)", name, value);
  }
}

package org.lastgasp.inventory;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.lastgasp.policy.Area;
import org.lastgasp.sqlite.Session;

/**
 * The number of hubs of electricity meters in each area, kept beside the devices; a hub of two
 * electricity meters counts twice. In the same memory for any number of areas. For one thread.
 */
final class AreaCounts {
  private static final int MOST = 100_000; // areas in memory, some 10 MiB

  private final Session session;
  private final Map<String, Long> hubs = new HashMap<>();
  private boolean isThere;

  AreaCounts(Session session) {
    this.session = session;
  }

  void add(Row row) {
    DeviceRecord.decode(row.id(), row.record())
        .filter(device -> device.type().strip().equalsIgnoreCase("ESME"))
        .filter(device -> device.hub().isPresent())
        .flatMap(Area::of)
        .ifPresent(area -> hubs.merge(area.toString(), 1L, Long::sum));
    if (hubs.size() >= MOST) {
      write();
    }
  }

  /** Adds to the file what came since the last time. */
  void write() {
    if (!isThere) {
      session.run(
          "CREATE TABLE areas (name TEXT PRIMARY KEY, hubs INTEGER NOT NULL) WITHOUT ROWID");
      isThere = true;
    }
    session.updateEach(
        "INSERT INTO areas VALUES (?, ?) ON CONFLICT DO UPDATE SET hubs = hubs + excluded.hubs",
        hubs.entrySet(),
        each -> Session.values(each.getKey(), each.getValue()));
    hubs.clear();
  }

  /** True if a file has them: those made before they were counted do not. */
  static boolean areIn(Session session) {
    return session.number("SELECT count(*) FROM sqlite_schema WHERE name = 'areas'") == 1;
  }

  /** Empty if the devices tell of no such area. */
  static OptionalLong find(Session session, Area area) {
    return session
        .first("SELECT hubs FROM areas WHERE name = ?", row -> row.number(1), area.toString())
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }
}

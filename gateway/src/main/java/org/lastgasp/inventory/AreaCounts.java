package org.lastgasp.inventory;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.sqlite.Session;

/**
 * The number of hubs of electricity meters in each area and in each scope of an order, kept beside
 * the devices; a hub of two electricity meters counts twice. In the same memory for any number of
 * areas. For one thread.
 */
final class AreaCounts {
  private static final int MOST = 100_000; // areas in memory, some 10 MiB

  private final Session session;
  private final Map<String, Long> hubs = new HashMap<>();
  private final Map<Place, Long> places = new HashMap<>();
  private boolean isThere;

  /** The place of a device as its row has it: its scopes are found once for many devices. */
  private record Place(OptionalInt distributor, String region) {
    static Place of(Device device) {
      return new Place(
          device.mpan().map(mpan -> OptionalInt.of(mpan.distributor())).orElse(OptionalInt.empty()),
          device.region());
    }
  }

  AreaCounts(Session session) {
    this.session = session;
  }

  void add(Row row) {
    DeviceRecord.decode(row.id(), row.record())
        .filter(device -> device.type().strip().equalsIgnoreCase("ESME"))
        .filter(device -> device.hub().isPresent())
        .ifPresent(this::add);
    if (hubs.size() + places.size() >= MOST) {
      write();
    }
  }

  private void add(Device device) {
    Place place = Place.of(device);
    Area.of(device)
        .ifPresent(area -> hubs.merge(name(area, place.distributor()), 1L, Long::sum));
    places.merge(place, 1L, Long::sum);
  }

  /** The name of that part of an area which is in a network; of the area, if that is unknown. */
  static String name(Area area, OptionalInt distributor) {
    return area
        + (distributor.isPresent() ? ", distributor " + distributor.getAsInt() : "");
  }

  /** Adds to the file what came since the last time. */
  void write() {
    if (!isThere) {
      session.run(
          "CREATE TABLE areas (name TEXT PRIMARY KEY, hubs INTEGER NOT NULL) WITHOUT ROWID");
      isThere = true;
    }
    places.forEach(
        (place, count) ->
            StormOrder.Scope.around(place.distributor(), place.region())
                .forEach(scope -> hubs.merge(scope.toString(), count, Long::sum)));
    places.clear();
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

  /** Empty if the devices tell of nothing of that name. */
  static OptionalLong find(Session session, String name) {
    return session
        .first("SELECT hubs FROM areas WHERE name = ?", row -> row.number(1), name)
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }
}

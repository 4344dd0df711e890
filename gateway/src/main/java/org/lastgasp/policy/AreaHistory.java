package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.id.Eui64;

/**
 * Which hubs without a window alerted last, area by area. Of each area the latest hubs are
 * remembered, one more than the guard asks for, so that its question is answered exactly; when too
 * many are remembered, the area that was quiet longest is forgotten. For one thread.
 */
public final class AreaHistory {
  private static final int MOST = 400_000; // sightings, some 40 MB

  private final LinkedHashMap<Area, List<Sighting>> areas =
      new LinkedHashMap<>(16, 0.75f, true); // the area of the latest alert comes last
  private int sightings;

  private record Sighting(Eui64 hub, Instant at) {}

  /**
   * A hub alerted and no window held it.
   *
   * @return what takes it back
   */
  public Runnable alerted(Area area, Eui64 hub, Instant at, int needed) {
    List<Sighting> before = areas.getOrDefault(area, List.of());
    List<Sighting> after = new ArrayList<>(before);
    after.removeIf(sighting -> sighting.hub().equals(hub));
    after.add(new Sighting(hub, at));
    while (after.size() > needed + 1) {
      after.removeFirst();
    }
    put(area, after);
    return () -> put(area, before);
  }

  /** The other hubs of an area that alerted within so long before an alert. */
  public NearbyAlerts around(Area area, Optional<Eui64> hub, Instant received, Duration within) {
    Instant since = received.minus(within);
    long others =
        areas.getOrDefault(area, List.of()).stream()
            .filter(sighting -> !hub.equals(Optional.of(sighting.hub())))
            .filter(sighting -> !sighting.at().isBefore(since))
            .count();
    return new NearbyAlerts(area, (int) others, within);
  }

  private void put(Area area, List<Sighting> after) {
    List<Sighting> before = areas.getOrDefault(area, List.of());
    sightings += after.size() - before.size();
    if (after.isEmpty()) {
      areas.remove(area);
    } else {
      areas.put(area, after);
    }
    while (sightings > MOST) {
      Map.Entry<Area, List<Sighting>> quietest = areas.firstEntry();
      sightings -= quietest.getValue().size();
      areas.remove(quietest.getKey());
    }
  }
}

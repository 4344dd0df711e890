package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Eui64;

/**
 * The hubs without a window that alerted last, area by area. Immutable. Of each area the latest
 * hubs are remembered, one more than the guard asks for, so that its question is answered exactly.
 *
 * <p>Areas are kept in two generations: when the recent one is full it becomes the older one, and
 * what was older is forgotten. So an area is forgotten only after {@link #A_GENERATION} sightings
 * in others, and twice as many are remembered at most, some 40 MB.
 */
record AreaHistory(
    PersistentMap<Area, List<Sighting>> recent,
    PersistentMap<Area, List<Sighting>> older,
    int sightings) {
  static final int A_GENERATION = 200_000;
  static final AreaHistory NONE =
      new AreaHistory(PersistentMap.empty(), PersistentMap.empty(), 0);

  record Sighting(Eui64 hub, Instant at) {}

  /** A hub alerted and no window held it. */
  AreaHistory alerted(Area area, Eui64 hub, Instant at, int needed) {
    List<Sighting> after = new ArrayList<>(of(area));
    after.removeIf(sighting -> sighting.hub().equals(hub));
    after.add(new Sighting(hub, at));
    while (after.size() > needed + 1) {
      after.removeFirst();
    }
    List<Sighting> before = recent.get(area);
    int all = sightings + after.size() - (before == null ? 0 : before.size());
    PersistentMap<Area, List<Sighting>> next = recent.with(area, List.copyOf(after));
    return all < A_GENERATION
        ? new AreaHistory(next, older, all)
        : new AreaHistory(PersistentMap.empty(), next, 0);
  }

  /** The other hubs of an area that alerted within so long before an alert. */
  Verdict.NearbyAlerts around(Area area, Optional<Eui64> hub, Instant received, Duration within) {
    Instant since = received.minus(within);
    long others =
        of(area).stream()
            .filter(sighting -> !hub.equals(Optional.of(sighting.hub())))
            .filter(sighting -> !sighting.at().isBefore(since))
            .count();
    return new Verdict.NearbyAlerts(area, (int) others, within);
  }

  private List<Sighting> of(Area area) {
    List<Sighting> lately = recent.get(area);
    List<Sighting> found = lately == null ? older.get(area) : lately;
    return found == null ? List.of() : found;
  }
}

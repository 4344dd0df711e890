package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.lastgasp.id.Eui64;

/**
 * The hubs without a window that alerted last, area by area. Immutable. Of each area and network
 * the latest hubs are remembered, one more than the guard asks for, so that its question is
 * answered exactly. Two networks may give a feeder the same name: the hubs of one are no neighbours
 * in the other; one whose network is not known may be in any.
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

  /**
   * A hub that alerted.
   *
   * @param network that its area's name is of; empty if it is of any, or not known
   */
  record Sighting(Eui64 hub, OptionalInt network, Instant at) {
    boolean mayBeIn(OptionalInt other) {
      return network.isEmpty() || other.isEmpty() || network.equals(other);
    }
  }

  /** A hub of a distributor alerted and no window held it. */
  AreaHistory alerted(Area area, OptionalInt distributor, Eui64 hub, Instant at, int needed) {
    OptionalInt network = area.network(distributor);
    List<Sighting> after = new ArrayList<>(of(area));
    after.removeIf(each -> each.hub().equals(hub) && each.network().equals(network));
    after.add(new Sighting(hub, network, at));
    List<Sighting> its = after.stream().filter(each -> each.network().equals(network)).toList();
    after.removeAll(its.subList(0, Math.max(0, its.size() - needed - 1)));
    List<Sighting> before = recent.get(area);
    int all = sightings + after.size() - (before == null ? 0 : before.size());
    PersistentMap<Area, List<Sighting>> next = recent.with(area, List.copyOf(after));
    return all < A_GENERATION
        ? new AreaHistory(next, older, all)
        : new AreaHistory(PersistentMap.empty(), next, 0);
  }

  /** The other hubs of a distributor's area that alerted within so long before an alert. */
  Verdict.NearbyAlerts around(
      Area area,
      OptionalInt distributor,
      Optional<Eui64> hub,
      Instant received,
      Duration within) {
    Instant since = received.minus(within);
    OptionalInt network = area.network(distributor);
    long others =
        of(area).stream()
            .filter(sighting -> !hub.equals(Optional.of(sighting.hub())))
            .filter(sighting -> sighting.mayBeIn(network))
            .filter(sighting -> !sighting.at().isBefore(since))
            .map(Sighting::hub)
            .distinct()
            .count();
    return new Verdict.NearbyAlerts(area, (int) others, within);
  }

  private List<Sighting> of(Area area) {
    List<Sighting> lately = recent.get(area);
    List<Sighting> found = lately == null ? older.get(area) : lately;
    return found == null ? List.of() : found;
  }
}

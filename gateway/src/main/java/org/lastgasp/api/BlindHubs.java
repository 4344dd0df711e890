package org.lastgasp.api;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Window;

/**
 * The hubs that a window suppresses alerts of now, by distributor: its id, or {@code unknown}.
 *
 * @param total every hub once, whatever distributors its meters are of
 */
public record BlindHubs(Map<String, StateFacts.Blind> byDistributor, StateFacts.Blind total) {
  private static final String UNKNOWN = "unknown";

  /** Those among some hubs at an instant. */
  public static BlindHubs of(Collection<HubState> hubs, Instant now) {
    return of(hubs, now, distributor -> true);
  }

  /** The same, of some distributors only. */
  static BlindHubs of(Collection<HubState> hubs, Instant now, Predicate<String> distributors) {
    Map<String, StateFacts.Blind> counts = new TreeMap<>();
    long blind = 0;
    Optional<Instant> last = Optional.empty();
    for (HubState hub : hubs) {
      Map<String, Instant> its = until(hub, now);
      its.keySet().removeIf(distributors.negate());
      if (!its.isEmpty()) {
        blind++;
        for (Map.Entry<String, Instant> each : its.entrySet()) {
          StateFacts.Blind one = new StateFacts.Blind(1, 1, Optional.of(each.getValue()));
          counts.merge(each.getKey(), one, BlindHubs::plus);
          last = later(last, Optional.of(each.getValue()));
        }
      }
    }
    return new BlindHubs(
        Map.copyOf(counts), new StateFacts.Blind(blind, counts.size(), last));
  }

  private static Map<String, Instant> until(HubState hub, Instant now) {
    Map<String, Instant> until = new TreeMap<>();
    for (Window window : hub.windows()) {
      if (window.state(now) == Window.State.OPEN) {
        String distributor =
            window.mpan().map(Mpan::distributor).map(String::valueOf).orElse(UNKNOWN);
        until.merge(
            distributor, window.until(), (one, other) -> one.isAfter(other) ? one : other);
      }
    }
    return until;
  }

  private static StateFacts.Blind plus(StateFacts.Blind one, StateFacts.Blind other) {
    return new StateFacts.Blind(
        one.hubs() + other.hubs(), 1, later(one.until(), other.until()));
  }

  private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && (other.isEmpty() || one.get().isAfter(other.get())) ? one : other;
  }
}

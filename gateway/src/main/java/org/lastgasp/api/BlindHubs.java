package org.lastgasp.api;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.lastgasp.api.StateSentence.StateFacts;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Window;

/**
 * The hubs whose alerts a window suppresses now, by distributor: its id, or {@code unknown}. Hubs
 * whose alerts are forwarded by a storm order or by a limit of the hub do not count.
 *
 * @param total every hub once, whatever distributors its meters are of
 */
public record BlindHubs(Map<String, StateFacts.Blind> byDistributor, StateFacts.Blind total) {
  /** Those of all distributors. */
  public static BlindHubs of(BlindResponse.Now now) {
    return of(now, distributor -> true);
  }

  /** The same, of some distributors only. */
  static BlindHubs of(BlindResponse.Now now, Predicate<String> distributors) {
    Map<OptionalInt, HubCount> counting = new HashMap<>();
    HubCount all = new HubCount();
    Map<OptionalInt, Instant> its = new HashMap<>();
    for (HubState hub : now.tracked().hubs()) {
      for (Window window : hub.windows()) {
        if (window.state(now.at()) == Window.State.OPEN) {
          its.merge(distributorOf(window), window.until(), BlindHubs::later);
        }
      }
      if (!its.isEmpty() && now.isForwarded(hub)) {
        its.clear();
      }
      Optional<Instant> last = Optional.empty();
      for (Map.Entry<OptionalInt, Instant> each : its.entrySet()) {
        HubCount count =
            counting.computeIfAbsent(each.getKey(), id -> new HubCount(id, distributors));
        if (count.isSeen) {
          count.add(each.getValue());
          last = Optional.of(last.map(l -> later(l, each.getValue())).orElse(each.getValue()));
        }
      }
      last.ifPresent(all::add);
      its.clear();
    }
    Map<String, StateFacts.Blind> counts = new TreeMap<>();
    counting.values().stream()
        .filter(each -> each.isSeen)
        .forEach(each -> counts.put(each.distributor, each.blind(1)));
    return new BlindHubs(Map.copyOf(counts), all.blind(counts.size()));
  }

  /** The blind hubs of one distributor, or of all. */
  private static final class HubCount {
    private final String distributor;
    private final boolean isSeen;
    private long hubs;
    private Instant until = Instant.MIN;

    HubCount() {
      this.distributor = "";
      this.isSeen = true;
    }

    HubCount(OptionalInt id, Predicate<String> distributors) {
      this.distributor = Mpan.distributorName(id);
      this.isSeen = distributors.test(distributor);
    }

    void add(Instant its) {
      hubs++;
      until = later(until, its);
    }

    StateFacts.Blind blind(int distributors) {
      return new StateFacts.Blind(
          hubs, distributors, hubs == 0 ? Optional.empty() : Optional.of(until));
    }
  }

  private static OptionalInt distributorOf(Window window) {
    return window.mpan().isPresent()
        ? OptionalInt.of(window.mpan().get().distributor())
        : OptionalInt.empty();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}

package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.lastgasp.id.Eui64;

/**
 * The maintenance of what is tracked that no event records, as no verdict depends on it. What is to
 * be done is looked for on any state; doing it takes a few hubs at a time, since alerts wait
 * meanwhile. Pure.
 */
public final class Maintenance {
  private Maintenance() {}

  /** The hubs of which something is remembered that can no longer matter. */
  public static List<Eui64> outdated(TrackingState state, Instant now, Duration keepAccepted) {
    return state.hubs().stream()
        .filter(each -> !each.forget(now, keepAccepted).equals(each))
        .map(HubState::hub)
        .toList();
  }

  /** Forgets what can no longer matter of some hubs. */
  public static TrackingState forget(
      TrackingState state, Collection<Eui64> some, Instant now, Duration keepAccepted) {
    TrackingState after = state;
    Duration blindness = Duration.ZERO;
    for (Eui64 one : some) {
      HubState before = state.hub(one);
      HubState left = before.forget(now, keepAccepted);
      blindness = blindness.plus(before.blindFor(now)).minus(left.blindFor(now));
      after = after.with(left);
    }
    return after.with(after.global().forgot(blindness));
  }

  /** The meters whose hubs nothing is remembered of any more. */
  public static List<Eui64> strays(TrackingState state) {
    return state.meters().entrySet().stream()
        .filter(each -> state.hub(each.getValue()).isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Forgets where meters are, unless something is remembered of their hubs again. */
  public static TrackingState forgetStrays(TrackingState state, Collection<Eui64> meters) {
    TrackingState after = state;
    for (Eui64 meter : meters) {
      if (state.hubOf(meter).filter(hub -> state.hub(hub).isEmpty()).isPresent()) {
        after = after.withoutMeter(meter);
      }
    }
    return after;
  }

  /** The hubs with accepted requests whose window is forgotten. */
  public static List<Eui64> withAccepted(TrackingState state) {
    return state.hubs().stream()
        .filter(each -> !each.accepted().isEmpty())
        .map(HubState::hub)
        .toList();
  }

  /** Accepted requests of some hubs are remembered elsewhere. */
  public static TrackingState keptElsewhere(
      TrackingState state, Map<Eui64, List<HubState.Accepted>> accepted) {
    TrackingState after = state;
    for (Map.Entry<Eui64, List<HubState.Accepted>> each : accepted.entrySet()) {
      after = after.with(state.hub(each.getKey()).withoutAccepted(each.getValue()));
    }
    return after;
  }

  /** Applies the turns of the switch to the stored state of some hubs. */
  public static TrackingState applySwitch(TrackingState state, Collection<Eui64> some) {
    TrackingState after = state;
    for (Eui64 each : some) {
      after = after.with(state.hub(each));
    }
    return after;
  }

  /** These turns of the switch are applied to every hub. */
  public static TrackingState switchApplied(
      TrackingState state, List<GlobalState.TurnedOff> all) {
    return state.with(state.global().without(all));
  }
}

package org.lastgasp.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.HealthIssue;

/** The health of overrides: storm orders in force, and the open breaker. */
final class OverridesHealth {
  private static final Duration ENDING = Duration.ofHours(1); // then somebody has to decide
  private static final Duration STANDING = Duration.ofHours(12); // a storm is over by then

  private final Supplier<TrackingState> tracked;
  private final Predicate<StormOrder.Scope> nowhere;
  private final InstantSource clock;

  /**
   * The health of what is tracked.
   *
   * @param nowhere whether no meter is known to be in a scope
   */
  OverridesHealth(
      Supplier<TrackingState> tracked, Predicate<StormOrder.Scope> nowhere, InstantSource clock) {
    this.tracked = tracked;
    this.nowhere = nowhere;
    this.clock = clock;
  }

  List<HealthIssue> issues() {
    List<HealthIssue> found = new ArrayList<>();
    tracked
        .get()
        .overrides()
        .breaker()
        .ifPresent(
            open ->
                add(found, "breaker-open",
                    open.why() + ", since " + open.since() + ": look, then close the breaker"));
    storms(found);
    return found;
  }

  private void storms(List<HealthIssue> found) {
    Instant now = clock.instant();
    for (StormOrder storm : tracked.get().overrides().storms()) {
      String order =
          "the storm order for " + storm.place() + ", by " + storm.by() + ", ";
      if (!storm.isOver(now) && isNowhere(storm.place())) {
        add(found, "storm-of-no-meter",
            order + "is for a place where the inventory has no meter, so it forwards only alerts"
                + " from places that are unknown: is distributor or region written as in the"
                + " inventory?");
      }
      Duration age = Duration.between(storm.since(), now);
      if (storm.until().isPresent()) {
        Duration left = Duration.between(now, storm.until().get());
        if (left.isPositive() && left.compareTo(ENDING) <= 0) {
          add(found, "storm-ending",
              order + "ends " + storm.until().get() + ", then alerts are suppressed again: order"
                  + " it anew if the storm goes on");
        }
      } else if (age.compareTo(STANDING) > 0) {
        add(found, "storm-standing",
            order + "has stood for " + age.toHours() + " h and has no end: take it back if the"
                + " storm is over");
      }
    }
  }

  /** False too if the inventory cannot be read, which is told by itself. */
  private boolean isNowhere(StormOrder.Scope scope) {
    try {
      return nowhere.test(scope);
    } catch (StoreUnavailable unreadable) {
      return false;
    }
  }

  private static void add(List<HealthIssue> found, String reason, String detail) {
    found.add(new HealthIssue(reason, detail));
  }
}

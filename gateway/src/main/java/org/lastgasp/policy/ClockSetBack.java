package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A clock that was set back over a restart: windows that began with a receipt end, as what they
 * have left cannot be measured; those with a date of their own stay. Alerts suppressed are
 * remembered from then. Pure.
 *
 * @param at the start
 * @param window how long a window lasts; a longer one was lengthened by a receipt
 */
public record ClockSetBack(Instant at, Duration window) {

  /** Returns what is left of a hub. */
  public HubState of(HubState before) {
    return new HubState(
        before.hub(),
        before.windows().stream().map(this::of).toList(),
        before.cancellations(),
        before.suppressions().stream().map(this::of).toList(),
        before.accepted());
  }

  private Window of(Window each) {
    boolean byReceipt =
        each.mode() == Window.Mode.ON_DEMAND || each.from().plus(window).isBefore(each.until());
    return byReceipt && each.isLive() && at.isBefore(each.until())
        ? each.ended(Window.End.Cause.CLOCK_SET_BACK, at, Optional.empty())
        : each;
  }

  private HubState.Suppression of(HubState.Suppression held) {
    return held.until().isAfter(at)
        ? new HubState.Suppression(
            held.response(), held.start(), held.recorded(), at, held.released())
        : held;
  }
}

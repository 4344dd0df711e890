package org.lastgasp.policy;

import java.time.Instant;
import java.util.Optional;

/**
 * The context that decides a verdict besides the alert and its hub; what was compared is recorded
 * with it. Immutable.
 *
 * @param suppressFrom nothing received before this instant is suppressed: the last instant of the
 *     journal, if the wall clock stood before it at start
 * @param precautions orders in force, and the breaker
 * @param where what the inventory tells of the alert's hub, where somebody had to look
 * @param crowd the other hubs of its area, where somebody had to count
 */
public record JudgementContext(
    Switch state,
    Instant suppressFrom,
    Overrides precautions,
    HubLocation where,
    Optional<NearbyAlerts> crowd) {

  /** The ordinary case: the clock is trusted and nothing stands in the way. */
  public static JudgementContext of(Switch state) {
    return new JudgementContext(
        state, Instant.MIN, Overrides.NONE, HubLocation.UNKNOWN, Optional.empty());
  }
}

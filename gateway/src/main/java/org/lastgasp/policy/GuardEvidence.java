package org.lastgasp.policy;

import java.util.Optional;

/**
 * The evidence besides the window that spoke for or against suppressing an alert, with the values.
 * Immutable.
 *
 * @param storm an order in force where it came from
 * @param breaker open at that moment
 * @param crowd the other hubs of its area
 */
public record GuardEvidence(
    Optional<StormOrder> storm, Optional<Breaker> breaker, Optional<NearbyAlerts> crowd) {
  /** Nothing: the ordinary case. */
  public static final GuardEvidence NOTHING =
      new GuardEvidence(Optional.empty(), Optional.empty(), Optional.empty());
}

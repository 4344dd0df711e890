package org.lastgasp.policy;

import java.util.Optional;

/**
 * What besides its window spoke for or against holding an alert back, with the values. Immutable.
 *
 * @param storm an order in force where it came from
 * @param breaker open at that moment
 * @param crowd the other hubs of its area
 */
public record Compared(
    Optional<Storm> storm, Optional<Breaker> breaker, Optional<Crowd> crowd) {
  /** Nothing: the ordinary case. */
  public static final Compared NOTHING =
      new Compared(Optional.empty(), Optional.empty(), Optional.empty());
}

package org.lastgasp.hindsight;

import java.time.Instant;
import java.util.List;

/**
 * The assessment of one suppressed alert by hindsight. Immutable.
 *
 * @param evidence in the order it was found; it only grows
 * @param since when what gave it this label was received
 */
public record Assessment(Label label, List<Evidence> evidence, Instant since) {
  public Assessment {
    evidence = List.copyOf(evidence);
  }
}

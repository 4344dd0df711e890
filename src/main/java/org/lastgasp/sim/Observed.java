package org.lastgasp.sim;

import java.util.List;
import java.util.Optional;

/**
 * What the gateway left behind, for the score.
 *
 * @param log the suppression log
 * @param figures its metrics
 * @param logFault what a verifier of the log found wrong; empty if nothing
 */
public record Observed(List<Held> log, Figures figures, Optional<String> logFault) {
  public Observed {
    log = List.copyOf(log);
  }
}

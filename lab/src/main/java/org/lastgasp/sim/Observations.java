package org.lastgasp.sim;

import java.util.List;
import java.util.Optional;

/**
 * The observations of what the gateway left behind, for the score.
 *
 * @param log the suppression log
 * @param figures its metrics
 * @param logFault what a verifier of the log found wrong; empty if nothing
 */
public record Observations(List<LogEntry> log, ScrapedMetrics figures, Optional<String> logFault) {
  public Observations {
    log = List.copyOf(log);
  }
}

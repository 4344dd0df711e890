package org.lastgasp.sim;

import java.util.List;
import java.util.Optional;

/**
 * The observations of what the gateway left behind, for the score.
 *
 * @param log the suppression log
 * @param figures its metrics
 * @param logFault what a verifier of the log found wrong; empty if nothing
 * @param further promises that were looked at elsewhere
 */
public record Observations(
    List<LogEntry> log,
    ScrapedMetrics figures,
    Optional<String> logFault,
    List<Score.Promise> further) {
  public Observations {
    log = List.copyOf(log);
    further = List.copyOf(further);
  }
}

package org.lastgasp.acceptance;

import java.time.Instant;
import java.util.List;

/**
 * A step of a case that was done.
 *
 * @param at by the gateway's clock
 * @param files of the evidence folder, relative to it
 */
public record Step(
    Instant at,
    String action,
    String expected,
    String observed,
    Verdict verdict,
    List<String> files) {
  public Step {
    files = List.copyOf(files);
  }
}

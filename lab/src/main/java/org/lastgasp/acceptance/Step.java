package org.lastgasp.acceptance;

import java.time.Instant;
import java.util.List;

/**
 * A step of a case that was done.
 *
 * @param at by the gateway's clock
 * @param files of the evidence folder, relative to it
 */
record Step(
    Instant at,
    String action,
    String expected,
    String observed,
    Verdict verdict,
    List<String> files) {
  Step {
    files = List.copyOf(files);
  }
}

package org.lastgasp.policy;

import java.time.Instant;

/**
 * What besides the alert and its hub decides a verdict; recorded with it. Immutable.
 *
 * @param suppressFrom nothing received before this instant is suppressed: the last instant of the
 *     journal, if the wall clock stood before it at start
 */
public record Circumstances(Switch state, Instant suppressFrom) {

  /** The ordinary case: the clock is trusted. */
  public static Circumstances of(Switch state) {
    return new Circumstances(state, Instant.MIN);
  }
}

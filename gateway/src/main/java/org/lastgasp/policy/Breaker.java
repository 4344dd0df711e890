package org.lastgasp.policy;

import java.time.Instant;

/**
 * A breaker that is open: everything is forwarded. Immutable.
 *
 * @param why what was counted
 */
public record Breaker(Instant since, String why) {

  /** The positions of the breaker. */
  public enum Position {
    OPEN,
    CLOSED;

    /** As written in orders: {@code open}, {@code closed}. */
    public String code() {
      return this == OPEN ? "open" : "closed";
    }
  }
}

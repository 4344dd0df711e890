package org.lastgasp.policy;

import java.time.Instant;
import java.util.Optional;

/**
 * An operator's order in force: forward everything there. Immutable.
 *
 * @param until when it ends by itself; empty if it stands until it is taken back
 */
public record StormOrder(
    OrderScope place, Instant since, Optional<Instant> until, String by, String reason) {

  /** Returns true if its end has come; at exactly that instant it has. */
  public boolean isOver(Instant at) {
    return until.filter(end -> !at.isBefore(end)).isPresent();
  }

  /** The orders of an operator. */
  public enum Order {
    ON,
    OFF;

    /** As written in orders: {@code on}, {@code off}. */
    public String code() {
      return this == ON ? "on" : "off";
    }
  }
}

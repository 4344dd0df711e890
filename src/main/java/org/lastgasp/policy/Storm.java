package org.lastgasp.policy;

import java.time.Instant;

/** An operator's order in force: forward everything there. Immutable. */
public record Storm(Place place, Instant since, String by, String reason) {

  /** What an operator orders. */
  public enum Order {
    ON,
    OFF;

    /** As written in orders: {@code on}, {@code off}. */
    public String code() {
      return this == ON ? "on" : "off";
    }
  }
}

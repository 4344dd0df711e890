package org.lastgasp.audit;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * A page of changes, in the journal's order.
 *
 * @param next what to ask for with {@code after}; empty if there is no more
 */
public record ChangePage(List<Changed> changes, OptionalLong next) {
  public ChangePage {
    changes = List.copyOf(changes);
  }

  /**
   * A change that somebody made, or that came by itself: who, when, why, before and after.
   *
   * @param number of its entry in the journal
   * @param what {@code switch}, {@code storm}, {@code breaker}, {@code guids}, {@code inventory},
   *     {@code configuration}, {@code worklist}, {@code note}, {@code dead-letter}, {@code
   *     release}, {@code clock} or {@code restore}
   * @param by who; the gateway itself has names of its own: {@code breaker}, {@code start}
   * @param reason why, in words; may be empty
   * @param before what was before; empty if it is not remembered
   */
  public record Changed(
      long number, Instant at, String what, String by, String reason, String before,
      String after) {}
}

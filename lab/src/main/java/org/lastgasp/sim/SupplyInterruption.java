package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A stretch of time without supply at a hub: from {@code off} up to, not including, {@code on}.
 *
 * @param on {@link #NEVER} if it did not come back
 */
public record SupplyInterruption(Instant off, Instant on) {

  /** The end of a cut that has none. */
  public static final Instant NEVER = Instant.MAX;

  public SupplyInterruption {
    if (!off.isBefore(on)) {
      throw new IllegalArgumentException("a cut from " + off + " to " + on);
    }
  }

  /** A cut of a certain length. */
  public static SupplyInterruption lasting(Instant off, Duration length) {
    return new SupplyInterruption(off, off.plus(length));
  }

  /** Returns true if it lasts this long or longer. */
  boolean lasts(Duration atLeast) {
    return !off.plus(atLeast).isAfter(on);
  }

  /** The same stretches in order of time; those that overlap or touch are one. */
  static List<SupplyInterruption> joined(List<SupplyInterruption> cuts) {
    List<SupplyInterruption> joined = new ArrayList<>();
    for (SupplyInterruption cut :
        cuts.stream().sorted(Comparator.comparing(SupplyInterruption::off)).toList()) {
      if (joined.isEmpty() || cut.off().isAfter(joined.getLast().on())) {
        joined.add(cut);
      } else if (cut.on().isAfter(joined.getLast().on())) {
        joined.add(new SupplyInterruption(joined.removeLast().off(), cut.on()));
      }
    }
    return joined;
  }
}

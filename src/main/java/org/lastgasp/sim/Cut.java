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
public record Cut(Instant off, Instant on) {

  /** The end of a cut that has none. */
  public static final Instant NEVER = Instant.MAX;

  public Cut {
    if (!off.isBefore(on)) {
      throw new IllegalArgumentException("a cut from " + off + " to " + on);
    }
  }

  /** A cut of a certain length. */
  public static Cut lasting(Instant off, Duration length) {
    return new Cut(off, off.plus(length));
  }

  /** Whether it lasts this long or longer. */
  boolean lasts(Duration atLeast) {
    return !off.plus(atLeast).isAfter(on);
  }

  /** The same stretches in order of time; those that overlap or touch are one. */
  static List<Cut> joined(List<Cut> cuts) {
    List<Cut> joined = new ArrayList<>();
    for (Cut cut : cuts.stream().sorted(Comparator.comparing(Cut::off)).toList()) {
      if (joined.isEmpty() || cut.off().isAfter(joined.getLast().on())) {
        joined.add(cut);
      } else if (cut.on().isAfter(joined.getLast().on())) {
        joined.add(new Cut(joined.removeLast().off(), cut.on()));
      }
    }
    return joined;
  }
}

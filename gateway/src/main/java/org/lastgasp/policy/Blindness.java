package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** The measure of what the windows of a hub have kept from the networks. */
final class Blindness {
  private Blindness() {}

  /** Returns how many windows held alerts back at some moment since an instant. */
  static long inForce(List<Window> windows, Instant since, Instant now) {
    return windows.stream()
        .filter(Blindness::mayHaveHeld)
        .filter(w -> w.hasBegun(now) && w.end().isAfter(since) && w.from().isBefore(w.end()))
        .count();
  }

  /** The time for which alerts have been suppressed until now; windows at once count once. */
  static Duration of(List<Window> windows, Instant now) {
    Duration sum = Duration.ZERO;
    Instant covered = Instant.MIN;
    List<Window> begun =
        windows.stream()
            .filter(Blindness::mayHaveHeld)
            .sorted(Comparator.comparing(Window::from))
            .toList();
    for (Window window : begun) {
      Instant from = window.from().isAfter(covered) ? window.from() : covered;
      Instant to = window.end().isBefore(now) ? window.end() : now;
      if (from.isBefore(to)) {
        sum = sum.plus(Duration.between(from, to));
        covered = to;
      }
    }
    return sum;
  }

  /** Returns true if nothing but its time kept alerts out of it. */
  private static boolean mayHaveHeld(Window window) {
    return !window.neverHeld() && !window.tries().isAwaited() && window.doubtedBy().isEmpty();
  }
}

package org.lastgasp.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The pause before the next try: it doubles from the first to the longest, and half of it is left
 * to chance, so that those who failed together do not come back together.
 */
record Backoff(Duration first, Duration longest, RandomGenerator chance) {
  /**
   * What a receiver may ask for with Retry-After. A longer one is not believed: an alert must not
   * wait for hours on the word of a receiver that may be back in minutes.
   */
  static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

  private static final int DOUBLINGS = 30; // enough to reach any longest pause from any first one

  /** Nanoseconds to wait after so many failures, counted from 1. */
  long nanos(int failures) {
    int doublings = Math.min(failures - 1, DOUBLINGS);
    long whole = first.toNanos();
    for (int i = 0; i < doublings && whole < longest.toNanos(); i++) {
      whole *= 2;
    }
    whole = Math.min(whole, longest.toNanos());
    return whole / 2 + chance.nextLong(whole / 2 + 1);
  }

  /** The same, but at least what the receiver asked for, within bounds. */
  long nanos(int failures, Optional<Duration> asked) {
    long own = nanos(failures);
    return asked.map(a -> Math.max(own, within(a).toNanos())).orElse(own);
  }

  /** What a receiver asked for, as far as it is believed. */
  static Duration within(Duration asked) {
    return asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
  }
}

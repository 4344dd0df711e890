package org.lastgasp.report;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The pause before a target is tried again: it doubles from the first to the longest, and half of
 * it is left to chance, so that targets that failed together do not come back together.
 */
record Backoff(Duration first, Duration longest, RandomGenerator chance) {
  private static final int DOUBLINGS = 30; // enough to reach any longest pause from any first one

  static Backoff usual() {
    return new Backoff(
        Duration.ofSeconds(2), Duration.ofMinutes(15), RandomGenerator.of("L64X128MixRandom"));
  }

  /** After so many failures, counted from 1; at least what was asked for, up to the longest. */
  Duration after(int failures, Optional<Duration> asked) {
    long whole = first.toNanos();
    for (int i = 1; i < Math.min(failures, DOUBLINGS) && whole < longest.toNanos(); i++) {
      whole *= 2;
    }
    whole = Math.min(whole, longest.toNanos());
    long own = whole / 2 + chance.nextLong(whole / 2 + 1);
    long wanted = asked.map(a -> Math.min(a.toNanos(), longest.toNanos())).orElse(0L);
    return Duration.ofNanos(Math.max(own, wanted));
  }
}

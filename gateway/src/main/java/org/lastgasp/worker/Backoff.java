package org.lastgasp.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The pause before the next try: it doubles from the first to the longest, and half of it is left
 * to chance, so that those who failed together do not come back together.
 */
public record Backoff(Duration first, Duration longest, RandomGenerator chance) {
  private static final int DOUBLINGS = 30; // enough to reach any longest pause from any first one

  /** With the machine's chance; for any number of threads. */
  public static Backoff of(Duration first, Duration longest) {
    return new Backoff(first, longest, () -> ThreadLocalRandom.current().nextLong());
  }

  /** The pause after so many failures, counted from 1. */
  public Duration after(int failures) {
    long whole = first.toNanos();
    for (int i = 1; i < Math.min(failures, DOUBLINGS) && whole < longest.toNanos(); i++) {
      whole *= 2;
    }
    whole = Math.min(whole, longest.toNanos());
    return Duration.ofNanos(whole / 2 + chance.nextLong(whole / 2 + 1));
  }

  /** At least what was asked for, up to the longest. */
  public Duration after(int failures, Optional<Duration> asked) {
    Duration own = after(failures);
    Duration wanted = asked.filter(a -> a.compareTo(longest) < 0).orElse(longest);
    return asked.isPresent() && wanted.compareTo(own) > 0 ? wanted : own;
  }
}

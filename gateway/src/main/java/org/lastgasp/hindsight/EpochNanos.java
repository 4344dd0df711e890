package org.lastgasp.hindsight;

import java.time.Instant;

/**
 * The form of instants in columns that can be compared: nanoseconds since 1970, the years 1678 to
 * 2262.
 */
final class EpochNanos {
  private static final long SECOND = 1_000_000_000L;
  private static final long MOST_SECONDS = Long.MAX_VALUE / SECOND - 1;

  private EpochNanos() {}

  /** The nanoseconds of an instant; one outside their range is put at its end. */
  static long of(Instant at) {
    long seconds = Math.clamp(at.getEpochSecond(), -MOST_SECONDS, MOST_SECONDS);
    return seconds * SECOND + at.getNano();
  }

  static Instant at(long ticks) {
    return Instant.ofEpochSecond(Math.floorDiv(ticks, SECOND), Math.floorMod(ticks, SECOND));
  }
}

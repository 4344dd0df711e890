package org.lastgasp.policy;

import java.time.Duration;

/**
 * The thresholds from which the guards that count forward. All are ours. Immutable.
 *
 * @param hubs other hubs of an area that alert make a coincident outage
 * @param hubsWithin so long before an alert
 * @param suppressions above so many alerts suppressed the breaker may open
 * @param suppressionsWithin in so long
 * @param percent and only if they are more than so many in a hundred windows of that time
 * @param quiet it closes by itself after so long without
 */
public record Thresholds(
    int hubs,
    Duration hubsWithin,
    int suppressions,
    Duration suppressionsWithin,
    int percent,
    Duration quiet) {
  /** The most hubs that can be asked for: so many are remembered of each area. */
  public static final int MOST_HUBS = 50;

  public Thresholds {
    if (hubs < 1 || hubs > MOST_HUBS || suppressions < 1 || percent < 0) {
      throw new IllegalArgumentException(hubs + " hubs, " + suppressions + ", " + percent + " %");
    }
  }

  /** Those of an installation that sets none. */
  public static Thresholds usual() {
    return new Thresholds(
        5, Duration.ofMinutes(10), 1_000, Duration.ofMinutes(10), 50, Duration.ofMinutes(30));
  }
}

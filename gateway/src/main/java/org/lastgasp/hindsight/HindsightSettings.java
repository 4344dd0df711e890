package org.lastgasp.hindsight;

import java.time.Duration;

/**
 * The settings of hindsight's rules. Immutable.
 *
 * @param horizon how long after an alert evidence counts
 * @param clockTolerance by how much the clocks of meters and hubs may be wrong before what they say
 *     is evidence; above zero
 */
public record HindsightSettings(Duration horizon, Duration clockTolerance) {
  /** What holds if nothing is configured: evidence counts for a day, clocks may be 5 min wrong. */
  public static final HindsightSettings DEFAULT =
      new HindsightSettings(Duration.ofHours(24), Duration.ofMinutes(5));

  public HindsightSettings {
    if (!horizon.isPositive() || !clockTolerance.isPositive()) {
      throw new IllegalArgumentException(
          "a horizon of " + horizon + ", a tolerance of " + clockTolerance);
    }
  }
}

package org.lastgasp.policy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * The settings the judgement depends on. Immutable.
 *
 * @param window how long an activation may suppress alerts: 30 minutes in the impact assessment
 * @param maxBlindness the ceiling of a hub's unbroken suppression; not below the window
 * @param manufacturers names and codes, compared trimmed and without regard to case
 * @param guards a guard that is missing is off
 * @param thresholds from when on guards that count speak
 */
public record Settings(
    Duration window,
    WindowClock windowClock,
    Duration maxBlindness,
    boolean trackLocalDelivery,
    Set<String> manufacturers,
    Map<Guard, Guard.Setting> guards,
    Thresholds thresholds) {

  public Settings {
    if (window.isNegative() || window.isZero() || maxBlindness.compareTo(window) < 0) {
      throw new IllegalArgumentException(
          "a window of " + window + " under a ceiling of " + maxBlindness);
    }
    manufacturers = Set.copyOf(manufacturers);
    guards = Map.copyOf(guards);
  }

  /** The settings of an installation that sets nothing: manufacturers none, guards as designed. */
  public static Settings defaults() {
    Map<Guard, Guard.Setting> guards = new EnumMap<>(Guard.class);
    guards.put(Guard.OTHER_PREMISES, Guard.Setting.SHADOW);
    return new Settings(
        Duration.ofMinutes(30),
        WindowClock.RECEIPT,
        Duration.ofHours(2),
        false,
        Set.of("Landis+Gyr", "1063"),
        guards,
        Thresholds.usual());
  }

  /** Returns what this guard may do. */
  public Guard.Setting guard(Guard guard) {
    return guards.getOrDefault(guard, Guard.Setting.OFF);
  }
}

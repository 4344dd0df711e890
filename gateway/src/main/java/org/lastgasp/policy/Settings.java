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
 * @param authority whose activations open windows, and how many
 */
public record Settings(
    Duration window,
    WindowClock windowClock,
    Duration maxBlindness,
    boolean trackLocalDelivery,
    Set<String> manufacturers,
    Map<Guard, Guard.Setting> guards,
    Thresholds thresholds,
    Authority authority) {

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
        Thresholds.usual(),
        Authority.ANYBODY);
  }

  /** The same with another length of the window, and another ceiling. */
  public Settings with(Duration newWindow, Duration newCeiling) {
    return new Settings(
        newWindow, windowClock, newCeiling, trackLocalDelivery, manufacturers, guards, thresholds,
        authority);
  }

  /** The same by another clock. */
  public Settings with(WindowClock newClock) {
    return new Settings(
        window, newClock, maxBlindness, trackLocalDelivery, manufacturers, guards, thresholds,
        authority);
  }

  /** The same with other guards. */
  public Settings with(Map<Guard, Guard.Setting> newGuards) {
    return new Settings(
        window, windowClock, maxBlindness, trackLocalDelivery, manufacturers, newGuards,
        thresholds, authority);
  }

  /** The same with another authority. */
  public Settings with(Authority newAuthority) {
    return new Settings(
        window, windowClock, maxBlindness, trackLocalDelivery, manufacturers, guards, thresholds,
        newAuthority);
  }

  /** Returns what this guard may do. */
  public Guard.Setting guard(Guard guard) {
    return guards.getOrDefault(guard, Guard.Setting.OFF);
  }
}

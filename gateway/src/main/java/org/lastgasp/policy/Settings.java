package org.lastgasp.policy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.lastgasp.id.Eui64;

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

  /**
   * The Service Users whose activations open windows, and how many windows each may have. All is
   * ours: the impact assessment lets anybody's activation suppress alerts. Immutable.
   *
   * @param activate who may activate firmware, by the originator of the RequestID; empty for
   *     anybody
   * @param openWindows the most windows of one Service User that are not over; 1 or more
   * @param windowsAnHour the most windows that one Service User opens within an hour; 1 or more
   */
  public record Authority(
      Set<Eui64> activate, OptionalInt openWindows, OptionalInt windowsAnHour) {
    /** Anybody may, without a limit. */
    public static final Authority ANYBODY =
        new Authority(Set.of(), OptionalInt.empty(), OptionalInt.empty());

    public Authority {
      activate = Set.copyOf(activate);
      if (openWindows.orElse(1) < 1 || windowsAnHour.orElse(1) < 1) {
        throw new IllegalArgumentException(openWindows + " windows, " + windowsAnHour + " an hour");
      }
    }

    /** Returns true if activations of this Service User may open windows. */
    boolean allows(Eui64 originator) {
      return activate.isEmpty() || activate.contains(originator);
    }

    /** Returns true if the windows of each Service User are to be counted. */
    public boolean counts() {
      return openWindows.isPresent() || windowsAnHour.isPresent();
    }

    /**
     * Returns why a Service User may open no further window, if it may not.
     *
     * @param open its windows that are not over
     * @param lastHour the windows that it opened within the last hour
     */
    Optional<String> refuses(long open, long lastHour) {
      if (open >= openWindows.orElse(Integer.MAX_VALUE)) {
        return Optional.of(open + " windows are open, authority.open-windows is "
            + openWindows.getAsInt());
      }
      return lastHour >= windowsAnHour.orElse(Integer.MAX_VALUE)
          ? Optional.of(lastHour + " windows were opened within an hour, authority.windows-an-hour"
              + " is " + windowsAnHour.getAsInt())
          : Optional.empty();
    }
  }

  /** The instant of an alert that is compared with the window. Both are always recorded. */
  public enum WindowClock {
    /** The receipt of the alert, as the impact assessment of MP102B says. */
    RECEIPT("receipt"),
    /** The StartDateTime inside the alert. */
    OUTAGE_START("outage-start");

    private final String code;

    WindowClock(String code) {
      this.code = code;
    }

    /** As configured: {@code receipt} or {@code outage-start}. */
    public String code() {
      return code;
    }
  }
}

package org.lastgasp.whatif;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.lastgasp.config.Units;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Settings;

/** The settings that come of trying several values of some keys, each with each. */
final class Sweep {
  private static final String GUARD = "guard.";
  private static final String WINDOW = "window";
  private static final String CEILING = "max-blindness";
  private static final int MOST = 200;

  private final Function<String, Optional<Duration>> durations;

  /** One that reads durations like this. */
  Sweep(Function<String, Optional<Duration>> durations) {
    this.durations = durations;
  }

  /** The result of reading a sweep. */
  sealed interface Reading {

    /** The settings to be tried, the first key varying slowest. */
    record Read(List<SettingsVariant> variations) implements Reading {}

    /** A fault of a sweep, in words for who wrote it. */
    record Wrong(String fault) implements Reading {}
  }

  /**
   * Reads sweeps such as {@code window=10m,20m}, {@code window-clock=receipt,outage-start}, {@code
   * max-blindness=1h,2h} or {@code guard.other-premises=off,on}.
   */
  Reading read(List<String> sweeps, Settings settings) {
    Duration ceiling = settings.maxBlindness();
    List<SettingsVariant> all = List.of(new SettingsVariant(List.of(), settings));
    for (String sweep : sweeps) {
      int sign = sweep.indexOf('=');
      if (sign < 1 || sign == sweep.length() - 1) {
        return new Reading.Wrong("'" + sweep + "': expected KEY=VALUE,VALUE,...");
      }
      String key = sweep.substring(0, sign).strip();
      if (all.getFirst().isTried(key)) {
        return new Reading.Wrong(
            "'" + sweep + "': " + key + " a second time: give all its values at once");
      }
      List<SettingsVariant> wider = new ArrayList<>();
      for (SettingsVariant base : all) {
        Set<Settings> tried = new HashSet<>();
        for (String value : sweep.substring(sign + 1).split(",", -1)) {
          Changed changed = changed(base, key, value.strip());
          switch (changed) {
            case Wrong wrong -> {
              return new Reading.Wrong("'" + sweep + "': " + wrong.fault());
            }
            case To to -> {
              if (!tried.add(to.settings())) {
                return new Reading.Wrong("'" + sweep + "': " + value.strip() + " a second time");
              }
              wider.add(with(base, key, value.strip(), to.settings()));
            }
          }
        }
      }
      all = wider;
    }
    for (SettingsVariant each : all) {
      if (!each.isTried(CEILING) && !each.settings().maxBlindness().equals(ceiling)) {
        return new Reading.Wrong(
            "'" + each.title() + "': the window is above max-blindness, "
                + Units.text(ceiling) + ": sweep max-blindness too");
      }
    }
    return all.size() > MOST
        ? new Reading.Wrong(all.size() + " settings, more than " + MOST)
        : new Reading.Read(all);
  }

  private static SettingsVariant with(
      SettingsVariant base, String key, String value, Settings settings) {
    List<SettingsVariant.Choice> choices = new ArrayList<>(base.choices());
    choices.add(new SettingsVariant.Choice(key, value));
    return new SettingsVariant(choices, settings);
  }

  private sealed interface Changed {}

  private record To(Settings settings) implements Changed {}

  private record Wrong(String fault) implements Changed {}

  private Changed changed(SettingsVariant base, String key, String value) {
    Settings settings = base.settings();
    if (key.startsWith(GUARD)) {
      return guarded(settings, key.substring(GUARD.length()), value);
    }
    return switch (key) {
      case WINDOW -> timed(value, window -> windowed(base, value, window));
      case CEILING ->
          timed(
              value,
              d ->
                  d.compareTo(HubState.REMEMBERED) > 0
                      ? new Wrong("a max-blindness of " + value + " is never reached: 24h at most")
                      : d.compareTo(settings.window()) < 0
                          ? new Wrong("a max-blindness of " + value + " below the window")
                          : new To(settings.with(settings.window(), d)));
      case "window-clock" ->
          Arrays.stream(Settings.WindowClock.values())
              .filter(clock -> clock.code().equals(value))
              .<Changed>map(clock -> new To(settings.with(clock)))
              .findFirst()
              .orElseGet(() -> new Wrong("expected receipt or outage-start but was " + value));
      default ->
          new Wrong(
              "no such key to sweep: there are window, window-clock, max-blindness and guard.NAME");
    };
  }

  /** With a longer window the ceiling is as long, until the one that is tried too is known. */
  private static Changed windowed(SettingsVariant base, String value, Duration window) {
    Duration ceiling = base.settings().maxBlindness();
    if (window.compareTo(HubState.REMEMBERED) > 0) {
      return new Wrong("a window of " + value + " is above the longest max-blindness, 24h");
    }
    return base.isTried(CEILING) && window.compareTo(ceiling) > 0
        ? new Wrong("a window of " + value + " above the max-blindness that is tried")
        : new To(base.settings().with(window, longer(window, ceiling)));
  }

  private Changed timed(String value, Function<Duration, Changed> use) {
    Optional<Duration> duration = durations.apply(value).filter(d -> d.isPositive());
    return duration.isPresent()
        ? use.apply(duration.get())
        : new Wrong("expected a duration such as 30m but was '" + value + "'");
  }

  private static Changed guarded(Settings settings, String name, String value) {
    Optional<Guard> guard =
        Arrays.stream(Guard.values()).filter(g -> g.code().equals(name)).findFirst();
    Optional<Guard.Setting> to =
        Arrays.stream(Guard.Setting.values()).filter(s -> s.code().equals(value)).findFirst();
    if (guard.isEmpty() || to.isEmpty()) {
      List<String> names = Arrays.stream(Guard.values()).map(Guard::code).toList();
      return new Wrong("expected guard.NAME=off, shadow or on, with one of " + names);
    }
    Map<Guard, Guard.Setting> guards = new EnumMap<>(Guard.class);
    guards.putAll(settings.guards());
    guards.put(guard.get(), to.get());
    return new To(settings.with(guards));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}

package org.lastgasp.config;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Settings;

/** A reader of the guards' settings and of the thresholds of those that count. */
final class GuardReader {
  private static final Duration LONGEST = Duration.ofDays(1); // what is counted is kept in memory
  private static final int MOST = 100_000_000;

  private GuardReader() {}

  static Map<Guard, Guard.Setting> guards(Section root) {
    Section section = root.section("guards");
    Map<Guard, Guard.Setting> guards = new EnumMap<>(Guard.class);
    for (Guard guard : Guard.values()) {
      Guard.Setting standard =
          guard == Guard.OTHER_PREMISES ? Guard.Setting.SHADOW : Guard.Setting.OFF;
      Setting<Guard.Setting> setting =
          section.read(
              guard.code(),
              ValueType.choice(Guard.Setting.values(), Guard.Setting::code),
              standard);
      guards.put(guard, setting.value());
    }
    section.end();
    return guards;
  }

  static Settings.Thresholds thresholds(Section root) {
    Settings.Thresholds usual = Settings.Thresholds.usual();
    Section section = root.section("guard-settings");
    Section coincident = section.section("coincident-outage");
    Setting<Integer> hubs =
        coincident.read("hubs", ValueType.whole(1, Settings.Thresholds.MOST_HUBS), usual.hubs());
    Setting<Duration> within =
        coincident.read("within", ValueType.durationBelow(LONGEST), usual.hubsWithin());
    coincident.end();
    Section breaker = section.section("breaker");
    Setting<Integer> suppressions =
        breaker.read("suppressions", ValueType.whole(1, MOST), usual.suppressions());
    Setting<Duration> counted =
        breaker.read("within", ValueType.durationBelow(LONGEST), usual.suppressionsWithin());
    Setting<Integer> percent = breaker.read("percent", ValueType.whole(0, 100), usual.percent());
    Setting<Duration> quiet = breaker.read("quiet", ValueType.duration(), usual.quiet());
    breaker.end();
    section.end();
    return new Settings.Thresholds(
        hubs.value(),
        within.value(),
        suppressions.value(),
        counted.value(),
        percent.value(),
        quiet.value());
  }
}

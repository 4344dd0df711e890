package org.lastgasp.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parsers of durations and sizes as people write them: a whole number and a unit, never a bare
 * number.
 */
public final class Units {
  private static final Pattern DURATION =
      Pattern.compile(
          "(?:([0-9]{1,6})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?"
              + "(?:([0-9]{1,9})ms)?");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB|TiB)");
  private static final Map<String, Integer> SHIFT =
      Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);
  private static final long MILLIS = Duration.ofSeconds(1).toMillis();

  private Units() {}

  /** Reads {@code 500ms}, {@code 30s}, {@code 1h30m}, {@code 400d}; else empty. */
  public static Optional<Duration> duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(number(parts, 1))
            .plusHours(number(parts, 2))
            .plusMinutes(number(parts, 3))
            .plusSeconds(number(parts, 4))
            .plusMillis(number(parts, 5)));
  }

  private static long number(Matcher parts, int group) {
    return Optional.ofNullable(parts.group(group)).map(Long::parseLong).orElse(0L);
  }

  /** Reads {@code 512B}, {@code 64KiB}, {@code 16MiB}, {@code 1GiB}; else empty. */
  static Optional<Long> size(String text) {
    Matcher parts = SIZE.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(parts.group(1));
    int shift = SHIFT.getOrDefault(parts.group(2), 0);
    return number <= Long.MAX_VALUE >> shift ? Optional.of(number << shift) : Optional.empty();
  }

  /** In the largest unit that divides it: {@code 90m}, {@code 24h}, {@code 400d}. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    long seconds = millis / MILLIS;
    if (millis % MILLIS != 0 || millis == 0) {
      return millis + "ms";
    }
    if (seconds % 86_400 == 0 && seconds > 86_400) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** In the largest unit that divides it: {@code 64MiB}. */
  static String text(long size) {
    for (String unit : new String[] {"TiB", "GiB", "MiB", "KiB"}) {
      int shift = SHIFT.getOrDefault(unit, 0);
      if (size != 0 && size % (1L << shift) == 0) {
        return (size >> shift) + unit;
      }
    }
    return size + "B";
  }
}

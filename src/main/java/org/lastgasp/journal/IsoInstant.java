package org.lastgasp.journal;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Instants as ISO-8601 text, the form of {@link Instant#toString}, to the nanosecond. By hand for
 * the years that occur, because every entry has several.
 */
final class IsoInstant {
  private static final int DAY = 86_400; // seconds
  private static final int SHORTEST = 20; // 2026-01-31T12:00:00Z
  private static final int FRACTION = 20; // where the digits behind the point begin
  private static final int NANO_DIGITS = 9;

  private IsoInstant() {}

  static String text(Instant instant) {
    StringBuilder out = new StringBuilder(SHORTEST + 1 + NANO_DIGITS);
    append(out, instant);
    return out.toString();
  }

  static void append(StringBuilder out, Instant instant) {
    long seconds = instant.getEpochSecond();
    long days = Math.floorDiv(seconds, (long) DAY);
    if (Math.abs(days) > 1_000_000) { // beyond the year 4707: the notation for endless times
      out.append(instant);
      return;
    }
    LocalDate date = LocalDate.ofEpochDay(days);
    if (date.getYear() < 1000) {
      out.append(instant);
      return;
    }
    int second = (int) Math.floorMod(seconds, (long) DAY);
    out.append(date.getYear()).append('-');
    two(out, date.getMonthValue()).append('-');
    two(out, date.getDayOfMonth()).append('T');
    two(out, second / 3600).append(':');
    two(out, second / 60 % 60).append(':');
    two(out, second % 60);
    fraction(out, instant.getNano());
    out.append('Z');
  }

  private static StringBuilder two(StringBuilder out, int value) {
    return out.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
  }

  /** Three, six or nine digits, as many as are needed. */
  private static void fraction(StringBuilder out, int nanos) {
    if (nanos == 0) {
      return;
    }
    out.append('.');
    int unit = 100_000_000;
    int rest = nanos;
    for (int digit = 0; digit < NANO_DIGITS; digit++) {
      if (digit % 3 == 0 && rest == 0) {
        return;
      }
      out.append((char) ('0' + rest / unit));
      rest %= unit;
      unit /= 10;
    }
  }

  static Instant parse(String text) {
    int length = text.length();
    boolean usual =
        length >= SHORTEST
            && length <= SHORTEST + 1 + NANO_DIGITS
            && text.charAt(4) == '-'
            && text.charAt(10) == 'T'
            && text.charAt(length - 1) == 'Z'
            && (length == SHORTEST || text.charAt(FRACTION - 1) == '.');
    if (!usual) {
      return Instant.parse(text);
    }
    LocalDate date =
        LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    int second =
        number(text, 11, 13) * 3600 + number(text, 14, 16) * 60 + number(text, 17, 19);
    int nanos = 0;
    for (int i = FRACTION; i < FRACTION + NANO_DIGITS; i++) {
      nanos = nanos * 10 + (i < length - 1 ? text.charAt(i) - '0' : 0);
    }
    return Instant.ofEpochSecond(date.toEpochDay() * DAY + second, nanos);
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + text.charAt(i) - '0';
    }
    return value;
  }
}

package org.lastgasp.duis;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;

/**
 * A reading of an {@code xs:dateTime} of the years 0001 to 9999: an instant, or a fault in words.
 *
 * <p>The schema lets the zone be absent; then no instant is meant, and it is a fault. A fraction of
 * a second may have any number of digits; what is finer than a nanosecond is cut off.
 */
record XsdDateTime(Optional<Instant> instant, String fault) {
  private static final int DATE_AND_TIME = 19; // 2030-01-15T09:00:00
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant BEYOND = Instant.parse("9999-12-31T23:59:59Z").plusSeconds(1);

  static XsdDateTime read(String written) {
    String text = written.strip();
    if (!looksRight(text)) {
      return fault("is no date and time");
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 2);
    int day = number(text, 8, 2);
    int hour = number(text, 11, 2);
    int minute = number(text, 14, 2);
    int second = number(text, 17, 2);
    int fractionEnd = fractionEnd(text);
    if (fractionEnd < 0) {
      return fault("is no date and time");
    }
    int nanos = nanos(text, fractionEnd);
    boolean date =
        year > 0 && month >= 1 && month <= 12 && day >= 1
            && day <= YearMonth.of(year, month).lengthOfMonth();
    boolean endOfDay = hour == 24 && minute == 0 && second == 0 && allZero(text, fractionEnd);
    if (!date || minute > 59 || second > 59 || (hour > 23 && !endOfDay)) {
      return fault("is an impossible date or time");
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    long local = days * 86_400L + hour * 3600L + minute * 60L + second;
    return zoned(local, nanos, text, fractionEnd);
  }

  private static XsdDateTime zoned(long local, int nanos, String text, int zone) {
    if (zone == text.length()) {
      return fault("has no zone");
    }
    int offset = offsetSeconds(text, zone);
    if (offset == Integer.MIN_VALUE) {
      return fault("has a zone that is none");
    }
    Instant instant = Instant.ofEpochSecond(local - offset, nanos);
    if (instant.isBefore(FIRST) || !instant.isBefore(BEYOND)) {
      return fault("is outside the years 0001 to 9999");
    }
    return new XsdDateTime(Optional.of(instant), "");
  }

  private static XsdDateTime fault(String fault) {
    return new XsdDateTime(Optional.empty(), fault);
  }

  private static boolean looksRight(String text) {
    if (text.length() < DATE_AND_TIME) {
      return false;
    }
    for (int i = 0; i < DATE_AND_TIME; i++) {
      char wanted = "0000-00-00T00:00:00".charAt(i);
      char is = text.charAt(i);
      if (wanted == '0' ? !digit(is) : is != wanted) {
        return false;
      }
    }
    return true;
  }

  /** The index where the zone begins; negative if a point has no digits after it. */
  private static int fractionEnd(String text) {
    if (text.length() == DATE_AND_TIME || text.charAt(DATE_AND_TIME) != '.') {
      return DATE_AND_TIME;
    }
    int end = DATE_AND_TIME + 1;
    while (end < text.length() && digit(text.charAt(end))) {
      end++;
    }
    return end == DATE_AND_TIME + 1 ? -1 : end;
  }

  private static int nanos(String text, int fractionEnd) {
    int nanos = 0;
    for (int i = 1; i <= 9; i++) {
      int at = DATE_AND_TIME + i;
      nanos = nanos * 10 + (at < fractionEnd ? text.charAt(at) - '0' : 0);
    }
    return nanos;
  }

  private static boolean allZero(String text, int fractionEnd) {
    for (int i = DATE_AND_TIME + 1; i < fractionEnd; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  /** Seconds east of UTC, at most 14 hours; the smallest int if there is no such zone. */
  private static int offsetSeconds(String text, int zone) {
    char sign = text.charAt(zone);
    int length = text.length() - zone;
    if (sign == 'Z' && length == 1) {
      return 0;
    }
    boolean shaped =
        (sign == '+' || sign == '-') && length == 6 && text.charAt(zone + 3) == ':'
            && digit(text.charAt(zone + 1)) && digit(text.charAt(zone + 2))
            && digit(text.charAt(zone + 4)) && digit(text.charAt(zone + 5));
    if (!shaped) {
      return Integer.MIN_VALUE;
    }
    int minutes = number(text, zone + 4, 2);
    int offset = number(text, zone + 1, 2) * 60 + minutes;
    if (minutes > 59 || offset > 14 * 60) {
      return Integer.MIN_VALUE;
    }
    return (sign == '-' ? -offset : offset) * 60;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int number(String text, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}

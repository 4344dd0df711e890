package org.lastgasp.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The ISO-8601 text of instants, in the form of {@link Instant#toString}, to the nanosecond. By
 * hand for the years that occur, because every entry has several.
 */
public final class IsoInstant {
  private static final int DAY = 86_400; // seconds
  private static final int SHORTEST = 20; // 2026-01-31T12:00:00Z
  private static final int FRACTION = 20; // where the digits behind the point begin
  private static final int NANO_DIGITS = 9;

  private IsoInstant() {}

  public static String text(Instant instant) {
    long seconds = instant.getEpochSecond();
    long days = Math.floorDiv(seconds, (long) DAY);
    if (Math.abs(days) > 1_000_000) { // beyond the year 4707: the notation for endless times
      return instant.toString();
    }
    LocalDate date = LocalDate.ofEpochDay(days);
    if (date.getYear() < 1000) {
      return instant.toString();
    }
    int second = (int) Math.floorMod(seconds, (long) DAY);
    byte[] text = new byte[SHORTEST + 1 + NANO_DIGITS];
    digits(text, 0, 4, date.getYear());
    text[4] = '-';
    digits(text, 5, 2, date.getMonthValue());
    text[7] = '-';
    digits(text, 8, 2, date.getDayOfMonth());
    text[10] = 'T';
    digits(text, 11, 2, second / 3600);
    text[13] = ':';
    digits(text, 14, 2, second / 60 % 60);
    text[16] = ':';
    digits(text, 17, 2, second % 60);
    int end = fraction(text, instant.getNano());
    text[end] = 'Z';
    return new String(text, 0, end + 1, StandardCharsets.ISO_8859_1);
  }

  /** Three, six or nine digits, as many as are needed; gives where they end. */
  private static int fraction(byte[] text, int nanos) {
    if (nanos == 0) {
      return FRACTION - 1;
    }
    text[FRACTION - 1] = '.';
    if (nanos % 1_000_000 == 0) {
      digits(text, FRACTION, 3, nanos / 1_000_000);
      return FRACTION + 3;
    }
    if (nanos % 1_000 == 0) {
      digits(text, FRACTION, 6, nanos / 1_000);
      return FRACTION + 6;
    }
    digits(text, FRACTION, NANO_DIGITS, nanos);
    return FRACTION + NANO_DIGITS;
  }

  private static void digits(byte[] text, int from, int count, int value) {
    int rest = value;
    for (int at = from + count - 1; at >= from; at--) {
      text[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  public static Instant parse(String text) {
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

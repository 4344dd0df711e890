package org.lastgasp.log;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import org.lastgasp.journal.IsoInstant;

/** The type of a field's value. All but numbers are JSON strings. */
enum FieldType {
  /** UTC, ISO-8601, with three, six or nine digits of a second: as many as were recorded. */
  INSTANT,
  /** Upper case with dashes: {@code 90-B3-D5-1F-30-01-00-00}. */
  EUI,
  /** {@code EUI:EUI:counter}. */
  IDENTIFIER,
  /** Whole and signed, without leading zeros. */
  NUMBER,
  /** SHA-256, 64 lower-case hexadecimal digits. */
  DIGEST,
  /** {@code on-demand} or {@code future-dated}. */
  MODE,
  /** Anything. */
  TEXT;

  private static final int EUI_LENGTH = 23;
  private static final int DIGEST_LENGTH = 64;
  private static final int FRACTION = 20; // where the digits behind the point begin
  private static final int NANO_DIGITS = 9;
  private static final int DAY = 86_400; // seconds
  private static final int MOST_DIGITS = 19; // of a signed 64-bit number
  private static final String WHOLE_SECONDS = "0000-00-00T00:00:00";

  /** An instant as it is written. */
  static String text(Instant instant) {
    String text = IsoInstant.text(instant);
    boolean whole = text.indexOf('.') < 0;
    return whole ? text.substring(0, text.length() - 1) + ".000Z" : text;
  }

  /** The instant that a fitting value says. */
  static Instant instant(byte[] line, int from, int to) {
    if (line[from] == '+' || line[from] == '-') {
      return Instant.parse(Ascii.text(line, from, to));
    }
    LocalDate date =
        LocalDate.of(
            Ascii.number(line, from, from + 4),
            Ascii.number(line, from + 5, from + 7),
            Ascii.number(line, from + 8, from + 10));
    int second =
        Ascii.number(line, from + 11, from + 13) * 3_600
            + Ascii.number(line, from + 14, from + 16) * 60
            + Ascii.number(line, from + 17, from + 19);
    int nanos = Ascii.number(line, from + FRACTION, to - 1);
    for (int digits = to - 1 - from - FRACTION; digits < NANO_DIGITS; digits++) {
      nanos *= 10;
    }
    return Instant.ofEpochSecond(date.toEpochDay() * DAY + second, nanos);
  }

  /**
   * Returns true if a value, taken out of its quotes, looks like this; the text itself is not
   * judged.
   */
  boolean fits(byte[] line, int from, int to) {
    return switch (this) {
      case INSTANT -> isInstant(line, from, to);
      case EUI -> to - from == EUI_LENGTH && isEui(line, from);
      case IDENTIFIER -> isIdentifier(line, from, to);
      case NUMBER -> isNumber(line, line[from] == '-' ? from + 1 : from, to, MOST_DIGITS);
      case DIGEST -> to - from == DIGEST_LENGTH && Ascii.areLowerHex(line, from, to);
      case MODE ->
          Ascii.is(line, from, to, "on-demand") || Ascii.is(line, from, to, "future-dated");
      case TEXT -> true;
    };
  }

  private static boolean isInstant(byte[] line, int from, int to) {
    int fraction = to - from - WHOLE_SECONDS.length() - 2; // the point and the Z
    boolean usual = fraction == 3 || fraction == 6 || fraction == 9;
    for (int i = 0; usual && i < WHOLE_SECONDS.length(); i++) {
      char form = WHOLE_SECONDS.charAt(i);
      usual = form == '0' ? Ascii.isDigit(line[from + i]) : line[from + i] == form;
    }
    if (usual) {
      return line[from + WHOLE_SECONDS.length()] == '.'
          && Ascii.areDigits(line, to - 1 - fraction, to - 1)
          && line[to - 1] == 'Z'
          && isDateAndTime(line, from);
    }
    return isFarInstant(Ascii.text(line, from, to));
  }

  /** Returns true if there is such a day, and such a second in it. */
  private static boolean isDateAndTime(byte[] line, int from) {
    int month = Ascii.number(line, from + 5, from + 7);
    int day = Ascii.number(line, from + 8, from + 10);
    boolean leap = Year.isLeap(Ascii.number(line, from, from + 4));
    return month >= 1
        && month <= 12
        && day >= 1
        && day <= Month.of(month).length(leap)
        && Ascii.number(line, from + 11, from + 13) < 24
        && Ascii.number(line, from + 14, from + 16) < 60
        && Ascii.number(line, from + 17, from + 19) < 60;
  }

  /** Years with a sign, which no clock shows but a message may. */
  private static boolean isFarInstant(String written) {
    if (!written.startsWith("+") && !written.startsWith("-")) {
      return false;
    }
    try {
      return text(Instant.parse(written)).equals(written);
    } catch (DateTimeException noInstant) {
      return false;
    }
  }

  private static boolean isEui(byte[] line, int from) {
    for (int i = 0; i < EUI_LENGTH; i++) {
      byte b = line[from + i];
      boolean right = i % 3 == 2 ? b == '-' : Ascii.isUpperHex(b);
      if (!right) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIdentifier(byte[] line, int from, int to) {
    int second = from + EUI_LENGTH + 1;
    int counter = second + EUI_LENGTH + 1;
    return to > counter
        && isEui(line, from)
        && line[second - 1] == ':'
        && isEui(line, second)
        && line[counter - 1] == ':'
        && isNumber(line, counter, to, MOST_DIGITS + 1); // unsigned
  }

  private static boolean isNumber(byte[] line, int from, int to, int mostDigits) {
    return to > from
        && to - from <= mostDigits
        && Ascii.areDigits(line, from, to)
        && (to - from == 1 || line[from] != '0');
  }
}

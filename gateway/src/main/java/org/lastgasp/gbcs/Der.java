package org.lastgasp.gbcs;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * The few forms of ASN.1 that CS06 uses, in the distinguished encoding (X.690): lengths are
 * definite and as short as can be, so are integers, and a time is {@code YYYYMMDDHHMMSSZ}.
 */
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;

  private static final int TIME_LENGTH = 15;
  private static final int LONGEST_INTEGER = 9; // a leading zero and 64 bits

  private Der() {}

  /** Returns what is inside the next element, which must be of this tag. */
  static ByteCursor element(ByteCursor octets, int tag, String what) throws MalformedPayload {
    octets.expect(tag, what);
    return octets.part(length(octets, what), what);
  }

  private static int length(ByteCursor octets, String what) throws MalformedPayload {
    int start = octets.at();
    int first = octets.next("length of " + what);
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7F;
    if (count == 0 || count > 2) {
      throw new MalformedPayload(
          "length of " + what + " at byte " + start + " is not definite or absurd");
    }
    int length = (int) octets.number(count, "length of " + what);
    if (length < 0x80 || (count == 2 && length < 0x100)) {
      throw new MalformedPayload(
          "length of " + what + " at byte " + start + " is longer than it need be");
    }
    return length;
  }

  /** An integer from 0 to 2^64 - 1, to be taken as unsigned. */
  static long integer(ByteCursor octets, String what) throws MalformedPayload {
    int start = octets.at();
    ByteCursor inside = element(octets, INTEGER, what);
    int length = inside.left();
    if (length == 0 || length > LONGEST_INTEGER) {
      throw new MalformedPayload(what + " at byte " + start + " has " + length + " bytes");
    }
    int first = inside.next(what);
    if (first >= 0x80) {
      throw new MalformedPayload(what + " at byte " + start + " is negative");
    }
    if (first != 0 && length == LONGEST_INTEGER) {
      throw new MalformedPayload(what + " at byte " + start + " is above 64 bits");
    }
    if (first == 0 && length > 1 && inside.peek() < 0x80) {
      throw new MalformedPayload(what + " at byte " + start + " is longer than it need be");
    }
    long rest = inside.number(inside.left(), what);
    return length == LONGEST_INTEGER ? rest : ((long) first << (8 * (length - 1))) | rest;
  }

  /** The fifteen characters of a time. */
  static String time(ByteCursor octets, String what) throws MalformedPayload {
    int start = octets.at();
    ByteCursor inside = element(octets, GENERALIZED_TIME, what);
    StringBuilder text = new StringBuilder(TIME_LENGTH);
    while (inside.left() > 0) {
      text.append((char) inside.next(what));
    }
    String time = text.toString();
    boolean shaped =
        time.length() == TIME_LENGTH
            && time.endsWith("Z")
            && time.chars().limit(TIME_LENGTH - 1L).allMatch(c -> c >= '0' && c <= '9');
    if (!shaped) {
      throw new MalformedPayload(what + " at byte " + start + " is not YYYYMMDDHHMMSSZ");
    }
    return time;
  }

  /** The instant that the fifteen characters of a time mean. */
  static Instant instant(String time, String what) throws MalformedPayload {
    int year = Integer.parseInt(time, 0, 4, 10);
    int month = Integer.parseInt(time, 4, 6, 10);
    int day = Integer.parseInt(time, 6, 8, 10);
    int hour = Integer.parseInt(time, 8, 10, 10);
    int minute = Integer.parseInt(time, 10, 12, 10);
    int second = Integer.parseInt(time, 12, 14, 10);
    return instant(new int[] {year, month, day, hour, minute, second}, what);
  }

  /** The instant of a year, month, day, hour, minute and second in UTC. */
  static Instant instant(int[] parts, String what) throws MalformedPayload {
    boolean date =
        parts[0] >= 1
            && parts[0] <= 9999
            && parts[1] >= 1
            && parts[1] <= 12
            && parts[2] >= 1
            && parts[2] <= YearMonth.of(parts[0], parts[1]).lengthOfMonth();
    if (!date || parts[3] > 23 || parts[4] > 59 || parts[5] > 59) {
      throw new MalformedPayload(what + " is an impossible date or time");
    }
    return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
        .toInstant(ZoneOffset.UTC);
  }
}

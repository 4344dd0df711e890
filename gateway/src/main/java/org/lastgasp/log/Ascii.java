package org.lastgasp.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A reader of bytes as plain ASCII characters. */
final class Ascii {
  private Ascii() {}

  private static final byte PLAIN = 1; // stands in a JSON string as it is, and is one byte
  private static final byte LOWER_HEX = 2;
  private static final byte UPPER_HEX = 4;
  private static final byte[] KINDS = kinds();

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (char c = ' '; c < 0x80; c++) {
      boolean digit = c >= '0' && c <= '9';
      kinds[c] |= c == '"' || c == '\\' ? 0 : PLAIN;
      kinds[c] |= digit || (c >= 'a' && c <= 'f') ? LOWER_HEX : 0;
      kinds[c] |= digit || (c >= 'A' && c <= 'F') ? UPPER_HEX : 0;
    }
    return kinds;
  }

  static boolean isPlain(byte b) {
    return (KINDS[b & 0xff] & PLAIN) != 0;
  }

  static boolean isUpperHex(byte b) {
    return (KINDS[b & 0xff] & UPPER_HEX) != 0;
  }

  static boolean areLowerHex(byte[] bytes, int from, int to) {
    int all = LOWER_HEX;
    for (int i = from; i < to; i++) {
      all &= KINDS[bytes[i] & 0xff];
    }
    return all != 0;
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static boolean areDigits(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isDigit(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  /** The number that digits say, at most nine of them. */
  static int number(byte[] bytes, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }

  static boolean is(byte[] bytes, int from, int to, String text) {
    return to - from == text.length() && startsWith(bytes, from, to, text);
  }

  static boolean startsWith(byte[] bytes, int from, int to, byte[] text) {
    int end = from + text.length;
    return end <= to && Arrays.equals(bytes, from, end, text, 0, text.length);
  }

  static boolean startsWith(byte[] bytes, int from, int to, String text) {
    if (to - from < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}

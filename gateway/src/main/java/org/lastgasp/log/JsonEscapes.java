package org.lastgasp.log;

/** The JSON escapes (RFC 8259) of characters that may not appear in a string as they are. */
final class JsonEscapes {
  private static final String PLAIN = "\"\\\b\f\n\r\t";
  private static final String SHORT = "\"\\bfnrt";

  private JsonEscapes() {}

  /** The byte after the backslash; 0 if a character has no such form. */
  static int shortForm(char c) {
    int at = PLAIN.indexOf(c);
    return at < 0 ? 0 : SHORT.charAt(at);
  }

  static boolean isShortForm(byte afterBackslash) {
    return SHORT.indexOf(afterBackslash) >= 0;
  }

  /** The byte that a short form stands for, by the one after its backslash. */
  static byte plain(byte afterBackslash) {
    return (byte) PLAIN.charAt(SHORT.indexOf(afterBackslash));
  }

  /** Six characters, with lower-case digits. */
  static String longForm(char control) {
    String digits = Integer.toHexString(control);
    return "\\u" + "0".repeat(4 - digits.length()) + digits;
  }
}

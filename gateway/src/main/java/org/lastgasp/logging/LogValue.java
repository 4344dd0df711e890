package org.lastgasp.logging;



/**
 * A text from outside as the value of a field of the log: as it is if it is plain, else in quotes
 * with whatever could end it, start another field or another line written as an escape.
 */
final class LogValue {
  private static final int LONGEST = 500; // characters; a line is read by people

  private LogValue() {}

  /** The text as a value. */
  static String of(String text) {
    boolean plain = !text.isEmpty() && text.length() <= LONGEST;
    for (int i = 0; i < text.length() && plain; i++) {
      plain = isPlain(text.charAt(i));
    }
    return plain ? text : quoted(text);
  }

  private static boolean isPlain(char c) {
    return c > ' ' && c < 0x7F && c != '"' && c != '=' && c != '\\';
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7F) {
        quoted.append("\\u").append(hex(c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append(text.length() > LONGEST ? "...\"" : "\"").toString();
  }

  private static String hex(char c) {
    String digits = Integer.toHexString(c);
    return "0".repeat(4 - digits.length()) + digits;
  }
}

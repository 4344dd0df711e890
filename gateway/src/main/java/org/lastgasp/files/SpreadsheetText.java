package org.lastgasp.files;

import java.util.regex.Pattern;

/**
 * The text of a cell that a spreadsheet neither evaluates nor turns into a number: an apostrophe
 * stands in front of what it would. Safe for any number of threads.
 */
public final class SpreadsheetText {
  private static final String STARTS_A_FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";
  private static final Pattern NUMBER =
      Pattern.compile( // possessive: a text may be long
          "\\s*+[0-9][0-9,. ]*+([eE][0-9]++)?\\s*+|\\s*+\\.[0-9]++([eE][0-9]++)?\\s*+");

  private SpreadsheetText() {}

  /** A text that is no formula. */
  public static String noFormula(String text) {
    boolean formula = !text.isEmpty() && STARTS_A_FORMULA.indexOf(text.charAt(0)) >= 0;
    return formula ? "'" + text : text;
  }

  /** A text that is neither a formula nor a number, for a file without types. */
  public static String plain(String text) {
    return isNumber(text) ? "'" + text : noFormula(text);
  }

  /** A field of a CSV file in quotation marks, as RFC 4180 says, that is plain. */
  public static String quoted(String text) {
    return "\"" + plain(text).replace("\"", "\"\"") + "\"";
  }

  /** Returns true if a spreadsheet would take it for a number. */
  public static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }
}

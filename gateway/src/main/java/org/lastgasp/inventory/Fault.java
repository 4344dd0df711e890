package org.lastgasp.inventory;

/**
 * A fault or an oddity in a file.
 *
 * @param line where it is, counted from 1; 0 if it is about the file as a whole
 * @param text in words for the person who keeps the file
 */
public record Fault(long line, String text) {

  /** {@code line 17: …}, or the text alone. */
  @Override
  public String toString() {
    return line == 0 ? text : "line " + line + ": " + text;
  }
}

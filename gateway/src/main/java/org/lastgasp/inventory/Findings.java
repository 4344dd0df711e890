package org.lastgasp.inventory;

import java.util.List;
import org.lastgasp.files.CountText;

/**
 * The faults or warnings found in a file. Immutable.
 *
 * @param first up to {@link #LISTED} of them, in the order of lines
 * @param total how many there are
 */
public record Findings(List<Fault> first, long total) {
  /** The number of findings listed: more than anybody repairs before trying again. */
  static final int LISTED = 100;

  public Findings {
    first = List.copyOf(first);
  }

  /** The number of them in words: {@code 1 fault}, {@code 3 faults}. */
  public String counted() {
    return CountText.of(total, "fault");
  }

  /** Returns true if nothing was found. */
  public boolean isEmpty() {
    return total == 0;
  }

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
}

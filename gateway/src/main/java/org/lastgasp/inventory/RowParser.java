package org.lastgasp.inventory;

import java.io.IOException;
import java.io.InputStream;

/**
 * A parser that turns the bytes of a file into rows, in the order of the file, and notes what is
 * wrong.
 */
interface RowParser {

  /**
   * Reads to the end, or to the first fault that makes the rest meaningless.
   *
   * @throws IOException if the bytes could not be read
   */
  void read(InputStream unpacked, Report report) throws IOException;

  /** A receiver of rows and findings. */
  interface Report {
    void row(Row row);

    void fault(long line, String text);

    void warning(long line, String text);
  }
}

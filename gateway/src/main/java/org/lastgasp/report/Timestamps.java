package org.lastgasp.report;

import java.time.Instant;

/** The form of instants in reports and their lists. */
final class Timestamps {
  private Timestamps() {}

  /** UTC, ISO-8601, with three, six or nine digits of a second, as in the log. */
  static String text(Instant instant) {
    String text = instant.toString();
    boolean whole = text.indexOf('.') < 0;
    return whole ? text.substring(0, text.length() - 1) + ".000Z" : text;
  }
}

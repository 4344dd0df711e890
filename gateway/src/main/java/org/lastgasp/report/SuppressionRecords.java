package org.lastgasp.report;

import java.nio.file.Path;

/** The suppression log, as far as reports need to know how it stands. Safe for any thread. */
public interface SuppressionRecords {

  /** Where its files are. */
  Path folder();

  /** The number of the last record that is on disk, 0 if there is none. */
  long written();

  /**
   * Whether it has all that was suppressed before this was asked first; once it has, the next
   * question counts anew.
   */
  boolean isComplete();

  /**
   * Whether the clock is not behind the journal: then an instant that is yet to come is of a clock
   * that was wrong before.
   */
  boolean isClockTrusted();
}

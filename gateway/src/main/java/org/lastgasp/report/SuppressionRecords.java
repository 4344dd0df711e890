package org.lastgasp.report;

import java.nio.file.Path;
import java.time.Instant;

/** The suppression log, as far as reports need to know how it stands. Safe for any thread. */
public interface SuppressionRecords {

  /** The folder of its files. */
  Path folder();

  /** The number of the last record that is on disk, 0 if there is none. */
  long written();

  /** Returns true if it has all that was received before an instant, and suppressed. */
  boolean isComplete(Instant upTo);

  /** Returns true if the switch is off, so that nothing is suppressed. */
  boolean isSwitchedOff();

  /**
   * Returns true if the clock is not behind the journal: then an instant that is yet to come is of
   * a clock that was wrong before.
   */
  boolean isClockTrusted();
}

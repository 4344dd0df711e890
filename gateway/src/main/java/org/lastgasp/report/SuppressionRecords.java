package org.lastgasp.report;

import java.nio.file.Path;
import java.time.Instant;

/** The state of the suppression log, as far as reports need it. Safe for any thread. */
public interface SuppressionRecords {

  /** The folder of its files. */
  Path folder();

  /** The number of the last record that is on disk, 0 if there is none. */
  long written();

  /** Returns true if it has every suppressed alert that was received before an instant. */
  boolean isComplete(Instant upTo);

  /** Returns true if the switch is off, so that nothing is suppressed. */
  boolean isSwitchedOff();

  /**
   * Returns true if the clock is not behind the journal: then a recorded instant in the future
   * comes from a clock that was ahead.
   */
  boolean isClockTrusted();
}

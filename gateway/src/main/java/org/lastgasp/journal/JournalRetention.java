package org.lastgasp.journal;

import java.time.Instant;

/**
 * The removal of what is old from a journal, the oldest first, in parts that the journal chooses.
 * Safe for any number of threads.
 *
 * <p>An instant after now is of a clock that was ahead, and counts for nothing: such an entry goes
 * by those around it.
 */
public interface JournalRetention {

  /** A listener that is told of a part before it is removed; if it throws, the part stays. */
  interface Removal {
    /** The ids of its first and its last entry. */
    void of(long first, long last);
  }

  /**
   * Removes what may go; never what a restart would need.
   *
   * @param passed every reader is done with all entries up to here
   * @param before entries of this instant and later stay
   * @return how many parts were removed
   * @throws JournalUnavailable if the store fails; what is left is there
   */
  int expire(Position passed, Instant before, Instant now, Removal removal);

  /**
   * The position up to which all is older than an instant: what {@link #expire} would remove once
   * every reader is done with it.
   */
  Position oldUpTo(Instant before, Instant now);
}

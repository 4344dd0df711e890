package org.lastgasp.log;

import java.time.Duration;
import java.time.Instant;

/**
 * The rule that says when a file is full. Immutable. It depends on the records alone, never on when
 * they are written, so the files can be made again from the journal.
 *
 * @param every the length of a period, whole seconds
 * @param at a record that would make a file longer, in bytes, begins another; one that is longer
 *     itself has a file of its own
 */
record Rotation(Duration every, long at) {
  Rotation {
    if (every.toSeconds() < 1 || !every.equals(Duration.ofSeconds(every.toSeconds()))) {
      throw new IllegalArgumentException("rotate every " + every + ": not in whole seconds");
    }
    if (at < 1) {
      throw new IllegalArgumentException("rotate at " + at + " bytes");
    }
  }

  /**
   * The file for the next record. One of the period before stays in the file being written; one of
   * an earlier period begins another, as the clock was set back: else all that came would stand
   * under a date yet to come.
   */
  LogFile fileFor(LogPosition logPosition, Instant suppressedAt, int length) {
    LogFile file = logPosition.file();
    Instant period = LogFile.period(suppressedAt, every);
    boolean later = period.isAfter(file.start());
    if (logPosition.length() == 0) {
      return later ? new LogFile(period, file.sequence()) : file;
    }
    if (later || period.isBefore(file.start().minus(every))) {
      return new LogFile(period, file.sequence() + 1);
    }
    boolean full = logPosition.length() + length > at;
    return full ? new LogFile(file.start(), file.sequence() + 1) : file;
  }

  /** The instant the period of a file is over. */
  Instant end(LogFile file) {
    return LogFile.period(file.start(), every).plus(every);
  }
}

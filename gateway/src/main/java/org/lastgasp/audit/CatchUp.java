package org.lastgasp.audit;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.lastgasp.logging.EventLog;

/**
 * A writer of log lines about the progress of the index while it catches up with the journal: one
 * every 30 seconds, so none in ordinary operation. For one thread.
 */
final class CatchUp {
  private static final EventLog LOG = EventLog.of(CatchUp.class);
  private static final Duration EVERY = Duration.ofSeconds(30);

  private final LongSupplier nanos;
  private long since;
  private long taken;

  /** By a clock that only goes forward, in nanoseconds. */
  CatchUp(LongSupplier nanos) {
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  /**
   * Counts indexed entries, and writes a line if it is due.
   *
   * @param behind the approximate number of entries left; read only if a line is written
   */
  void took(int entries, LongSupplier behind) {
    taken += entries;
    long passed = nanos.getAsLong() - since;
    if (passed < EVERY.toNanos()) {
      return;
    }
    long left = behind.getAsLong();
    double rate = taken / (passed / 1e9);
    if (left > 0 && rate > 0) {
      LOG.info(
          "index-catches-up", "taken", taken, "left", left, "rate",
          String.format(Locale.ROOT, "%.0f/s", rate), "time-left",
          Duration.ofSeconds((long) (left / rate)));
    }
    began();
  }

  /** Starts counting anew, as the index has caught up. */
  void over() {
    began();
  }

  private void began() {
    since = nanos.getAsLong();
    taken = 0;
  }
}

package org.lastgasp.app;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastgasp.journal.Position;

/**
 * A watch over how far the suppression log is: whether it has all that was received before an
 * instant. Under traffic without a pause it never has all that the journal has now, so what is
 * waited for is set by the first question about that instant. Safe for any number of threads.
 */
final class LogCompleteness {
  private final Supplier<Position> logged;
  private final Supplier<Position> journaled;
  private final Supplier<Instant> recorded;
  private Instant asked = Instant.MIN;
  private Optional<Position> awaited = Optional.empty(); // for that instant

  /**
   * A watch over these sources.
   *
   * @param logged how far the log has read the journal
   * @param journaled the end of the journal
   * @param recorded the time up to which the journal has all that was received
   */
  LogCompleteness(
      Supplier<Position> logged, Supplier<Position> journaled, Supplier<Instant> recorded) {
    this.logged = logged;
    this.journaled = journaled;
    this.recorded = recorded;
  }

  /** Returns true if the log has all that was received before an instant that is over. */
  synchronized boolean isReached(Instant upTo) {
    if (!upTo.equals(asked)) {
      asked = upTo;
      awaited = Optional.empty();
    }
    if (recorded.get().isBefore(upTo)) {
      return false;
    }
    Position wanted = awaited.orElseGet(journaled);
    awaited = Optional.of(wanted);
    return logged.get().reaches(wanted);
  }
}

package org.lastgasp.app;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastgasp.journal.Position;

/**
 * A watch over how far the suppression log is: whether it has all that was received before somebody
 * asked. Under traffic without a pause it never has all that the journal has now, so what is waited
 * for is set by the first question. Safe for any number of threads.
 */
final class LogCompleteness {
  private final Supplier<Position> logged;
  private final Supplier<Position> journaled;
  private final Supplier<Instant> recorded;
  private final InstantSource clock;
  private Optional<Instant> asked = Optional.empty();
  private Optional<Position> awaited = Optional.empty();

  /**
   * A watch that nobody has asked yet.
   *
   * @param logged how far the log has read the journal
   * @param journaled the end of the journal
   * @param recorded the time up to which the journal has all that was received
   */
  LogCompleteness(
      Supplier<Position> logged,
      Supplier<Position> journaled,
      Supplier<Instant> recorded,
      InstantSource clock) {
    this.logged = logged;
    this.journaled = journaled;
    this.recorded = recorded;
    this.clock = clock;
  }

  /**
   * Returns true if the log has all that was received before this was asked first. Once it has, the
   * next question counts anew.
   */
  synchronized boolean isReached() {
    Instant since = asked.orElseGet(clock::instant);
    asked = Optional.of(since);
    if (recorded.get().isBefore(since)) {
      return false;
    }
    Position wanted = awaited.orElseGet(journaled);
    awaited = Optional.of(wanted);
    if (!logged.get().reaches(wanted)) {
      return false;
    }
    asked = Optional.empty();
    awaited = Optional.empty();
    return true;
  }
}

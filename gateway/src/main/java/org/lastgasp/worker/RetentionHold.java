package org.lastgasp.worker;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A reader that still needs what is old: nothing expires before every hold on it has passed it.
 *
 * @param name who it is, as the operator knows it: {@code delivery}, {@code reports}
 * @param on what it holds
 * @param passed the journal entry, or the number of the log's record, up to which it is done; -1
 *     holds everything. Asked now and then by the housekeeping's thread
 */
public record RetentionHold(String name, On on, LongSupplier passed) {
  /** The data that can be held. */
  public enum On {
    JOURNAL,
    LOG
  }

  /** The position that a hold has reached. */
  public record Passed(String name, long number) {}

  /** The one that is furthest behind; empty if nobody holds it. */
  public static Optional<Passed> last(Collection<RetentionHold> holds, On on) {
    return holds.stream()
        .filter(hold -> hold.on() == on)
        .map(hold -> new Passed(hold.name(), hold.passed().getAsLong()))
        .min(Comparator.comparingLong(Passed::number));
  }
}

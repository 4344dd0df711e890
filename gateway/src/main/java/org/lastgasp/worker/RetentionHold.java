package org.lastgasp.worker;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A reader that still needs what is old: nothing expires before every hold on it has passed it.
 *
 * @param name who it is, as the operator knows it: {@code delivery}, {@code reports}
 * @param unit what the data that it holds is measured in: the journal's positions, or the numbers
 *     of the log's records
 * @param passed up to where it is done. Asked now and then by the housekeeping's thread
 */
public record RetentionHold<P extends Comparable<? super P>>(
    String name, Class<P> unit, Supplier<P> passed) {

  /** The place that a hold has reached. */
  public record Passed<P>(String name, P at) {}

  /** The one that is furthest behind of those on some data; empty if nobody holds it. */
  public static <P extends Comparable<? super P>> Optional<Passed<P>> last(
      Collection<RetentionHold<?>> holds, Class<P> unit) {
    return holds.stream()
        .filter(hold -> hold.unit().equals(unit))
        .map(hold -> new Passed<>(hold.name(), unit.cast(hold.passed().get())))
        .min(Comparator.comparing(Passed::at));
  }
}

package org.lastgasp.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The orders and the breaker that stand in the way of every suppression, or of those of a place.
 * Immutable.
 */
public record Overrides(List<StormOrder> storms, Optional<Breaker> breaker) {
  /** None: the ordinary case. */
  public static final Overrides NONE = new Overrides(List.of(), Optional.empty());

  public Overrides {
    storms = List.copyOf(storms);
  }

  /** An order was given: one for the same place takes the place of an earlier one. */
  Overrides ordered(
      StormOrder.Scope place,
      StormOrder.Order order,
      Instant at,
      Optional<Instant> until,
      String by,
      String reason) {
    Predicate<StormOrder> others = storm -> !storm.place().equals(place);
    Stream<StormOrder> given =
        order == StormOrder.Order.ON
            ? Stream.of(new StormOrder(place, at, until, by, reason))
            : Stream.of();
    return new Overrides(
        Stream.concat(storms.stream().filter(others), given).toList(), breaker);
  }

  /** The breaker was opened or closed. */
  Overrides turned(Breaker.Position to, Instant at, String why) {
    return new Overrides(
        storms,
        to == Breaker.Position.OPEN ? Optional.of(new Breaker(at, why)) : Optional.empty());
  }

  /**
   * Returns the first order that stands at an instant for a place; what nobody knows of the place
   * may be in it.
   *
   * @param distributors those of the meters there; none if unknown
   */
  public Optional<StormOrder> storm(Instant at, List<Integer> distributors, HubLocation where) {
    return storms.stream()
        .filter(storm -> !storm.isOver(at) && storm.place().mayHold(distributors, where))
        .findFirst();
  }

  /** Returns true if an order is for a region, which the inventory has to tell. */
  boolean askForRegion() {
    return !storms.isEmpty() // nearly never, and asked for every alert
        && storms.stream().anyMatch(storm -> storm.place().region().isPresent());
  }

  /**
   * A breaker that is open: everything is forwarded. Immutable.
   *
   * @param why what was counted
   */
  public record Breaker(Instant since, String why) {

    /** The positions of the breaker. */
    public enum Position {
      OPEN,
      CLOSED;

      /** As written in orders: {@code open}, {@code closed}. */
      public String code() {
        return this == OPEN ? "open" : "closed";
      }
    }
  }
}

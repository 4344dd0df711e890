package org.lastgasp.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What stands in the way of every suppression, or of those of a place. Immutable. */
public record Precautions(List<Storm> storms, Optional<Breaker> breaker) {
  /** None: the ordinary case. */
  public static final Precautions NONE = new Precautions(List.of(), Optional.empty());

  public Precautions {
    storms = List.copyOf(storms);
  }

  /** An order was given: one for the same place takes the place of an earlier one. */
  public Precautions ordered(
      Place place,
      Storm.Order order,
      Instant at,
      Optional<Instant> until,
      String by,
      String reason) {
    Predicate<Storm> others = storm -> !storm.place().equals(place);
    Stream<Storm> given =
        order == Storm.Order.ON
            ? Stream.of(new Storm(place, at, until, by, reason))
            : Stream.of();
    return new Precautions(
        Stream.concat(storms.stream().filter(others), given).toList(), breaker);
  }

  /** The breaker was opened or closed. */
  public Precautions turned(Breaker.Position to, Instant at, String why) {
    return new Precautions(
        storms,
        to == Breaker.Position.OPEN ? Optional.of(new Breaker(at, why)) : Optional.empty());
  }

  /** Whether an order is for a region, which the inventory has to tell. */
  public boolean askForRegion() {
    return storms.stream().anyMatch(storm -> storm.place().region().isPresent());
  }
}

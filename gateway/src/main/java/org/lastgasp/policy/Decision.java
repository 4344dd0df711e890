package org.lastgasp.policy;

import java.util.List;

/**
 * The decision on a command. Immutable.
 *
 * @param events to be recorded, in this order; none if nothing happens
 * @param outcome what an operator is told
 */
public record Decision(List<Event> events, Outcome outcome) {
  static final Decision NOTHING = new Decision(List.of(), Outcome.NOTHING_THERE);

  public Decision {
    events = List.copyOf(events);
  }

  /** The outcome of an order. */
  public enum Outcome {
    DONE,
    /** There was nothing to be done: no such order, or the breaker was not open. */
    NOTHING_THERE,
    /** As many orders stand as are allowed. */
    TOO_MANY
  }

  static Decision of(Event event) {
    return new Decision(List.of(event), Outcome.DONE);
  }

  static Decision of(List<Event> events) {
    return events.isEmpty() ? NOTHING : new Decision(events, Outcome.DONE);
  }
}

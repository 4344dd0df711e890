package org.lastgasp.journal;

import java.time.Instant;
import org.lastgasp.policy.Event;

/**
 * The JSON form of what operators do with items of the work-list and dead letters, in the facts of
 * an entry.
 */
final class WorkListJson {
  private WorkListJson() {}

  static void write(EntryJsonWriter to, Event.Noted noted) {
    to.number("alert", noted.alert())
        .choice("note", noted.kind())
        .text("by", noted.by())
        .text("text", noted.text());
  }

  static Event.Noted noted(Instant at, EntryJsonReader facts) {
    return new Event.Noted(
        at,
        facts.number("alert"),
        facts.choice("note", Event.Noted.Kind.class),
        facts.text("by"),
        facts.text("text"));
  }

  static void write(EntryJsonWriter to, Event.Settled settled) {
    to.number("alert", settled.alert()).text("by", settled.by()).text("reason", settled.reason());
  }

  static Event.Settled settled(Instant at, EntryJsonReader facts) {
    return new Event.Settled(at, facts.number("alert"), facts.text("by"), facts.text("reason"));
  }

  static void write(EntryJsonWriter to, Event.DeadLetterOrdered ordered) {
    to.number("message", ordered.message())
        .eui("recipient", ordered.recipient())
        .choice("order", ordered.order())
        .text("by", ordered.by())
        .text("reason", ordered.reason());
  }

  static Event.DeadLetterOrdered deadLetter(Instant at, EntryJsonReader facts) {
    return new Event.DeadLetterOrdered(
        at,
        facts.number("message"),
        facts.eui("recipient"),
        facts.choice("order", Event.DeadLetterOrdered.Order.class),
        facts.text("by"),
        facts.text("reason"));
  }
}

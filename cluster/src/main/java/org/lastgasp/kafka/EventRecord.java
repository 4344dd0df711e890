package org.lastgasp.kafka;

import org.lastgasp.journal.EntryCodec;
import org.lastgasp.journal.Row;
import org.lastgasp.policy.Event;

/**
 * A record of the topic {@code events}: the id of an event, or of a heartbeat, of which later ones
 * of the partition have greater ones, and the offset of its command in the same partition of {@code
 * input}. Immutable.
 */
sealed interface EventRecord {
  int VERSION = 1;

  long id();

  /** An event in the form of a journal's row. */
  record Happened(long id, long offset, String order, Row row) implements EventRecord {}

  /** A sign that nothing happened in the partition up to here. */
  record Heartbeat(long id) implements EventRecord {}

  /** The bytes of the record. */
  default byte[] bytes() {
    Fields.Writer to = new Fields.Writer().small(VERSION);
    return switch (this) {
      case Happened h ->
          to.small(1).number(h.id()).number(h.offset()).text(h.order()).row(h.row()).bytes();
      case Heartbeat h -> to.small(2).number(h.id()).bytes();
    };
  }

  /**
   * The record of {@link #bytes}.
   *
   * @throws IllegalArgumentException if it is none, or of a later format
   */
  static EventRecord of(byte[] bytes) {
    Fields.Reader from = new Fields.Reader(bytes);
    int version = from.small();
    if (version != VERSION) {
      throw new IllegalArgumentException("a record of events of version " + version);
    }
    int kind = from.small();
    return switch (kind) {
      case 1 -> new Happened(from.number(), from.number(), from.text(), from.row());
      case 2 -> new Heartbeat(from.number());
      default -> throw new IllegalArgumentException("a record of events of kind " + kind);
    };
  }

  /** The id alone of a record, which is all that its place needs. */
  static long id(byte[] bytes) {
    Fields.Reader from = new Fields.Reader(bytes);
    int unusedVersion = from.small();
    int unusedKind = from.small();
    return from.number();
  }

  /** The record of an event. */
  static Happened of(long id, long offset, String order, EntryCodec codec, Event event) {
    return new Happened(id, offset, order, codec.encode(event));
  }
}

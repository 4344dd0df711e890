package org.lastgasp.journal.sqlite;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Overrides;

/**
 * A snapshot, of which a part is still to be written to the newest segment. A large state would
 * stop the writer for a second: so a segment begins with its first part, and the others follow
 * between the batches, under numbers that are set aside for them. Until the last is there, recovery
 * begins with the segment before.
 *
 * <p>Read by any thread, changed by the writer's only.
 */
final class PendingSnapshot {
  private final Deque<Event.State> parts = new ArrayDeque<>();
  private long next; // the number of the first
  private volatile boolean open;

  /** A state that is whole. */
  static PendingSnapshot none() {
    return new PendingSnapshot();
  }

  /** These parts, the first of them with this number. */
  static PendingSnapshot of(long next, List<Event.State> parts) {
    PendingSnapshot due = new PendingSnapshot();
    due.begin(next, parts);
    return due;
  }

  void begin(long first, List<Event.State> missing) {
    next = first;
    parts.addAll(missing);
    open = !parts.isEmpty();
  }

  /** Whether a part is missing. */
  boolean isOpen() {
    return open;
  }

  /** Writes the next part, and commits. */
  void writeOne(SegmentWriter writer, EntryCodec codec) throws SQLException {
    writer.replace(next, codec.encode(parts.element()));
    parts.remove();
    next++;
    open = !parts.isEmpty();
  }

  /** The same state in so many parts: as many as have numbers. */
  static List<Event.State> inParts(List<Event.State> state, int count) {
    Event.State first = state.getFirst();
    List<HubState> hubs = state.stream().flatMap(part -> part.hubs().stream()).toList();
    int each = Math.max(1, Math.ceilDiv(hubs.size(), count));
    List<Event.State> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = Math.min(hubs.size(), i * each);
      List<HubState> some = hubs.subList(from, Math.min(hubs.size(), from + each));
      Overrides precautions = i == 0 ? first.precautions() : Overrides.NONE;
      parts.add(
          new Event.State(
              first.at(), i + 1, count, first.state(), first.lastAt(), precautions, some));
    }
    return parts;
  }
}

package org.lastgasp.journal.sqlite;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.journal.Snapshot;

/**
 * A snapshot, of which a part is still to be written to the newest segment. A large state would
 * stop the writer for a second: so a segment begins with its first part, and the others follow
 * between the batches, under numbers that are reserved for them. Until the last is there, recovery
 * begins with the segment before.
 *
 * <p>Read by any thread, changed by the writer's only.
 */
final class PendingSnapshot {
  private final Deque<Snapshot> parts = new ArrayDeque<>();
  private long next; // the number of the first
  private volatile boolean open;

  /** A state that is whole. */
  static PendingSnapshot none() {
    return new PendingSnapshot();
  }

  /** These parts, the first of them with this number. */
  static PendingSnapshot of(long next, List<Snapshot> parts) {
    PendingSnapshot due = new PendingSnapshot();
    due.begin(next, parts);
    return due;
  }

  void begin(long first, List<Snapshot> missing) {
    next = first;
    parts.addAll(missing);
    open = !parts.isEmpty();
  }

  /** Returns true if a part is missing. */
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
}

package org.lastgasp.journal.sqlite;

import java.util.ArrayList;
import java.util.List;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Row;

/**
 * A limit of what is read at once: at most so many entries, and as many bytes as the largest
 * message may have. A thousand alerts are less than a megabyte, a thousand firmware images would be
 * all of the memory there is. For one thread.
 */
final class ReadBudget {
  static final long MOST_BYTES = 16L << 20; // the last entry may exceed it

  private final int most;
  private final List<Entry> entries = new ArrayList<>();
  private long bytes;

  ReadBudget(int most) {
    this.most = most;
  }

  /** The number of entries there is still room for, however small they are. */
  int missing() {
    return bytes < MOST_BYTES ? most - entries.size() : 0;
  }

  void add(long number, Row row) {
    entries.add(SegmentSchema.recorded(number, row));
    bytes += row.size();
  }

  List<Entry> entries() {
    return entries;
  }
}

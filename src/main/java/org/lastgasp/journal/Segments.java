package org.lastgasp.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import org.lastgasp.id.Eui64;

/** All segments of a folder, read as one journal. For any thread. */
final class Segments implements AutoCloseable {
  private static final int READERS = 8; // connections at work at a time; more would only wait
  private final NavigableMap<Long, Segment> byFirst = new ConcurrentSkipListMap<>();
  private final Semaphore turns = new Semaphore(READERS, true);

  /** Puts a segment behind those that are there. */
  void add(Segment segment) {
    byFirst.put(segment.first(), segment);
  }

  /** The number of the oldest entry; 1 if there is none. */
  long first() {
    return byFirst.isEmpty() ? 1 : byFirst.firstKey();
  }

  List<Recorded> read(long after, long upTo, int most) {
    Portion portion = new Portion(most);
    turns.acquireUninterruptibly();
    try {
      for (Segment segment : from(after + 1).values()) {
        if (portion.missing() <= 0) {
          break;
        }
        segment.read(after, upTo, portion);
      }
    } finally {
      turns.release();
    }
    return portion.entries();
  }

  List<Recorded> waiting(Eui64 recipient, Lane lane, long after, long upTo, int most) {
    return gather(
        after,
        most,
        (segment, missing) -> segment.waiting(recipient, lane, after, upTo, missing));
  }

  List<Recorded> suppressed(long after, long upTo, int most) {
    return gather(after, most, (segment, missing) -> segment.suppressed(after, upTo, missing));
  }

  int lead(Watcher watcher, long after, long upTo, int most) {
    int passed = 0;
    turns.acquireUninterruptibly();
    try {
      for (Segment segment : from(after + 1).values()) {
        if (passed == most) {
          break;
        }
        passed += segment.lead(watcher, after, upTo, most - passed);
      }
    } finally {
      turns.release();
    }
    return passed;
  }

  Optional<Recorded> entry(long number) {
    return number < first()
        ? Optional.empty()
        : read(number - 1, number, 1).stream().findFirst();
  }

  private interface Part {
    List<Recorded> read(Segment segment, int most);
  }

  private List<Recorded> gather(long after, int most, Part part) {
    List<Recorded> found = new ArrayList<>();
    turns.acquireUninterruptibly();
    try {
      for (Segment segment : from(after + 1).values()) {
        int missing = most - found.size();
        if (missing <= 0) {
          break;
        }
        found.addAll(part.read(segment, missing));
      }
    } finally {
      turns.release();
    }
    return found;
  }

  /** The segment that has this number, and those after it. */
  private NavigableMap<Long, Segment> from(long number) {
    Optional<Long> containing = Optional.ofNullable(byFirst.floorKey(number));
    return containing.isPresent() ? byFirst.tailMap(containing.get(), true) : byFirst;
  }

  /**
   * Removes, from the oldest on, what is passed and all older than an instant; said before.
   *
   * @param kept how many of the newest stay in any case
   */
  int expire(long passed, Instant before, int kept, SqliteJournal.Removal removal) {
    int removed = 0;
    boolean more = true;
    while (more && byFirst.size() > kept) {
      more = false;
      Optional<Map.Entry<Long, Segment>> oldest = Optional.ofNullable(byFirst.firstEntry());
      Optional<Long> next = oldest.map(Map.Entry::getKey).map(byFirst::higherKey);
      if (next.isPresent() && next.get() - 1 <= passed && isOlder(next.get(), before)) {
        removal.of(oldest.orElseThrow().getKey(), next.get() - 1);
        byFirst.remove(oldest.orElseThrow().getKey());
        oldest.orElseThrow().getValue().remove();
        removed++;
        more = true;
      }
    }
    return removed;
  }

  /** Whether all entries before the segment are older. */
  private boolean isOlder(long first, Instant before) {
    return Optional.ofNullable(byFirst.get(first))
        .flatMap(Segment::earlierUntil)
        .filter(until -> until.isBefore(before))
        .isPresent();
  }

  @Override
  public void close() {
    byFirst.values().forEach(Segment::close);
  }
}

package org.lastgasp.journal.sqlite;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.JournalRetention;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Lane;

/** The segments of a folder, read as one journal. For any thread. */
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

  List<Entry> read(long after, long upTo, int most) {
    ReadBudget portion = new ReadBudget(most);
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

  List<OutboundMessage> pending(Eui64 recipient, Lane lane, long after, long upTo, int most) {
    return gather(
        after,
        most,
        (segment, missing) -> segment.pending(recipient, lane, after, upTo, missing));
  }

  List<Entry> suppressed(long after, long upTo, int most) {
    return gather(after, most, (segment, missing) -> segment.suppressed(after, upTo, missing));
  }

  int lead(JournalReader.Selective selective, long after, long upTo, int most) {
    int passed = 0;
    turns.acquireUninterruptibly();
    try {
      for (Segment segment : from(after + 1).values()) {
        if (passed == most) {
          break;
        }
        passed += segment.lead(selective, after, upTo, most - passed);
      }
    } finally {
      turns.release();
    }
    return passed;
  }

  /** Before the first entry of an instant or later, at most so many before the last one. */
  Position before(Instant since, int most, long last) {
    long low = Math.max(first() - 1, last - most);
    long high = last;
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      boolean earlier =
          read(middle - 1, last, 1).stream().allMatch(r -> r.entry().at().isBefore(since));
      if (earlier) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Numbers.behind(low);
  }

  /** As {@link Numbers#next}, of numbers with gaps. */
  OptionalLong next(long after, long last) {
    return read(after, last, 1).stream().mapToLong(Entry::number).findFirst();
  }

  /** As {@link Numbers#ahead}, of numbers with gaps. */
  Position ahead(long after, int entries, long last) {
    long at = after;
    int missing = entries;
    for (Segment segment : from(after + 1).values()) {
      SegmentReader.Passed passed = segment.pass(at, last, missing);
      at = Math.max(at, passed.upTo());
      missing -= passed.count();
    }
    return Position.at(missing > 0 ? last : at);
  }

  /** As {@link Numbers#between}, of numbers with gaps; no more than a million. */
  long between(long after, long upTo) {
    int most = 1_000_000;
    int found = 0;
    for (Segment segment : from(after + 1).values()) {
      found += segment.pass(after, upTo, most - found).count();
    }
    return found;
  }

  Optional<Entry> entry(long number) {
    return number < first()
        ? Optional.empty()
        : read(number - 1, number, 1).stream().findFirst();
  }

  private interface Part<T> {
    List<T> read(Segment segment, int most);
  }

  private <T> List<T> gather(long after, int most, Part<T> part) {
    List<T> found = new ArrayList<>();
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
   * @param now instants after it are of a clock that was wrong
   * @param kept how many of the newest stay in any case
   */
  int expire(
      long passed, Instant before, Instant now, int kept, JournalRetention.Removal removal) {
    int removed = 0;
    boolean more = true;
    while (more && byFirst.size() > kept) {
      more = false;
      Optional<Map.Entry<Long, Segment>> oldest = Optional.ofNullable(byFirst.firstEntry());
      Optional<Long> next = oldest.map(Map.Entry::getKey).map(byFirst::higherKey);
      if (next.isPresent() && next.get() - 1 <= passed && isOlder(next.get(), before, now)) {
        removal.of(oldest.orElseThrow().getKey(), next.get() - 1);
        byFirst.remove(oldest.orElseThrow().getKey());
        oldest.orElseThrow().getValue().remove();
        removed++;
        more = true;
      }
    }
    return removed;
  }

  /** The number up to which all is older than an instant, by whole segments; 0 if nothing is. */
  long oldUpTo(Instant before, Instant now) {
    long old = 0;
    for (long first : byFirst.keySet().stream().skip(1).toList()) {
      if (!isOlder(first, before, now)) {
        return old;
      }
      old = first - 1;
    }
    return old;
  }

  /**
   * Returns true if all entries before the segment are older. Where an instant after now is among
   * them, of a clock that was ahead, it counts for nothing: the segment before goes by the latest
   * of its instants that can be right, or by those of the first segment after it that has any.
   */
  private boolean isOlder(long first, Instant before, Instant now) {
    Optional<Instant> until =
        Optional.ofNullable(byFirst.get(first)).flatMap(Segment::earlierUntil);
    if (until.filter(latest -> latest.isAfter(now)).isEmpty()) {
      return until.filter(latest -> latest.isBefore(before)).isPresent();
    }
    return from(first - 1).values().stream()
        .map(segment -> segment.latestUpTo(now))
        .flatMap(Optional::stream)
        .findFirst()
        .filter(latest -> latest.isBefore(before))
        .isPresent();
  }

  @Override
  public void close() {
    byFirst.values().forEach(Segment::close);
  }
}

package org.lastgasp.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.lastgasp.id.Eui64;

/**
 * The reading side of a journal, whoever writes it. Safe for any number of threads; nothing that is
 * not durable is ever seen.
 *
 * <p>An entry has an id, by which people and other entries refer to it; ids grow from entry to
 * entry, from 1 on, perhaps with gaps. A reader has a {@link Position}. Only the journal tells the
 * one by the other.
 *
 * <p>Every method throws a {@link JournalUnavailable} if the store cannot be read.
 */
public interface JournalReader extends AutoCloseable {

  /**
   * At most that many entries after a position, in order; none only at the end. Fewer also where
   * there are large messages among them, so that no reader needs the memory for many of those.
   */
  List<Entry> read(Position after, int most);

  /**
   * At most that many alerts that were suppressed, after a position and up to another that is
   * durable, in order; fewer only if there are no more up to there. Passes quickly over everything
   * else.
   */
  default List<Entry> suppressed(Position after, Position upTo, int most) {
    List<Entry> found = new ArrayList<>();
    Position at = after;
    while (!at.reaches(upTo) && found.size() < most) {
      List<Entry> next = read(at, most);
      next.stream()
          .filter(each -> upTo.reaches(behind(each.number())) && each.entry().isSuppression())
          .limit(most - found.size())
          .forEach(found::add);
      at = next.isEmpty() ? upTo : behind(next.getLast().number());
    }
    return found;
  }

  /**
   * Leads a watcher past at most that many entries after a position, in order; fewer only at the
   * end.
   *
   * @return past how many
   */
  default int lead(Selective selective, Position after, int most) {
    List<Entry> next = read(after, most);
    for (Entry each : next) {
      Row row = new EntryCodec().encode(each.entry());
      if (EntryCodec.onlyPassed(row.kind(), row.lane())
          && row.device().filter(selective::watches).isEmpty()) {
        selective.passedBy(each.number(), each.entry().at());
      } else {
        selective.take(each);
      }
    }
    return next.size();
  }

  /** One entry, if it is there and not yet expired. */
  Optional<Entry> entry(long id);

  /** The position behind an entry that was ever recorded, be it expired; of 0, the start. */
  Position behind(long id);

  /** The position before it: reading on from there begins with the entry. */
  Position before(long id);

  /**
   * The position before the first entry of an instant or later, as entries are about in order of
   * time, and not more entries than so many before the end.
   */
  Position before(Instant since, int most);

  /** The id of the last entry up to a position, be it expired; 0 if there is none. */
  long id(Position position);

  /** The id of the entry that comes next behind a position, readable or not; none at the end. */
  OptionalLong next(Position position);

  /** The position so many entries on, or the last one. */
  Position ahead(Position position, int entries);

  /** How many entries are between two positions; 0 if the other one is not later. */
  long between(Position position, Position later);

  /** The position behind which every entry is still kept; the start while nothing has expired. */
  Position beginning();

  /** The position behind the last durable entry; the start in an empty journal. */
  Position last();

  /** The id of the last durable entry; 0 in an empty journal. */
  default long lastId() {
    return id(last());
  }

  /** The id of the first entry still kept, or a lower one that no other entry has. */
  default long firstId() {
    return id(beginning()) + 1;
  }

  @Override
  void close();

  /**
   * One who goes along the journal for a few devices' sake. Of what merely passes, which in a storm
   * is nearly all, only the messages of these are taken out of the store and decoded; of the rest
   * it learns that time went on. Called in the journal's order, by the thread that asked.
   */
  interface Selective {

    /** Returns true if a message of this device is to be taken. Asked as late as possible. */
    boolean watches(Eui64 device);

    /** A message passed by: a forwarded alert, a copy, something carried or relayed. */
    void passedBy(long number, Instant at);

    /** A snapshot, or a part of one; reading it takes a while. */
    default void snapshot(long number, Instant at, Supplier<Snapshot> snapshot) {
      passedBy(number, at);
    }

    /** Any other entry, and messages of devices that are watched. */
    void take(Entry recorded);
  }
}

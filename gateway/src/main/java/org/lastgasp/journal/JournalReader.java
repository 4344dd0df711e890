package org.lastgasp.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The reading side of a journal, whoever writes it. Safe for any number of threads; nothing that is
 * not durable is ever seen.
 *
 * <p>Every method throws a {@link JournalUnavailable} if the store cannot be read.
 */
public interface JournalReader extends AutoCloseable {

  /**
   * At most that many entries after a number, in order; none only at the end. Fewer also where
   * there are large messages among them, so that no reader needs the memory for many of those.
   */
  List<Entry> read(long after, int most);

  /**
   * At most that many alerts that were suppressed, after a number and up to another that is
   * durable, in order; fewer only if there are no more up to there. Passes quickly over everything
   * else.
   */
  default List<Entry> suppressed(long after, long upTo, int most) {
    List<Entry> found = new ArrayList<>();
    long at = after;
    while (at < upTo && found.size() < most) {
      List<Entry> next = read(at, most);
      next.stream()
          .filter(each -> each.number() <= upTo && each.entry().isSuppression())
          .limit(most - found.size())
          .forEach(found::add);
      at = next.isEmpty() ? upTo : next.getLast().number();
    }
    return found;
  }

  /**
   * Leads a watcher past at most that many entries after a number, in order; fewer only at the end.
   *
   * @return past how many
   */
  default int lead(SelectiveReader watcher, long after, int most) {
    List<Entry> next = read(after, most);
    for (Entry each : next) {
      Row row = new EntryCodec().encode(each.entry());
      if (EntryCodec.onlyPassed(row.kind(), row.lane())
          && row.device().filter(watcher::watches).isEmpty()) {
        watcher.passedBy(each.number(), each.entry().at());
      } else {
        watcher.take(each);
      }
    }
    return next.size();
  }

  /** One entry, if it is there and not yet expired. */
  Optional<Entry> entry(long number);

  /** The position behind which every entry is still kept; 0 while nothing has expired. */
  long beginning();

  /** The position behind the entry that comes next; the same at the end. */
  long next(long position);

  /** The number of the last durable entry, 0 in an empty journal. */
  long last();

  @Override
  void close();
}

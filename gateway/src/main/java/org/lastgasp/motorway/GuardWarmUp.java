package org.lastgasp.motorway;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.GuardHistory;
import org.lastgasp.policy.Settings;

/**
 * What the guards that count had seen before a start. No state entry holds it: it is counted again
 * from the journal's last entries, before anything is appended.
 */
final class GuardWarmUp {
  private static final int MOST_RECALLED = 100_000; // entries: a second or two of a start
  private static final int READ_AT_ONCE = 1_000;

  private GuardWarmUp() {}

  /** Counts again what was recorded shortly before an instant. */
  static void of(GuardHistory lately, JournalReader journal, Instant now, Settings settings) {
    boolean hubs = settings.guard(Guard.COINCIDENT_OUTAGE) != Guard.Setting.OFF;
    boolean held = settings.guard(Guard.BREAKER) != Guard.Setting.OFF;
    if (!hubs && !held) {
      return;
    }
    Duration one = hubs ? settings.thresholds().hubsWithin() : Duration.ZERO;
    Duration other = held ? settings.thresholds().suppressionsWithin() : Duration.ZERO;
    Instant since = now.minus(one.compareTo(other) > 0 ? one : other);
    long after = Math.max(before(journal, since), journal.last() - MOST_RECALLED);
    List<Entry> some = journal.read(after, READ_AT_ONCE);
    while (!some.isEmpty()) {
      some.stream()
          .map(Entry::entry)
          .filter(entry -> !entry.at().isAfter(now)) // of a clock that was wrong
          .forEach(entry -> recall(lately, entry, settings));
      some = journal.read(some.getLast().number(), READ_AT_ONCE);
    }
    lately.keep();
  }

  private static void recall(GuardHistory lately, Event entry, Settings settings) {
    if (entry instanceof Event.AlertJudged alert) {
      lately.judged(alert.hub(), alert.area(), alert.verdict(), alert.at(), settings);
    } else if (entry instanceof Event.BreakerTurned breaker) {
      lately.turned(breaker.to());
    }
  }

  /** The number of the last entry before an instant, as entries are about in order of time. */
  private static long before(JournalReader journal, Instant since) {
    long low = journal.first() - 1;
    long high = journal.last();
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      boolean earlier =
          journal.read(middle - 1, 1).stream().allMatch(r -> r.entry().at().isBefore(since));
      if (earlier) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}

package org.lastgasp.motorway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.Recorded;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Breaker;
import org.lastgasp.policy.Crowd;
import org.lastgasp.policy.Fuse;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Neighbourhood;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Verdict;

/**
 * What the guards that count have seen in the last minutes. No state entry holds it: at a start it
 * is counted again from the journal's last entries. Used by the journal's writer, or before it
 * starts.
 */
final class Lately {
  private static final int MOST_RECALLED = 100_000; // entries: a second or two of a start
  private static final int READ_AT_ONCE = 1_000;

  private final Neighbourhood neighbourhood = new Neighbourhood();
  private final Fuse fuse = new Fuse();
  private final Deque<Runnable> undo = new ArrayDeque<>();

  /** The other hubs of an area that alerted before an alert of this hub. */
  Crowd around(Area area, Optional<Eui64> hub, Instant received, Settings settings) {
    return neighbourhood.around(area, hub, received, settings.thresholds().hubsWithin());
  }

  /** An alert was judged. */
  void judged(Entry.AlertJudged alert, Settings settings) {
    if (isHeld(alert.verdict()) && isAsked(settings, Guard.BREAKER)) {
      undo.push(fuse.held(alert.at()));
    }
    if (alert.area().isPresent()
        && alert.hub().isPresent()
        && alert.verdict() instanceof Verdict.Forward passed
        && passed.reason().isWithoutWindow()) {
      int needed = settings.thresholds().hubs();
      undo.push(
          neighbourhood.alerted(alert.area().get(), alert.hub().get(), alert.at(), needed));
    }
  }

  /** Whether an alert is held back, or would be if the breaker were closed. */
  static boolean isHeld(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress held -> true;
      case Verdict.Forward passed -> passed.reason() == Reason.GUARD_BREAKER;
    };
  }

  private static boolean isAsked(Settings settings, Guard guard) {
    return settings.guard(guard) != Guard.Setting.OFF;
  }

  /** What was counted, if too many alerts were held. */
  Optional<String> blown(Instant at, Settings settings, LongSupplier windows) {
    return isAsked(settings, Guard.BREAKER)
        ? fuse.blown(at, settings.thresholds(), windows)
        : Optional.empty();
  }

  boolean isQuiet(Instant now, Settings settings) {
    return fuse.isQuiet(now, settings.thresholds().quiet());
  }

  /** Once the breaker was closed it counts from nothing. */
  void turned(Breaker.Position to) {
    if (to == Breaker.Position.CLOSED) {
      fuse.reset();
    }
  }

  /** Counts again what was recorded shortly before an instant. */
  void recall(JournalReader journal, Instant now, Settings settings) {
    boolean hubs = isAsked(settings, Guard.COINCIDENT_OUTAGE);
    boolean held = isAsked(settings, Guard.BREAKER);
    if (!hubs && !held) {
      return;
    }
    Duration one = hubs ? settings.thresholds().hubsWithin() : Duration.ZERO;
    Duration other = held ? settings.thresholds().suppressionsWithin() : Duration.ZERO;
    Instant since = now.minus(one.compareTo(other) > 0 ? one : other);
    long after = Math.max(before(journal, since), journal.last() - MOST_RECALLED);
    List<Recorded> some = journal.read(after, READ_AT_ONCE);
    while (!some.isEmpty()) {
      some.forEach(recorded -> recall(recorded.entry(), settings));
      some = journal.read(some.getLast().number(), READ_AT_ONCE);
    }
    undo.clear();
  }

  private void recall(Entry entry, Settings settings) {
    if (entry instanceof Entry.AlertJudged alert) {
      judged(alert, settings);
    } else if (entry instanceof Entry.BreakerTurned breaker) {
      turned(breaker.to());
    }
  }

  /** The number of the last entry before an instant, as entries are about in order of time. */
  private static long before(JournalReader journal, Instant since) {
    long low = journal.first() - 1;
    long high = journal.last();
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      boolean earlier =
          journal.entry(middle).filter(r -> !r.entry().at().isBefore(since)).isEmpty();
      if (earlier) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  void keep() {
    undo.clear();
  }

  void undo() {
    undo.forEach(Runnable::run);
    undo.clear();
  }
}

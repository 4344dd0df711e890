package org.lastgasp.motorway;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.GuardHistory;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.TrackingState;

/**
 * A reader of what the guards that count had seen before a start. No state entry holds it: it is
 * counted again from the journal's last entries, before anything is appended.
 */
final class GuardWarmUp {
  private static final int MOST_RECALLED = 100_000; // entries: a second or two of a start
  private static final int READ_AT_ONCE = 1_000;

  private GuardWarmUp() {}

  /** The state with what was recorded shortly before an instant counted again. */
  static TrackingState of(
      TrackingState state, JournalReader journal, Instant now, Settings settings) {
    boolean hubs = settings.guard(Guard.COINCIDENT_OUTAGE) != Guard.Setting.OFF;
    boolean held = settings.guard(Guard.BREAKER) != Guard.Setting.OFF;
    GuardHistory guards = state.global().guards().under(settings);
    if (hubs || held) {
      Duration one = hubs ? settings.thresholds().hubsWithin() : Duration.ZERO;
      Duration other = held ? settings.thresholds().suppressionsWithin() : Duration.ZERO;
      guards = counted(guards, journal, now, one.compareTo(other) > 0 ? one : other);
    }
    return state.with(
        state.overrides().breaker().isPresent() ? guards.startedAnew(now) : guards);
  }

  private static GuardHistory counted(
      GuardHistory guards, JournalReader journal, Instant now, Duration within) {
    GuardHistory counted = guards;
    Position after = journal.before(now.minus(within), MOST_RECALLED);
    List<Entry> some = journal.read(after, READ_AT_ONCE);
    while (!some.isEmpty()) {
      for (Entry each : some) {
        if (!each.entry().at().isAfter(now)) { // else it is of a clock that was wrong
          counted = counted.recalled(each.entry());
        }
      }
      some = journal.read(journal.behind(some.getLast().number()), READ_AT_ONCE);
    }
    return counted;
  }
}

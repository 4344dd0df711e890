package org.lastgasp.audit;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Verdict;
import org.lastgasp.sqlite.Session;

/**
 * The counts of alerts by minute and distributor, in a table of the index: so that a page can say
 * what came in the last hour and day, whatever their number, and after a restart too.
 *
 * <pre>
 * minute   minute, distributor, outcome, alerts: minutes of the receipt, counted from 1970;
 *          distributor -1 if it is unknown; outcome 1 forwarded, 2 suppressed, 3 forwarded only
 *          because of observe, 4 a copy; kept for two days
 * </pre>
 */
final class MinuteCounts {
  /** Files of earlier versions have none. */
  static final String TABLE =
      "CREATE TABLE IF NOT EXISTS minute (minute INTEGER NOT NULL,"
          + " distributor INTEGER NOT NULL, outcome INTEGER NOT NULL, alerts INTEGER NOT NULL,"
          + " PRIMARY KEY (minute, distributor, outcome)) WITHOUT ROWID";

  private static final int FORWARDED = 1;
  private static final int SUPPRESSED = 2;
  private static final int OBSERVED = 3;
  private static final int COPY = 4;
  private static final int UNKNOWN = -1;
  private static final long KEPT = 2 * 24 * 60; // minutes
  private static final int SECONDS = 60;

  private MinuteCounts() {}

  private record Key(long minute, int distributor, int outcome) {}

  /** Counts the alerts among some entries, and forgets what is two days older. */
  static void add(Session session, List<Entry> entries) {
    Map<Key, Long> counts = new HashMap<>();
    for (Entry each : entries) {
      key(each.entry()).ifPresent(key -> counts.merge(key, 1L, Long::sum));
    }
    if (counts.isEmpty()) {
      return;
    }
    session.updateEach(
        "INSERT INTO minute VALUES (?, ?, ?, ?) ON CONFLICT (minute, distributor, outcome)"
            + " DO UPDATE SET alerts = alerts + excluded.alerts",
        counts.entrySet(),
        each ->
            Session.values(
                each.getKey().minute(),
                each.getKey().distributor(),
                each.getKey().outcome(),
                each.getValue()));
    session.update(
        "DELETE FROM minute WHERE minute < ?",
        minute(entries.getLast().entry().at()) - KEPT);
  }

  private static Optional<Key> key(Event entry) {
    if (entry instanceof Event.AlertCopied copy) {
      return Optional.of(new Key(minute(copy.at()), UNKNOWN, COPY));
    }
    if (entry instanceof Event.AlertJudged alert) {
      int distributor = alert.distributor().orElse(UNKNOWN);
      return Optional.of(new Key(minute(alert.at()), distributor, outcome(alert.verdict())));
    }
    return Optional.empty();
  }

  private static int outcome(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress held -> SUPPRESSED;
      case Verdict.Forward passed -> passed.reason() == Reason.OBSERVE ? OBSERVED : FORWARDED;
    };
  }

  private static long minute(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), (long) SECONDS);
  }

  /** The counts of the minutes behind one instant and up to another. */
  static AlertCounts between(Session session, Instant from, Instant to) {
    if (!isThere(session)) {
      return AlertCounts.none();
    }
    return session
        .query(
            "SELECT distributor, outcome, sum(alerts) FROM minute"
                + " WHERE minute > ? AND minute <= ? GROUP BY distributor, outcome",
            row -> counted(row.integer(1), row.integer(2), row.number(3)),
            minute(from),
            minute(to))
        .stream()
        .reduce(AlertCounts.none(), AlertCounts::plus);
  }

  /** A file of an earlier version that is only read has no such table. */
  private static boolean isThere(Session session) {
    return session.number(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'minute'")
        > 0;
  }

  private static AlertCounts counted(int distributor, int outcome, long alerts) {
    if (outcome == COPY) {
      return new AlertCounts(Map.of(), alerts);
    }
    AlertCounts.Figures figures =
        new AlertCounts.Figures(
            alerts, outcome == SUPPRESSED ? alerts : 0, outcome == OBSERVED ? alerts : 0);
    String name = distributor == UNKNOWN ? "unknown" : String.valueOf(distributor);
    return new AlertCounts(Map.of(name, figures), 0);
  }
}

package org.lastgasp.audit;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
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
 *          because of observe, 4 a copy; alerts are messages; stand_for is what they stand for by
 *          their throttled counts; a copy counts as its original; kept for two days
 * </pre>
 */
final class MinuteCounts {
  private static final int FORWARDED = 1;
  private static final int SUPPRESSED = 2;
  private static final int OBSERVED = 3;
  private static final int COPY = 4;
  private static final int UNKNOWN = -1;
  private static final int MINUTES_OF_AN_HOUR = 60;
  private static final long KEPT = 2 * 24 * MINUTES_OF_AN_HOUR; // minutes
  private static final int SECONDS = 60;

  private MinuteCounts() {}

  private record Key(long minute, int distributor, int outcome) {}

  private record Sum(long alerts, long standFor) {
    Sum plus(Sum other) {
      return new Sum(alerts + other.alerts, standFor + other.standFor);
    }
  }

  /**
   * Makes the table, and counts the alerts of the last two days that the index has. Files of format
   * 2 have one that counts messages alone, some of format 1 have none.
   */
  static List<String> made(AlertTable.Place place) {
    String table = place + ".minute";
    return List.of(
        "DROP TABLE IF EXISTS " + table,
        "CREATE TABLE " + table + " (minute INTEGER NOT NULL, distributor INTEGER NOT NULL,"
            + " outcome INTEGER NOT NULL, alerts INTEGER NOT NULL, stand_for INTEGER NOT NULL,"
            + " PRIMARY KEY (minute, distributor, outcome)) WITHOUT ROWID",
        "INSERT INTO " + table + " SELECT a.second / " + SECONDS + " AS minute,"
            + " a.distributor, CASE a.verdict"
            + " WHEN " + EventType.ALERT_SUPPRESSED.code() + " THEN " + SUPPRESSED
            + " WHEN " + EventType.ALERT_COPIED.code() + " THEN " + COPY
            + " ELSE iif(a.reason = '" + Reason.OBSERVE.code() + "', " + OBSERVED + ", "
            + FORWARDED + ") END AS outcome, count(*), sum(min(" + Event.MOST_STOOD_FOR
            + ", max(1, coalesce(o.facts ->> '$.throttled', h.facts ->> '$.throttled', 1))))"
            + " FROM alert a JOIN main.happening h USING (number)"
            + " LEFT JOIN main.happening o ON o.number = h.facts ->> '$.original'"
            + " WHERE a.number >= (SELECT min(first) FROM main.hour"
            + " WHERE hour > (SELECT max(hour) FROM main.hour) - " + KEPT / MINUTES_OF_AN_HOUR
            + ") GROUP BY 1, 2, 3");
  }

  /** Counts the alerts among some entries, which AlertTable has; forgets what is two days older. */
  static void add(Session session, List<Entry> entries) {
    Map<Key, Sum> counts = new HashMap<>();
    for (Entry each : entries) {
      if (each.entry() instanceof Event.AlertCopied copy) {
        int distributor = AlertTable.distributor(session, each.number());
        Key key = new Key(minute(copy.at()), distributor, COPY);
        counts.merge(key, new Sum(1, standsFor(session, copy.original())), Sum::plus);
      } else if (each.entry() instanceof Event.AlertJudged alert) {
        int distributor = alert.distributor().orElse(UNKNOWN);
        Key key = new Key(minute(alert.at()), distributor, outcome(alert.verdict()));
        counts.merge(key, new Sum(1, alert.standsFor()), Sum::plus);
      }
    }
    if (counts.isEmpty()) {
      return;
    }
    session.updateEach(
        "INSERT INTO minute VALUES (?, ?, ?, ?, ?) ON CONFLICT (minute, distributor, outcome)"
            + " DO UPDATE SET alerts = alerts + excluded.alerts,"
            + " stand_for = stand_for + excluded.stand_for",
        counts.entrySet(),
        each ->
            Session.values(
                each.getKey().minute(),
                each.getKey().distributor(),
                each.getKey().outcome(),
                each.getValue().alerts(),
                each.getValue().standFor()));
    session.update(
        "DELETE FROM minute WHERE minute < ?",
        minute(entries.getLast().entry().at()) - KEPT);
  }

  /** How many alerts a message of the index stands for; 1 if it is forgotten. */
  private static long standsFor(Session session, long number) {
    return Event.standsFor(
        session
            .first(
                "SELECT coalesce(facts ->> '$.throttled', 1) FROM happening WHERE number = ?",
                row -> OptionalLong.of(row.number(1)),
                number)
            .orElse(OptionalLong.empty()));
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
    return session
        .query(
            "SELECT distributor, outcome, sum(alerts), sum(stand_for) FROM minute"
                + " WHERE minute > ? AND minute <= ? GROUP BY distributor, outcome",
            row -> counted(row.integer(1), row.integer(2), row.number(3), row.number(4)),
            minute(from),
            minute(to))
        .stream()
        .reduce(AlertCounts.none(), AlertCounts::plus);
  }

  /** The counts of each minute behind one instant and up to another, in order. */
  static List<AlertCounts.Minute> each(Session session, Instant from, Instant to) {
    return session.query(
        "SELECT minute, distributor, outcome, alerts FROM minute"
            + " WHERE minute > ? AND minute <= ? ORDER BY minute",
        row -> minute(row.number(1), row.integer(2), row.integer(3), row.number(4)),
        minute(from),
        minute(to));
  }

  private static AlertCounts.Minute minute(long minute, int distributor, int outcome, long alerts) {
    return new AlertCounts.Minute(
        Instant.ofEpochSecond(minute * SECONDS),
        distributor == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(distributor),
        alerts,
        outcome == SUPPRESSED ? alerts : 0,
        outcome == OBSERVED ? alerts : 0);
  }

  private static AlertCounts counted(
      int distributor, int outcome, long alerts, long standFor) {
    String name = distributor == UNKNOWN ? "unknown" : String.valueOf(distributor);
    return new AlertCounts(Map.of(name, figures(outcome, alerts)), figures(outcome, standFor));
  }

  private static AlertCounts.Figures figures(int outcome, long alerts) {
    return new AlertCounts.Figures(
        outcome == COPY ? 0 : alerts,
        outcome == SUPPRESSED ? alerts : 0,
        outcome == OBSERVED ? alerts : 0,
        outcome == COPY ? alerts : 0);
  }
}

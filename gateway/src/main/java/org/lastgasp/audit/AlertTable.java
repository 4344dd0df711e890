package org.lastgasp.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.LabelChange;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;
import org.lastgasp.sqlite.Session;

/**
 * The columns by which alerts are filtered, in a table of the index: one row for each alert and
 * each duplicate of one.
 *
 * <pre>
 * alert    number of its entry; second of the receipt, counted from 1970; verdict, the sort of its
 *          entry; reason of the verdict, {@code in-window} if it was suppressed, {@code
 *          copy} of a duplicate; distributor, -1 if it is unknown; model of the window that
 *          the verdict names, empty if it names none; label, 0 if it was not suppressed, 1
 *          unresolved, 2 consistent, 3 suspect
 * </pre>
 *
 * <p>A duplicate has distributor and model of its original. Each column has an index that covers
 * all others, so a filter by several of them reads one index and no row.
 */
final class AlertTable {
  private static final String IN_WINDOW = AuditQuery.Filter.IN_WINDOW;
  private static final String DUPLICATE = "copy";
  private static final int UNKNOWN = -1;
  private static final int UNRESOLVED = 1;

  /** The most rows that are counted to find the most selective column. */
  private static final int COMPARED = 10_000; // rows, some milliseconds

  private static final List<String> KEYS =
      List.of("verdict", "reason", "distributor", "model", "label");

  /** The place of the table: in the file, or in memory beside a file that is not changed. */
  enum Place {
    MAIN,
    TEMP
  }

  private AlertTable() {}

  /** Makes the table, and fills it with the alerts that the index has. */
  static List<String> made(Place place) {
    return made(
        place,
        "INSERT INTO "
            + place
            + ".alert SELECT number, "
            + second("at")
            + ", sort,"
            + " coalesce(facts ->> '$.reason', '"
            + IN_WINDOW
            + "'),"
            + " coalesce(facts ->> '$.distributor', "
            + UNKNOWN
            + "),"
            + " coalesce(facts ->> '$.window.model', facts ->> '$.nearest.model', ''),"
            + " sort = "
            + EventType.ALERT_SUPPRESSED.code()
            + " FROM main.happening WHERE sort IN ("
            + EventType.ALERT_FORWARDED.code()
            + ", "
            + EventType.ALERT_SUPPRESSED.code()
            + ")",
        "INSERT INTO "
            + place
            + ".alert SELECT h.number, "
            + second("h.at")
            + ", h.sort, '"
            + DUPLICATE
            + "', coalesce(o.distributor, "
            + UNKNOWN
            + "),"
            + " coalesce(o.model, ''), 0 FROM main.happening h LEFT JOIN "
            + place
            + ".alert o"
            + " ON o.number = h.facts ->> '$.original' WHERE h.sort = "
            + EventType.ALERT_COPIED.code());
  }

  /** Without the fraction, which SQLite would round; 0 outside its calendar of 10,000 years. */
  private static String second(String at) {
    return "coalesce(unixepoch(substr(" + at + ", 1, 19)), 0)";
  }

  /** Copies the table of a file that is not changed, so that labels can follow. */
  static List<String> copied() {
    return made(Place.TEMP, "INSERT INTO temp.alert SELECT * FROM main.alert");
  }

  private static List<String> made(Place place, String... filled) {
    List<String> all = new ArrayList<>();
    all.add(
        "CREATE TABLE " + place + ".alert (number INTEGER PRIMARY KEY REFERENCES happening"
            + " ON DELETE CASCADE, second INTEGER NOT NULL, verdict INTEGER NOT NULL,"
            + " reason TEXT NOT NULL, distributor INTEGER NOT NULL, model TEXT NOT NULL,"
            + " label INTEGER NOT NULL)");
    all.addAll(List.of(filled));
    all.addAll(indexes(place)); // once it is filled: sorted once, not row by row
    return List.copyOf(all);
  }

  private static List<String> indexes(Place place) {
    return KEYS.stream()
        .map(
            key ->
                "CREATE INDEX " + place + ".alert_" + key + " ON alert (" + key + ", number,"
                    + " second, "
                    + KEYS.stream()
                        .filter(other -> !other.equals(key))
                        .collect(Collectors.joining(", "))
                    + ")")
        .toList();
  }

  /** Adds the alerts among some entries. */
  static void add(Session session, List<Entry> entries) {
    List<Object[]> alerts = new ArrayList<>();
    List<Object[]> duplicates = new ArrayList<>();
    for (Entry each : entries) {
      long second = each.entry().at().getEpochSecond();
      if (each.entry() instanceof Event.AlertJudged alert) {
        alerts.add(row(each.number(), second, alert));
      } else if (each.entry() instanceof Event.AlertCopied copy) {
        duplicates.add(Session.values(each.number(), second, copy.original()));
      }
    }
    session.updateEach("INSERT INTO alert VALUES (?, ?, ?, ?, ?, ?, ?)", alerts, each -> each);
    session.updateEach(
        "INSERT INTO alert SELECT ?, ?, " + EventType.ALERT_COPIED.code() + ", '" + DUPLICATE
            + "', coalesce(max(distributor), " + UNKNOWN + "), coalesce(max(model), ''), 0"
            + " FROM alert WHERE number = ?",
        duplicates,
        each -> each);
  }

  /** The distributor of an alert, of a duplicate that of its original; -1 if it is unknown. */
  static int distributor(Session session, long number) {
    return session
        .first("SELECT distributor FROM alert WHERE number = ?", row -> row.integer(1), number)
        .orElse(UNKNOWN);
  }

  private static Object[] row(long number, long second, Event.AlertJudged alert) {
    int sort = EventType.of(alert).orElseThrow().code();
    int distributor = alert.distributor().orElse(UNKNOWN);
    return switch (alert.verdict()) {
      case Verdict.Suppress held ->
          Session.values(
              number, second, sort, IN_WINDOW, distributor, held.window().model(), UNRESOLVED);
      case Verdict.Forward passed ->
          Session.values(
              number, second, sort, passed.reason().code(), distributor,
              passed.nearest().map(Window::model).orElse(""), 0);
    };
  }

  /** Applies changes of labels, in order. */
  static void label(Session session, List<LabelChange> changes) {
    session.updateEach(
        "UPDATE alert SET label = ? WHERE number = ? AND label > 0",
        changes,
        each -> Session.values(code(each.to()), each.number()));
  }

  /** Sets labels back to what they were before any change. */
  static void unlabel(Session session) {
    session.update("UPDATE alert SET label = ? WHERE label > ?", UNRESOLVED, UNRESOLVED);
  }

  private static int code(Label label) {
    return switch (label) {
      case UNRESOLVED -> UNRESOLVED;
      case CONSISTENT -> 2;
      case SUSPECT -> 3;
    };
  }

  /** A column that has to have a value. */
  private record Condition(String column, Object value) {}

  /**
   * The condition of a query: alerts of a filter, of some numbers, received from one second to
   * another.
   *
   * @param sql with question marks; the table is named {@code alert}
   */
  record Where(String sql, List<Object> values) {}

  /** The condition for suspects. */
  static Where suspects(Optional<Instant> from, Optional<Instant> to) {
    AuditQuery.Filter suspect =
        new AuditQuery.Filter(
            Optional.empty(), Optional.empty(), new WorkList.Whose.All(), Optional.empty(),
            Optional.of(Label.SUSPECT));
    return where(
        new AuditQuery.Alerts(Optional.empty(), suspect, from, to, 0, 1),
        AuditDatabase.Range.after(0));
  }

  /** The condition for a filter, in a query that has found the rows by other means. */
  static Where where(AuditQuery.Alerts asked, AuditDatabase.Range range) {
    StringBuilder sql = new StringBuilder("alert.number > ? AND alert.number <= ?");
    List<Object> values = new ArrayList<>(List.of(range.after(), range.upTo()));
    for (Condition each : conditions(asked.filter())) {
      sql.append(" AND alert.").append(each.column()).append(" = ?");
      values.add(each.value());
    }
    asked.from().ifPresent(from -> {
      sql.append(" AND alert.second >= ?");
      values.add(from.getEpochSecond());
    });
    asked.to().ifPresent(to -> {
      sql.append(" AND alert.second <= ?");
      values.add(to.getEpochSecond());
    });
    return new Where(sql.toString(), values);
  }

  private static List<Condition> conditions(AuditQuery.Filter filter) {
    List<Condition> all = new ArrayList<>();
    filter.outcome().map(AlertTable::sort).ifPresent(v -> all.add(new Condition("verdict", v)));
    filter.reason().ifPresent(v -> all.add(new Condition("reason", v)));
    if (filter.whose() instanceof WorkList.Whose.Of of) {
      all.add(new Condition("distributor", distributor(of.distributor())));
    }
    filter.model().ifPresent(v -> all.add(new Condition("model", v)));
    filter.label().ifPresent(v -> all.add(new Condition("label", code(v))));
    return all;
  }

  private static int distributor(OptionalInt id) {
    return id.orElse(UNKNOWN);
  }

  private static int sort(AuditQuery.Outcome outcome) {
    return switch (outcome) {
      case FORWARDED -> EventType.ALERT_FORWARDED.code();
      case SUPPRESSED -> EventType.ALERT_SUPPRESSED.code();
      case COPY -> EventType.ALERT_COPIED.code();
    };
  }

  /** The numbers of some alerts of a query, in order, as the body of a query. */
  static Where numbers(
      Session session,
      AuditQuery.Alerts asked,
      AuditDatabase.Range range,
      AuditDatabase.Cut cut) {
    Where where = where(asked, range);
    List<Object> values = new ArrayList<>(where.values());
    values.add(cut.most());
    return new Where(
        "SELECT number FROM alert " + index(session, asked.filter(), range) + " WHERE "
            + where.sql() + " ORDER BY number " + cut.order().sql() + " LIMIT ?",
        values);
  }

  /** The index of the most selective column; the table itself if the filter names none. */
  private static String index(
      Session session, AuditQuery.Filter filter, AuditDatabase.Range range) {
    List<Condition> conditions = conditions(filter);
    if (conditions.isEmpty()) {
      return "NOT INDEXED";
    }
    Condition narrowest =
        conditions.size() == 1
            ? conditions.getFirst()
            : conditions.stream()
                .min(Comparator.comparingLong(each -> count(session, each, range)))
                .orElseThrow();
    return "INDEXED BY alert_" + narrowest.column();
  }

  private static long count(Session session, Condition condition, AuditDatabase.Range range) {
    return session.number(
        "SELECT count(*) FROM (SELECT 1 FROM alert INDEXED BY alert_" + condition.column()
            + " WHERE " + condition.column() + " = ? AND number > ? AND number <= ? LIMIT "
            + COMPARED + ")",
        condition.value(),
        range.after(),
        range.upTo());
  }
}

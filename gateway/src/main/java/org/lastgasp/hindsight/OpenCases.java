package org.lastgasp.hindsight;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.lastgasp.sqlite.Session;

/**
 * The queries for the cases that stand on the work-list at an instant: the suspects, and those
 * whose window has ended. Each kind has an index that lists no other, so what waits for the end of
 * its window costs nothing, however much it is.
 *
 * @param now in nanoseconds since 1970
 * @param sorted up to how many are sorted by their numbers
 */
record OpenCases(WorkList.Whose whose, long now, int sorted) {
  private static final String SUSPECT =
      "FROM held INDEXED BY open_suspect WHERE pending = 1 AND label = 'suspect'";
  private static final String DUE =
      "FROM held INDEXED BY open_later WHERE pending = 1 AND label <> 'suspect' AND ends <= ?";
  private static final int SORTED = 20_000; // rows of an index, some milliseconds

  static OpenCases of(WorkList.Whose whose, long now) {
    return new OpenCases(whose, now, SORTED);
  }

  /** How many suspects there are, of everybody. */
  long suspects(Session session) {
    return session.number("SELECT count(*) " + SUSPECT);
  }

  /** How many others there are, of everybody. */
  long due(Session session) {
    return session.number("SELECT count(*) " + DUE, now);
  }

  /** The first so many behind a number, in order. */
  List<Case> first(Session session, long after, int most) {
    Stream<Long> suspects =
        session
            .query(numbers(SUSPECT), row -> row.number(1), whoseId(), after, most)
            .stream();
    Stream<Long> others =
        session
            .query(numbers(others(session)), row -> row.number(1), now, whoseId(), after, most)
            .stream();
    return Stream.concat(suspects, others)
        .sorted(Comparator.naturalOrder())
        .limit(most)
        .flatMap(number -> CaseRows.cases(session, "number = ?", number).stream())
        .toList();
  }

  /** Few are sorted by their numbers; many are found soon by going along these. */
  private String others(Session session) {
    long some = session.number("SELECT count(*) FROM (SELECT 1 " + DUE + " LIMIT ?)", now, sorted);
    return some < sorted ? DUE : DUE.replace("open_later", along());
  }

  private String along() {
    return switch (whose) {
      case WorkList.Whose.All all -> "pending";
      case WorkList.Whose.Of of -> "pending_of";
    };
  }

  private String numbers(String from) {
    String its =
        switch (whose) {
          case WorkList.Whose.All all -> "? IS NOT NULL";
          case WorkList.Whose.Of of -> "distributor IS nullif(?, -1)";
        };
    return "SELECT number " + from + " AND " + its + " AND number > ? ORDER BY number LIMIT ?";
  }

  private long whoseId() {
    return switch (whose) {
      case WorkList.Whose.All all -> 0;
      case WorkList.Whose.Of of -> of.distributor().orElse(-1);
    };
  }

  List<String> plan(Session session, int most) {
    String explain = "EXPLAIN QUERY PLAN ";
    return Stream.of(
            session.query(
                explain + numbers(SUSPECT), row -> row.text(4), whoseId(), 0L, most),
            session.query(
                explain + numbers(others(session)), row -> row.text(4), now, whoseId(), 0L, most),
            session.query(explain + "SELECT count(*) " + SUSPECT, row -> row.text(4)),
            session.query(explain + "SELECT count(*) " + DUE, row -> row.text(4), now))
        .flatMap(List::stream)
        .toList();
  }
}

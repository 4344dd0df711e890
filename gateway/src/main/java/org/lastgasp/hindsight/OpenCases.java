package org.lastgasp.hindsight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.lastgasp.sqlite.Row;
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

  /** So many suspects and so many others at most, counted by distributor. */
  WorkList.Counts counts(Session session, int most) {
    List<WorkList.Counts.Of> all = new ArrayList<>();
    all.addAll(session.query(counting(SUSPECT, 1), OpenCases::counted, whoseId(), most));
    all.addAll(session.query(counting(DUE, 0), OpenCases::counted, now, whoseId(), most));
    return new WorkList.Counts(
        List.copyOf(all),
        all.stream().mapToLong(WorkList.Counts.Of::suspects).sum() >= most
            || all.stream().mapToLong(each -> each.cases() - each.suspects()).sum() >= most,
        first(session, Optional.empty(), 0, 1).stream().findFirst().map(each -> each.held().at()));
  }

  private String counting(String from, int suspect) {
    return "SELECT distributor, count(*), " + suspect + " * count(*) FROM (SELECT distributor "
        + from + " AND " + its() + " LIMIT ?) GROUP BY distributor";
  }

  private static WorkList.Counts.Of counted(Row row) {
    OptionalLong id = row.numberIfAny(1);
    return new WorkList.Counts.Of(
        id.isPresent() ? OptionalInt.of((int) id.getAsLong()) : OptionalInt.empty(),
        row.number(2), row.number(3));
  }

  /** The first so many behind a number, in order; those of a label, or of any if it is empty. */
  List<Case> first(Session session, Optional<Label> label, long after, int most) {
    List<Long> found = new ArrayList<>();
    if (label.orElse(Label.SUSPECT) == Label.SUSPECT) {
      found.addAll(
          session.query(numbers(SUSPECT), row -> row.number(1), whoseId(), after, most));
    }
    if (label.orElse(Label.UNRESOLVED) == Label.UNRESOLVED) { // no other is on the list
      found.addAll(
          session.query(
              numbers(others(session)), row -> row.number(1), now, whoseId(), after, most));
    }
    return found.stream()
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

  private String its() {
    return switch (whose) {
      case WorkList.Whose.All all -> "? IS NOT NULL";
      case WorkList.Whose.Of of -> "distributor IS nullif(?, -1)";
    };
  }

  private String numbers(String from) {
    return "SELECT number " + from + " AND " + its() + " AND number > ? ORDER BY number LIMIT ?";
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

package org.lastgasp.report;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.sqlite.Session;

/**
 * The change that lets a report store restored from a backup continue after the reports that were
 * sent since: no number is used twice, and the next reports name the records that are missing here.
 * For a data folder on which no gateway runs.
 */
public final class Resumption {
  private final Session session;
  private final Instant at;

  private Resumption(Session session, Instant at) {
    this.session = session;
    this.at = at;
  }

  /**
   * The known facts of reports that were sent and are not in the report store.
   *
   * @param sent what the files at targets show
   * @param anySeries the highest number of any series, as an operator gave it
   * @param begun the number of the record before the first one here, for a store without a period
   * @param lost records that are missing here; empty if none is
   */
  public record Known(
      SentReports sent, OptionalLong anySeries, long begun, Optional<SkippedRange> lost) {}

  /**
   * Continues after the known reports, in one transaction.
   *
   * @return the series whose next number changed, with the last number that was used
   * @throws org.lastgasp.sqlite.StoreUnavailable if the report store cannot be written
   */
  public static Map<SentReports.Series, Long> goOn(Path folder, Known known, Instant at) {
    try (ReportStore store = ReportStore.open(folder)) { // makes it if there is none
      return store.amend(
          session -> {
            Resumption resumption = new Resumption(session, at.truncatedTo(ChronoUnit.MILLIS));
            Map<SentReports.Series, Long> skipped = resumption.skip(known);
            known.lost().ifPresent(lost -> ReportStore.pass(session, lost));
            return skipped;
          });
    }
  }

  private Map<SentReports.Series, Long> skip(Known known) {
    Map<SentReports.Series, Long> last = new HashMap<>(known.sent().last());
    if (known.anySeries().isPresent()) {
      long number = known.anySeries().getAsLong();
      series().forEach(each -> last.putIfAbsent(each, number));
      last.replaceAll((each, found) -> Math.max(found, number));
    }
    Map<SentReports.Series, Long> skipped = new HashMap<>();
    for (Map.Entry<SentReports.Series, Long> each : last.entrySet()) {
      if (each.getValue() > used(each.getKey())) {
        skipped.put(each.getKey(), each.getValue());
      }
    }
    if (!skipped.isEmpty()) {
      long period = period(known.begun());
      for (Map.Entry<SentReports.Series, Long> each : skipped.entrySet()) {
        use(period, each.getKey(), each.getValue());
      }
    }
    return skipped;
  }

  private List<SentReports.Series> series() {
    List<SentReports.Series> all = new ArrayList<>();
    all.add(new SentReports.Series(Report.LOG, ReportScope.ALL));
    all.addAll(
        session.query(
            "SELECT DISTINCT kind, scope FROM report",
            row -> new SentReports.Series(row.text(1), row.text(2))));
    return all;
  }

  private long used(SentReports.Series series) {
    return session.number(
        "SELECT coalesce(max(sequence), 0) FROM report WHERE kind = ? AND scope = ?",
        series.kind(),
        series.scope());
  }

  /** Inserts a period without a record, which begins and ends where the last one ended. */
  private long period(long begun) {
    int copied =
        session.update(
            "INSERT INTO period SELECT number + 1, \"to\", \"to\", ?, scoping, last + 1, last,"
                + " hash, assessed, assessed, NULL FROM period ORDER BY number DESC LIMIT 1",
            at.toString());
    if (copied == 0) {
      session.update(
          "INSERT INTO period VALUES (1, ?1, ?1, ?1, ?2, ?3 + 1, ?3, NULL, 0, 0, NULL)",
          at.toString(),
          ReportScope.CONSOLIDATED.code(),
          begun);
    }
    return session.number("SELECT max(number) FROM period");
  }

  /** Records a report sent before the restore: its number is used, and its file is not here. */
  private void use(long period, SentReports.Series series, long number) {
    session.update(
        "INSERT INTO report (number, period, kind, scope, sequence, name, rows, bytes, sha256,"
            + " built, removed) SELECT 1 + coalesce(max(number), 0), ?1, ?2, ?3, ?4, ?5, 0, 0, '',"
            + " ?6, ?6 FROM report",
        period,
        series.kind(),
        series.scope(),
        number,
        "before-restore-" + series.kind() + "-" + series.scope() + "-" + number,
        at.toString());
  }
}

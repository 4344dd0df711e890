package org.lastgasp.report;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The queries of the report store for the reports that a target does not have yet. They wait in two
 * queues, each in order: a table that a target refuses delays nothing but tables.
 */
record OwedReports(ReportStore store, String target) {

  /** The queues, in the order in which they are served. */
  private enum Queue {
    ALL_BUT_TABLES("NOT LIKE 'table-%'"),
    TABLES("LIKE 'table-%'");

    private final String last;
    private final String owed;

    Queue(String kind) {
      this.last =
          " FROM sent s WHERE s.target = ? AND (SELECT t.kind FROM report t"
              + " WHERE t.number = s.report) " + kind + " ORDER BY s.report DESC LIMIT 1";
      this.owed =
          " WHERE r.removed IS NULL AND r.kind " + kind
              + " AND r.number > coalesce((SELECT s.report" + last + "), 0)";
    }
  }

  private Stream<Queue> queues() {
    return Stream.of(Queue.values()).filter(q -> q != Queue.TABLES || store.hasTables());
  }

  /** The first owed report of each queue that is not removed, built or not. */
  private Stream<Report> firsts() {
    return queues().flatMap(queue -> first(queue).stream());
  }

  private Optional<Report> first(Queue queue) {
    return store.reports(queue.owed + " ORDER BY r.number LIMIT 1", target).stream().findFirst();
  }

  private static boolean isBuilt(Report report) {
    return report.built().isPresent();
  }

  /** The report to send next; one that is not built delays those after it in its queue. */
  Optional<Report> next() {
    return firsts().filter(OwedReports::isBuilt).findFirst();
  }

  /** The owed report with the lowest number, built or not. */
  Optional<Report> first() {
    return firsts().min(Comparator.comparingLong(Report::number));
  }

  /** The instant the first of those that can be sent was generated. */
  Optional<Instant> oldest() {
    return firsts()
        .filter(OwedReports::isBuilt)
        .map(report -> report.period().generated())
        .min(Comparator.naturalOrder());
  }

  /** The number of built reports, none of them behind one that is not built. */
  long waiting() {
    return queues()
        .filter(queue -> first(queue).filter(OwedReports::isBuilt).isPresent())
        .mapToLong(queue -> store.count(queue.owed + " AND r.built IS NOT NULL", target))
        .sum();
  }

  /** The instant the target took a report last. */
  Optional<Instant> lastSuccess() {
    return queues()
        .flatMap(queue -> store.firstInstant("SELECT s.at" + queue.last, target).stream())
        .max(Comparator.naturalOrder());
  }

  /** The instant of the first suppressed alert in these reports, not counting tables. */
  Optional<Instant> oldestAlert() {
    String first = " AND p.oldest IS NOT NULL ORDER BY r.number LIMIT 1";
    return store.reports(Queue.ALL_BUT_TABLES.owed + first, target).stream()
        .findFirst()
        .flatMap(report -> report.period().oldest());
  }
}

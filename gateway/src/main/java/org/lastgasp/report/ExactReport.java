package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A reader of a report's file, for the tables made of it: its counts, and its alerts in order.
 */
final class ExactReport {
  private static final int CHANGE_CELLS = 5;

  private final Report report;
  private final Path file;

  ExactReport(Report report, Path file) {
    this.report = report;
    this.file = file;
  }

  /**
   * The counts of a report.
   *
   * @param distributors the number of alerts of each distributor
   * @param assessments the number of alerts with each assessment
   * @param firstSeq the number of its first record; empty if it has no alert
   * @param changes assessments changed since earlier reports, and releases
   * @param gaps ranges of lost records, as text
   */
  record Summary(
      long alerts,
      SortedMap<String, Long> distributors,
      SortedMap<String, Long> assessments,
      Optional<String> firstSeq,
      Optional<String> lastSeq,
      List<Change> changes,
      List<String> gaps) {}

  /** An assessment that changed, or a release. */
  record Change(String seq, String before, String now, String evidence) {}

  /** A receiver of alerts, each with the cells of its row. */
  interface Alerts {
    void alert(List<String> row) throws IOException;
  }

  Report report() {
    return report;
  }

  /** Gives each alert, in order. */
  void alerts(Alerts to) throws IOException {
    try (CsvRecords records = CsvRecords.open(file)) {
      while (records.next()) {
        List<String> cells = records.cells().orElse(List.of());
        if (Columns.isRow(cells)) {
          to.alert(cells);
        }
      }
    }
  }

  /** Counts all of it. */
  Summary summary() throws IOException {
    SortedMap<String, Long> distributors = new TreeMap<>(Distributors.ORDER);
    SortedMap<String, Long> assessments = new TreeMap<>();
    List<Change> changes = new ArrayList<>();
    List<String> gaps = new ArrayList<>();
    List<String> ends = new ArrayList<>();
    long alerts = 0;
    try (CsvRecords records = CsvRecords.open(file)) {
      while (records.next()) {
        List<String> cells = records.cells().orElse(List.of());
        if (Columns.isRow(cells)) {
          alerts++;
          count(distributors, TableColumn.DISTRIBUTOR.of(cells));
          count(assessments, TableColumn.ASSESSMENT.of(cells));
          ends.add(TableColumn.SEQ.of(cells));
          if (ends.size() > 2) {
            ends.remove(1);
          }
        } else if (cells.size() == CHANGE_CELLS && cells.getFirst().equals(Columns.CHANGE)) {
          changes.add(new Change(cells.get(1), cells.get(2), cells.get(3), cells.get(4)));
        } else if (cells.size() == CHANGE_CELLS && cells.getFirst().equals(Columns.GAP)) {
          long first = Long.parseLong(cells.get(1));
          long last = Long.parseLong(cells.get(2));
          gaps.add(SkippedRange.which(first, last) + ": " + cells.get(4));
        }
      }
    }
    Optional<String> first = ends.stream().findFirst();
    Optional<String> last = first.map(one -> ends.getLast());
    return new Summary(alerts, distributors, assessments, first, last, changes, gaps);
  }

  private static void count(Map<String, Long> counts, String key) {
    counts.merge(key, 1L, Long::sum);
  }
}

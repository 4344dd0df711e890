package org.lastgasp.report;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lastgasp.files.SpreadsheetText;

/** The page that says what a table for people is, what it covers, and how to verify its report. */
final class TablePage {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int LABEL = 24; // characters

  private TablePage() {}

  /** A line of the page; a title has no text. */
  record Line(String label, String text) {
    boolean isTitle() {
      return text.isEmpty() && !label.isEmpty();
    }
  }

  /** The page as plain text; control characters from messages cannot begin another line. */
  static String text(List<Line> page) {
    StringBuilder text = new StringBuilder();
    for (Line line : page) {
      String label = line.text().isEmpty() ? line.label() : padded(line.label());
      text.append((label + line.text()).replaceAll("\\p{Cntrl}+", " ")).append("\r\n");
    }
    return text.toString();
  }

  private static String padded(String label) {
    return label + " ".repeat(Math.max(1, LABEL - label.length()));
  }

  static List<Line> of(Report report, ExactReport.Summary summary, String alertsAre) {
    List<Line> page = new ArrayList<>();
    page.add(new Line("Power Outage Alerts suppressed because of firmware activations", ""));
    page.add(new Line("", ""));
    page.add(
        new Line("What this is", "a table for people, made from the exact report named below"));
    page.add(new Line("", "and without its hash chain: only the exact report can be verified"));
    page.add(new Line("Alerts", alertsAre));
    page.add(new Line("", ""));
    page.addAll(covers(report, summary));
    page.addAll(laterFindings(summary));
    page.add(new Line("", ""));
    page.add(new Line("Columns", ""));
    for (TableColumn column : TableColumn.values()) {
      page.add(new Line("  " + column.title(), column.meaning()));
    }
    page.add(new Line("", ""));
    page.addAll(verifying(report));
    return page;
  }

  private static List<Line> covers(Report report, ExactReport.Summary summary) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("What it covers", ""));
    lines.add(new Line("  Scope", scope(report.scope())));
    lines.add(new Line("  Report", "number " + report.sequence() + " of this scope"));
    lines.add(new Line("  From", time(report.period().from())));
    lines.add(new Line("  To", time(report.period().to())));
    lines.add(new Line("  Generated", time(report.period().generated())));
    lines.add(new Line("  Alerts suppressed", String.valueOf(summary.alerts())));
    lines.add(new Line("  By distributor", counts(summary.distributors())));
    lines.add(new Line("  By assessment", counts(summary.assessments())));
    String records =
        summary.firstSeq().isEmpty()
            ? "none"
            : summary.firstSeq().get() + " to " + summary.lastSeq().orElseThrow();
    lines.add(new Line("  Log records", records));
    lines.add(new Line("  Records lost", summary.gaps().isEmpty() ? "none" : ""));
    summary.gaps().forEach(gap -> lines.add(new Line("    ", SpreadsheetText.noFormula(gap))));
    return lines;
  }

  private static String scope(String scope) {
    return switch (scope) {
      case ReportScope.ALL -> "consolidated: all distributors";
      case ReportScope.UNKNOWN -> "alerts whose MPAN names no distributor";
      default -> "distributor " + scope;
    };
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }

  private static String counts(Map<String, Long> counts) {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(each -> each.getKey() + ": " + each.getValue())
            .collect(joining(", "));
  }

  /** The lines for changed assessments and releases. */
  private static List<Line> laterFindings(ExactReport.Summary summary) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("", ""));
    lines.add(
        new Line("Later findings", summary.changes().isEmpty() ? "none" : ""));
    for (ExactReport.Change each : summary.changes()) {
      String what =
          each.now().equals("released")
              ? "delivered late (assessment then: " + each.before() + ")"
              : "was " + each.before() + ", is " + each.now();
      lines.add(new Line("  record " + each.seq(), what + "; " + each.evidence()));
    }
    return lines;
  }

  private static List<Line> verifying(Report report) {
    Report.Built built = report.built().orElseThrow();
    return List.of(
        new Line("How to verify", ""),
        new Line("  Exact report", report.name()),
        new Line("  SHA-256", built.sha256()),
        new Line("  Bytes", String.valueOf(built.bytes())),
        new Line("  Compare the hash", "sha256sum " + report.name()),
        new Line("  Verify the rows", "lastgasp report verify " + report.name()));
  }
}

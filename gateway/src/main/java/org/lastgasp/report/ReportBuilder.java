package org.lastgasp.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.log.LogReader;
import org.lastgasp.log.Verification.Finding;

/**
 * A builder that makes the files of a period's reports from the log, the report store and the
 * assessments: the same period gives the same bytes at any time. For one thread.
 */
final class ReportBuilder {
  private final Path spool;
  private final Path log;
  private final ReportStore store;
  private final Assessments assessments;

  ReportBuilder(Path spool, Path log, ReportStore store, Assessments assessments) {
    this.spool = spool;
    this.log = log;
    this.store = store;
    this.assessments = assessments;
  }

  /** The result of making them. */
  sealed interface Made {
    /** The files are there, whole, under their names. */
    record Files(Map<Report, ReportWriter.Finished> files) implements Made {}

    /** The log is damaged; there is no file. */
    record Broken(Finding finding) implements Made {}
  }

  /**
   * Makes the files of all reports of a period that is in the report store; existing files are
   * replaced by the same bytes.
   *
   * @throws UncheckedIOException if the log cannot be read or the spool not written
   */
  Made make(List<Report> reports) {
    Period period = reports.getFirst().period();
    Map<String, Long> sequences =
        reports.stream().collect(Collectors.toMap(Report::scope, Report::sequence));
    ReportTemplate template = store.template(period.number());
    try (PeriodWriter writer =
        writer(period, template, Optional.empty(), scope -> planned(sequences, scope))) {
      reports.forEach(report -> writer.open(report.scope()));
      Optional<Finding> broken = fill(writer, period.last(), Instant.MAX, Instant.MAX);
      if (broken.isPresent()) {
        return new Made.Broken(broken.get());
      }
      writer.changes();
      return new Made.Files(finish(writer, reports));
    }
  }

  private static long planned(Map<String, Long> sequences, String scope) {
    return Optional.ofNullable(sequences.get(scope))
        .orElseThrow(
            () -> new IllegalStateException("no report is planned for the scope " + scope));
  }

  /** A writer for a period, without a row yet. */
  PeriodWriter writer(
      Period period,
      ReportTemplate template,
      Optional<String> hash,
      ToLongFunction<String> sequences) {
    try {
      DurableFiles.makeFolder(spool);
    } catch (IOException failed) {
      throw new UncheckedIOException("making " + spool, failed);
    }
    return new PeriodWriter(spool, period, template, hash, sequences, assessments);
  }

  /**
   * Writes records up to and including one, or up to the first that was suppressed at an instant or
   * later. Ranges that an operator ordered to skip are skipped.
   *
   * @param wrongAfter records suppressed after this instant do not end the period
   * @return the damage at which it stopped; empty if there is none
   */
  Optional<Finding> fill(PeriodWriter writer, long upTo, Instant end, Instant wrongAfter) {
    for (SkippedRange gap : store.passed(writer.last() + 1, upTo)) {
      Optional<Finding> broken = rows(writer, gap.first() - 1, end, wrongAfter);
      if (broken.isPresent() || writer.last() < gap.first() - 1) {
        return broken;
      }
      writer.pass(gap);
    }
    return rows(writer, upTo, end, wrongAfter);
  }

  private Optional<Finding> rows(
      PeriodWriter writer, long upTo, Instant end, Instant wrongAfter) {
    try (LogReader records = LogReader.open(log, writer.last(), writer.hash(), upTo)) {
      while (records.next() && isWithin(records.suppressedAt(), end, wrongAfter)) {
        writer.row(records);
      }
      return records.broken();
    }
  }

  private static boolean isWithin(Instant suppressed, Instant end, Instant wrongAfter) {
    return suppressed.isBefore(end) || suppressed.isAfter(wrongAfter);
  }

  /** Ends the files of a writer and gives them their final names. */
  Map<Report, ReportWriter.Finished> finish(PeriodWriter writer, List<Report> reports) {
    try {
      return writer.finish(reports);
    } catch (IOException failed) {
      throw new UncheckedIOException("making " + spool, failed);
    }
  }
}

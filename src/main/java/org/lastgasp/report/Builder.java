package org.lastgasp.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.log.Finding;
import org.lastgasp.log.LogReader;

/**
 * Makes the files of a period's reports, from the log and the ledger alone: the same period gives
 * the same bytes at any time. For one thread.
 */
final class Builder {
  static final String VERSION = "1";

  private final Path spool;
  private final Path log;
  private final Assessments assessments;

  Builder(Path spool, Path log, Assessments assessments) {
    this.spool = spool;
    this.log = log;
    this.assessments = assessments;
  }

  /** How it went. */
  sealed interface Made {
    /** The files are there, whole, under their names. */
    record Files(Map<Report, ReportWriter.Finished> files) implements Made {}

    /** The log is damaged; there is no file. */
    record Broken(Finding finding) implements Made {}
  }

  /**
   * Makes the files of reports of one period; those that are there are replaced by the same.
   *
   * @throws UncheckedIOException if the log cannot be read or the spool not written
   */
  Made make(List<Report> reports) {
    Period period = reports.getFirst().period();
    Map<String, ReportWriter> writers = new LinkedHashMap<>();
    try {
      Files.createDirectories(spool);
      for (Report report : reports) {
        ReportWriter writer = ReportWriter.create(part(report));
        writers.put(report.scope(), writer);
        begin(writer, report);
      }
      Optional<Finding> broken = rows(period, writers);
      if (broken.isPresent()) {
        return new Made.Broken(broken.get());
      }
      changes(period, writers);
      return new Made.Files(finish(reports, writers));
    } catch (IOException failed) {
      throw new UncheckedIOException("making " + spool, failed);
    } finally {
      writers.values().forEach(ReportWriter::close);
      for (Report report : reports) {
        part(report).toFile().delete(); // makes room if the disk is full
      }
    }
  }

  private Path part(Report report) {
    return spool.resolve(report.name() + ".part");
  }

  private static void begin(ReportWriter writer, Report report) {
    Period period = report.period();
    writer.line(
        "H", "POASL", VERSION, String.valueOf(report.sequence()), report.scope(),
        Moments.text(period.from()), Moments.text(period.to()), Moments.text(period.generated()));
    writer.line(Columns.NAMES.toArray(String[]::new));
  }

  private Optional<Finding> rows(Period period, Map<String, ReportWriter> writers) {
    try (LogReader records =
        LogReader.open(log, period.first() - 1, Optional.empty(), period.last())) {
      while (records.next()) {
        ReportWriter writer =
            writer(writers, period.scoping().scope(records.distributor()));
        writer.cell(Columns.ROW);
        records.values(writer::cell);
        writer.cell(assessments.of(records.seq(), period.assessed()));
        writer.endRow();
      }
      return records.broken();
    }
  }

  private void changes(Period period, Map<String, ReportWriter> writers) {
    for (Assessments.Change change :
        assessments.changes(period.assessedAfter(), period.assessed(), period.first() - 1)) {
      ReportWriter writer = writer(writers, period.scoping().scope(change.distributor()));
      writer.cell(Columns.CHANGE);
      writer.cell(String.valueOf(change.seq()));
      writer.cell(change.old());
      writer.cell(change.now());
      writer.cell(change.evidence());
      writer.endRow();
    }
  }

  private static ReportWriter writer(Map<String, ReportWriter> writers, String scope) {
    return Optional.ofNullable(writers.get(scope))
        .orElseThrow(
            () -> new IllegalStateException("no report is planned for the scope " + scope));
  }

  private Map<Report, ReportWriter.Finished> finish(
      List<Report> reports, Map<String, ReportWriter> writers) throws IOException {
    Map<Report, ReportWriter.Finished> files = new LinkedHashMap<>();
    for (Report report : reports) {
      files.put(report, writer(writers, report.scope()).finish());
    }
    for (Report report : reports) {
      Files.move(
          part(report),
          spool.resolve(report.name()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    sync(spool);
    return files;
  }

  /** Makes the names in a folder last through a loss of power. */
  static void sync(Path folder) throws IOException {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}

package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.log.LogReader;

/**
 * A writer of a period's reports, under temporary names until they are finished. For one thread.
 *
 * <p>A scope gets a file at its first row or when {@link #open} is called; the content is the same
 * either way. Files that are not finished are deleted by {@link #close}.
 */
final class PeriodWriter implements AutoCloseable {
  private static final int RELEASES = 10_000; // records that are asked for at once

  private static final Comparator<String> ORDER =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private final Path spool;
  private final Period period;
  private final ReportTemplate template;
  private final ToLongFunction<String> sequences;
  private final Assessments assessments;
  private final SortedMap<String, ReportWriter> writers = new TreeMap<>(ORDER);
  private final Map<String, Path> parts = new HashMap<>();
  private final List<SkippedRange> passed = new ArrayList<>();
  private long last;
  private Optional<String> hash;
  private Optional<Instant> oldest = Optional.empty();

  /**
   * A writer that has written nothing yet.
   *
   * @param period gives where the period begins; its end is not read
   * @param hash of the record before its first, if it is known
   * @param sequences gives the sequence of a scope's report
   */
  PeriodWriter(
      Path spool,
      Period period,
      ReportTemplate template,
      Optional<String> hash,
      ToLongFunction<String> sequences,
      Assessments assessments) {
    this.spool = spool;
    this.period = period;
    this.template = template;
    this.sequences = sequences;
    this.assessments = assessments;
    this.last = period.first() - 1;
    this.hash = hash;
  }

  /** Makes sure that a scope has a report. */
  void open(String scope) {
    ReportWriter unused = writer(scope);
  }

  private ReportWriter writer(String scope) {
    return Optional.ofNullable(writers.get(scope)).orElseGet(() -> begin(scope));
  }

  private ReportWriter begin(String scope) {
    long sequence = sequences.applyAsLong(scope);
    Path part = spool.resolve(new ReportFile(scope, period.from(), sequence).name() + ".part");
    ReportWriter writer = ReportWriter.create(part);
    writers.put(scope, writer);
    parts.put(scope, part);
    writer.raw(template.headerOf(values(scope, sequence, 0, "")));
    passed.forEach(each -> gap(writer, each));
    return writer;
  }

  private TemplateValues values(String scope, long sequence, long rows, String sha256) {
    return new TemplateValues(
        sequence, scope, period.from(), period.to(), period.generated(), rows, sha256);
  }

  /** Returns true if there is nothing to report: no record, no change and no lost record. */
  boolean isEmpty() {
    return writers.isEmpty() && passed.isEmpty();
  }

  /** Writes a record, the next one after {@link #last}. */
  void row(LogReader record) {
    String assessment = assessments.of(record.seq(), period.assessed());
    for (String scope : period.scoping().scopes(record.distributor())) {
      ReportWriter writer = writer(scope);
      writer.cell(Columns.ROW);
      record.values(writer);
      writer.cell(assessment);
      writer.endRow();
    }
    last = record.seq();
    hash = record.hash();
    oldest = oldest.isEmpty() ? Optional.of(record.suppressedAt()) : oldest;
  }

  /** Skips lost records, as an operator ordered: the report of each scope says so. */
  void pass(SkippedRange records) {
    passed.add(records);
    writers.values().forEach(writer -> gap(writer, records));
    last = records.last();
    hash = records.hash();
  }

  private static void gap(ReportWriter writer, SkippedRange records) {
    writer.cell(Columns.GAP);
    writer.cell(String.valueOf(records.first()));
    writer.cell(String.valueOf(records.last()));
    writer.cell(records.what());
    writer.cell(records.reason());
    writer.endRow();
  }

  /**
   * Writes the changed assessments of records of earlier periods, and which records of this period
   * are released already: their rows do not show it.
   */
  void changes() {
    long assessed = period.assessed();
    write(assessments.changes(period.assessedAfter(), assessed, period.first() - 1));
    for (long from = period.first(); from <= last; from += RELEASES) {
      long to = Math.min(last, from + RELEASES - 1);
      write(assessments.releases(from, to, assessed));
    }
  }

  private void write(List<Assessments.Change> changes) {
    for (Assessments.Change change : changes) {
      for (String scope : period.scoping().scopes(change.distributor())) {
        ReportWriter writer = writer(scope);
        writer.cell(Columns.CHANGE);
        writer.cell(String.valueOf(change.seq()));
        writer.cell(change.old());
        writer.cell(change.now());
        writer.cell(change.evidence());
        writer.endRow();
      }
    }
  }

  /** The number of the last record written or skipped, or of the one before the first. */
  long last() {
    return last;
  }

  /** The hash of that record, if it is known. */
  Optional<String> hash() {
    return hash;
  }

  /** The period with the end, hash and first alert of what was written. */
  Period period() {
    return new Period(
        period.number(), period.from(), period.to(), period.generated(), period.scoping(),
        period.first(), last, hash, period.assessedAfter(), period.assessed(), oldest);
  }

  /** Every scope that has a report, in the order in which they are sent. */
  Collection<String> scopes() {
    return List.copyOf(writers.keySet());
  }

  /** Ends the files and gives them their final names; existing files are replaced. */
  Map<Report, ReportWriter.Finished> finish(List<Report> reports) throws IOException {
    Map<Report, ReportWriter.Finished> files = new LinkedHashMap<>();
    for (Report report : reports) {
      ReportWriter writer = writer(report.scope());
      String sha256 = writer.sha256();
      writer.raw(
          template.footerOf(values(report.scope(), report.sequence(), writer.rows(), sha256)));
      files.put(report, writer.finish());
    }
    for (Report report : reports) {
      Files.move(
          spool.resolve(report.name() + ".part"),
          spool.resolve(report.name()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    DurableFiles.syncFolder(spool);
    return files;
  }

  @Override
  public void close() {
    writers.values().forEach(ReportWriter::close);
    for (Path part : parts.values()) {
      boolean unused = part.toFile().delete(); // makes room if the disk is full
    }
  }
}

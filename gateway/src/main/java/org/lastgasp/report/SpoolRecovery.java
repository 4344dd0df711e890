package org.lastgasp.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lastgasp.files.Sha256;
import org.lastgasp.sqlite.Session;

/**
 * A recovery of a lost report store from the files in the spool: the reports, the digests and
 * statements after them, and the tables beside them. Each keeps its name, sequence and bytes, and
 * later ones continue after it. For one thread.
 */
final class SpoolRecovery {
  private final Path spool;
  private final List<SpooledReport> reports;
  private final List<SpooledDocument> documents;
  private int told; // how many of the documents are recorded

  private SpoolRecovery(
      Path spool, List<SpooledReport> reports, List<SpooledDocument> documents) {
    this.spool = spool;
    this.reports = reports;
    this.documents = documents;
  }

  /** The recovery from a folder; any other file in it is skipped. */
  static SpoolRecovery of(Path spool) {
    List<SpooledReport> reports = SpooledReport.in(spool);
    return new SpoolRecovery(
        spool, reports, reports.isEmpty() ? List.of() : documents(spool, reports));
  }

  private static List<SpooledDocument> documents(Path spool, List<SpooledReport> reports) {
    Map<Instant, Instant> ends = new HashMap<>();
    reports.forEach(each -> ends.put(each.from(), each.to()));
    try (Stream<Path> files = Files.list(spool)) {
      return files
          .flatMap(file -> SpooledDocument.of(file, ends).stream())
          .sorted(
              Comparator.comparing(SpooledDocument::to)
                  .thenComparing(SpooledDocument::sequence)
                  .thenComparing(SpooledDocument::file))
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException("looking at the documents in " + spool, failed);
    }
  }

  /** The number of reports; without one there is nothing to continue. */
  int reports() {
    return reports.size();
  }

  /** Records all of it, in the order in which it was written: a period for each report. */
  void into(Session session) {
    try {
      for (int i = 0; i < reports.size(); i++) {
        SpooledReport report = reports.get(i);
        Period period = report.period(i + 1);
        ReportStore.insert(session, period);
        insert(
            session, period, Report.LOG, report.scope(), report.sequence(), report.name(),
            new Report.Built(
                report.rows(), report.bytes(), report.sha256(), report.generated()));
        tables(session, period, report);
        boolean isLast = i == reports.size() - 1;
        documents(session, period, isLast ? Instant.MAX : reports.get(i + 1).to());
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("reading what is in " + spool, failed);
    }
  }

  private void tables(Session session, Period period, SpooledReport report) throws IOException {
    for (String kind : List.of(Report.TABLE_CSV, Report.TABLE_PAGE, Report.TABLE_XLSX)) {
      String name = ReportTables.name(report.name(), kind);
      Path file = spool.resolve(name);
      if (Files.isRegularFile(file)) {
        insert(
            session, period, kind, report.scope(), report.sequence(), name,
            new Report.Built(
                report.rows(), Files.size(file), Sha256.of(file), report.generated()));
      }
    }
  }

  /** Records the documents written after a period and before the next one ended. */
  private void documents(Session session, Period period, Instant next) throws IOException {
    while (told < documents.size() && documents.get(told).to().isBefore(next)) {
      SpooledDocument document = documents.get(told);
      byte[] content = Files.readAllBytes(document.file());
      String name = String.valueOf(document.file().getFileName());
      long lines = new String(content, StandardCharsets.UTF_8).lines().count();
      insert(
          session, period, document.kind(), document.scope(), document.sequence(), name,
          new Report.Built(
              lines, content.length, Sha256.of(content), period.generated()));
      session.update(
          "INSERT INTO paper SELECT max(number), ?, ?, ? FROM report",
          document.from().toString(),
          document.to().toString(),
          content);
      told++;
    }
  }

  private static void insert(
      Session session,
      Period period,
      String kind,
      String scope,
      long sequence,
      String name,
      Report.Built file) {
    session.update(
        "INSERT INTO report (number, period, kind, scope, sequence, name, rows, bytes, sha256,"
            + " built) SELECT 1 + coalesce(max(number), 0), ?, ?, ?, ?, ?, ?, ?, ?, ? FROM report",
        period.number(),
        kind,
        scope,
        sequence,
        name,
        file.rows(),
        file.bytes(),
        file.sha256(),
        file.at().toString());
  }
}

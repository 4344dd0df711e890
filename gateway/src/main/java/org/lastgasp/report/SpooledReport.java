package org.lastgasp.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.files.Sha256;

/**
 * A report as its file in the spool tells it, for a ledger that was lost. Immutable.
 *
 * @param lastSeq the number of its last record; of the last one before it, if it has none
 */
record SpooledReport(
    String scope, long sequence, String name, Instant from, Instant to, long lastSeq, long rows,
    long bytes, String sha256) {

  /** Every whole report in a folder, in order; a file that is none is skipped. */
  static List<SpooledReport> in(Path spool) {
    if (!Files.isDirectory(spool)) {
      return List.of();
    }
    List<SpooledReport> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(spool)) {
      for (Path file : files.toList()) {
        of(file).ifPresent(all::add);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("looking at the reports in " + spool, failed);
    }
    all.sort(Comparator.comparing(SpooledReport::to).thenComparing(SpooledReport::sequence));
    List<SpooledReport> counted = new ArrayList<>();
    long last = 0;
    for (SpooledReport each : all) {
      last = Math.max(last, each.lastSeq);
      counted.add(each.behind(last));
    }
    return counted;
  }

  private static Optional<SpooledReport> of(Path file) throws IOException {
    Optional<ReportFile> named = ReportFile.of(String.valueOf(file.getFileName()));
    if (named.isEmpty()) {
      return Optional.empty();
    }
    long rows = 0;
    long last = 0;
    try (CsvRecords records = CsvRecords.open(file)) {
      while (records.next()) {
        List<String> cells = records.cells().orElse(List.of());
        boolean row = cells.size() > 1 && cells.getFirst().equals("D");
        if (row && cells.get(1).matches("[0-9]{1,18}")) {
          rows++;
          last = Math.max(last, Long.parseLong(cells.get(1)));
        }
      }
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      return Optional.of(
          new SpooledReport(
              named.get().scope(),
              named.get().sequence(),
              String.valueOf(file.getFileName()),
              named.get().from(),
              endOf(file).orElse(named.get().from()),
              last,
              rows,
              bytes.length,
              Sha256.of(bytes)));
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }

  /** The end of its period, as the default header says; with another, nothing says it. */
  private static Optional<Instant> endOf(Path file) {
    return ReportReading.header(file, List.of(ReportTemplate.DEFAULT))
        .map(header -> Instant.parse(header.to()));
  }

  private SpooledReport behind(long last) {
    return new SpooledReport(scope, sequence, name, from, to, last, rows, bytes, sha256);
  }

  /** Its period: what is known of it, and no record that a later one would hold again. */
  Period period(long number) {
    ReportScope scoping =
        scope.equals(ReportScope.ALL) ? ReportScope.CONSOLIDATED : ReportScope.PER_DISTRIBUTOR;
    return new Period(
        number, from, to, to, scoping, lastSeq + 1 - rows, lastSeq, Optional.empty(), 0, 0,
        Optional.empty());
  }
}

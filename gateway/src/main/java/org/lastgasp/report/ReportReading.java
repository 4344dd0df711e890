package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.Sha256;
import org.lastgasp.log.LogReader;
import org.lastgasp.log.RebuiltRecord;

/**
 * A reader that reads one report from its first byte to its last, and says what is wrong with it by
 * itself.
 */
final class ReportReading {
  private static final int HEADER_CELLS = 8;
  private static final int SEQUENCE = 3;
  private static final int SCOPE = 4;
  private static final int FROM = 5;
  private static final int TO = 6;
  private static final int CHANGE_CELLS = 5;
  private static final int DISTRIBUTOR = 1 + LogReader.names().indexOf("distributor");

  private final Path file;
  private final Lines lines;
  private final Findings findings;
  private final MessageDigest digest = Sha256.digest();
  private Optional<Header> header = Optional.empty();
  private long counted;
  private long last; // the number of the last row
  private boolean footed;

  private ReportReading(Path file, Lines lines, Findings findings) {
    this.file = file;
    this.lines = lines;
    this.findings = findings;
  }

  /** The first line of a report. */
  record Header(Path file, long sequence, String scope, String from, String to) {}

  /** A row that has the right form. */
  record Row(Path file, long line, RebuiltRecord record, String distributor) {}

  /**
   * A range of records that the report says are in none, and why; no record if only the chain is
   * broken.
   */
  record Gap(Path file, long line, long first, long last, String why) {
    String text() {
      return SkippedRange.which(first, last) + ": " + why;
    }
  }

  /** A receiver of the lines. */
  interface Lines {
    void row(Header header, Row row);

    void gap(Header header, Gap gap);
  }

  /** The header alone; empty if it cannot be read. */
  static Optional<Header> header(Path file) {
    if (Files.isDirectory(file)) {
      return Optional.empty();
    }
    try (CsvRecords records = CsvRecords.open(file)) {
      return records.next()
          ? records.cells().flatMap(cells -> header(file, cells))
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<Header> header(Path file, List<String> cells) {
    boolean ours =
        cells.size() == HEADER_CELLS
            && cells.subList(0, SEQUENCE).equals(List.of("H", "POASL", PeriodWriter.VERSION))
            && cells.get(SEQUENCE).matches("[1-9]\\d{0,17}");
    return ours
        ? Optional.of(
            new Header(
                file,
                Long.parseLong(cells.get(SEQUENCE)),
                cells.get(SCOPE),
                cells.get(FROM),
                cells.get(TO)))
        : Optional.empty();
  }

  /** Reads all of it. */
  static void read(Path file, Lines lines, Findings findings) {
    if (Files.isDirectory(file)) {
      findings.add(ReportFinding.Kind.UNREADABLE, file, 0, 0, "it is a folder");
      return;
    }
    try (CsvRecords records = CsvRecords.open(file)) {
      new ReportReading(file, lines, findings).read(records);
    } catch (IOException unreadable) {
      findings.add(ReportFinding.Kind.UNREADABLE, file, 0, 0, ErrorText.of((Throwable) unreadable));
    }
  }

  private void read(CsvRecords records) throws IOException {
    long number = 0;
    while (records.next()) {
      number++;
      if (!records.isWhole()) {
        find(ReportFinding.Kind.TORN, records, "the line has no end");
        return;
      }
      Optional<List<String>> cells = records.cells();
      if (footed) {
        find(ReportFinding.Kind.MALFORMED, records, "something stands behind the footer");
        return;
      }
      if (cells.isEmpty()) {
        find(ReportFinding.Kind.MALFORMED, records, "it is not written as RFC 4180 asks");
      } else {
        line(number, records, cells.get());
      }
      digest.update(records.bytes(), records.from(), records.to() - records.from());
    }
    if (!footed) {
      findings.add(
          ReportFinding.Kind.TORN, file, records.line(), next(), "the footer is missing");
    }
  }

  private void line(long number, CsvRecords records, List<String> cells) {
    if (number == 1) {
      header = header(file, cells);
      if (header.isEmpty()) {
        find(
            ReportFinding.Kind.MALFORMED,
            records,
            "it is no header: H,POASL,1,<sequence>,<scope>,<from>,<to>,<generated>");
      }
    } else if (number == 2) {
      if (!cells.equals(Columns.NAMES)) {
        find(ReportFinding.Kind.MALFORMED, records, "these are not the names of the columns");
      }
    } else {
      switch (cells.getFirst()) {
        case Columns.ROW -> row(records, cells);
        case Columns.CHANGE -> change(records, cells);
        case Columns.GAP -> gap(records, cells);
        case "T" -> footer(records, cells);
        default -> find(ReportFinding.Kind.MALFORMED, records, "it is neither D, A, X nor T");
      }
    }
  }

  private void row(CsvRecords records, List<String> cells) {
    counted++;
    if (cells.size() != Columns.NAMES.size()) {
      String what = String.format(
          Locale.ROOT,
          "it has %d cells, not %d",
          cells.size(),
          Columns.NAMES.size());
      find(ReportFinding.Kind.MALFORMED, records, what);
      last = last == 0 ? 0 : last + 1;
      return;
    }
    RebuiltRecord record = RebuiltRecord.of(cells.subList(1, cells.size() - 1));
    boolean formed = record.seq() > 0;
    long seq = formed ? record.seq() : next();
    record.fault()
        .ifPresent(
            fault ->
                findings.add(
                    formed ? ReportFinding.Kind.ALTERED : ReportFinding.Kind.MALFORMED,
                    file, records.line(), seq, fault));
    last = seq;
    if (formed && header.isPresent()) {
      lines.row(header.get(), new Row(file, records.line(), record, cells.get(DISTRIBUTOR)));
    }
  }

  private void change(CsvRecords records, List<String> cells) {
    counted++;
    if (cells.size() != CHANGE_CELLS) {
      find(
          ReportFinding.Kind.MALFORMED, records, "it is no change: A,<seq>,<old>,<new>,<evidence>");
    }
  }

  private void gap(CsvRecords records, List<String> cells) {
    counted++;
    boolean formed =
        cells.size() == CHANGE_CELLS
            && cells.get(1).matches("[1-9]\\d{0,17}")
            && cells.get(2).matches("\\d{1,18}");
    if (!formed) {
      find(ReportFinding.Kind.MALFORMED, records, "it is no gap: X,<first>,<last>,<what>,<why>");
      return;
    }
    long first = Long.parseLong(cells.get(1));
    last = Math.max(last, Long.parseLong(cells.get(2)));
    if (header.isPresent()) {
      long end = Long.parseLong(cells.get(2));
      lines.gap(header.get(), new Gap(file, records.line(), first, end, cells.get(4)));
    }
  }

  private void footer(CsvRecords records, List<String> cells) {
    footed = true;
    if (cells.size() != 3) {
      find(ReportFinding.Kind.MALFORMED, records, "it is no footer: T,<row count>,<sha256>");
      return;
    }
    if (!cells.get(1).equals(String.valueOf(counted))) {
      String what = String.format(
          Locale.ROOT,
          "the footer counts %s rows, there are %d",
          cells.get(1),
          counted);
      find(ReportFinding.Kind.FOOTER, records, what);
    }
    String computed = Sha256.text(digest);
    if (!cells.get(2).equals(computed)) {
      String what = "the bytes before it have the SHA-256 " + computed + ", not " + cells.get(2);
      find(ReportFinding.Kind.FOOTER, records, what);
    }
  }

  private long next() {
    return last == 0 ? 0 : last + 1;
  }

  private void find(ReportFinding.Kind kind, CsvRecords records, String what) {
    boolean ofARecord = kind == ReportFinding.Kind.MALFORMED || kind == ReportFinding.Kind.TORN;
    findings.add(kind, file, records.line(), ofARecord ? next() : 0, what);
  }
}

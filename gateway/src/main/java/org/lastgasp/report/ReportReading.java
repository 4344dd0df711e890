package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.Sha256;
import org.lastgasp.log.LogReader;
import org.lastgasp.log.RebuiltRecord;
import org.lastgasp.report.ReportVerification.ReportFinding;

/**
 * A reader that reads one report from its first byte to its last, and finds the faults that show
 * in this file alone.
 */
final class ReportReading {
  private static final int CHANGE_CELLS = 5;
  private static final int DISTRIBUTOR = 1 + LogReader.names().indexOf("distributor");

  private final Path file;
  private final Lines lines;
  private final Findings findings;
  private final MessageDigest digest = Sha256.digest();
  private final List<TemplateLine> headerLines;
  private final List<TemplateLine> footerLines;
  private final Optional<Header> header;
  private long counted;
  private long last; // the number of the last row
  private int footed; // lines of the footer

  private ReportReading(Path file, ReportTemplate template, Lines lines, Findings findings) {
    this.file = file;
    this.headerLines = template.headerLines();
    this.footerLines = template.footerLines();
    this.header = header(file, List.of(template));
    this.lines = lines;
    this.findings = findings;
  }

  /**
   * The header of a report. A sequence or scope that it does not state is taken from the file name.
   *
   * @param template the template it was made with
   * @param from as written; empty if the header does not state it
   * @param to as written; empty if the header does not state it
   * @param values of all placeholders
   */
  record Header(
      Path file,
      ReportTemplate template,
      long sequence,
      String scope,
      String from,
      String to,
      Map<TemplatePart.Placeholder, String> values) {}

  /** A row that has the right form. */
  record Row(Path file, long line, RebuiltRecord record, String distributor) {}

  /**
   * A range of records that are in no report, as this report says, and why; empty if only the chain
   * is broken.
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

  /** The header alone, by the first template that fits it; empty if none does. */
  static Optional<Header> header(Path file, List<ReportTemplate> templates) {
    if (Files.isDirectory(file)) {
      return Optional.empty();
    }
    for (ReportTemplate template : templates) {
      try (CsvRecords records = CsvRecords.open(file)) {
        Optional<Header> header = header(file, template, records);
        if (header.isPresent()) {
          return header;
        }
      } catch (IOException unreadable) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<Header> header(Path file, ReportTemplate template, CsvRecords records)
      throws IOException {
    Map<TemplatePart.Placeholder, String> values = new HashMap<>();
    for (TemplateLine line : template.headerLines()) {
      if (!line.isColumns()) {
        Optional<Map<TemplatePart.Placeholder, String>> read =
            records.next() && records.isWhole() ? line.read(records.text()) : Optional.empty();
        if (read.isEmpty()) {
          return Optional.empty();
        }
        values.putAll(read.get());
      } else if (!records.next()) {
        return Optional.empty();
      }
    }
    Optional<ReportFile> name = ReportFile.of(String.valueOf(file.getFileName()));
    Optional<Long> sequence =
        value(values, TemplateField.SEQUENCE)
            .map(Long::parseLong)
            .or(() -> name.map(ReportFile::sequence))
            .filter(number -> number > 0);
    Optional<String> scope =
        value(values, TemplateField.SCOPE).or(() -> name.map(ReportFile::scope));
    String from = value(values, TemplateField.FROM).orElse("");
    String to = value(values, TemplateField.TO).orElse("");
    return sequence.flatMap(
        number ->
            scope.map(whose -> new Header(file, template, number, whose, from, to, values)));
  }

  private static Optional<String> value(
      Map<TemplatePart.Placeholder, String> values, TemplateField field) {
    return values.entrySet().stream()
        .filter(each -> each.getKey().field() == field)
        .min(Comparator.comparing(each -> each.getKey().format()))
        .map(Map.Entry::getValue);
  }

  /** Reads all of it. */
  static void read(Path file, ReportTemplate template, Lines lines, Findings findings) {
    if (Files.isDirectory(file)) {
      findings.add(ReportFinding.Kind.UNREADABLE, file, 0, 0, "it is a folder");
      return;
    }
    try (CsvRecords records = CsvRecords.open(file)) {
      new ReportReading(file, template, lines, findings).read(records);
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
      if (footed == footerLines.size()) {
        find(ReportFinding.Kind.MALFORMED, records, "something stands behind the footer");
        return;
      }
      line(number, records);
      if (footed == 0) {
        digest.update(records.bytes(), records.from(), records.to() - records.from());
      }
    }
    if (footed < footerLines.size()) {
      findings.add(
          ReportFinding.Kind.TORN, file, records.line(), next(), "the footer is missing");
    }
  }

  private void line(long number, CsvRecords records) {
    Optional<List<String>> cells = records.cells();
    if (number <= headerLines.size()) {
      headerLine(headerLines.get((int) number - 1), records);
    } else if (footed > 0 || footerLines.getFirst().begins(records.text())) {
      footerLine(footerLines.get(footed), records);
    } else if (cells.isEmpty()) {
      find(ReportFinding.Kind.MALFORMED, records, "it is not written as RFC 4180 asks");
    } else {
      switch (cells.get().getFirst()) {
        case Columns.ROW -> row(records, cells.get());
        case Columns.CHANGE -> change(records, cells.get());
        case Columns.GAP -> gap(records, cells.get());
        default -> {
          String what = "it is neither D, A, X nor " + footerLines.getFirst().shown();
          find(ReportFinding.Kind.MALFORMED, records, what);
        }
      }
    }
  }

  private void headerLine(TemplateLine line, CsvRecords records) {
    if (line.read(records.text()).isEmpty()) {
      String what =
          line.isColumns()
              ? "these are not the names of the columns"
              : "it is no header: " + line.shown();
      find(ReportFinding.Kind.MALFORMED, records, what);
    } else if (header.isEmpty() && line.equals(headerLines.getFirst())) {
      String what = "neither its header nor its name says its sequence and scope";
      find(ReportFinding.Kind.MALFORMED, records, what);
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

  private void footerLine(TemplateLine line, CsvRecords records) {
    footed++;
    Optional<Map<TemplatePart.Placeholder, String>> values = line.read(records.text());
    if (values.isEmpty()) {
      find(ReportFinding.Kind.MALFORMED, records, "it is no footer: " + line.shown());
      return;
    }
    values.get().forEach((place, value) -> footerValue(place, value, records));
  }

  private void footerValue(TemplatePart.Placeholder place, String value, CsvRecords records) {
    switch (place.field()) {
      case ROWS -> {
        if (Long.parseLong(value) != counted) {
          String what =
              String.format(
                  Locale.ROOT, "the footer counts %s rows, there are %d", value, counted);
          find(ReportFinding.Kind.FOOTER, records, what);
        }
      }
      case SHA256 -> {
        String computed = Sha256.text(Sha256.copy(digest));
        if (!value.equals(computed)) {
          String what = "the bytes before it have the SHA-256 " + computed + ", not " + value;
          find(ReportFinding.Kind.FOOTER, records, what);
        }
      }
      case SEQUENCE, SCOPE, FROM, TO, GENERATED, COLUMNS -> {
        String above =
            header.map(Header::values).map(values -> values.get(place)).orElse(value);
        if (!value.equals(above)) {
          String what = "its " + place.field().code() + " is " + value + ", the header's " + above;
          find(ReportFinding.Kind.FOOTER, records, what);
        }
      }
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

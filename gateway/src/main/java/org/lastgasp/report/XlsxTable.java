package org.lastgasp.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.lastgasp.files.SpreadsheetText;

/**
 * A table for people as a workbook: the page that says what it is, then the alerts, a sheet for
 * each million. MPANs are cells of text, times are cells of time in UTC.
 *
 * <p>The same report gives the same bytes: the library stamps the file with the time of day, so the
 * archive is copied with the report's time in its place.
 */
final class XlsxTable {
  private static final int ROWS = 1_000_000; // of a sheet; the format allows 1,048,576
  private static final int FLUSHED = 1_000; // rows that are kept in memory
  private static final int LONGEST = 32_767; // characters of a cell, by the format
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0); // ZIP's epoch
  private static final String PROPERTIES = "docProps/core.xml";
  private static final double PAGE_LABEL = 24;
  private static final double PAGE_TEXT = 100;

  private final Workbook book;
  private int sheets;
  private Worksheet counts;
  private int row;

  private XlsxTable(Workbook book) {
    this.book = book;
    this.counts = book.newWorksheet("About");
  }

  /** Writes the workbook; an existing file is overwritten. */
  static void write(ExactReport exact, ExactReport.Summary summary, Path file) throws IOException {
    Path stamped = file.resolveSibling(file.getFileName() + ".stamped.part");
    try {
      try (OutputStream out = Files.newOutputStream(stamped);
          Workbook book = new Workbook(out, "Lastgasp", "1.0")) {
        XlsxTable table = new XlsxTable(book);
        table.page(TablePage.of(exact.report(), summary, "in the sheet Alerts"));
        table.begin();
        exact.alerts(table::alert);
        table.counts.finish();
      }
      copy(stamped, file, exact.report().period().generated());
    } finally {
      Files.deleteIfExists(stamped);
    }
  }

  private void page(List<TablePage.Line> page) throws IOException {
    counts.width(0, PAGE_LABEL);
    counts.width(1, PAGE_TEXT);
    for (int i = 0; i < page.size(); i++) {
      TablePage.Line line = page.get(i);
      text(counts, i, 0, line.label().strip());
      text(counts, i, 1, line.text());
      if (line.isTitle()) {
        counts.style(i, 0).bold().set();
      }
    }
    counts.finish();
  }

  /** Begins a sheet of alerts with its header. */
  private void begin() {
    sheets++;
    counts = book.newWorksheet(sheets == 1 ? "Alerts" : "Alerts " + sheets);
    TableColumn[] columns = TableColumn.values();
    for (int i = 0; i < columns.length; i++) {
      counts.inlineString(0, i, columns[i].title());
      counts.style(0, i).bold().set();
      counts.width(i, width(columns[i]));
    }
    counts.freezePane(0, 1);
    row = 1;
  }

  private static double width(TableColumn column) {
    return switch (column) {
      case SEQ, DISTRIBUTOR, ASSESSMENT, MODE, THROTTLED_COUNT -> 13;
      case REQUEST_ID, RESPONSE_ID -> 56;
      default -> 25;
    };
  }

  private void alert(List<String> cells) throws IOException {
    if (row > ROWS) {
      counts.finish();
      begin();
    }
    TableColumn[] columns = TableColumn.values();
    for (int i = 0; i < columns.length; i++) {
      String value = columns[i].of(cells);
      if (!value.isEmpty()) {
        cell(i, columns[i].type(), value);
      }
    }
    if (row % FLUSHED == 0) {
      counts.flush();
    }
    row++;
  }

  private void cell(int column, TableColumn.Type type, String value) {
    switch (type) {
      case TEXT -> {
        text(counts, row, column, value);
        if (SpreadsheetText.isNumber(value)) {
          counts.style(row, column).format("@").set();
        }
      }
      case NUMBER -> number(column, value);
      case TIME -> time(column, value);
    }
  }

  private void number(int column, String value) {
    if (value.matches("[0-9]{1,15}")) { // what a spreadsheet holds exactly
      counts.value(row, column, Long.parseLong(value));
    } else {
      text(counts, row, column, value);
    }
  }

  private void time(int column, String value) {
    try {
      LocalDateTime utc = LocalDateTime.ofInstant(Instant.parse(value), ZoneOffset.UTC);
      counts.value(row, column, utc.truncatedTo(ChronoUnit.MILLIS));
      counts.style(row, column).format("yyyy-mm-dd hh:mm:ss").set();
    } catch (DateTimeException notATime) {
      text(counts, row, column, value);
    }
  }

  private static void text(Worksheet counts, int row, int column, String text) {
    String safe =
        SpreadsheetText.noFormula(text).replaceAll("[\\p{Cntrl}\\uFFFE\\uFFFF]", "\uFFFD");
    counts.inlineString(
        row, column, safe.length() > LONGEST ? safe.substring(0, LONGEST - 1) + "…" : safe);
  }

  /** Copies the archive with times that depend on the report alone. */
  private static void copy(Path from, Path to, Instant created) throws IOException {
    try (ZipFile in = new ZipFile(from.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
      for (ZipEntry next : Collections.list(in.entries())) {
        ZipEntry entry = new ZipEntry(next.getName());
        entry.setTimeLocal(NO_TIME);
        out.putNextEntry(entry);
        try (InputStream content = in.getInputStream(next)) {
          if (next.getName().equals(PROPERTIES)) {
            out.write(stamped(content, created).getBytes(StandardCharsets.UTF_8));
          } else {
            long unused = content.transferTo(out);
          }
        }
        out.closeEntry();
      }
    }
  }

  private static String stamped(InputStream properties, Instant created) throws IOException {
    String text = new String(properties.readAllBytes(), StandardCharsets.UTF_8);
    return text.replaceAll(
        "(<dcterms:(created|modified)[^>]*>)[^<]*",
        "$1" + created.truncatedTo(ChronoUnit.SECONDS));
  }
}

package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.Path;
import org.lastgasp.files.SpreadsheetText;

/** A table for people as CSV: one header line, one kind of row, no cell a spreadsheet evaluates. */
final class CsvTable {
  private CsvTable() {}

  static ReportWriter.Finished write(ExactReport exact, Path file) throws IOException {
    try (ReportWriter writer = ReportWriter.create(file)) {
      for (TableColumn column : TableColumn.values()) {
        writer.cell(column.title());
      }
      writer.endHeader();
      exact.alerts(
          row -> {
            for (TableColumn column : TableColumn.values()) {
              writer.cell(cell(column, column.of(row)));
            }
            writer.endRow();
          });
      return writer.finish();
    }
  }

  private static String cell(TableColumn column, String value) {
    return switch (column.type()) {
      case TEXT -> SpreadsheetText.plain(value);
      case NUMBER, TIME -> SpreadsheetText.noFormula(value);
    };
  }
}

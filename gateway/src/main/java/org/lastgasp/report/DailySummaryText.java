package org.lastgasp.report;

import java.util.List;
import java.util.stream.IntStream;

/** A digest as plain text. */
final class DailySummaryText {
  private static final int WIDTH = 78;
  private static final String INDENT = "  ";

  private DailySummaryText() {}

  static String of(DailySummary digest) {
    StringBuilder text = new StringBuilder();
    text.append("Power Outage Alerts of ").append(digest.day()).append(", UTC\n");
    wrap(text, "", digest.whose());
    text.append("=".repeat(WIDTH)).append('\n');
    for (HtmlPage.Part part : digest.parts()) {
      text.append('\n').append(part.title()).append('\n');
      switch (part) {
        case HtmlPage.Part.Grid grid -> grid(text, grid);
        case HtmlPage.Part.Notes notes ->
            notes.notes().forEach(note -> wrap(text, INDENT, "- " + note));
        case HtmlPage.Part.Lines lines ->
            lines.lines().forEach(line -> text.append(INDENT).append(clean(line)).append('\n'));
      }
    }
    text.append('\n').append("=".repeat(WIDTH)).append('\n');
    wrap(
        text,
        "",
        "Written by Lastgasp at " + Timestamps.text(digest.written())
            + ". Delivery and assessments are as of then.");
    return text.toString();
  }

  private static void grid(StringBuilder text, HtmlPage.Part.Grid grid) {
    int[] widths =
        IntStream.range(0, grid.header().size())
            .map(
                column ->
                    Math.max(
                        grid.header().get(column).length(),
                        grid.rows().stream()
                            .mapToInt(row -> clean(row.get(column)).length())
                            .max()
                            .orElse(0)))
            .toArray();
    row(text, grid.header(), widths, grid);
    text.append(INDENT)
        .append("-".repeat(IntStream.of(widths).sum() + 2 * (widths.length - 1)))
        .append('\n');
    grid.rows().forEach(each -> row(text, each, widths, grid));
  }

  private static void row(
      StringBuilder text, List<String> cells, int[] widths, HtmlPage.Part.Grid grid) {
    StringBuilder line = new StringBuilder(INDENT);
    for (int i = 0; i < cells.size(); i++) {
      String cell = clean(cells.get(i));
      String pad = " ".repeat(widths[i] - cell.length());
      line.append(i > 0 ? INDENT : "");
      line.append(grid.isFigures(i) ? pad + cell : cell + pad);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  /** Cleans text that came in a message and may hold anything. */
  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  private static void wrap(StringBuilder text, String indent, String note) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : clean(note).split(" ", -1)) {
      boolean begun = line.length() > indent.length();
      if (begun && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder(indent + (indent.isEmpty() ? "" : INDENT));
        begun = false;
      }
      line.append(begun ? " " : "").append(word);
    }
    text.append(line).append('\n');
  }
}

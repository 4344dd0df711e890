package org.lastgasp.report;

import java.util.List;

/**
 * A page as one HTML file: no scripts, no external resources, readable in print. All text in it is
 * escaped. Immutable.
 *
 * @param whose the line below the title
 * @param footer the line at the end
 */
public record HtmlPage(String title, String whose, List<Part> parts, String footer) {
  private static final String STYLE =
      """
      body { font: 15px/1.45 system-ui, sans-serif; color: #1a1a1a; background: #fff;
        max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      main { overflow-x: auto; }
      h1 { font-size: 1.5rem; margin: 0; }
      h1 + p { margin: 0 0 1.5rem; font-size: 1.1rem; }
      table { border-collapse: collapse; margin: 1.5rem 0; }
      caption, h2 { font-size: 1.1rem; font-weight: 600; text-align: left; padding: 0 0 .3rem; }
      td:not(:last-child), th { white-space: nowrap; }
      th, td { text-align: left; font-weight: 400; padding: .2rem 1.2rem .2rem 0;
        border-bottom: 1px solid #ccc; vertical-align: top; }
      thead th { font-weight: 600; border-bottom: 2px solid #555; }
      .n { text-align: right; font-variant-numeric: tabular-nums; }
      pre { font: 13px/1.4 ui-monospace, monospace; white-space: pre-wrap; }
      .s { padding-left: 1.2rem; }
      footer { margin-top: 2rem; color: #555; font-size: .85rem; }
      @media print {
        body { font-size: 10pt; margin: 0; max-width: none; }
        tr { break-inside: avoid; }
        @page { margin: 15mm; }
      }
      """;

  static String of(DailySummary digest) {
    return new HtmlPage(
            "Power Outage Alerts of " + digest.day() + ", UTC",
            digest.whose(),
            digest.parts(),
            "Written by Lastgasp at " + Timestamps.text(digest.written())
                + ". Delivery and assessments are as of then.")
        .html();
  }

  /** The text of the file, in UTF-8. */
  public String html() {
    StringBuilder html = new StringBuilder();
    html.append("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<title>").append(escaped(title + ": " + whose)).append("</title>\n");
    html.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<main>\n");
    html.append("<h1>").append(escaped(title)).append("</h1>\n");
    html.append("<p>").append(escaped(whose)).append("</p>\n");
    for (Part part : parts) {
      switch (part) {
        case Part.Grid grid -> grid(html, grid);
        case Part.Notes notes -> notes(html, notes);
        case Part.Lines lines -> lines(html, lines);
      }
    }
    html.append("</main>\n<footer>")
        .append(escaped(footer))
        .append("</footer>\n</body>\n</html>\n");
    return html.toString();
  }

  private static void grid(StringBuilder html, Part.Grid grid) {
    html.append("<table>\n<caption>").append(escaped(grid.title())).append("</caption>\n");
    html.append("<thead>\n<tr>");
    for (int i = 0; i < grid.header().size(); i++) {
      html.append("<th scope=\"col\"").append(look(grid, i, "")).append('>');
      html.append(escaped(grid.header().get(i))).append("</th>");
    }
    html.append("</tr>\n</thead>\n<tbody>\n");
    for (List<String> row : grid.rows()) {
      html.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        String tag = i == 0 ? "th" : "td";
        String cell = row.get(i);
        html.append('<').append(tag).append(i == 0 ? " scope=\"row\"" : "");
        html.append(look(grid, i, cell)).append('>');
        html.append(escaped(i == 0 && cell.startsWith("- ") ? cell.substring(2) : cell));
        html.append("</").append(tag).append('>');
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table>\n");
  }

  private static String look(Part.Grid grid, int column, String cell) {
    if (grid.isFigures(column)) {
      return " class=\"n\"";
    }
    return column == 0 && cell.startsWith("- ") ? " class=\"s\"" : "";
  }

  private static void notes(StringBuilder html, Part.Notes notes) {
    html.append("<section>\n<h2>").append(escaped(notes.title())).append("</h2>\n<ul>\n");
    notes.notes().forEach(note -> html.append("<li>").append(escaped(note)).append("</li>\n"));
    html.append("</ul>\n</section>\n");
  }

  private static void lines(StringBuilder html, Part.Lines lines) {
    html.append("<section>\n<h2>").append(escaped(lines.title())).append("</h2>\n<pre>\n");
    lines.lines().forEach(line -> html.append(escaped(line)).append('\n'));
    html.append("</pre>\n</section>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replaceAll("\\p{Cntrl}", " ");
  }

  /** A part of a page under its own heading, before it is rendered as text or HTML. */
  public sealed interface Part {
    /** The heading. */
    String title();

    /** A table; the first cell of each row names it. Every row is as long as the header. */
    record Grid(String title, List<String> header, List<List<String>> rows) implements Part {
      /** Returns true if a column holds figures and nothing else. */
      boolean isFigures(int column) {
        return column > 0
            && rows.stream().allMatch(row -> row.get(column).matches("[0-9,]{0,26}"))
            && !header.get(column).equals("MPxN");
      }
    }

    /** Notes, as sentences. */
    record Notes(String title, List<String> notes) implements Part {}

    /** Lines of preformatted text, shown in a monospaced font. */
    record Lines(String title, List<String> lines) implements Part {}
  }
}

package org.lastgasp.console;

import java.util.List;

/**
 * The content of a page of lists: what is filtered by, and sections with a table each.
 *
 * @param problem what went wrong, in words; may be empty
 * @param offers what its reader may order here
 */
record ListPage(
    String title,
    String problem,
    List<Field> filters,
    List<Offer> offers,
    List<Section> sections) {

  /** A page without orders. */
  ListPage(String title, String problem, List<Field> filters, List<Section> sections) {
    this(title, problem, filters, List.of(), sections);
  }

  /** An order that can be given from the page, by its kind. */
  public record Offer(String kind, String label) {}


  /**
   * A field that the page is filtered by; it stands in the address.
   *
   * @param choices the values there are; empty for a free text
   */
  public record Field(String name, String label, String value, List<String> choices) {}

  /**
   * A table with a sentence.
   *
   * @param sentence what it shows, also when it is empty
   * @param columns those of texts, which are on the left, have a {@code <} before their name
   * @param links below it
   * @param chart an SVG above the table; may be empty
   */
  public record Section(
      String id,
      String title,
      String sentence,
      List<String> columns,
      List<List<Cell>> rows,
      List<Cell> links,
      String chart) {
    Section(
        String id,
        String title,
        String sentence,
        List<String> columns,
        List<List<Cell>> rows,
        List<Cell> links) {
      this(id, title, sentence, columns, rows, links, "");
    }
  }

  /** A text, perhaps with a link and a class. */
  public record Cell(String text, String link, String style) {
    static Cell of(Object text) {
      return new Cell(String.valueOf(text), "", "");
    }

    static Cell left(Object text) {
      return new Cell(String.valueOf(text), "", "l");
    }
  }

  static boolean isLeft(String column) {
    return column.startsWith("<");
  }

  static String heading(String column) {
    return isLeft(column) ? column.substring(1) : column;
  }
}

package org.lastgasp.console;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** How a section is kept up to date while its page is open. */
  enum Live {
    /** It is renewed. */
    YES,
    /** It is renewed, and its reader may stop that: rows come faster than they are read. */
    FOLLOWED,
    /** It stays as it was. */
    NO
  }

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
      String chart,
      Live live) {
    Section(
        String id,
        String title,
        String sentence,
        List<String> columns,
        List<List<Cell>> rows,
        List<Cell> links) {
      this(id, title, sentence, columns, rows, links, "", Live.YES);
    }

    Section charted(String svg) {
      return new Section(id, title, sentence, columns, rows, links, svg, live);
    }

    Section kept(Live how) {
      return new Section(id, title, sentence, columns, rows, links, chart, how);
    }

    /** What the script goes by; null if it is to leave the section alone. */
    public @Nullable String liveName() {
      return switch (live) {
        case YES -> "list";
        case FOLLOWED -> "feed";
        case NO -> null;
      };
    }

    public boolean isFollowed() {
      return live == Live.FOLLOWED;
    }
  }

  /**
   * A text.
   *
   * @param link where it leads; may be empty
   * @param style its classes; may be empty
   * @param whole the id that the text is short for, to be copied; null if it is none
   * @param at the time that the text tells; null if it is none
   */
  public record Cell(
      String text, String link, String style, @Nullable String whole, @Nullable String at) {
    Cell(String text, String link, String style) {
      this(text, link, style, null, null);
    }

    static Cell of(Object text) {
      return new Cell(String.valueOf(text), "", "");
    }

    static Cell left(Object text) {
      return new Cell(String.valueOf(text), "", "l");
    }

    /** A number that leads to what was counted. */
    static Cell count(long number, String link) {
      return new Cell(Words.count(number), number == 0 ? "" : link, "");
    }

    /** A time, with its day unless that is today. */
    static Cell time(Instant at, Instant today) {
      return new Cell(Words.near(at, today), "", "", null, at.toString());
    }

    /** An id in short. */
    static Cell id(String id) {
      return new Cell(Words.shortened(id), "", "l id", id.isEmpty() ? null : id, null);
    }

    Cell linked(String to) {
      return new Cell(text, to, style, whole, at);
    }

    Cell styled(String classes) {
      return new Cell(text, link, classes, whole, at);
    }
  }

  static boolean isLeft(String column) {
    return column.startsWith("<");
  }

  static String heading(String column) {
    return isLeft(column) ? column.substring(1) : column;
  }
}

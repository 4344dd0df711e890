package org.lastgasp.report;

import java.util.List;

/** The part of a page under a heading of its own, before it is text or HTML. Immutable. */
public sealed interface PagePart {
  /** The heading. */
  String title();

  /** A table; the first cell of each row names it. Every row is as long as the header. */
  record Grid(String title, List<String> header, List<List<String>> rows) implements PagePart {
    /** Returns true if a column holds figures and nothing else. */
    boolean isFigures(int column) {
      return column > 0
          && rows.stream().allMatch(row -> row.get(column).matches("[0-9,]{0,26}"))
          && !header.get(column).equals("MPxN");
    }
  }

  /** Notes, as sentences. */
  record Notes(String title, List<String> notes) implements PagePart {}

  /** Lines of text whose columns are to stand below each other. */
  record Lines(String title, List<String> lines) implements PagePart {}
}

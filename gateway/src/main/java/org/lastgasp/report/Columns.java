package org.lastgasp.report;

import java.util.ArrayList;
import java.util.List;
import org.lastgasp.log.LogReader;

/** The columns of a report's rows: the kind of row, the log's values, the assessment. */
final class Columns {
  /** A suppressed alert. */
  static final String ROW = "D";

  /** An assessment that changed. */
  static final String CHANGE = "A";

  /** A range of lost records, which are in no report. */
  static final String GAP = "X";

  /** The names, in order. */
  static final List<String> NAMES = names();

  private Columns() {}

  /** Returns true if these are the cells of a suppressed alert. */
  static boolean isRow(List<String> cells) {
    return cells.size() == NAMES.size() && cells.getFirst().equals(ROW);
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    names.add("row");
    names.addAll(LogReader.names());
    names.add("assessment");
    return List.copyOf(names);
  }
}

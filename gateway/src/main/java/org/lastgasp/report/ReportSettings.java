package org.lastgasp.report;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The settings of the reports. Immutable.
 *
 * @param every the length of a period, whole seconds, at least one
 * @param scoping whose records go into one report
 * @param distributors those somebody is configured for, asked at each period
 * @param folder where the ledger and the reports are kept
 * @param tables the forms of the table for people that is written beside each report
 * @param template the header and footer of reports planned from now on
 * @param whileOff what a period gets in which the switch was off and nothing was suppressed
 */
public record ReportSettings(
    Duration every,
    ReportScope scoping,
    Supplier<Set<Integer>> distributors,
    Path folder,
    Set<TableFormat> tables,
    ReportTemplate template,
    WhileOff whileOff) {

  public ReportSettings {
    tables = Set.copyOf(tables);
    if (every.toSeconds() < 1 || !every.equals(Duration.ofSeconds(every.toSeconds()))) {
      throw new IllegalArgumentException("report every " + every + ": not in whole seconds");
    }
  }

  /** The report of an empty period in which the switch was off. */
  public enum WhileOff {
    /** An empty one, as while it is on. */
    EMPTY,
    /** None: the next report covers that time too. */
    NONE;

    /** As configured: {@code empty} or {@code none}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The folder where reports wait to be sent, and are kept. */
  Path spool() {
    return folder.resolve("spool");
  }

  /** The form of a table for people. */
  public enum TableFormat {
    /** RFC 4180, with a page of text beside it. */
    CSV,
    /** A workbook of Office Open XML, with that page as its first sheet. */
    XLSX;

    /** As configured: {@code csv} or {@code xlsx}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

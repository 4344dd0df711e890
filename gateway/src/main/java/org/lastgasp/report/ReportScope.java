package org.lastgasp.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The scoping of reports: which reports a period has, and which records go into each. */
public enum ReportScope {
  /** One report of all. */
  CONSOLIDATED,
  /** One for each distributor, and one for the alerts whose distributor is unknown. */
  PER_DISTRIBUTOR,
  /** Both: each record is in one report of all and in one of its distributor. */
  CONSOLIDATED_AND_PER_DISTRIBUTOR;

  /** The scope of a consolidated report. */
  static final String ALL = "consolidated";

  /** The scope of records without a readable distributor. */
  static final String UNKNOWN = "unknown";

  /** As the store has it: {@code consolidated}, {@code per-distributor}, … */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static ReportScope of(String code) {
    return Stream.of(values()).filter(each -> each.code().equals(code)).findFirst().orElseThrow();
  }

  /** The scope of each report that a record belongs to. */
  List<String> scopes(String distributor) {
    return switch (this) {
      case CONSOLIDATED -> List.of(ALL);
      case PER_DISTRIBUTOR -> List.of(ofDistributor(distributor));
      case CONSOLIDATED_AND_PER_DISTRIBUTOR -> List.of(ALL, ofDistributor(distributor));
    };
  }

  /** The scope of a report of a distributor's records alone. */
  static String ofDistributor(String distributor) {
    return isId(distributor) ? distributor : UNKNOWN;
  }

  private static boolean isId(String distributor) {
    int length = distributor.length();
    return (length == 1 || length == 2)
        && isDigit(distributor.charAt(0))
        && isDigit(distributor.charAt(length - 1));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}

package org.lastgasp.report;

import java.util.Locale;

/** The scope that says whose records go into one report. */
public enum ReportScope {
  /** One report of all. */
  CONSOLIDATED,
  /** One for each distributor, and one for the alerts of which nobody knows whose they are. */
  PER_DISTRIBUTOR;

  /** The scope of a consolidated report. */
  static final String ALL = "consolidated";

  /** The scope of records without a readable distributor. */
  static final String UNKNOWN = "unknown";

  /** As configured: {@code consolidated} or {@code per-distributor}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static ReportScope of(String code) {
    return code.equals(CONSOLIDATED.code()) ? CONSOLIDATED : PER_DISTRIBUTOR;
  }

  /** The scope of a record. */
  String scope(String distributor) {
    return switch (this) {
      case CONSOLIDATED -> ALL;
      case PER_DISTRIBUTOR -> isId(distributor) ? distributor : UNKNOWN;
    };
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

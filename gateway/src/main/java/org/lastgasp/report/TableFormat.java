package org.lastgasp.report;

import java.util.Locale;

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

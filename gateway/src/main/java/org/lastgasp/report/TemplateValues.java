package org.lastgasp.report;

import java.time.Instant;

/**
 * The values of one report for its template. Immutable.
 *
 * @param rows the number of rows; 0 before they are counted
 * @param sha256 of all bytes before the footer; empty before they are known
 */
record TemplateValues(
    long sequence,
    String scope,
    Instant from,
    Instant to,
    Instant generated,
    long rows,
    String sha256) {

  String text(TemplateField field) {
    return switch (field) {
      case SEQUENCE -> String.valueOf(sequence);
      case SCOPE -> scope;
      case FROM, TO, GENERATED -> Timestamps.text(instant(field));
      case COLUMNS -> String.join(",", Columns.NAMES);
      case ROWS -> String.valueOf(rows);
      case SHA256 -> sha256;
    };
  }

  Instant instant(TemplateField field) {
    return switch (field) {
      case FROM -> from;
      case TO -> to;
      case GENERATED -> generated;
      case SEQUENCE, SCOPE, COLUMNS, ROWS, SHA256 ->
          throw new IllegalArgumentException(field + " is no time");
    };
  }
}

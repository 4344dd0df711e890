package org.lastgasp.report;

import java.util.List;
import java.util.Locale;

/**
 * A column of the table for people, in its order: a value of the exact report under the same name,
 * except for {@link #MPAN}.
 */
enum TableColumn {
  SEQ(Type.NUMBER, "number of the alert's record in the suppression log"),
  SUPPRESSED_AT(Type.TIME, "when Lastgasp suppressed the alert, UTC"),
  MPAN(Type.TEXT, "the electricity supply point, as the alert names it"),
  DISTRIBUTOR(Type.TEXT, "the distributor's id: the first two digits of the MPAN"),
  ASSESSMENT(
      Type.TEXT,
      "what later evidence says: consistent (with the firmware activation), suspect or unresolved"),
  START_DATE_TIME(Type.TIME, "when the outage began, as the hub says, UTC"),
  RECEIVED_AT(Type.TIME, "when the alert arrived, UTC"),
  ACTIVATION_FROM(Type.TIME, "when the firmware activation began, UTC"),
  WINDOW_UNTIL(Type.TIME, "until when alerts of the hub were suppressed because of it, UTC"),
  MODE(Type.TEXT, "how the activation was requested: on-demand or future-dated"),
  ESME(Type.TEXT, "the electricity meter, EUI-64"),
  CHF(Type.TEXT, "the communications hub, EUI-64"),
  RECIPIENT(Type.TEXT, "the Service User the alert was for, EUI-64"),
  THROTTLED_COUNT(Type.NUMBER, "how many alerts this one stands for, if it says so"),
  FIRMWARE_HASH(Type.TEXT, "the firmware that was activated"),
  REQUEST_ID(Type.TEXT, "the request that activated it"),
  RESPONSE_ID(Type.TEXT, "the alert's own identifier"),
  RULE(Type.TEXT, "the rule by which it was suppressed"),
  CONFIG_HASH(Type.TEXT, "SHA-256 of the configuration in force"),
  MESSAGE_SHA256(Type.TEXT, "SHA-256 of the alert's message"),
  PREV(Type.TEXT, "the hash of the record before it"),
  HASH(Type.TEXT, "the record's own hash: finds the row in the exact report");

  /** The type of a column's values. */
  enum Type {
    TEXT,
    NUMBER,
    TIME
  }

  private final String title = name().toLowerCase(Locale.ROOT);
  private final Type type;
  private final String meaning;
  private final int place;

  TableColumn(Type type, String meaning) {
    this.type = type;
    this.meaning = meaning;
    this.place = Columns.NAMES.indexOf(title.equals("mpan") ? "mpxn" : title);
  }

  /** The name in the table's header: {@code suppressed_at}. */
  String title() {
    return title;
  }

  Type type() {
    return type;
  }

  String meaning() {
    return meaning;
  }

  /** Its value in a row of the exact report. */
  String of(List<String> row) {
    return row.get(place);
  }
}

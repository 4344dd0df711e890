package org.lastgasp.delivery;

import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;
import org.lastgasp.sqlite.Row;
import org.lastgasp.sqlite.Session;
import org.lastgasp.sqlite.Store;

/** The columns of a dead letter, the same in both of delivery's files. */
final class DeadLetterRows {
  /** Both files, for a person who reads that one failed. */
  static final Store STORE = new Store("Delivery's store", "");

  static final String COLUMNS = "number, user, lane, at_ms, reason, status, answer";

  static final String TYPES =
      "number INTEGER PRIMARY KEY, user TEXT NOT NULL, lane TEXT NOT NULL,"
          + " at_ms INTEGER NOT NULL, reason TEXT NOT NULL, status INTEGER NOT NULL,"
          + " answer TEXT NOT NULL";

  private DeadLetterRows() {}

  /** The values of the seven columns, and of some behind them. */
  static Object[] row(DeadLetter one, Object... behind) {
    Object[] columns =
        Session.values(
            one.number(),
            one.user().toString(),
            one.lane().name(),
            one.at().toEpochMilli(),
            one.reason().name(),
            one.status(),
            one.answer());
    return Stream.of(columns, behind).flatMap(Arrays::stream).toArray();
  }

  /** Reads the first seven columns. */
  static DeadLetter of(Row row) {
    return new DeadLetter(
        row.number(1),
        Eui64.of(row.text(2)),
        Lane.valueOf(row.text(3)),
        Instant.ofEpochMilli(row.number(4)),
        DeadLetter.Reason.valueOf(row.text(5)),
        row.integer(6),
        row.text(7),
        false);
  }
}

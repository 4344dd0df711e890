package org.lastgasp.journal.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.journal.IsoInstant;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.journal.Row;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.policy.Lane;

/** The tables of a segment, and rows in and out of them. Set down in {@code docs/formats.md}. */
final class SegmentSchema {
  static final int PAGE = 8192; // bytes: six alerts, or three that are signed, without much waste

  static final List<String> CREATE =
      List.of(
          "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
          """
          CREATE TABLE entry (
            number INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL,
            at TEXT NOT NULL,
            device TEXT,
            recipient TEXT,
            lane INTEGER,
            facts TEXT NOT NULL,
            sha256 TEXT,
            body BLOB)""");

  /** The index that {@link #WAITING} needs, made once a segment is written no more. */
  static final String CREATE_INDEX =
      "CREATE INDEX IF NOT EXISTS waiting ON entry (recipient, lane) WHERE lane IS NOT NULL";

  private static final String VALUES =
      " INTO entry (number, kind, at, device, recipient, lane, facts, sha256, body)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

  static final String INSERT = "INSERT" + VALUES;

  static final String REPLACE = "INSERT OR REPLACE" + VALUES;

  private static final String SELECT =
      "SELECT number, kind, at, device, recipient, lane, facts, sha256, body FROM entry";

  private static final String BETWEEN = " WHERE number > ? AND number <= ?";
  private static final String IN_ORDER = " ORDER BY number LIMIT ?";

  /** Events and snapshots. */
  static final String WALK = SELECT + BETWEEN + IN_ORDER;

  /** Events. */
  static final String READ = SELECT + BETWEEN + " AND kind <> " + EntryCodec.STATE + IN_ORDER;

  /** How many there are, and the number of the last. */
  static final String PASS =
      "SELECT count(*), max(number) FROM (SELECT number FROM entry" + BETWEEN + IN_ORDER + ")";

  static final String SNAPSHOT =
      SELECT + " WHERE number = ? AND kind = " + EntryCodec.STATE;

  /** All but the documents, which are most of the bytes. */
  static final String RESTORE =
      "SELECT number, kind, at, device, recipient, lane, facts, sha256 FROM entry"
          + " WHERE number > ? ORDER BY number";

  /** Of all alerts, only those suppressed are not to be delivered. */
  static final String SUPPRESSED =
      SELECT
          + BETWEEN + " AND kind = " + EntryCodec.ALERT_JUDGED
          + " AND lane IS NULL" + IN_ORDER;

  /** The columns that are sent of an entry; its facts only where the order depends on them. */
  private static final String SELECT_MESSAGE =
      "SELECT number, kind, at, device, CASE kind WHEN " + EntryCodec.CARRIED
          + " THEN facts ELSE '' END, body FROM ";

  static final String WAITING =
      SELECT_MESSAGE
          + "entry"
          + " WHERE recipient = ? AND lane = ? AND lane IS NOT NULL AND number > ? AND number <= ?"
          + " ORDER BY number LIMIT ?";

  /** Of the entries whose numbers are given as a JSON array, in that order. */
  static final String WAITING_NUMBERED =
      SELECT_MESSAGE + "json_each(?) CROSS JOIN entry ON entry.number = json_each.value";

  private static final Optional<Document> UNREAD =
      Optional.of(Document.recorded(new byte[0], ""));

  static final String LAST = "SELECT max(number) FROM entry";

  private SegmentSchema() {}

  /** The number that stands for a lane. */
  static int lane(Lane lane) {
    return switch (lane) {
      case ALERTS -> 0;
      case OTHERS -> 1;
    };
  }

  private static Lane lane(int number) {
    return number == 0 ? Lane.ALERTS : Lane.OTHERS;
  }

  static void bind(PreparedStatement insert, long number, Row row) throws SQLException {
    insert.setLong(1, number);
    insert.setInt(2, row.kind());
    insert.setString(3, row.at());
    bind(insert, 4, row.device());
    bind(insert, 5, row.recipient());
    if (row.lane().isPresent()) {
      insert.setInt(6, lane(row.lane().get()));
    } else {
      insert.setObject(6, null);
    }
    insert.setString(7, row.facts());
    if (row.body().isPresent()) {
      insert.setString(8, row.body().get().sha256());
      insert.setBytes(9, row.body().get().bytes());
    } else {
      insert.setObject(8, null);
      insert.setObject(9, null);
    }
  }

  private static void bind(PreparedStatement insert, int place, Optional<Eui64> value)
      throws SQLException {
    if (value.isPresent()) {
      insert.setString(place, value.get().toString());
    } else {
      insert.setObject(place, null);
    }
  }

  /** Returns true if the row the cursor stands on changes nothing that is tracked. */
  static boolean onlyPassed(ResultSet found) throws SQLException {
    int kind = found.getInt(2);
    return EntryCodec.onlyPassed(kind, lane(found));
  }

  private static Optional<Lane> lane(ResultSet found) throws SQLException {
    int number = found.getInt(6);
    return found.wasNull() ? Optional.empty() : Optional.of(lane(number));
  }

  /** Of the row the cursor stands on. */
  static Optional<Eui64> device(ResultSet found) throws SQLException {
    return Optional.ofNullable(found.getString(4)).map(Eui64::of);
  }

  /** The entry the cursor of a query stands on. */
  static Entry recorded(ResultSet found) throws SQLException {
    return recorded(found.getLong(1), row(found));
  }

  /** The row the cursor of a query stands on. */
  static Row row(ResultSet found) throws SQLException {
    return new Row(
        found.getInt(2),
        found.getString(3),
        device(found),
        Optional.ofNullable(found.getString(5)).map(Eui64::of),
        Optional.empty(), // follows from the rest
        found.getString(7),
        body(found));
  }

  /** The message the cursor of {@link #WAITING} stands on. */
  static OutboundMessage message(ResultSet found, Lane lane) throws SQLException {
    return new OutboundMessage(
        found.getLong(1),
        lane,
        EntryCodec.orderedBy(found.getInt(2), device(found), found.getString(5)),
        IsoInstant.parse(found.getString(3)),
        Document.of(found.getBytes(6)));
  }

  static Entry recorded(long number, Row row) {
    return new Entry(number, decoded(number, row, EntryCodec::decode));
  }

  static Snapshot snapshot(long number, Row row) {
    return decoded(number, row, EntryCodec::snapshot);
  }

  private static <T> T decoded(long number, Row row, Function<Row, T> how) {
    try {
      return how.apply(row);
    } catch (RuntimeException damaged) {
      throw new JournalUnavailable("reading entry " + number + " as it was written", damaged);
    }
  }

  /** Returns true if the row the cursor stands on is a snapshot. */
  static boolean isSnapshot(ResultSet found) throws SQLException {
    return found.getInt(2) == EntryCodec.STATE;
  }

  /**
   * The row the cursor stands on, as {@link #RESTORE} finds it, with an empty document.
   *
   * @param all whether rows that only passed are wanted with all that is in them, and the digests
   *     of requests; each value costs a call into SQLite
   */
  static Row restored(ResultSet found, boolean all) throws SQLException {
    int kind = found.getInt(2);
    if (!all && EntryCodec.isActivation(kind)) {
      return new Row(
          kind, found.getString(3), Optional.empty(), Optional.empty(), Optional.empty(),
          found.getString(7), kind == EntryCodec.ACTIVATION_REQUESTED ? UNREAD : Optional.empty());
    }
    Optional<Lane> lane = lane(found);
    Optional<Eui64> recipient = Optional.ofNullable(found.getString(5)).map(Eui64::of);
    if (!all && EntryCodec.onlyPassed(kind, lane)) {
      return new Row(
          kind, found.getString(3), Optional.empty(), recipient, lane, "", Optional.empty());
    }
    return new Row(
        kind,
        found.getString(3),
        device(found),
        recipient,
        lane,
        found.getString(7),
        Optional.ofNullable(found.getString(8))
            .map(sha256 -> Document.recorded(new byte[0], sha256)));
  }

  private static Optional<Document> body(ResultSet found) throws SQLException {
    Optional<String> sha256 = Optional.ofNullable(found.getString(8));
    if (sha256.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = Optional.ofNullable(found.getBytes(9)).orElse(new byte[0]);
    return Optional.of(Document.recorded(bytes, sha256.get()));
  }
}

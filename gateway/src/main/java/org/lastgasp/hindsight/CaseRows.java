package org.lastgasp.hindsight;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Mode;

/** A mapping of cases and changes to rows and back. */
final class CaseRows {
  private static final String UPSERT =
      "INSERT INTO held VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
          + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET"
          + " label = excluded.label,"
          + " since = excluded.since, heard = excluded.heard, back = excluded.back,"
          + " settled = excluded.settled, settled_by = excluded.settled_by,"
          + " settled_why = excluded.settled_why, closed = excluded.closed,"
          + " watched = excluded.watched, pending = excluded.pending, ends = excluded.ends,"
          + " alerts_from = excluded.alerts_from, life_from = excluded.life_from,"
          + " restored = excluded.restored";

  private CaseRows() {}

  /** Puts what differs: the evidence only grows. */
  static void put(Connection to, Case about) throws SQLException {
    Observation.Held held = about.held();
    try (PreparedStatement row = to.prepareStatement(UPSERT)) {
      row.setLong(1, held.number());
      row.setLong(2, about.ordinal());
      row.setLong(3, EpochNanos.of(held.at()));
      row.setLong(4, EpochNanos.of(about.horizon()));
      row.setLong(5, held.hub().value());
      row.setLong(6, held.meter().value());
      row.setLong(7, held.request().originator().value());
      row.setLong(8, held.request().target().value());
      row.setLong(9, held.request().counter());
      row.setString(10, held.from().toString());
      row.setLong(11, EpochNanos.of(held.until()));
      row.setString(12, held.start().toString());
      row.setString(13, held.mpxn());
      number(row, 14, maybe(held.distributor()));
      row.setString(15, held.sha256());
      row.setString(16, about.label().code());
      row.setLong(17, EpochNanos.of(about.assessment().since()));
      number(row, 18, maybe(about.heard()));
      number(row, 19, maybe(about.back()));
      number(row, 20, maybe(about.settlement().map(Case.Settlement::at)));
      text(row, 21, about.settlement().map(Case.Settlement::by));
      text(row, 22, about.settlement().map(Case.Settlement::reason));
      row.setBoolean(23, about.closed());
      row.setBoolean(24, about.isWatched());
      row.setBoolean(25, about.isPending());
      row.setLong(26, EpochNanos.of(about.end()));
      number(row, 27, maybe(about.alertsMatter()));
      number(row, 28, maybe(about.lifeMatters()));
      row.setBoolean(29, about.isFull(Evidence.Kind.SUPPLY_RESTORED));
      row.setLong(30, EpochNanos.of(EvidenceRules.outage(about)));
      number(row, 31, maybe(dated(held)));
      number(row, 32, maybe(about.counted()));
      row.executeUpdate();
    }
    evidence(to, about);
  }

  private static Optional<Instant> dated(Observation.Held held) {
    return held.mode() == Mode.FUTURE_DATED ? Optional.of(held.from()) : Optional.empty();
  }

  private static void evidence(Connection to, Case about) throws SQLException {
    List<Evidence> all = about.assessment().evidence();
    if (all.isEmpty()) {
      return;
    }
    String sql = "INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?, ?)";
    try (PreparedStatement row = to.prepareStatement(sql)) {
      for (int place = 0; place < all.size(); place++) {
        Evidence each = all.get(place);
        row.setLong(1, about.number());
        row.setInt(2, place);
        row.setString(3, each.kind().code());
        number(row, 4, each.entry());
        row.setLong(5, EpochNanos.of(each.at()));
        row.setString(6, each.compared());
        row.addBatch();
      }
      row.executeBatch();
    }
  }

  /** A change is put after its case: what decided is the evidence found last. */
  static void put(Connection to, LabelChange change) throws SQLException {
    String sql =
        "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?,"
            + " (SELECT max(place) FROM evidence WHERE number = ?))";
    try (PreparedStatement row = to.prepareStatement(sql)) {
      row.setLong(1, change.position());
      row.setLong(2, change.number());
      row.setLong(3, change.ordinal());
      row.setString(4, change.from().code());
      row.setString(5, change.to().code());
      row.setLong(6, EpochNanos.of(change.at()));
      row.setLong(7, change.number());
      row.executeUpdate();
    }
    HindsightDatabase.meta(to, "last_change", change.position());
  }

  /** The cases of a condition with numbers for its question marks, and what follows it. */
  static List<Case> cases(Connection from, String condition, long... values) throws SQLException {
    List<Case> cases = new ArrayList<>();
    try (PreparedStatement query =
        from.prepareStatement("SELECT * FROM held WHERE " + condition)) {
      bind(query, values);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          cases.add(one(from, row));
        }
      }
    }
    return cases;
  }

  private static Case one(Connection from, ResultSet row) throws SQLException {
    OptionalLong distributor = number(row, "distributor");
    Observation.Held held =
        new Observation.Held(
            row.getLong("number"),
            EpochNanos.at(row.getLong("at")),
            new Eui64(row.getLong("hub")),
            new Eui64(row.getLong("meter")),
            new RequestId(
                new Eui64(row.getLong("originator")),
                new Eui64(row.getLong("target")),
                row.getLong("counter")),
            number(row, "dated").isPresent() ? Mode.FUTURE_DATED : Mode.ON_DEMAND,
            Instant.parse(row.getString("begins")),
            EpochNanos.at(row.getLong("until")),
            Instant.parse(row.getString("start")),
            row.getString("mpxn"),
            distributor.isPresent()
                ? OptionalInt.of((int) distributor.getAsLong())
                : OptionalInt.empty(),
            row.getString("sha256"));
    return new Case(
        held,
        row.getLong("ordinal"),
        EpochNanos.at(row.getLong("ends")),
        EpochNanos.at(row.getLong("horizon")),
        new Assessment(
            Label.of(row.getString("label")),
            evidence(from, held.number()),
            EpochNanos.at(row.getLong("since"))),
        instant(row, "heard"),
        instant(row, "back"),
        instant(row, "settled").isPresent()
            ? Optional.of(
                new Case.Settlement(
                    instant(row, "settled").get(),
                    row.getString("settled_by"),
                    row.getString("settled_why")))
            : Optional.empty(),
        instant(row, "counted"),
        row.getBoolean("closed"));
  }

  private static List<Evidence> evidence(Connection from, long number) throws SQLException {
    List<Evidence> found = new ArrayList<>();
    String sql = "SELECT * FROM evidence WHERE number = ? ORDER BY place";
    try (PreparedStatement query = from.prepareStatement(sql)) {
      query.setLong(1, number);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(evidence(row));
        }
      }
    }
    return found;
  }

  private static Evidence evidence(ResultSet row) throws SQLException {
    return new Evidence(
        Evidence.Kind.of(row.getString("kind")),
        number(row, "entry"),
        EpochNanos.at(row.getLong("at")),
        row.getString("compared"));
  }

  /** The changes of a condition, each with the evidence that decided. */
  static List<LabelChange> changes(Connection from, String condition, long... values)
      throws SQLException {
    String sql =
        "SELECT c.position, c.number, c.ordinal, c.old, c.new, c.at AS changed, e.kind, e.entry,"
            + " e.at, e.compared FROM change c JOIN evidence e USING (number, place) WHERE "
            + condition;
    List<LabelChange> changes = new ArrayList<>();
    try (PreparedStatement query = from.prepareStatement(sql)) {
      bind(query, values);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          changes.add(
              new LabelChange(
                  row.getLong("position"),
                  row.getLong("number"),
                  row.getLong("ordinal"),
                  Label.of(row.getString("old")),
                  Label.of(row.getString("new")),
                  EpochNanos.at(row.getLong("changed")),
                  evidence(row)));
        }
      }
    }
    return changes;
  }

  /** The last labels up to a position, of the ordinals from one up to, not including, another. */
  static Map<Long, Label> labels(Connection from, long first, long end, long asOf)
      throws SQLException {
    Map<Long, Label> labels = new HashMap<>();
    String sql =
        "SELECT ordinal, new FROM change WHERE ordinal >= ? AND ordinal < ? AND position <= ?"
            + " ORDER BY ordinal, position";
    try (PreparedStatement query = from.prepareStatement(sql)) {
      bind(query, first, end, asOf);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          labels.put(row.getLong(1), Label.of(row.getString(2)));
        }
      }
    }
    return labels;
  }

  static void bind(PreparedStatement statement, long... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setLong(i + 1, values[i]);
    }
  }

  private static OptionalLong maybe(OptionalInt value) {
    return value.isPresent() ? OptionalLong.of(value.getAsInt()) : OptionalLong.empty();
  }

  private static OptionalLong maybe(Optional<Instant> value) {
    return value.isPresent() ? OptionalLong.of(EpochNanos.of(value.get())) : OptionalLong.empty();
  }

  static void number(PreparedStatement row, int at, OptionalLong value) throws SQLException {
    if (value.isPresent()) {
      row.setLong(at, value.getAsLong());
    } else {
      row.setNull(at, Types.INTEGER);
    }
  }

  static void text(PreparedStatement row, int at, Optional<String> value) throws SQLException {
    if (value.isPresent()) {
      row.setString(at, value.get());
    } else {
      row.setNull(at, Types.VARCHAR);
    }
  }

  static OptionalLong number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    OptionalLong value = number(row, column);
    return value.isPresent() ? Optional.of(EpochNanos.at(value.getAsLong())) : Optional.empty();
  }
}

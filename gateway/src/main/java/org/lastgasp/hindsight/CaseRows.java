package org.lastgasp.hindsight;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Window;
import org.lastgasp.sqlite.Row;
import org.lastgasp.sqlite.Session;

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
  static void put(Session to, Case about) {
    Observation.Held held = about.held();
    to.update(
        UPSERT,
        held.number(),
        about.ordinal(),
        EpochNanos.of(held.at()),
        EpochNanos.of(about.horizon()),
        held.hub().value(),
        held.meter().value(),
        held.request().originator().value(),
        held.request().target().value(),
        held.request().counter(),
        held.from().toString(),
        EpochNanos.of(held.until()),
        held.start().toString(),
        held.mpxn(),
        held.distributor(),
        held.sha256(),
        about.label().code(),
        EpochNanos.of(about.assessment().since()),
        about.heard().map(EpochNanos::of),
        about.back().map(EpochNanos::of),
        about.settlement().map(Case.Settlement::at).map(EpochNanos::of),
        about.settlement().map(Case.Settlement::by),
        about.settlement().map(Case.Settlement::reason),
        about.closed(),
        about.isWatched(),
        about.isPending(),
        EpochNanos.of(about.end()),
        about.alertsMatter().map(EpochNanos::of),
        about.lifeMatters().map(EpochNanos::of),
        about.isFull(Evidence.Kind.SUPPLY_RESTORED),
        EpochNanos.of(EvidenceRules.outage(about)),
        held.mode() == Window.Mode.FUTURE_DATED
            ? Optional.of(EpochNanos.of(held.from()))
            : Optional.empty(),
        about.counted().map(EpochNanos::of));
    List<Evidence> all = about.assessment().evidence();
    to.updateEach(
        "INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?, ?)",
        IntStream.range(0, all.size()).boxed().toList(),
        place -> {
          Evidence each = all.get(place);
          return Session.values(
              about.number(),
              place,
              each.kind().code(),
              each.entry(),
              EpochNanos.of(each.at()),
              each.compared());
        });
  }

  /** A change is put after its case: what decided is the evidence found last. */
  static void put(Session to, LabelChange change) {
    to.update(
        "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?,"
            + " (SELECT max(place) FROM evidence WHERE number = ?))",
        change.position(),
        change.number(),
        change.ordinal(),
        change.from().code(),
        change.to().code(),
        EpochNanos.of(change.at()),
        change.number());
    HindsightDatabase.meta(to, "last_change", change.position());
  }

  /** The cases of a condition with numbers for its question marks, and what follows it. */
  static List<Case> cases(Session from, String condition, Object... values) {
    return from.query(
        "SELECT * FROM held WHERE " + condition, row -> one(from, row), values);
  }

  private static Case one(Session from, Row row) {
    OptionalLong distributor = row.numberIfAny("distributor");
    Observation.Held held =
        new Observation.Held(
            row.number("number"),
            EpochNanos.at(row.number("at")),
            new Eui64(row.number("hub")),
            new Eui64(row.number("meter")),
            new RequestId(
                new Eui64(row.number("originator")),
                new Eui64(row.number("target")),
                row.number("counter")),
            row.numberIfAny("dated").isPresent() ? Window.Mode.FUTURE_DATED : Window.Mode.ON_DEMAND,
            Instant.parse(row.text("begins")),
            EpochNanos.at(row.number("until")),
            Instant.parse(row.text("start")),
            row.text("mpxn"),
            distributor.isPresent()
                ? OptionalInt.of((int) distributor.getAsLong())
                : OptionalInt.empty(),
            row.text("sha256"));
    return new Case(
        held,
        row.number("ordinal"),
        EpochNanos.at(row.number("ends")),
        EpochNanos.at(row.number("horizon")),
        new Case.Assessment(
            Label.of(row.text("label")),
            evidence(from, held.number()),
            EpochNanos.at(row.number("since"))),
        instant(row, "heard"),
        instant(row, "back"),
        instant(row, "settled")
            .map(at -> new Case.Settlement(at, row.text("settled_by"), row.text("settled_why"))),
        instant(row, "counted"),
        row.number("closed") != 0);
  }

  private static List<Evidence> evidence(Session from, long number) {
    return from.query(
        "SELECT * FROM evidence WHERE number = ? ORDER BY place", CaseRows::evidence, number);
  }

  private static Evidence evidence(Row row) {
    return new Evidence(
        Evidence.Kind.of(row.text("kind")),
        row.numberIfAny("entry"),
        EpochNanos.at(row.number("at")),
        row.text("compared"));
  }

  /** The changes of a condition, each with the evidence that decided. */
  static List<LabelChange> changes(Session from, String condition, Object... values) {
    return from.query(
        "SELECT c.position, c.number, c.ordinal, c.old, c.new, c.at AS changed, e.kind, e.entry,"
            + " e.at, e.compared FROM change c JOIN evidence e USING (number, place) WHERE "
            + condition,
        row ->
            new LabelChange(
                row.number("position"),
                row.number("number"),
                row.number("ordinal"),
                Label.of(row.text("old")),
                Label.of(row.text("new")),
                EpochNanos.at(row.number("changed")),
                evidence(row)),
        values);
  }

  /** The last labels up to a position, of the ordinals from one up to, not including, another. */
  static Map<Long, Label> labels(Session from, long first, long end, long asOf) {
    Map<Long, Label> labels = new HashMap<>();
    from.query(
            "SELECT ordinal, new FROM change WHERE ordinal >= ? AND ordinal < ? AND position <= ?"
                + " ORDER BY ordinal, position",
            row -> Map.entry(row.number(1), Label.of(row.text(2))),
            first,
            end,
            asOf)
        .forEach(each -> labels.put(each.getKey(), each.getValue()));
    return labels;
  }

  private static Optional<Instant> instant(Row row, String column) {
    OptionalLong value = row.numberIfAny(column);
    return value.isPresent() ? Optional.of(EpochNanos.at(value.getAsLong())) : Optional.empty();
  }
}

package org.lastgasp.hindsight;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.sqlite.Row;
import org.lastgasp.sqlite.Rows;
import org.lastgasp.sqlite.Session;

/**
 * A repository that keeps cases in {@code hindsight.db}, inside whatever transaction is open: a
 * storm of a million of them needs no more memory than one. For the thread that writes.
 */
final class SqliteCaseRepository implements CaseRepository {
  private final Session session;
  private final BloomFilter filter = new BloomFilter();
  private Instant nextHorizon = Instant.MAX;
  private long opened;
  private long lastChange;

  SqliteCaseRepository(Session session) {
    this.session = session;
    refresh();
  }

  /** Reads again what it keeps in memory: at first, and after a transaction that was undone. */
  void refresh() {
    opened = HindsightDatabase.meta(session, "opened");
    lastChange = HindsightDatabase.meta(session, "last_change");
    findNextHorizon();
    filter.clear();
    String sql =
        "SELECT hub FROM held WHERE watched = 1 UNION ALL"
            + " SELECT meter FROM held WHERE watched = 1 UNION ALL SELECT meter FROM tracked";
    try (Rows devices = session.rows(sql)) {
      while (devices.next()) {
        filter.add(devices.row().number(1));
      }
    }
  }

  /** Returns true if a message of a device may bear on anything: most do not, and are not read. */
  boolean mayConcern(Eui64 device) {
    return filter.mayHold(device.value());
  }

  @Override
  public long opened() {
    return opened;
  }

  /** The next case gets the ordinal after this one: where the journal does not begin at 1. */
  void opened(long ordinal) {
    opened = ordinal;
    HindsightDatabase.meta(session, "opened", ordinal);
  }

  @Override
  public long lastChange() {
    return lastChange;
  }

  @Override
  public Optional<Case> of(long number) {
    return cases("number = ?", number).stream().findFirst();
  }

  /** Each question has an index that holds no case which the fact cannot change any more. */
  @Override
  public List<Case> touchedBy(Eui64 device, Observation fact, Duration tolerance) {
    long id = device.value();
    if (!filter.mayHold(id)) {
      return List.of();
    }
    return switch (fact) {
      case Observation.Held again ->
          alertedBefore(id, again.at(), again.start().minus(tolerance));
      case Observation.Alerted again ->
          alertedBefore(id, again.at(), again.start().minus(tolerance));
      case Observation.Heard heard -> notHeardBefore(id, heard.at());
      case Observation.Restored restored ->
          cases(
              "meter = ? AND watched = 1 AND closed = 0 AND restored = 0 AND at >= ?"
                  + " AND outage <= ? ORDER BY number",
              id,
              EpochNanos.of(
                  restored.off().map(s -> s.widened(tolerance).first()).orElse(Instant.MIN)),
              EpochNanos.of(
                  restored.off().map(s -> s.widened(tolerance).last()).orElse(restored.at())));
      case Observation.Outcome outcome ->
          cases(
              "meter = ? AND watched = 1 AND closed = 0 AND counter = ? ORDER BY number",
              id,
              outcome.counter());
      case Observation.Tracked tracked -> List.of();
      case Observation.Answered answered -> List.of();
      case Observation.Moved moved -> List.of();
      case Observation.Released released -> List.of();
      case Observation.Settled settled -> List.of();
      case Observation.Ended ended -> List.of(); // many at once: see end
      case Observation.ClockSetBack back -> List.of();
      case Observation.ClockTrusted right -> List.of();
    };
  }

  /** Of an alert in the window only those that it is another outage than. */
  private List<Case> alertedBefore(long hub, Instant at, Instant start) {
    return cases(
        "hub = ? AND alerts_from <= ? AND (until <= ? OR coalesce(counted, until) <= ?"
            + " OR outage < ?) ORDER BY number",
        hub,
        EpochNanos.of(at),
        EpochNanos.of(at),
        EpochNanos.of(at),
        EpochNanos.of(start));
  }

  private List<Case> notHeardBefore(long device, Instant at) {
    long ticks = EpochNanos.of(at);
    return cases(
        "number IN (SELECT number FROM held WHERE hub = ? AND life_from <= ? UNION"
            + " SELECT number FROM held WHERE meter = ? AND life_from <= ?) ORDER BY number",
        device,
        ticks,
        device,
        ticks);
  }

  @Override
  public int watched(Eui64 hub, int most) {
    if (!filter.mayHold(hub.value())) {
      return 0;
    }
    String sql =
        "SELECT count(*) FROM (SELECT 1 FROM held WHERE watched = 1 AND hub = ? LIMIT ?)";
    return (int) session.number(sql, hub.value(), most);
  }

  /** In one statement, as the switch may end a hundred thousand. */
  @Override
  public void end(Observation.Ended ended) {
    long at = EpochNanos.of(ended.at());
    String sql =
        "UPDATE held SET ends = max(at, ?), life_from = CASE WHEN heard IS NULL OR life_from IS"
            + " NULL THEN life_from ELSE max(at, ?) END WHERE watched = 1 AND ends > ?";
    OptionalLong counter = ended.counter();
    if (ended.meter().isEmpty()) {
      session.update(sql, at, at, at);
    } else if (counter.isEmpty()) {
      session.update(sql + " AND meter = ?", at, at, at, ended.meter().get().value());
    } else {
      session.update(
          sql + " AND meter = ? AND counter = ?",
          at,
          at,
          at,
          ended.meter().get().value(),
          counter);
    }
  }

  @Override
  public void setBack(Observation.ClockSetBack back) {
    long at = EpochNanos.of(back.at());
    session.update(
        "UPDATE held SET ends = ?, life_from = CASE WHEN heard IS NULL OR life_from IS NULL"
            + " THEN life_from ELSE ? END WHERE watched = 1 AND ends > ?"
            + " AND (dated IS NULL OR dated + ? < until)",
        at,
        at,
        at,
        back.window().toNanos());
  }

  @Override
  public void trust(Instant now, Instant horizon) {
    long at = EpochNanos.of(now);
    session.update(
        "UPDATE held SET counted = ?, ends = min(ends, ?), outage = min(outage, ?),"
            + " horizon = CASE closed WHEN 0 THEN ? ELSE horizon END,"
            + " alerts_from = CASE WHEN alerts_from IS NOT NULL THEN min(alerts_from, ?) END,"
            + " life_from = CASE WHEN heard IS NULL OR life_from IS NULL THEN life_from"
            + " ELSE min(ends, ?) END WHERE watched = 1 AND coalesce(counted, at) > ?",
        at,
        at,
        at,
        EpochNanos.of(horizon),
        at,
        at,
        at);
    findNextHorizon();
  }

  @Override
  public void keep(Case about) {
    CaseRows.put(session, about);
    if (about.ordinal() > opened) {
      opened(about.ordinal());
    }
    if (about.isWatched()) {
      filter.add(about.held().hub().value());
      filter.add(about.held().meter().value());
    }
    if (about.closed()) {
      findNextHorizon();
    } else if (about.horizon().isBefore(nextHorizon)) {
      nextHorizon = about.horizon();
    }
  }

  @Override
  public void keep(LabelChange change) {
    CaseRows.put(session, change);
    lastChange = change.position();
  }

  @Override
  public List<Case> due(Instant upTo, int most) {
    return cases(
        "closed = 0 AND horizon <= ? ORDER BY horizon, number LIMIT ?", EpochNanos.of(upTo), most);
  }

  @Override
  public Instant nextHorizon() {
    return nextHorizon;
  }

  private void findNextHorizon() {
    String sql = "SELECT horizon FROM held WHERE closed = 0 ORDER BY horizon LIMIT 1";
    nextHorizon = session.first(sql, row -> EpochNanos.at(row.number(1))).orElse(Instant.MAX);
  }

  @Override
  public void track(Observation.Tracked activation) {
    long meter = activation.meter().value();
    session.update(
        "INSERT INTO tracked VALUES (?, ?) ON CONFLICT (meter)"
            + " DO UPDATE SET until = max(until, excluded.until)",
        meter,
        EpochNanos.of(activation.until().plus(CaseEngine.MEMORY)));
    session.update(
        "INSERT OR IGNORE INTO activation VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        activation.number(),
        EpochNanos.of(activation.at()),
        activation.hub().value(),
        meter,
        activation.request().originator().value(),
        activation.request().counter(),
        EpochNanos.of(activation.from()),
        EpochNanos.of(activation.until()));
    filter.add(meter);
  }

  @Override
  public void withdraw(Observation.Tracked withdrawn) {
    session.update(
        "DELETE FROM activation WHERE meter = ? AND number = ?",
        withdrawn.meter().value(),
        withdrawn.number());
  }

  @Override
  public void move(Eui64 meter, Eui64 to) {
    session.update(
        "UPDATE activation SET hub = ? WHERE meter = ? AND hub <> ?",
        to.value(),
        meter.value(),
        to.value());
  }

  @Override
  public List<Observation.Tracked> tracked(Eui64 hub) {
    return session.query(
        "SELECT * FROM activation WHERE hub = ? ORDER BY number",
        SqliteCaseRepository::activation,
        hub.value());
  }

  @Override
  public List<Observation.Tracked> activations(Eui64 meter) {
    return session.query(
        "SELECT * FROM activation WHERE meter = ? ORDER BY number",
        SqliteCaseRepository::activation,
        meter.value());
  }

  private static Observation.Tracked activation(Row row) {
    return new Observation.Tracked(
        row.number("number"),
        EpochNanos.at(row.number("at")),
        new Eui64(row.number("hub")),
        new RequestId(
            new Eui64(row.number("originator")),
            new Eui64(row.number("meter")),
            row.number("counter")),
        EpochNanos.at(row.number("begins")),
        EpochNanos.at(row.number("until")));
  }

  @Override
  public boolean isTracked(Eui64 meter, Instant at) {
    String sql = "SELECT 1 FROM tracked WHERE meter = ? AND until > ?";
    return filter.mayHold(meter.value())
        && session.number(sql, meter.value(), EpochNanos.of(at)) == 1;
  }

  @Override
  public void remember(Eui64 meter, Observation fact) {
    session.update(
        "INSERT OR IGNORE INTO said VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        Said.values(meter, fact));
  }

  @Override
  public List<Observation> remembered(Eui64 meter, Instant since, int most) {
    return session
        .query(
            "SELECT * FROM said WHERE meter = ? AND at >= ? ORDER BY number DESC LIMIT ?",
            Said::of,
            meter.value(),
            EpochNanos.of(since),
            most)
        .reversed();
  }

  /**
   * Forgets some of what can no longer matter, and cases of alerts received before an instant.
   *
   * @return how many of one kind at most: as many as asked for, if there may be more
   */
  int expire(Instant now, Instant before, int most) {
    long old = EpochNanos.of(now.minus(CaseEngine.MEMORY));
    int meters =
        delete(
            "tracked WHERE meter IN (SELECT meter FROM tracked WHERE until <= ?",
            EpochNanos.of(now),
            most);
    int activations =
        delete(
            "activation WHERE rowid IN (SELECT rowid FROM activation WHERE until < ?", old, most);
    int words =
        delete(
            "said WHERE (meter, number) IN (SELECT meter, number FROM said WHERE at < ?",
            old,
            most);
    String cases = " IN (SELECT number FROM held WHERE closed = 1 AND at < ? ORDER BY number";
    delete("evidence WHERE number" + cases, EpochNanos.of(before), most);
    delete("change WHERE number" + cases, EpochNanos.of(before), most);
    int gone = delete("held WHERE number" + cases, EpochNanos.of(before), most);
    return Math.max(Math.max(gone, activations), Math.max(meters, words));
  }

  private int delete(String what, long instant, int most) {
    return session.update("DELETE FROM " + what + " LIMIT ?)", instant, most);
  }

  private List<Case> cases(String condition, Object... values) {
    return CaseRows.cases(session, condition, values);
  }

  /** The messages of a meter, as rows. */
  private static final class Said {
    private Said() {}

    static Object[] values(Eui64 meter, Observation fact) {
      Optional<Observation.Restored> restored =
          fact instanceof Observation.Restored r ? Optional.of(r) : Optional.empty();
      Optional<Observation.Outcome> outcome =
          fact instanceof Observation.Outcome o ? Optional.of(o) : Optional.empty();
      Optional<Observation.Span> off = restored.flatMap(Observation.Restored::off);
      return Session.values(
          meter.value(),
          fact.number(),
          EpochNanos.of(fact.at()),
          restored.map(Observation.Restored::code),
          off.map(s -> s.first().toString()),
          off.map(s -> s.last().toString()),
          outcome.flatMap(Observation.Outcome::originator).map(Eui64::value),
          outcome.map(Observation.Outcome::counter),
          outcome.map(o -> o.result().name()),
          outcome.map(o -> o.done().toString()),
          outcome.map(Observation.Outcome::words));
    }

    static Observation of(Row row) {
      long number = row.number("number");
      Instant at = EpochNanos.at(row.number("at"));
      Eui64 meter = new Eui64(row.number("meter"));
      Optional<String> code = row.textIfAny("code");
      if (code.isPresent()) {
        Optional<Observation.Span> span =
            row.textIfAny("off")
                .map(
                    off ->
                        new Observation.Span(Instant.parse(off), Instant.parse(row.text("back"))));
        return new Observation.Restored(number, at, meter, code.get(), span);
      }
      OptionalLong originator = row.numberIfAny("originator");
      return new Observation.Outcome(
          number,
          at,
          meter,
          originator.isPresent()
              ? Optional.of(new Eui64(originator.getAsLong()))
              : Optional.empty(),
          row.number("counter"),
          Observation.Result.valueOf(row.text("result")),
          Instant.parse(row.text("done")),
          row.text("words"));
    }
  }
}

package org.lastgasp.hindsight;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.id.Eui64;

/**
 * A repository that keeps cases in {@code hindsight.db}, inside whatever transaction is open: a
 * storm of a million of them needs no more memory than one. For the thread that writes.
 */
final class SqliteCaseRepository implements CaseRepository {
  private final Connection connection;
  private final BloomFilter sieve = new BloomFilter();
  private Instant nextHorizon = Instant.MAX;
  private long opened;
  private long lastChange;

  SqliteCaseRepository(Connection connection) throws SQLException {
    this.connection = connection;
    refresh();
  }

  /** Reads again what it keeps in memory: at first, and after a transaction that was undone. */
  void refresh() throws SQLException {
    opened = HindsightDatabase.meta(connection, "opened");
    lastChange = HindsightDatabase.meta(connection, "last_change");
    findNextHorizon();
    sieve.clear();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT hub FROM held WHERE watched = 1 UNION ALL"
                    + " SELECT meter FROM held WHERE watched = 1 UNION ALL"
                    + " SELECT meter FROM tracked")) {
      while (row.next()) {
        sieve.add(row.getLong(1));
      }
    }
  }

  /** Whether a message of a device may bear on anything: most do not, and are not read. */
  boolean mayConcern(Eui64 device) {
    return sieve.mayHold(device.value());
  }

  @Override
  public long opened() {
    return opened;
  }

  /** The next case gets the ordinal after this one: where the journal does not begin at 1. */
  void opened(long ordinal) {
    sql(
        () -> {
          opened = ordinal;
          HindsightDatabase.meta(connection, "opened", ordinal);
          return ordinal;
        });
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
  public List<Case> touchedBy(Eui64 device, Observation fact) {
    long id = device.value();
    if (!sieve.mayHold(id)) {
      return List.of();
    }
    return switch (fact) {
      case Observation.Held again -> alertedBefore(id, again.at());
      case Observation.Alerted again -> alertedBefore(id, again.at());
      case Observation.Heard heard -> notHeardBefore(id, heard.at());
      case Observation.Restored restored ->
          cases(
              "meter = ? AND watched = 1 AND closed = 0 AND restored = 0 AND at >= ?"
                  + " AND outage <= ? ORDER BY number",
              id,
              EpochNanos.of(restored.off().map(Observation.Span::first).orElse(Instant.MIN)),
              EpochNanos.of(restored.off().map(Observation.Span::last).orElse(restored.at())));
      case Observation.Outcome outcome ->
          cases(
              "meter = ? AND watched = 1 AND closed = 0 AND counter = ? ORDER BY number",
              id,
              outcome.counter());
      case Observation.Tracked tracked -> List.of();
      case Observation.Released released -> List.of();
      case Observation.Settled settled -> List.of();
      case Observation.Ended ended -> List.of(); // many at once: see end
      case Observation.ClockSetBack back -> List.of();
      case Observation.ClockTrusted right -> List.of();
    };
  }

  private List<Case> alertedBefore(long hub, Instant at) {
    return cases("hub = ? AND alerts_from <= ? ORDER BY number", hub, EpochNanos.of(at));
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
    if (!sieve.mayHold(hub.value())) {
      return 0;
    }
    return sql(
        () -> {
          String sql =
              "SELECT count(*) FROM (SELECT 1 FROM held WHERE watched = 1 AND hub = ? LIMIT ?)";
          try (PreparedStatement query = connection.prepareStatement(sql)) {
            CaseRows.bind(query, hub.value(), most);
            try (ResultSet row = query.executeQuery()) {
              return row.getInt(1);
            }
          }
        });
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
      update(sql, at, at, at);
    } else if (counter.isEmpty()) {
      update(sql + " AND meter = ?", at, at, at, ended.meter().get().value());
    } else {
      update(
          sql + " AND meter = ? AND counter = ?",
          at,
          at,
          at,
          ended.meter().get().value(),
          counter.getAsLong());
    }
  }

  @Override
  public void setBack(Observation.ClockSetBack back) {
    long at = EpochNanos.of(back.at());
    update(
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
    update(
        "UPDATE held SET counted = ?, ends = min(ends, ?), outage = min(outage, ?),"
            + " horizon = CASE closed WHEN 0 THEN ? ELSE horizon END,"
            + " alerts_from = CASE WHEN alerts_from IS NOT NULL THEN min(until, ?) END,"
            + " life_from = CASE WHEN heard IS NULL OR life_from IS NULL THEN life_from"
            + " ELSE min(ends, ?) END WHERE watched = 1 AND coalesce(counted, at) > ?",
        at,
        at,
        at,
        EpochNanos.of(horizon),
        at,
        at,
        at);
    sql(
        () -> {
          findNextHorizon();
          return nextHorizon;
        });
  }

  private void update(String sql, long... values) {
    int unused =
        sql(
            () -> {
              try (PreparedStatement update = connection.prepareStatement(sql)) {
                CaseRows.bind(update, values);
                return update.executeUpdate();
              }
            });
  }

  @Override
  public void keep(Case about) {
    sql(
        () -> {
          CaseRows.put(connection, about);
          if (about.ordinal() > opened) {
            opened(about.ordinal());
          }
          if (about.isWatched()) {
            sieve.add(about.held().hub().value());
            sieve.add(about.held().meter().value());
          }
          if (about.closed()) {
            findNextHorizon();
          } else if (about.horizon().isBefore(nextHorizon)) {
            nextHorizon = about.horizon();
          }
          return about;
        });
  }

  @Override
  public void keep(LabelChange change) {
    sql(
        () -> {
          CaseRows.put(connection, change);
          lastChange = change.position();
          return change;
        });
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

  private void findNextHorizon() throws SQLException {
    String sql = "SELECT horizon FROM held WHERE closed = 0 ORDER BY horizon LIMIT 1";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      nextHorizon = row.next() ? EpochNanos.at(row.getLong(1)) : Instant.MAX;
    }
  }

  @Override
  public void track(Eui64 meter, Instant until) {
    sql(
        () -> {
          String sql =
              "INSERT INTO tracked VALUES (?, ?) ON CONFLICT (meter)"
                  + " DO UPDATE SET until = max(until, excluded.until)";
          try (PreparedStatement row = connection.prepareStatement(sql)) {
            row.setLong(1, meter.value());
            row.setLong(2, EpochNanos.of(until));
            row.executeUpdate();
          }
          sieve.add(meter.value());
          return meter;
        });
  }

  @Override
  public boolean isTracked(Eui64 meter, Instant at) {
    if (!sieve.mayHold(meter.value())) {
      return false;
    }
    return sql(
        () -> {
          String sql = "SELECT 1 FROM tracked WHERE meter = ? AND until > ?";
          try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, meter.value());
            query.setLong(2, EpochNanos.of(at));
            try (ResultSet row = query.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  @Override
  public void remember(Eui64 meter, Observation fact) {
    sql(
        () -> {
          String sql = "INSERT OR IGNORE INTO said VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
          try (PreparedStatement row = connection.prepareStatement(sql)) {
            Said.put(row, meter, fact);
            row.executeUpdate();
          }
          return fact;
        });
  }

  @Override
  public List<Observation> remembered(Eui64 meter, Instant since, int most) {
    return sql(
        () -> {
          List<Observation> facts = new ArrayList<>();
          String sql =
              "SELECT * FROM said WHERE meter = ? AND at >= ? ORDER BY number DESC LIMIT ?";
          try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, meter.value());
            query.setLong(2, EpochNanos.of(since));
            query.setInt(3, most);
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                facts.add(Said.of(row));
              }
            }
          }
          return facts.reversed();
        });
  }

  /**
   * Forgets some of what can no longer matter, and cases of alerts received before an instant.
   *
   * @return how many of one kind at most: as many as asked for, if there may be more
   */
  int expire(Instant now, Instant before, int most) {
    return sql(
        () -> {
          long old = EpochNanos.of(now.minus(CaseEngine.MEMORY));
          int meters =
              delete(
                  "tracked WHERE meter IN (SELECT meter FROM tracked WHERE until <= ?",
                  EpochNanos.of(now),
                  most);
          int words =
              delete(
                  "said WHERE (meter, number) IN (SELECT meter, number FROM said WHERE at < ?",
                  old,
                  most);
          String cases =
              " IN (SELECT number FROM held WHERE closed = 1 AND at < ? ORDER BY number";
          delete("evidence WHERE number" + cases, EpochNanos.of(before), most);
          delete("change WHERE number" + cases, EpochNanos.of(before), most);
          int gone = delete("held WHERE number" + cases, EpochNanos.of(before), most);
          return Math.max(gone, Math.max(meters, words));
        });
  }

  private int delete(String what, long instant, int most) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM " + what + " LIMIT ?)")) {
      statement.setLong(1, instant);
      statement.setInt(2, most);
      return statement.executeUpdate();
    }
  }

  private List<Case> cases(String condition, long... values) {
    return sql(() -> CaseRows.cases(connection, condition, values));
  }

  private interface Asking<T> {
    T ask() throws SQLException;
  }

  private static <T> T sql(Asking<T> asking) {
    try {
      return Objects.requireNonNull(asking.ask());
    } catch (SQLException broken) {
      throw new HindsightUnavailable("using hindsight.db", broken);
    }
  }

  /** The messages of a meter, as rows. */
  private static final class Said {
    private Said() {}

    static void put(PreparedStatement row, Eui64 meter, Observation fact) throws SQLException {
      row.setLong(1, meter.value());
      row.setLong(2, fact.number());
      row.setLong(3, EpochNanos.of(fact.at()));
      Optional<Observation.Restored> restored =
          fact instanceof Observation.Restored r ? Optional.of(r) : Optional.empty();
      Optional<Observation.Outcome> outcome =
          fact instanceof Observation.Outcome o ? Optional.of(o) : Optional.empty();
      Optional<Observation.Span> off = restored.flatMap(Observation.Restored::off);
      CaseRows.text(row, 4, restored.map(Observation.Restored::code));
      CaseRows.text(row, 5, off.map(s -> s.first().toString()));
      CaseRows.text(row, 6, off.map(s -> s.last().toString()));
      Optional<Long> originator =
          outcome.flatMap(Observation.Outcome::originator).map(Eui64::value);
      CaseRows.number(row, 7, maybe(originator));
      CaseRows.number(row, 8, maybe(outcome.map(Observation.Outcome::counter)));
      CaseRows.text(row, 9, outcome.map(o -> o.result().name()));
      CaseRows.text(row, 10, outcome.map(o -> o.done().toString()));
      CaseRows.text(row, 11, outcome.map(Observation.Outcome::words));
    }

    private static OptionalLong maybe(Optional<Long> value) {
      return value.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    static Observation of(ResultSet row) throws SQLException {
      long number = row.getLong("number");
      Instant at = EpochNanos.at(row.getLong("at"));
      Eui64 meter = new Eui64(row.getLong("meter"));
      Optional<String> code = Optional.ofNullable(row.getString("code"));
      if (code.isPresent()) {
        Optional<String> off = Optional.ofNullable(row.getString("off"));
        Optional<Observation.Span> span =
            off.isPresent()
                ? Optional.of(
                    new Observation.Span(
                        Instant.parse(off.get()), Instant.parse(row.getString("back"))))
                : Optional.empty();
        return new Observation.Restored(number, at, meter, code.get(), span);
      }
      OptionalLong originator = CaseRows.number(row, "originator");
      return new Observation.Outcome(
          number,
          at,
          meter,
          originator.isPresent()
              ? Optional.of(new Eui64(originator.getAsLong()))
              : Optional.empty(),
          row.getLong("counter"),
          Observation.Result.valueOf(row.getString("result")),
          Instant.parse(row.getString("done")),
          row.getString("words"));
    }
  }
}

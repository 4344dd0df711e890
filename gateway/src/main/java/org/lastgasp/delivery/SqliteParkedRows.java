package org.lastgasp.delivery;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Row;
import org.lastgasp.sqlite.Session;

/**
 * The table of what is parked, in {@code delivery.db}. For one thread at a time.
 *
 * <pre>
 * parked     number, user, lane, device (empty if none), at_ms,
 *            head: 1 if it is the first of its device, so that it may be tried;
 *            failures, own, own_since, due: of this run; copied
 * </pre>
 */
final class SqliteParkedRows implements ParkedMessages {
  static final List<String> CREATE =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS parked (
            number INTEGER PRIMARY KEY,
            user TEXT NOT NULL,
            lane TEXT NOT NULL,
            device TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            head INTEGER NOT NULL,
            failures INTEGER NOT NULL,
            own INTEGER NOT NULL,
            own_since INTEGER NOT NULL,
            due INTEGER NOT NULL,
            copied INTEGER NOT NULL)""",
          "CREATE INDEX IF NOT EXISTS parked_due ON parked (user, lane, due) WHERE head = 1",
          "CREATE INDEX IF NOT EXISTS parked_row ON parked (user, lane, device, number)",
          "CREATE INDEX IF NOT EXISTS parked_uncopied ON parked (number) WHERE copied = 0");

  private static final String SELECT =
      "SELECT number, user, lane, device, at_ms, head, failures, own, own_since, due, copied"
          + " FROM parked";

  private final Database database;
  private final boolean isThere;

  /**
   * @param isThere false of a file of format 1, read without changing it: nothing is parked there
   */
  SqliteParkedRows(Database database, boolean isThere) {
    this.database = database;
    this.isThere = isThere;
  }

  /** Part of a larger change. */
  static void write(Session session, Eui64 user, Parking.Changes changes) {
    session.updateEach(
        "UPDATE parked SET due = ?, own = 0 WHERE user = ? AND lane = ?",
        changes.forgiven(),
        lane -> Session.values(Parked.AT_ONCE, user.toString(), lane.name()));
    session.updateEach(
        "DELETE FROM parked WHERE number = ?",
        changes.taken(),
        each -> Session.values(each.number()));
    session.updateEach(
        "INSERT OR REPLACE INTO parked VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        changes.added(),
        each ->
            Session.values(
                each.number(),
                each.user().toString(),
                each.lane().name(),
                each.device().map(Eui64::toString).orElse(""),
                each.recordedAt().toEpochMilli(),
                each.head(),
                each.failures().all(),
                each.failures().own(),
                each.failures().ownSince(),
                each.due(),
                each.copied()));
    session.updateEach(
        "UPDATE parked SET head = 1, due = ? WHERE number = (SELECT MIN(number) FROM parked"
            + " WHERE user = ? AND lane = ? AND device = ?)",
        changes.promoted(),
        each ->
            Session.values(
                Parked.AT_ONCE,
                user.toString(),
                each.lane().name(),
                each.device().toString()));
  }

  @Override
  public void beginRun() {
    database.write(
        session -> {
          session.update(
              "UPDATE parked SET head = 1 WHERE head = 0 AND number IN (SELECT MIN(number)"
                  + " FROM parked WHERE device != '' GROUP BY user, lane, device)");
          session.update(
              "UPDATE parked SET due = ?1, own = 0 WHERE due != ?1 OR own != 0", Parked.AT_ONCE);
        });
  }

  @Override
  public Set<Eui64> putBehind(Eui64 user, Lane lane, Set<Eui64> devices) {
    Set<Eui64> here = devices(user, lane, devices);
    if (!here.isEmpty()) {
      database.write(
          session ->
              session.updateEach(
                  "UPDATE parked SET head = 0 WHERE user = ? AND lane = ? AND device = ?",
                  here,
                  device -> Session.values(user.toString(), lane.name(), device.toString())));
    }
    return here;
  }

  @Override
  public Map<Eui64, Map<Lane, Long>> counts() {
    record Count(Eui64 user, Lane lane, long count) {}

    Map<Eui64, Map<Lane, Long>> counts = new HashMap<>();
    database.query(
            "SELECT user, lane, COUNT(*) FROM parked GROUP BY user, lane",
            row ->
                new Count(
                    Eui64.of(row.text(1)), Lane.valueOf(row.text(2)), row.number(3)))
        .forEach(
            one ->
                counts
                    .computeIfAbsent(one.user(), user -> new EnumMap<>(Lane.class))
                    .put(one.lane(), one.count()));
    return counts;
  }

  @Override
  public Set<Eui64> devices(Eui64 user, Lane lane, Set<Eui64> of) {
    if (of.isEmpty()) {
      return Set.of();
    }
    String names = of.stream().map(d -> "'" + d + "'").collect(Collectors.joining(","));
    return new HashSet<>(
        database.query(
            "SELECT DISTINCT device FROM parked WHERE user = ? AND lane = ? AND device IN ("
                + names + ")",
            row -> Eui64.of(row.text(1)),
            user.toString(),
            lane.name()));
  }

  @Override
  public List<Parked> due(Eui64 user, Lane lane, long now, int most) {
    return database.query(
        SELECT + " WHERE user = ? AND lane = ? AND head = 1 AND due <= ?"
            + " ORDER BY due, number LIMIT ?",
        SqliteParkedRows::parked,
        user.toString(),
        lane.name(),
        now,
        most);
  }

  @Override
  public List<Parked> row(Eui64 user, Lane lane, Eui64 device, long after, int most) {
    return database.query(
        SELECT + " WHERE user = ? AND lane = ? AND device = ? AND number > ?"
            + " ORDER BY number LIMIT ?",
        SqliteParkedRows::parked,
        user.toString(),
        lane.name(),
        device.toString(),
        after,
        most);
  }

  @Override
  public Optional<Instant> oldest(Eui64 user) {
    return database.first(
        "SELECT at_ms FROM parked WHERE user = ? ORDER BY number LIMIT 1",
        row -> Instant.ofEpochMilli(row.number(1)),
        user.toString());
  }

  @Override
  public List<Long> numbers(Lane lane, long after, int most) {
    if (!isThere) {
      return List.of();
    }
    return database.query(
        "SELECT number FROM parked WHERE number > ? AND lane = ? ORDER BY number LIMIT ?",
        row -> row.number(1),
        after,
        lane.name(),
        most);
  }

  @Override
  public boolean has(long number) {
    return database.number("SELECT count(*) FROM parked WHERE number = ?", number) > 0;
  }

  @Override
  public List<Long> uncopied(long from, int most) {
    return database.query(
        "SELECT number FROM parked WHERE copied = 0 AND number >= ? ORDER BY number LIMIT ?",
        row -> row.number(1),
        from,
        most);
  }

  private static Parked parked(Row row) {
    String device = row.text(4);
    return new Parked(
        Eui64.of(row.text(2)),
        Lane.valueOf(row.text(3)),
        row.number(1),
        device.isEmpty() ? Optional.empty() : Optional.of(Eui64.of(device)),
        Instant.ofEpochMilli(row.number(5)),
        row.flag(6),
        new PendingMessage.Failures(row.integer(7), row.integer(8), row.number(9)),
        row.number(10),
        row.flag(11));
  }
}

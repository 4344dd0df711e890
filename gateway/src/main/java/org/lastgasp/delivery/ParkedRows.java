package org.lastgasp.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/**
 * The table of what is parked, in {@code delivery.db}. For one thread at a time.
 *
 * <pre>
 * parked     number, user, lane, device (empty if none), at_ms,
 *            head: 1 if it is the first of its device, so that it may be tried;
 *            failures, own, own_since, due: of this run; copied
 * </pre>
 */
final class ParkedRows {
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

  private final SqliteFile file;

  ParkedRows(SqliteFile file) {
    this.file = file;
  }

  /** Part of a larger change. */
  static void write(Connection connection, Eui64 user, Parking.Changes changes)
      throws SQLException {
    for (Lane lane : changes.forgiven()) {
      try (PreparedStatement update =
          connection.prepareStatement(
              "UPDATE parked SET due = ?, own = 0 WHERE user = ? AND lane = ?")) {
        update.setLong(1, Parked.AT_ONCE);
        update.setString(2, user.toString());
        update.setString(3, lane.name());
        update.executeUpdate();
      }
    }
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM parked WHERE number = ?")) {
      for (Parked each : changes.taken()) {
        delete.setLong(1, each.number());
        delete.addBatch();
      }
      delete.executeBatch();
    }
    insert(connection, changes.added());
    promote(connection, user, changes.promoted());
  }

  private static void insert(Connection connection, Collection<Parked> added)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO parked VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Parked each : added) {
        insert.setLong(1, each.number());
        insert.setString(2, each.user().toString());
        insert.setString(3, each.lane().name());
        insert.setString(4, each.device().map(Eui64::toString).orElse(""));
        insert.setLong(5, each.recordedAt().toEpochMilli());
        insert.setBoolean(6, each.head());
        insert.setInt(7, each.failures().all());
        insert.setInt(8, each.failures().own());
        insert.setLong(9, each.failures().ownSince());
        insert.setLong(10, each.due());
        insert.setBoolean(11, each.copied());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void promote(
      Connection connection, Eui64 user, Collection<Parking.Place> promoted) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE parked SET head = 1, due = ? WHERE number = (SELECT MIN(number) FROM parked"
                + " WHERE user = ? AND lane = ? AND device = ?)")) {
      for (Parking.Place each : promoted) {
        update.setLong(1, Parked.AT_ONCE);
        update.setString(2, user.toString());
        update.setString(3, each.lane().name());
        update.setString(4, each.device().toString());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /** A run begins: the first of each device may be tried, and failures are counted anew. */
  void beginRun() {
    file.change(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE parked SET head = 1 WHERE head = 0 AND number IN (SELECT MIN(number)"
                      + " FROM parked WHERE device != '' GROUP BY user, lane, device)")) {
            update.executeUpdate();
          }
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE parked SET due = ?1, own = 0 WHERE due != ?1 OR own != 0")) {
            update.setLong(1, Parked.AT_ONCE);
            update.executeUpdate();
          }
        });
  }

  /** Of these devices, something comes before what is here: which of them have anything here. */
  Set<Eui64> putBehind(Eui64 user, Lane lane, Set<Eui64> devices) {
    Set<Eui64> here = devices(user, lane, devices);
    for (Eui64 device : here) {
      file.change(
          connection -> {
            try (PreparedStatement update =
                connection.prepareStatement(
                    "UPDATE parked SET head = 0 WHERE user = ? AND lane = ? AND device = ?")) {
              update.setString(1, user.toString());
              update.setString(2, lane.name());
              update.setString(3, device.toString());
              update.executeUpdate();
            }
          });
    }
    return here;
  }

  /** How many are parked for whom. */
  Map<Eui64, Map<Lane, Long>> counts() {
    record Count(Eui64 user, Lane lane, long count) {}

    Map<Eui64, Map<Lane, Long>> counts = new HashMap<>();
    file.query(
            "SELECT user, lane, COUNT(*) FROM parked GROUP BY user, lane",
            row ->
                new Count(
                    Eui64.of(row.getString(1)), Lane.valueOf(row.getString(2)), row.getLong(3)))
        .forEach(
            one ->
                counts
                    .computeIfAbsent(one.user(), user -> new EnumMap<>(Lane.class))
                    .put(one.lane(), one.count()));
    return counts;
  }

  /** Which of these devices have something here. */
  Set<Eui64> devices(Eui64 user, Lane lane, Set<Eui64> of) {
    if (of.isEmpty()) {
      return Set.of();
    }
    String names = of.stream().map(d -> "'" + d + "'").collect(Collectors.joining(","));
    return new HashSet<>(
        file.query(
            "SELECT DISTINCT device FROM parked WHERE " + place(user, lane)
                + " AND device IN (" + names + ")",
            row -> Eui64.of(row.getString(1))));
  }

  /** Those that may be tried by now, those due for longest first. */
  List<Parked> due(Eui64 user, Lane lane, long now, int most) {
    return file.query(
        SELECT + " WHERE " + place(user, lane) + " AND head = 1 AND due <= " + now
            + " ORDER BY due, number LIMIT " + most,
        ParkedRows::parked);
  }

  /** Those of a device after a number, in order. */
  List<Parked> row(Eui64 user, Lane lane, Eui64 device, long after, int most) {
    return file.query(
        SELECT + " WHERE " + place(user, lane) + " AND device = '" + device + "' AND number > "
            + after + " ORDER BY number LIMIT " + most,
        ParkedRows::parked);
  }

  /** When the oldest that is parked for a user was recorded. */
  Optional<Instant> oldest(Eui64 user) {
    return file
        .query(
            "SELECT at_ms FROM parked WHERE user = '" + user + "' ORDER BY number LIMIT 1",
            row -> Instant.ofEpochMilli(row.getLong(1)))
        .stream()
        .findFirst();
  }

  /** The numbers in a lane after one, in order. */
  List<Long> numbers(Lane lane, long after, int most) {
    return file.query(
        "SELECT number FROM parked WHERE number > " + after + " AND lane = '" + lane.name()
            + "' ORDER BY number LIMIT " + most,
        row -> row.getLong(1));
  }

  boolean has(long number) {
    return !file.query("SELECT 1 FROM parked WHERE number = " + number, row -> 1).isEmpty();
  }

  /** Numbers from one on of which there is no copy, in order. */
  List<Long> uncopied(long from, int most) {
    return file.query(
        "SELECT number FROM parked WHERE copied = 0 AND number >= " + from
            + " ORDER BY number LIMIT " + most,
        row -> row.getLong(1));
  }

  OptionalLong firstUncopied(long from) {
    return uncopied(from, 1).stream().mapToLong(Long::longValue).findFirst();
  }

  private static String place(Eui64 user, Lane lane) {
    return "user = '" + user + "' AND lane = '" + lane.name() + "'";
  }

  private static Parked parked(ResultSet row) throws SQLException {
    String device = row.getString(4);
    return new Parked(
        Eui64.of(row.getString(2)),
        Lane.valueOf(row.getString(3)),
        row.getLong(1),
        device.isEmpty() ? Optional.empty() : Optional.of(Eui64.of(device)),
        Instant.ofEpochMilli(row.getLong(5)),
        row.getBoolean(6),
        new PendingMessage.Failures(row.getInt(7), row.getInt(8), row.getLong(9)),
        row.getLong(10),
        row.getBoolean(11));
  }
}

package org.lastgasp.sqlite;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A replica of tables that other machines have too: it says which rows changed here, whoever
 * changed them, and takes over those that changed there. What changed is noted by the connection
 * that writes and lost with the process, so a process begins by taking over all, or by noting all.
 *
 * <p>A row is known by its primary key, or by its row id if the table has none. Rows are exchanged
 * as text, a literal of SQL for each column. Tables that refer to others come behind those. Safe
 * for any number of threads.
 */
public final class TableReplica {
  private static final String NOTED = "temp.replica_changed";

  private final Database database;
  private final String name;
  private final List<Table> tables;

  /**
   * A row of one of the tables as it is now.
   *
   * @param key of the replica, the table and the row: the same on every machine
   * @param columns a literal for each; empty if there is no such row any more
   */
  public record Change(String key, Optional<List<String>> columns) {
    public Change {
      columns = columns.map(List::copyOf);
    }
  }

  /** What changed since the last time, and up to which note. */
  public record Changes(List<Change> all, long noted) {}

  private record Table(String name, List<String> columns, List<String> keys) {
    String quoted(String prefix, List<String> some, String between) {
      return some.stream()
          .map(each -> "quote(" + prefix + "\"" + each + "\")")
          .collect(Collectors.joining(" || '" + between + "' || "));
    }

    String where() {
      return keys.stream().map(key -> "\"" + key + "\" = ?").collect(Collectors.joining(" AND "));
    }
  }

  /**
   * Begins to note what changes.
   *
   * @param name by which others know the same tables
   * @param tables in the order in which their rows can be put in
   */
  public TableReplica(Database database, String name, List<String> tables) {
    this.database = database;
    this.name = name;
    this.tables = database.writeAndGet(session -> begin(session, tables));
  }

  private static List<Table> begin(Session session, List<String> names) {
    session.run(
        "CREATE TEMP TABLE replica_changed (note INTEGER PRIMARY KEY AUTOINCREMENT,"
            + " part INTEGER NOT NULL, row TEXT NOT NULL, UNIQUE (part, row) ON CONFLICT REPLACE)");
    List<Table> all = new ArrayList<>();
    for (String each : names) {
      List<String> columns =
          session.query("SELECT name FROM pragma_table_info(?)", row -> row.text(1), each);
      List<String> keys =
          session.query(
              "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk",
              row -> row.text(1), each);
      if (keys.isEmpty()) {
        columns.addFirst("rowid");
        keys.add("rowid");
      }
      Table table = new Table(each, List.copyOf(columns), List.copyOf(keys));
      int part = all.size();
      all.add(table);
      note(session, table, part, "INSERT", "NEW.");
      note(session, table, part, "UPDATE", "NEW.");
      note(session, table, part, "DELETE", "OLD.");
    }
    return List.copyOf(all);
  }

  private static void note(Session session, Table table, int part, String change, String row) {
    session.run(
        "CREATE TEMP TRIGGER replica_" + table.name() + "_" + change + " AFTER " + change
            + " ON main.\"" + table.name() + "\" BEGIN INSERT INTO replica_changed (part, row)"
            + " VALUES (" + part + ", " + table.quoted(row, table.keys(), ",") + "); END");
  }

  /** Notes every row, for others who have none. */
  public void noteAll() {
    database.write(
        session -> {
          for (int part = 0; part < tables.size(); part++) {
            Table table = tables.get(part);
            int unused =
                session.update(
                    "INSERT INTO " + NOTED + " (part, row) SELECT " + part + ", "
                        + table.quoted("", table.keys(), ",") + " FROM \"" + table.name() + "\"");
          }
        });
  }

  /** What changed and is not {@link #done} with, as it is at one moment. */
  public Changes changes() {
    return database.writeAndGet(
        session -> {
          record Noted(long note, int part, String row) {}

          List<Noted> noted =
              session.query(
                  "SELECT note, part, row FROM " + NOTED + " ORDER BY part, note",
                  row -> new Noted(row.number(1), row.integer(2), row.text(3)));
          List<Change> all =
              noted.stream()
                  .map(each -> change(session, tables.get(each.part()), each.row()))
                  .toList();
          return new Changes(all, noted.stream().mapToLong(Noted::note).max().orElse(0));
        });
  }

  private Change change(Session session, Table table, String row) {
    Object[] key = values(literals(row));
    Optional<List<String>> columns =
        session.first(
            "SELECT "
                + table.columns().stream()
                    .map(each -> "quote(\"" + each + "\")")
                    .collect(Collectors.joining(", "))
                + " FROM \"" + table.name() + "\" WHERE " + table.where(),
            found ->
                IntStream.rangeClosed(1, table.columns().size()).mapToObj(found::text).toList(),
            key);
    return new Change(name + "/" + table.name() + "/" + row, columns);
  }

  /** Others have these changes. */
  public void done(Changes changes) {
    database.write(
        session -> {
          int unused =
              session.update("DELETE FROM " + NOTED + " WHERE note <= ?", changes.noted());
        });
  }

  /**
   * Takes over what changed on another machine, all of it or nothing; what changed here meanwhile
   * is forgotten. Changes of other replicas are passed over.
   */
  public void apply(List<Change> changes) {
    Map<String, List<Change>> byTable = byTable(changes);
    database.write(
        session -> {
          session.run("PRAGMA defer_foreign_keys = ON");
          put(session, byTable);
          session.run("DELETE FROM " + NOTED);
        });
  }

  private Map<String, List<Change>> byTable(List<Change> changes) {
    Map<String, List<Change>> byTable = new LinkedHashMap<>();
    for (Change each : changes) {
      String[] parts = each.key().split("/", 3);
      if (parts.length == 3 && parts[0].equals(name)) {
        byTable.computeIfAbsent(parts[1], t -> new ArrayList<>()).add(each);
      }
    }
    return byTable;
  }

  private void put(Session session, Map<String, List<Change>> byTable) {
    for (Table table : tables) {
      for (Change each : byTable.getOrDefault(table.name(), List.of())) {
        put(session, table, each);
      }
    }
  }

  /** Has no row that is not among these. Changes of other replicas are passed over. */
  public void applyAll(List<Change> changes) {
    Map<String, List<Change>> byTable = byTable(changes);
    database.write(
        session -> {
          session.run("PRAGMA defer_foreign_keys = ON");
          tables.forEach(table -> session.run("DELETE FROM \"" + table.name() + "\""));
          put(session, byTable);
          session.run("DELETE FROM " + NOTED);
        });
  }

  private static void put(Session session, Table table, Change change) {
    if (change.columns().isEmpty()) {
      Object[] key = values(literals(change.key().split("/", 3)[2]));
      int unused =
          session.update("DELETE FROM \"" + table.name() + "\" WHERE " + table.where(), key);
      return;
    }
    String names =
        table.columns().stream().map(c -> "\"" + c + "\"").collect(Collectors.joining(", "));
    String marks = table.columns().stream().map(c -> "?").collect(Collectors.joining(", "));
    int unused =
        session.update(
            "INSERT OR REPLACE INTO \"" + table.name() + "\" (" + names + ") VALUES (" + marks
                + ")",
            values(change.columns().get()));
  }

  /** The literals of a list of them, which a comma stands between. */
  private static List<String> literals(String row) {
    List<String> all = new ArrayList<>();
    StringBuilder one = new StringBuilder();
    boolean inText = false;
    for (int i = 0; i < row.length(); i++) {
      char each = row.charAt(i);
      inText ^= each == '\'';
      if (each == ',' && !inText) {
        all.add(one.toString());
        one.setLength(0);
      } else {
        one.append(each);
      }
    }
    all.add(one.toString());
    return all;
  }

  private static Object[] values(List<String> literals) {
    return literals.stream().map(TableReplica::value).toArray();
  }

  private static Object value(String literal) {
    if (literal.equals("NULL")) {
      return Optional.empty();
    }
    if (literal.startsWith("X'")) {
      return HexFormat.of().parseHex(literal, 2, literal.length() - 1);
    }
    if (literal.startsWith("'")) {
      return literal.substring(1, literal.length() - 1).replace("''", "'");
    }
    return Long.parseLong(literal);
  }

  /** The columns of a row as bytes, deflated; empty for one that is gone. */
  public static Optional<byte[]> bytes(Change change) {
    return change
        .columns()
        .map(all -> deflated(String.join(",", all).getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] deflated(byte[] text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(text);
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * The change that {@link #bytes} was made of.
   *
   * @throws UncheckedIOException if they were not
   */
  public static Change of(String key, Optional<byte[]> bytes) {
    return new Change(key, bytes.map(each -> literals(inflated(key, each))));
  }

  private static String inflated(String key, byte[] bytes) {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException other) {
      throw new UncheckedIOException("reading the row " + key, other);
    }
  }
}

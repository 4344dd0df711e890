package org.lastgasp.audit;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lastgasp.hindsight.CaseLookup;
import org.lastgasp.hindsight.LabelChange;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Position;
import org.lastgasp.journal.StoredEntry;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Row;
import org.lastgasp.sqlite.Schema;
import org.lastgasp.sqlite.Session;
import org.lastgasp.sqlite.Store;

/**
 * The database of the audit index, {@code story.db}, an SQLite file of format {@value #FORMAT};
 * described in {@code docs/formats.md}.
 *
 * <pre>
 * happening  number, sort, kind, at, device, recipient, facts, sha256: an entry, no document
 * name       key, number: which entries have a name
 * alert      what alerts are filtered by, see {@link AlertTable}
 * minute     alerts counted, see {@link MinuteCounts}
 * hour       hour, first, last: the numbers of the entries of an hour, counted from 1970
 * meta       position: the journal was read up to here; labels: hindsight's changes up to here
 * </pre>
 *
 * <p>What is written and the position change in one transaction. Commits are not synced: a power
 * loss sets all of it back to an earlier commit, and what is missing is read again. One thread
 * writes, any number may read.
 */
final class AuditDatabase implements AutoCloseable {
  static final int FORMAT = 3;
  private static final Set<String> TABLES = Set.of("happening", "name", "hour", "meta");
  private static final int ALERTS_SINCE = 2; // the format that got the table of alerts
  private static final int MINUTES_SINCE = 3; // that of the minutes as they are
  private static final int HOUR = 3_600; // seconds
  private static final List<String> TABLES_OF_FORMAT_1 =
      List.of(
          "CREATE TABLE happening (number INTEGER PRIMARY KEY, sort INTEGER NOT NULL,"
              + " kind INTEGER NOT NULL, at TEXT NOT NULL, device TEXT, recipient TEXT,"
              + " facts TEXT NOT NULL, sha256 TEXT)",
          "CREATE INDEX sorted ON happening (sort, number)",
          "CREATE TABLE name (key INTEGER NOT NULL, number INTEGER NOT NULL,"
              + " PRIMARY KEY (key, number)) WITHOUT ROWID",
          "CREATE TABLE hour (hour INTEGER PRIMARY KEY, first INTEGER NOT NULL,"
              + " last INTEGER NOT NULL)",
          "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
          "INSERT INTO meta VALUES ('position', 0)");
  private static final String COLUMNS = "number, kind, at, device, recipient, facts, sha256";

  static final Store STORE =
      new Store("The index, story.db,", "if it stays, restart: it is built again");
  private static final Schema SCHEMA = new Schema(STORE, FORMAT, TABLES, AuditDatabase::changes);

  private final Database database;
  private final Access access;
  private boolean copied; // the alerts, to a table in memory
  private boolean counted; // the minutes, in such a table
  private long labelled; // the position up to which hindsight's changes are applied

  private AuditDatabase(Database database, Access access) {
    this.database = database;
    this.access = access;
    this.labelled = database.number("SELECT value FROM meta WHERE name = 'labels'");
  }

  private enum Access {
    OWNER,
    /** The file is not changed; changes are kept in memory. */
    READER
  }

  /** The choice of which of many rows are wanted, and in which order. */
  enum Order {
    FIRST("ASC"),
    /** The last ones, the last one first. */
    LAST("DESC");

    private final String sql;

    Order(String sql) {
      this.sql = sql;
    }

    String sql() {
      return sql;
    }
  }

  /** The limit of a result: at most this many rows, from one end. */
  record Cut(Order order, int most) {}

  /** A range of entry numbers, without {@code after} and including {@code upTo}. */
  record Range(long after, long upTo) {
    static Range after(long number) {
      return new Range(number, Long.MAX_VALUE);
    }

    static Range upTo(long number) {
      return new Range(0, number);
    }
  }

  /** Opens the file, and makes it if it is not there. */
  static AuditDatabase open(Path file) {
    return new AuditDatabase(
        Database.open(file, SCHEMA, Database.Sync.LATER), Access.OWNER);
  }

  /** Opens a file of another process, or one it left, without changing it. */
  static AuditDatabase readOnly(Path file) {
    return new AuditDatabase(Database.readOnly(file, SCHEMA), Access.READER);
  }

  /** An empty database in memory. */
  static AuditDatabase inMemory() {
    return new AuditDatabase(Database.inMemory(SCHEMA), Access.OWNER);
  }

  private static List<String> changes(int found) {
    List<String> all = new ArrayList<>(found == 0 ? TABLES_OF_FORMAT_1 : List.of());
    if (found < ALERTS_SINCE) {
      all.addAll(AlertTable.made(AlertTable.Place.MAIN));
    }
    if (found < MINUTES_SINCE) {
      all.addAll(MinuteCounts.made(AlertTable.Place.MAIN));
    }
    return all;
  }

  /** The alerts between two instants, counted. */
  AlertCounts counts(Instant from, Instant to) {
    haveMinutes();
    return database.read(session -> MinuteCounts.between(session, from, to));
  }

  /** The alerts of each minute between two instants, counted; in order. */
  List<AlertCounts.Minute> minutes(Instant from, Instant to) {
    haveMinutes();
    return database.read(session -> MinuteCounts.each(session, from, to));
  }

  /** The position up to which all entries are indexed. */
  Position position() {
    return database
        .first(
            "SELECT value FROM meta WHERE name = 'position'", row -> Position.parse(row.text(1)))
        .orElse(Position.START);
  }

  /** The id of the last entry that is indexed, including those without a row of their own. */
  long lastId() {
    return database.number("SELECT max(last) FROM hour");
  }

  /** Indexes entries in one transaction: all of them, or none if it throws. */
  void write(List<Entry> entries, Position position) {
    List<Entry> indexed =
        entries.stream().filter(each -> EventType.of(each.entry()).isPresent()).toList();
    database.write(
        session -> {
          session.updateEach(
              "INSERT INTO happening VALUES (?, ?, ?, ?, ?, ?, ?, ?)", indexed, AuditDatabase::row);
          session.updateEach("INSERT INTO name VALUES (?, ?)", names(indexed), each -> each);
          hours(session, entries);
          AlertTable.add(session, entries);
          MinuteCounts.add(session, entries);
          session.update("UPDATE meta SET value = ? WHERE name = 'position'", position.text());
        });
  }

  /**
   * Applies at most this many changes of labels, as far as their alerts are indexed. Returns true
   * if there may be more. For a read-only file they are kept in memory.
   */
  synchronized boolean follow(CaseLookup cases, int most) {
    long after = cases.validPosition(labelled);
    long indexed = lastId();
    List<LabelChange> changes =
        cases.changes(after, most).stream()
            .takeWhile(change -> change.number() <= indexed)
            .toList();
    if (!changes.isEmpty()) {
      long last = changes.getLast().position();
      if (access == Access.READER) {
        copyAlerts();
        database.read(session -> label(session, changes, after));
      } else {
        database.write(
            session -> {
              var unused = label(session, changes, after);
              session.update("REPLACE INTO meta VALUES ('labels', ?)", last);
            });
      }
      labelled = last;
    }
    return changes.size() == most;
  }

  private static Session label(Session session, List<LabelChange> changes, long after) {
    if (after == 0) { // index or position was set back: they are made again from the first on
      AlertTable.unlabel(session);
    }
    AlertTable.label(session, changes);
    return session;
  }

  private synchronized void copyAlerts() {
    if (!copied) {
      List<String> table =
          database.format() < ALERTS_SINCE
              ? AlertTable.made(AlertTable.Place.TEMP)
              : AlertTable.copied();
      database.read(
          session -> {
            table.forEach(session::run);
            return session;
          });
      copied = true;
    }
  }

  /** Leaves an entry out of the index, and counts it as left out. */
  void skip(long number, Position behind) {
    database.write(
        session -> {
          session.update(
              "INSERT INTO meta VALUES ('skipped', 1)"
                  + " ON CONFLICT (name) DO UPDATE SET value = value + 1");
          session.update("REPLACE INTO meta VALUES ('last_skipped', ?)", number);
          session.update("UPDATE meta SET value = ? WHERE name = 'position'", behind.text());
        });
  }

  /** The number of entries left out, and the last of them. */
  Optional<String> skipped() {
    return database.first(
        "SELECT a.value, b.value FROM meta a, meta b"
            + " WHERE a.name = 'skipped' AND b.name = 'last_skipped'",
        row -> row.number(1) + ", the last is entry " + row.number(2));
  }

  private static Object[] row(Entry recorded) {
    StoredEntry stored = StoredEntry.of(recorded.entry());
    return Session.values(
        recorded.number(),
        EventType.of(recorded.entry()).orElseThrow().code(),
        stored.kind(),
        stored.at(),
        stored.device().map(Eui64::toString),
        stored.recipient().map(Eui64::toString),
        stored.facts(),
        stored.sha256());
  }

  /** Each with its key and number. */
  private static List<Object[]> names(Collection<Entry> entries) {
    List<Object[]> names = new ArrayList<>();
    for (Entry each : entries) {
      Set<Long> keys =
          IndexKey.of(each.entry()).stream().map(IndexKey::key).collect(Collectors.toSet());
      keys.forEach(key -> names.add(Session.values(key, each.number())));
    }
    return names;
  }

  private static void hours(Session session, List<Entry> entries) {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      long hour = hour(entries.get(i).entry().at());
      boolean lastOfHour =
          i == entries.size() - 1 || hour(entries.get(i + 1).entry().at()) != hour;
      boolean firstOfHour = i == 0 || hour(entries.get(i - 1).entry().at()) != hour;
      if (firstOfHour || lastOfHour) {
        rows.add(Session.values(hour, entries.get(i).number(), entries.get(i).number()));
      }
    }
    session.updateEach(
        "INSERT INTO hour VALUES (?, ?, ?) ON CONFLICT (hour) DO UPDATE"
            + " SET first = min(first, excluded.first), last = max(last, excluded.last)",
        rows,
        each -> each);
  }

  private static long hour(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), (long) HOUR);
  }

  /**
   * The range that entries of these instants can be in: from the first up to, not including, the
   * second.
   */
  Range range(Optional<Instant> from, Optional<Instant> to) {
    if (from.isEmpty() && to.isEmpty()) {
      return Range.after(0);
    }
    String sql =
        "SELECT coalesce(min(first), 0), coalesce(max(last), 0) FROM hour"
            + " WHERE hour >= ? AND hour <= ?";
    return database
        .first(
            sql,
            row -> new Range(row.number(1) - 1, row.number(2)),
            from.map(AuditDatabase::hour).orElse(Long.MIN_VALUE),
            to.map(AuditDatabase::hour).orElse(Long.MAX_VALUE))
        .orElse(new Range(0, 0));
  }

  /** The first entries of these types in a range, in order. */
  List<Entry> first(Set<EventType> sorts, Range range, int most) {
    return sorts(sorts, range, most, "ASC", Comparator.comparingLong(Entry::number));
  }

  /** The last entries of these types in a range, the last one first. */
  List<Entry> last(Set<EventType> sorts, Range range, int most) {
    return sorts(
        sorts, range, most, "DESC", Comparator.comparingLong(Entry::number).reversed());
  }

  /** A query for each sort, so that each can go along its index and stop. */
  private List<Entry> sorts(
      Set<EventType> sorts, Range range, int most, String order, Comparator<Entry> comparator) {
    String sql =
        "SELECT " + COLUMNS + " FROM happening WHERE sort = ? AND number > ? AND number <= ?"
            + " ORDER BY number " + order + " LIMIT ?";
    List<Entry> all = new ArrayList<>();
    for (EventType sort : sorts) {
      all.addAll(query(sql, sort.code(), range, most));
    }
    all.sort(comparator);
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }

  /**
   * The first entries of these types with the key of a name, in order. Another name may have the
   * same key, so the caller must compare the names.
   */
  List<Entry> named(IndexKey name, Set<EventType> sorts, Range range, int most) {
    return named(name, sorts, range, most, "ASC");
  }

  /** The same for the last entries, the last one first. */
  List<Entry> lastNamed(IndexKey name, Set<EventType> sorts, Range range, int most) {
    return named(name, sorts, range, most, "DESC");
  }

  private List<Entry> named(
      IndexKey name, Set<EventType> sorts, Range range, int most, String order) {
    String codes = sorts.stream().map(s -> "" + s.code()).collect(Collectors.joining(", "));
    String sql =
        "SELECT " + COLUMNS + " FROM name JOIN happening USING (number)"
            + " WHERE key = ? AND number > ? AND number <= ? AND sort IN (" + codes + ")"
            + " ORDER BY number " + order + " LIMIT ?";
    return query(sql, name.key(), range, most);
  }

  /** The first alerts and duplicates of a filter in a range, in order. */
  List<Entry> alerts(AuditQuery.Alerts asked, Range range, int most) {
    return alerts("", AuditDatabase::recorded, asked, range, new Cut(Order.FIRST, most));
  }

  /** The last alerts and duplicates of a filter in a range, the last one first. */
  List<Entry> lastAlerts(AuditQuery.Alerts asked, Range range, int most) {
    return alerts("", AuditDatabase::recorded, asked, range, new Cut(Order.LAST, most));
  }

  /** The last so many suspects of a time, in whole seconds, counted by campaign. */
  List<Campaigns.Suspects> suspects(Optional<Instant> from, Optional<Instant> to, long most) {
    haveColumns();
    AlertTable.Where where = AlertTable.suspects(from, to);
    List<Object> values = new ArrayList<>(where.values());
    values.add(most);
    return database.query(
        "SELECT facts ->> '$.window.model' AS model, facts ->> '$.window.firmware' AS firmware,"
            + " coalesce(facts ->> '$.window.mpan', '') AS mpan, count(*) FROM (SELECT number"
            + " FROM alert INDEXED BY alert_label WHERE " + where.sql()
            + " ORDER BY number DESC LIMIT ?) CROSS JOIN happening USING (number)"
            + " GROUP BY model, firmware, substr(mpan, 1, 2)",
        row ->
            new Campaigns.Suspects(
                row.text(1), row.text(2), Mpan.distributorName(Mpan.distributorOf(row.text(3))),
                row.number(4)),
        values.toArray());
  }

  /** The steps of SQLite's query plan for these alerts. */
  List<String> plan(AuditQuery.Alerts asked) {
    return plan(asked, Order.FIRST);
  }

  /** The same, in that order. */
  List<String> plan(AuditQuery.Alerts asked, Order order) {
    return alerts(
        "EXPLAIN QUERY PLAN ", row -> row.text(4), asked, Range.after(0), new Cut(order, 1));
  }

  private <R> List<R> alerts(
      String verb, Function<Row, R> reader, AuditQuery.Alerts asked, Range range, Cut cut) {
    haveColumns();
    return database.read(
        session -> {
          AlertTable.Where numbers = AlertTable.numbers(session, asked, range, cut);
          return session.query(
              verb + "SELECT " + COLUMNS + " FROM (" + numbers.sql() + ") CROSS JOIN happening"
                  + " USING (number) ORDER BY number " + cut.order().sql(),
              reader,
              numbers.values().toArray());
        });
  }

  /** The same with the key of a name. */
  List<Entry> alerts(IndexKey name, AuditQuery.Alerts asked, Range range, int most) {
    haveColumns();
    AlertTable.Where where = AlertTable.where(asked, range);
    List<Object> values = new ArrayList<>(List.of(name.key()));
    values.addAll(where.values());
    values.add(most);
    return database.query(
        "SELECT " + COLUMNS + " FROM name CROSS JOIN alert USING (number)"
            + " CROSS JOIN happening USING (number) WHERE key = ? AND " + where.sql()
            + " ORDER BY number LIMIT ?",
        AuditDatabase::recorded,
        values.toArray());
  }

  private void haveColumns() {
    if (database.format() < ALERTS_SINCE) {
      copyAlerts();
    }
  }

  /** A file of an earlier format that is not changed has them counted in memory. */
  private synchronized void haveMinutes() {
    if (database.format() < MINUTES_SINCE && !counted) {
      haveColumns();
      database.read(
          session -> {
            MinuteCounts.made(AlertTable.Place.TEMP).forEach(session::run);
            return session;
          });
      counted = true;
    }
  }

  private List<Entry> query(String sql, long key, Range range, int most) {
    return database.query(sql, AuditDatabase::recorded, key, range.after(), range.upTo(), most);
  }

  /** One entry. */
  Optional<Entry> entry(long number) {
    String sql = "SELECT " + COLUMNS + " FROM happening WHERE number = ?";
    return database.first(sql, AuditDatabase::recorded, number);
  }

  private static Entry recorded(Row row) {
    return new Entry(row.number(1), stored(row).entry());
  }

  private static StoredEntry stored(Row row) {
    return new StoredEntry(
        row.integer(2),
        row.text(3),
        row.textIfAny(4).map(Eui64::of),
        row.textIfAny(5).map(Eui64::of),
        row.text(6),
        row.textIfAny(7));
  }

  /**
   * An entry as it lies here, not read further.
   *
   * @param sort the code of its {@link EventType}
   */
  record Noted(long number, int sort, StoredEntry stored) {
    /** Returns true if it may count in a reconciliation. */
    boolean counts() {
      return sort <= EventType.ALERT_COPIED.code() || sort == EventType.EVENT.code();
    }
  }

  /** The first so many entries of every sort in a range, in order. */
  List<Noted> noted(Range range, int most) {
    return database.query(
        "SELECT " + COLUMNS + ", sort FROM happening WHERE number > ? AND number <= ?"
            + " ORDER BY number LIMIT ?",
        row -> new Noted(row.number(1), row.integer(8), stored(row)),
        range.after(),
        range.upTo(),
        most);
  }

  /** The number of the last entry of hours before an instant that is still there; 0 if none is. */
  long expirable(Instant before, Instant now) {
    return database.number(
        "SELECT coalesce(max(number), 0) FROM happening WHERE number <= ?",
        beforeHour(before, now));
  }

  /**
   * The last of the entries that happened before an instant, and behind which none did since. Hours
   * yet to come, of a clock that was ahead, go with what is recorded behind them.
   */
  private long beforeHour(Instant instant, Instant now) {
    Instant hourBefore = instant.minusSeconds(HOUR);
    long old = range(Optional.empty(), Optional.of(hourBefore)).upTo();
    Range kept = range(Optional.of(instant), Optional.of(now.plusSeconds(HOUR)));
    return kept.upTo() > 0 ? Math.min(old, kept.after()) : old;
  }

  /**
   * Removes up to so many of the oldest entries, all of them of hours before an instant. Their
   * pages are used again, so the file does not grow for ever.
   *
   * @return how many were removed
   */
  int expire(Instant before, Instant now, int most) {
    long upTo = beforeHour(before, now);
    String sql =
        "SELECT " + COLUMNS + " FROM happening WHERE sort > ? AND number > ? AND number <= ?"
            + " ORDER BY number LIMIT ?";
    List<Entry> old = query(sql, 0, new Range(0, upTo), most);
    if (!old.isEmpty()) {
      database.write(session -> remove(session, old));
    }
    return old.size();
  }

  private static void remove(Session session, List<Entry> old) {
    session.updateEach(
        "DELETE FROM name WHERE key = ? AND number = ?", names(old), each -> each);
    session.updateEach(
        "DELETE FROM happening WHERE number = ?", old, each -> Session.values(each.number()));
    long last = old.stream().mapToLong(Entry::number).max().orElse(0);
    session.update("DELETE FROM hour WHERE last <= ?", last);
  }

  @Override
  public void close() {
    database.close();
  }
}

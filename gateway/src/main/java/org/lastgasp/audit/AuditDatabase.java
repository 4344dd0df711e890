package org.lastgasp.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.BrokenFile;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Rollback;
import org.lastgasp.journal.StoredEntry;
import org.lastgasp.policy.Event;
import org.sqlite.SQLiteConfig;

/**
 * {@code story.db}, an SQLite file of format {@value #FORMAT}; set down in {@code docs/formats.md}.
 *
 * <pre>
 * happening  number, sort, kind, at, device, recipient, facts, sha256: an entry, no document
 * name       key, number: which entries have a name
 * minute     alerts counted, see {@link MinuteCounts}
 * hour       hour, first, last: the numbers of the entries of an hour, counted from 1970
 * meta       position: the journal was read up to here
 * </pre>
 *
 * <p>What is written and the position change in one transaction. Commits are not synced: a power
 * loss sets all of it back to an earlier commit, and what is missing is read again. One thread
 * writes, any number may read.
 */
final class AuditDatabase implements AutoCloseable {
  static final int FORMAT = 1;
  private static final Set<String> TABLES = Set.of("happening", "name", "hour", "meta");
  private static final int BUSY_MILLIS = 10_000;
  private static final int HOUR = 3_600; // seconds
  private static final String COLUMNS = "number, kind, at, device, recipient, facts, sha256";

  private final String place;
  private final Connection writing;
  private final Connection reading;

  private AuditDatabase(String place, Connection writing, Connection reading) {
    this.place = place;
    this.writing = writing;
    this.reading = reading;
  }

  /** A number of the first and one of the last entry that may be meant. */
  record Range(long after, long upTo) {
    static Range after(long number) {
      return new Range(number, Long.MAX_VALUE);
    }

    static Range upTo(long number) {
      return new Range(0, number);
    }
  }

  /**
   * Opens the file, and makes it if it is not there.
   *
   * @throws AuditUnavailable if it cannot be read, or another version wrote it
   */
  static AuditDatabase open(Path file) {
    SQLiteConfig config = config();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    String url = "jdbc:sqlite:" + file;
    try {
      Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
      Connection writing = connect(url, config);
      try {
        prepare(writing, file.toString());
        return new AuditDatabase(file.toString(), writing, connect(url, config));
      } catch (SQLException | RuntimeException failed) {
        writing.close();
        throw failed;
      }
    } catch (IOException | SQLException broken) {
      throw new AuditUnavailable("opening " + file, broken);
    }
  }

  /** Opens a file of another process, or one it left, without changing it. */
  static AuditDatabase readOnly(Path file) {
    SQLiteConfig config = config();
    config.setReadOnly(true);
    boolean alone = !Files.exists(file.resolveSibling(file.getFileName() + "-wal"));
    String url = alone ? file.toUri() + "?immutable=1" : file.toString();
    try {
      Connection connection = connect("jdbc:sqlite:" + url, config);
      try {
        refuseOther(connection, file.toString());
        return new AuditDatabase(file.toString(), connection, connection);
      } catch (SQLException | RuntimeException failed) {
        connection.close();
        throw failed;
      }
    } catch (SQLException broken) {
      throw new AuditUnavailable("reading " + file, broken);
    }
  }

  /** An empty one that goes with the process. */
  static AuditDatabase inMemory() {
    try {
      Connection connection = connect("jdbc:sqlite::memory:", config());
      prepare(connection, "an index in memory");
      return new AuditDatabase("an index in memory", connection, connection);
    } catch (SQLException broken) {
      throw new AuditUnavailable("making an index in memory", broken);
    }
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    return config;
  }

  private static Connection connect(String url, SQLiteConfig config) throws SQLException {
    return DriverManager.getConnection(url, config.toProperties());
  }

  private static int refuseOther(Connection connection, String place) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA user_version")) {
      int format = found.getInt(1);
      if (format > FORMAT) {
        throw new AuditUnavailable(
            place + " has format " + format + ", this program knows " + FORMAT
                + ": remove it, and it is built again from the journal");
      }
      return format;
    }
  }

  private static void prepare(Connection connection, String place) throws SQLException {
    int format = refuseOther(connection, place);
    Optional<String> fault = BrokenFile.fault(connection, TABLES);
    if (fault.isPresent()) {
      throw new AuditUnavailable(place + " is " + fault.get());
    }
    connection.setAutoCommit(false);
    if (format == 0) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE TABLE happening (number INTEGER PRIMARY KEY, sort INTEGER NOT NULL,"
                + " kind INTEGER NOT NULL, at TEXT NOT NULL, device TEXT, recipient TEXT,"
                + " facts TEXT NOT NULL, sha256 TEXT)");
        statement.execute("CREATE INDEX sorted ON happening (sort, number)");
        statement.execute(
            "CREATE TABLE name (key INTEGER NOT NULL, number INTEGER NOT NULL,"
                + " PRIMARY KEY (key, number)) WITHOUT ROWID");
        statement.execute(
            "CREATE TABLE hour (hour INTEGER PRIMARY KEY, first INTEGER NOT NULL,"
                + " last INTEGER NOT NULL)");
        statement.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL)");
        statement.execute("INSERT INTO meta VALUES ('position', 0)");
        statement.execute("PRAGMA user_version=" + FORMAT);
      }
    }
    MinuteCounts.prepare(connection);
    connection.commit();
  }

  /** The alerts between two instants, counted. */
  AlertCounts counts(Instant from, Instant to) {
    synchronized (reading) {
      try {
        return MinuteCounts.between(reading, from, to);
      } catch (SQLException broken) {
        throw new AuditUnavailable("reading " + place, broken);
      }
    }
  }

  /** The number of the last entry that is taken up. */
  long position() {
    synchronized (reading) {
      try (Statement statement = reading.createStatement();
          ResultSet found =
              statement.executeQuery("SELECT value FROM meta WHERE name = 'position'")) {
        return found.next() ? found.getLong(1) : 0;
      } catch (SQLException broken) {
        throw new AuditUnavailable("reading " + place, broken);
      }
    }
  }

  /** Takes entries up: all of them, or none if it throws. */
  void write(List<Entry> entries, long position) {
    change(
        "writing " + place,
        () -> {
          try (PreparedStatement happening =
                  writing.prepareStatement("INSERT INTO happening VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
              PreparedStatement name =
                  writing.prepareStatement("INSERT INTO name VALUES (?, ?)")) {
            for (Entry each : entries) {
              Optional<EventType> sort = EventType.of(each.entry());
              if (sort.isPresent()) {
                insert(happening, each, sort.get());
                names(name, each);
              }
            }
            happening.executeBatch();
            name.executeBatch();
          }
          hours(entries);
          MinuteCounts.add(writing, entries);
          try (PreparedStatement meta =
              writing.prepareStatement("UPDATE meta SET value = ? WHERE name = 'position'")) {
            meta.setLong(1, position);
            meta.executeUpdate();
          }
        });
  }

  /** Leaves an entry out, and remembers that: all that was left out is counted. */
  void skip(long number) {
    change(
        "writing " + place,
        () -> {
          try (Statement statement = writing.createStatement()) {
            statement.executeUpdate(
                "INSERT INTO meta VALUES ('skipped', 1)"
                    + " ON CONFLICT (name) DO UPDATE SET value = value + 1");
            statement.executeUpdate("REPLACE INTO meta VALUES ('last_skipped', " + number + ")");
            statement.executeUpdate(
                "UPDATE meta SET value = " + number + " WHERE name = 'position'");
          }
        });
  }

  /** How many entries were left out, and the last of them. */
  Optional<String> skipped() {
    synchronized (reading) {
      try (Statement statement = reading.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT a.value, b.value FROM meta a, meta b"
                      + " WHERE a.name = 'skipped' AND b.name = 'last_skipped'")) {
        return row.next()
            ? Optional.of(row.getLong(1) + ", the last is entry " + row.getLong(2))
            : Optional.empty();
      } catch (SQLException broken) {
        throw new AuditUnavailable("reading " + place, broken);
      }
    }
  }

  private static void insert(PreparedStatement happening, Entry recorded, EventType sort)
      throws SQLException {
    StoredEntry slip = StoredEntry.of(recorded.entry());
    happening.setLong(1, recorded.number());
    happening.setInt(2, sort.code());
    happening.setInt(3, slip.kind());
    happening.setString(4, slip.at());
    bind(happening, 5, slip.device().map(Eui64::toString));
    bind(happening, 6, slip.recipient().map(Eui64::toString));
    happening.setString(7, slip.facts());
    bind(happening, 8, slip.sha256());
    happening.addBatch();
  }

  private static void bind(PreparedStatement insert, int at, Optional<String> value)
      throws SQLException {
    if (value.isPresent()) {
      insert.setString(at, value.get());
    } else {
      insert.setObject(at, null);
    }
  }

  private static void names(PreparedStatement insert, Entry recorded) throws SQLException {
    for (long key : keys(recorded.entry())) {
      insert.setLong(1, key);
      insert.setLong(2, recorded.number());
      insert.addBatch();
    }
  }

  private static Set<Long> keys(Event entry) {
    return IndexKey.of(entry).stream().map(IndexKey::key).collect(Collectors.toSet());
  }

  private void hours(List<Entry> entries) throws SQLException {
    String sql =
        "INSERT INTO hour VALUES (?, ?, ?) ON CONFLICT (hour) DO UPDATE"
            + " SET first = min(first, excluded.first), last = max(last, excluded.last)";
    try (PreparedStatement insert = writing.prepareStatement(sql)) {
      for (int i = 0; i < entries.size(); i++) {
        long hour = hour(entries.get(i).entry().at());
        boolean lastOfHour =
            i == entries.size() - 1 || hour(entries.get(i + 1).entry().at()) != hour;
        boolean firstOfHour = i == 0 || hour(entries.get(i - 1).entry().at()) != hour;
        if (firstOfHour || lastOfHour) {
          insert.setLong(1, hour);
          insert.setLong(2, entries.get(i).number());
          insert.setLong(3, entries.get(i).number());
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private static long hour(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), (long) HOUR);
  }

  /** Where entries of these instants can be: from the first up to, not including, the second. */
  Range range(Optional<Instant> from, Optional<Instant> to) {
    if (from.isEmpty() && to.isEmpty()) {
      return Range.after(0);
    }
    String sql =
        "SELECT coalesce(min(first), 0), coalesce(max(last), 0) FROM hour"
            + " WHERE hour >= ? AND hour <= ?";
    synchronized (reading) {
      try (PreparedStatement query = reading.prepareStatement(sql)) {
        query.setLong(1, from.map(AuditDatabase::hour).orElse(Long.MIN_VALUE));
        query.setLong(2, to.map(AuditDatabase::hour).orElse(Long.MAX_VALUE));
        try (ResultSet found = query.executeQuery()) {
          return found.next()
              ? new Range(found.getLong(1) - 1, found.getLong(2))
              : new Range(0, 0);
        }
      } catch (SQLException broken) {
        throw new AuditUnavailable("reading " + place, broken);
      }
    }
  }

  /** The first so many entries of some sorts in a range, in order. */
  List<Entry> first(Set<EventType> sorts, Range range, int most) {
    return sorts(sorts, range, most, "ASC", Comparator.comparingLong(Entry::number));
  }

  /** The last so many entries of some sorts in a range, the last one first. */
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
   * The first so many entries of some sorts with the key of a name, in order. Another name may have
   * the same key: whoever asks has to compare.
   */
  List<Entry> named(IndexKey name, Set<EventType> sorts, Range range, int most) {
    return named(name, sorts, range, most, "ASC");
  }

  /** The last so many, the last one first. */
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

  private List<Entry> query(String sql, long key, Range range, int most) {
    synchronized (reading) {
      try (PreparedStatement query = reading.prepareStatement(sql)) {
        query.setLong(1, key);
        query.setLong(2, range.after());
        query.setLong(3, range.upTo());
        query.setInt(4, most);
        return rows(query);
      } catch (SQLException broken) {
        throw new AuditUnavailable("reading " + place, broken);
      }
    }
  }

  /** One entry. */
  Optional<Entry> entry(long number) {
    String sql = "SELECT " + COLUMNS + " FROM happening WHERE number = ?";
    synchronized (reading) {
      try (PreparedStatement query = reading.prepareStatement(sql)) {
        query.setLong(1, number);
        return rows(query).stream().findFirst();
      } catch (SQLException broken) {
        throw new AuditUnavailable("reading " + place, broken);
      }
    }
  }

  private static List<Entry> rows(PreparedStatement query) throws SQLException {
    List<Entry> found = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        found.add(new Entry(row.getLong(1), slip(row).entry()));
      }
    }
    return found;
  }

  private static StoredEntry slip(ResultSet row) throws SQLException {
    return new StoredEntry(
        row.getInt(2),
        row.getString(3),
        Optional.ofNullable(row.getString(4)).map(Eui64::of),
        Optional.ofNullable(row.getString(5)).map(Eui64::of),
        row.getString(6),
        Optional.ofNullable(row.getString(7)));
  }

  /**
   * An entry as it lies here, not read further.
   *
   * @param sort the code of its {@link EventType}
   */
  record Noted(long number, int sort, StoredEntry slip) {
    /** Whether it may count in the books. */
    boolean counts() {
      return sort <= EventType.ALERT_COPIED.code() || sort == EventType.EVENT.code();
    }
  }

  /** The first so many entries of every sort in a range, in order. */
  List<Noted> noted(Range range, int most) {
    String sql =
        "SELECT " + COLUMNS + ", sort FROM happening WHERE number > ? AND number <= ?"
            + " ORDER BY number LIMIT ?";
    synchronized (reading) {
      try (PreparedStatement query = reading.prepareStatement(sql)) {
        query.setLong(1, range.after());
        query.setLong(2, range.upTo());
        query.setInt(3, most);
        List<Noted> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            found.add(new Noted(row.getLong(1), row.getInt(8), slip(row)));
          }
        }
        return found;
      } catch (SQLException broken) {
        throw new AuditUnavailable("reading " + place, broken);
      }
    }
  }

  /** The number of the last entry of hours before an instant that is still there; 0 if none is. */
  long expirable(Instant before, Instant now) {
    String sql = "SELECT coalesce(max(number), 0) FROM happening WHERE number <= ?";
    synchronized (reading) {
      try (PreparedStatement query = reading.prepareStatement(sql)) {
        query.setLong(1, beforeHour(before, now));
        try (ResultSet found = query.executeQuery()) {
          return found.next() ? found.getLong(1) : 0;
        }
      } catch (SQLException broken) {
        throw new AuditUnavailable("reading " + place, broken);
      }
    }
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
      change("expiring what is old in " + place, () -> remove(old));
    }
    return old.size();
  }

  private void remove(Collection<Entry> old) throws SQLException {
    long last = 0;
    try (PreparedStatement name =
            writing.prepareStatement("DELETE FROM name WHERE key = ? AND number = ?");
        PreparedStatement happening =
            writing.prepareStatement("DELETE FROM happening WHERE number = ?");
        PreparedStatement hour = writing.prepareStatement("DELETE FROM hour WHERE last <= ?")) {
      for (Entry each : old) {
        for (long key : keys(each.entry())) {
          name.setLong(1, key);
          name.setLong(2, each.number());
          name.addBatch();
        }
        happening.setLong(1, each.number());
        happening.addBatch();
        last = Math.max(last, each.number());
      }
      name.executeBatch();
      happening.executeBatch();
      hour.setLong(1, last);
      hour.executeUpdate();
    }
  }

  private interface Change {
    void make() throws SQLException;
  }

  private void change(String what, Change change) {
    synchronized (writing) {
      try {
        try {
          change.make();
          writing.commit();
        } catch (SQLException | RuntimeException failed) {
          Rollback.of(writing, failed);
          throw failed;
        }
      } catch (SQLException broken) {
        throw new AuditUnavailable(what, broken);
      }
    }
  }

  @Override
  public void close() {
    try {
      synchronized (writing) {
        writing.close();
      }
      synchronized (reading) {
        reading.close();
      }
    } catch (SQLException broken) {
      throw new AuditUnavailable("closing " + place, broken);
    }
  }
}

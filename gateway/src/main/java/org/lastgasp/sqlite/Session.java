package org.lastgasp.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lastgasp.files.DurableFiles;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/**
 * A connection to one SQLite file, with the statements it has prepared. For one thread at a time.
 *
 * <p>Values for question marks are a {@code Long}, {@code Integer}, {@code Boolean} (1 or 0),
 * {@code String} or {@code byte[]}, or an {@code Optional}, {@code OptionalLong} or {@code
 * OptionalInt} of one, empty for NULL.
 *
 * <p>Every method throws a {@link StoreUnavailable} if the file cannot be read or written.
 */
public final class Session implements AutoCloseable {
  static final int BUSY_MILLIS = 10_000; // longer than any checkpoint or recovery takes
  private static final int BUSY_PAUSE = 100; // milliseconds
  private static final int ALL_PAGES = -1; // in one transaction: a writer would start it anew
  private static final int MOST_KEPT = 100; // prepared statements, a few KiB each

  private final Store store;
  private final String place;
  private final Connection connection;

  /** Those nobody uses now, in the order of their last use. */
  private final Map<String, PreparedStatement> kept = new LinkedHashMap<>();

  Session(Store store, String place, Connection connection) {
    this.store = store;
    this.place = place;
    this.connection = connection;
  }

  /** Some values, for {@link #updateEach}. */
  public static Object[] values(Object... values) {
    return values;
  }

  /** All rows of a query. */
  public <R> List<R> query(String sql, Function<Row, R> reader, Object... values) {
    List<R> found = new ArrayList<>();
    try (Rows rows = rows(sql, values)) {
      while (rows.next()) {
        found.add(reader.apply(rows.row()));
      }
    }
    return found;
  }

  /** The first row of a query, if it has one. */
  public <R> Optional<R> first(String sql, Function<Row, R> reader, Object... values) {
    try (Rows rows = rows(sql, values)) {
      return rows.next() ? Optional.of(reader.apply(rows.row())) : Optional.empty();
    }
  }

  /** The number in the first row of a query; 0 if it has none. */
  public long number(String sql, Object... values) {
    try (Rows rows = rows(sql, values)) {
      return rows.next() ? rows.row().number(1) : 0;
    }
  }

  /** The rows of a query that may be too many for a list. Until they are closed it is under way. */
  public Rows rows(String sql, Object... values) {
    try {
      PreparedStatement statement = prepared(sql);
      try {
        bind(statement, values);
        ResultSet result = statement.executeQuery();
        return new Rows(this, sql, statement, result);
      } catch (SQLException broken) {
        statement.close();
        throw broken;
      }
    } catch (SQLException broken) {
      throw failed("reading", broken);
    }
  }

  /** Changes rows, and gives how many. */
  public int update(String sql, Object... values) {
    return changed(sql, List.of(sql), each -> values);
  }

  /** Changes rows, once for each of some values. */
  public <E> void updateEach(String sql, Iterable<E> all, Function<? super E, Object[]> values) {
    int unused = changed(sql, all, values);
  }

  private <E> int changed(String sql, Iterable<E> all, Function<? super E, Object[]> values) {
    try {
      PreparedStatement statement = prepared(sql);
      try {
        int changed = 0;
        for (E each : all) {
          bind(statement, values.apply(each));
          changed += statement.executeUpdate();
        }
        keep(sql, statement);
        return changed;
      } catch (SQLException | RuntimeException broken) {
        statement.close(); // the driver may have ended it
        throw broken;
      }
    } catch (SQLException broken) {
      throw failed("writing", broken);
    }
  }

  /** Runs what makes or alters a table, or sets something. */
  public void run(String sql) {
    try (Statement statement = connection.createStatement()) {
      boolean unused = statement.execute(sql);
    } catch (SQLException broken) {
      throw failed("writing", broken);
    }
  }

  private PreparedStatement prepared(String sql) throws SQLException {
    @Nullable PreparedStatement there = kept.remove(sql); // in use: a query inside it gets another
    return there == null ? connection.prepareStatement(sql) : there;
  }

  /** Keeps a statement for the next use, in place of the one unused for longest. */
  void keep(String sql, PreparedStatement statement) throws SQLException {
    @Nullable PreparedStatement another = kept.put(sql, statement);
    if (another != null) {
      another.close();
    } else if (kept.size() > MOST_KEPT) {
      kept.remove(kept.keySet().iterator().next()).close();
    }
  }

  private static void bind(PreparedStatement statement, Object[] values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
  }

  private static void bind(PreparedStatement statement, int at, Object value)
      throws SQLException {
    switch (value) {
      case Long number -> statement.setLong(at, number);
      case Integer number -> statement.setInt(at, number);
      case Boolean flag -> statement.setBoolean(at, flag);
      case String text -> statement.setString(at, text);
      case byte[] bytes -> statement.setBytes(at, bytes);
      case Optional<?> maybe when maybe.isPresent() -> bind(statement, at, maybe.get());
      case OptionalLong maybe when maybe.isPresent() -> statement.setLong(at, maybe.getAsLong());
      case OptionalInt maybe when maybe.isPresent() -> statement.setInt(at, maybe.getAsInt());
      case Optional<?> none -> statement.setObject(at, null);
      case OptionalLong none -> statement.setObject(at, null);
      case OptionalInt none -> statement.setObject(at, null);
      default -> throw new IllegalArgumentException("no value for SQL: " + value.getClass());
    }
  }

  /** Ends what was changed so far, in a file that is being {@linkplain Database#build made}. */
  public void commit() {
    try {
      connection.commit();
    } catch (SQLException broken) {
      throw failed("writing", broken);
    }
  }

  /** The work as a whole, or nothing of it if it throws. */
  <T> T transaction(Function<Session, T> work) {
    try {
      T result = work.apply(this);
      connection.commit();
      return result;
    } catch (SQLException broken) {
      StoreUnavailable failure = failed("writing", broken);
      Rollback.of(connection, failure);
      throw failure;
    } catch (RuntimeException | Error failure) {
      Rollback.of(connection, failure);
      throw failure;
    }
  }

  /** Makes every change from here on need a {@link #transaction}. */
  void useTransactions() {
    try {
      connection.setAutoCommit(false);
    } catch (SQLException broken) {
      throw failed("opening", broken);
    }
  }

  /** Executes what cannot be done inside a transaction. */
  void outsideTransactions(String sql, Object... values) {
    boolean unused = outside(sql, PreparedStatement::execute, values);
  }

  private interface Execution {
    boolean on(PreparedStatement statement) throws SQLException;
  }

  private boolean outside(String sql, Execution execution, Object... values) {
    try {
      connection.commit();
      connection.setAutoCommit(true);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        bind(statement, values);
        return execution.on(statement);
      } finally {
        connection.setAutoCommit(false); // or nothing could be written any more
      }
    } catch (SQLException broken) {
      throw failed("writing", broken);
    }
  }

  /** Carries the write-ahead log into the file; false if others who use it keep some of it out. */
  boolean checkpoint() {
    return outside("PRAGMA wal_checkpoint(TRUNCATE)", Session::isWhole);
  }

  private static boolean isWhole(PreparedStatement checkpoint) throws SQLException {
    try (ResultSet done = checkpoint.executeQuery()) {
      return done.next() && done.getInt(1) == 0; // else 1: busy
    }
  }

  /** Makes the write-ahead log last. */
  void syncLog() {
    Path log = Database.beside(Path.of(place), "-wal");
    try {
      DurableFiles.sync(log);
      DurableFiles.syncFolder(log.toAbsolutePath().resolveSibling(""));
    } catch (IOException broken) {
      throw store.unavailable("syncing " + log, broken);
    }
  }

  /** Copies the whole file by SQLite's own means. */
  void backup(Path to) {
    try {
      int result =
          connection
              .unwrap(SQLiteConnection.class)
              .getDatabase()
              .backup(
                  "main", to.toString(), null, BUSY_PAUSE, BUSY_MILLIS / BUSY_PAUSE, ALL_PAGES);
      if (result != 0) {
        throw DB.newSQLException(result, "copying " + place);
      }
    } catch (SQLException broken) {
      throw failed("copying", broken);
    }
  }

  StoreUnavailable failed(String doing, SQLException broken) {
    return store.unavailable(doing + " " + place, broken);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException broken) {
      throw failed("closing", broken);
    }
  }
}

package org.lastgasp.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.logging.EventLog;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteJDBCLoader;

/**
 * An SQLite file that is open: a session that changes it, and others that ask it meanwhile, one for
 * each question at a time. What is asked sees whole changes only. Safe for any number of threads.
 *
 * <p>One in memory, and one that is only read, has a single session, which may have tables of its
 * own.
 *
 * <p>Every method throws a {@link StoreUnavailable} if the file cannot be read or written.
 */
public final class Database implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(Database.class);
  private static final int LOG_VERSION = 18; // offset: 1 none, 2 write-ahead (SQLite file format)

  /** More than a whole country: pages are looked at where the system has them, not copied. */
  private static final long MAPPED = 8L << 30;

  /** The choice of what a power loss may take. */
  public enum Sync {
    /** The last changes, as whole ones; none of them once {@link Database#sync} has returned. */
    LATER,
    /** Nothing: each change is synced before it returns. */
    EACH_CHANGE
  }

  private final int format;
  private final Session writing;
  private final Optional<ReadSessions> reading; // without it the one session does all

  private Database(int format, Session writing, Optional<ReadSessions> reading) {
    this.format = format;
    this.writing = writing;
    this.reading = reading;
  }

  /**
   * Opens a file, with a write-ahead log, and makes it and its folder if they are not there.
   *
   * @throws StoreUnavailable if it cannot be used
   */
  public static Database open(Path file, Schema schema, Sync sync) {
    SQLiteConfig config = config();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(
        sync == Sync.EACH_CHANGE ? SynchronousMode.FULL : SynchronousMode.NORMAL);
    config.enforceForeignKeys(true);
    try {
      Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
    } catch (IOException broken) {
      throw schema.store().unavailable("opening " + file, broken);
    }
    String place = file.toString();
    Session writing = session(schema.store(), place, place, config);
    try {
      int found = prepare(writing, schema, place);
      Supplier<Session> another = () -> session(schema.store(), place, place, config);
      ReadSessions reading = new ReadSessions(another.get(), another);
      return new Database(Math.max(found, schema.format()), writing, Optional.of(reading));
    } catch (RuntimeException failed) {
      writing.close();
      throw failed;
    }
  }

  /**
   * Opens the file of another process, or one it left, without changing it.
   *
   * @throws StoreUnavailable if it cannot be used, or is not there
   */
  public static Database readOnly(Path file, Schema schema) {
    Session session = toRead(file, schema.store());
    try {
      int found = schema.check(session, file.toString());
      return new Database(found, session, Optional.empty());
    } catch (RuntimeException failed) {
      session.close();
      throw failed;
    }
  }

  /** An empty one that goes with the process. */
  public static Database inMemory(Schema schema) {
    Session session = session(schema.store(), "a database in memory", ":memory:", config());
    int unused = prepare(session, schema, "a database in memory");
    return new Database(schema.format(), session, Optional.empty());
  }

  /** Loads SQLite beside the rest of a start, so that the first file need not wait for it. */
  public static void prepare() {
    Thread.ofPlatform().name("sqlite-start").daemon().start(Database::load);
  }

  /**
   * First the library alone: once a connection could not load it, later ones only say that one of
   * its functions is missing, and no longer why.
   */
  private static void load() {
    try {
      boolean unused = SQLiteJDBCLoader.initialize();
      askOneInMemory();
    } catch (Exception | LinkageError broken) {
      LOG.debug("sqlite-not-prepared", broken); // whoever opens a file says so
    }
  }

  private static void askOneInMemory() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite::memory:", config().toProperties());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version");
    }
  }

  private static int prepare(Session session, Schema schema, String place) {
    int found = schema.check(session, place);
    session.useTransactions();
    session.transaction(
        all -> {
          schema.apply(all, found);
          return found;
        });
    return found;
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(Session.BUSY_MILLIS);
    config.setGetGeneratedKeys(false); // else each insert leaves a query of the last key open
    return config;
  }

  private static Session session(
      Store store, String place, String address, SQLiteConfig config) {
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + address, config.toProperties());
      return new Session(store, place, connection);
    } catch (SQLException broken) {
      throw store.unavailable("opening " + place, broken);
    }
  }

  /**
   * Without a lock, and without files beside it, if nobody uses it: the folder may be read-only.
   */
  private static Session toRead(Path file, Store store) {
    SQLiteConfig config = config();
    config.setReadOnly(true);
    String address =
        isLeftAlone(file, store) ? file.toUri() + "?immutable=1" : file.toString();
    return session(store, file.toString(), address, config);
  }

  /**
   * Returns true if it is one that uses a write-ahead log and has none: then nobody has it open.
   */
  private static boolean isLeftAlone(Path file, Store store) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(LOG_VERSION + 1);
      return head.length > LOG_VERSION
          && head[LOG_VERSION] == 2
          && Files.notExists(beside(file, "-wal"));
    } catch (IOException broken) {
      throw store.unavailable("reading " + file, broken);
    }
  }

  /**
   * Asks a file that never changes as long as it is there: no locks, nothing beside it. It goes on
   * reading its own file when another takes the name.
   */
  public static Session immutable(Path file, Store store) {
    String address = file.toAbsolutePath().toUri() + "?mode=ro&immutable=1";
    Session session = session(store, file.toString(), address, config());
    session.run("PRAGMA mmap_size = " + MAPPED);
    return session;
  }

  /**
   * Makes a file that is thrown away unless it is finished: without a journal of SQLite's own. What
   * is changed lasts once the session is {@linkplain Session#commit committed} and closed, and the
   * file synced.
   */
  public static Session build(Path file, Store store) {
    Session session = session(store, file.toString(), file.toString(), config());
    session.run("PRAGMA journal_mode = OFF");
    session.run("PRAGMA synchronous = OFF");
    session.run("PRAGMA locking_mode = EXCLUSIVE");
    session.useTransactions();
    return session;
  }

  /** A file that SQLite keeps beside another. */
  public static Path beside(Path file, String end) {
    return file.resolveSibling(file.getFileName() + end);
  }

  /** Asks a file of any format, which others may be writing. */
  public static <T> T ask(Path file, Store store, Function<Session, T> question) {
    try (Session session = toRead(file, store)) {
      return question.apply(session);
    }
  }

  /** Changes a file of any format, which is there, in a transaction that is synced. */
  public static <T> T amend(Path file, Store store, Function<Session, T> change) {
    SQLiteConfig config = config();
    config.setSynchronous(SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    try (Session session = session(store, file.toString(), file.toString(), config)) {
      session.useTransactions();
      return session.transaction(change);
    }
  }

  /**
   * Copies a file that others may be writing, with what is in its write-ahead log, as it stands at
   * one moment, and syncs the copy.
   *
   * @param to a file that is not there, in a folder that is
   */
  public static void copy(Path from, Path to, Store store) throws IOException {
    boolean alone = isLeftAlone(from, store);
    try (Session source = toRead(from, store)) {
      source.backup(to);
    }
    if (alone && !isLeftAlone(from, store)) { // somebody opened it meanwhile
      Files.delete(to);
      copy(from, to, store);
      return;
    }
    DurableFiles.sync(to);
  }

  /** The version of the tables, which is an earlier one only in a file that is not changed. */
  public int format() {
    return format;
  }

  /** The answer to a question. */
  public <T> T read(Function<Session, T> question) {
    if (reading.isPresent()) {
      return reading.get().read(question);
    }
    synchronized (writing) {
      return question.apply(writing);
    }
  }

  /** Makes a change as a whole, or none of it if it throws. */
  public void write(Consumer<Session> change) {
    Session unused =
        writeAndGet(
            session -> {
              change.accept(session);
              return session;
            });
  }

  /** Makes a change that has a result. */
  public <T> T writeAndGet(Function<Session, T> change) {
    synchronized (writing) {
      return writing.transaction(change);
    }
  }

  /** All rows of a query. */
  public <R> List<R> query(String sql, Function<Row, R> reader, Object... values) {
    return read(session -> session.query(sql, reader, values));
  }

  /** The first row of a query, if it has one. */
  public <R> Optional<R> first(String sql, Function<Row, R> reader, Object... values) {
    return read(session -> session.first(sql, reader, values));
  }

  /** The number in the first row of a query; 0 if it has none. */
  public long number(String sql, Object... values) {
    return read(session -> session.number(sql, values));
  }

  /** Makes what was written last through a loss of power. */
  public void sync() {
    synchronized (writing) {
      if (!writing.checkpoint()) {
        writing.syncLog(); // somebody still reads what was before: the log has to do
      }
    }
  }

  /** Writes a copy of all that is in it into a file that is not there yet; it is not synced. */
  public void copyTo(Path file) {
    synchronized (writing) {
      writing.outsideTransactions("VACUUM INTO ?", file.toString());
    }
  }

  /** The size on disk in bytes, without what waits in the write-ahead log. */
  public long bytes() {
    return read(Schema::bytes);
  }

  @Override
  public void close() {
    synchronized (writing) {
      writing.close();
    }
    reading.ifPresent(ReadSessions::close);
  }
}

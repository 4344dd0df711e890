package org.lastgasp.inventory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * One stored file of devices or GUIDs. The file never changes once it is in its place, so SQLite
 * is told that it is immutable: no locks, no files beside it; an open shelf goes on reading its own
 * file when another takes the name.
 *
 * <p>{@link #find} is safe for any number of threads; as many as there are connections read at
 * once. {@link #rows} takes one of them until it is closed.
 */
final class SqliteTable implements StoredTable {
  static final int APPLICATION = 0x4C474956; // LGIV
  static final int FORMAT = 1;
  private static final int READERS = 6;

  /** More than a whole country: pages are looked at where the system has them, not copied. */
  private static final long MAPPED = 8L << 30;

  private static final byte[] NOTHING = {};

  private final Path path;
  private final Dataset kind;
  private final DatasetStatus holding;
  private final Semaphore free = new Semaphore(READERS);
  private final ConcurrentLinkedDeque<Reader> readers = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  private record Reader(Connection connection, PreparedStatement find) {}

  private SqliteTable(
      Path path, Dataset kind, DatasetStatus.InForce holding, List<Reader> readers) {
    this.path = path;
    this.kind = kind;
    this.holding = holding;
    this.readers.addAll(readers);
  }

  /** Opens a file; what cannot be used is a bare shelf that says why. */
  static StoredTable open(Path path, Dataset kind) {
    if (Files.notExists(path)) {
      return new EmptyTable(new DatasetStatus.Missing());
    }
    List<Reader> readers = new ArrayList<>();
    try {
      Connection first = connect(path);
      try {
        Optional<String> fault = fault(first);
        if (fault.isPresent()) {
          first.close();
          return unusable(path, fault.get());
        }
        DatasetStatus.InForce holding = about(first);
        readers.add(reader(first, kind));
        while (readers.size() < READERS) {
          readers.add(reader(connect(path), kind));
        }
        return new SqliteTable(path, kind, holding, readers);
      } catch (SQLException | DateTimeException | NumberFormatException e) {
        first.close();
        throw e;
      }
    } catch (SQLException | DateTimeException | NumberFormatException e) {
      readers.forEach(reader -> close(path, reader));
      return unusable(path, String.valueOf(e.getMessage()));
    }
  }

  private static StoredTable unusable(Path path, String why) {
    return new EmptyTable(new DatasetStatus.Unusable(path.getFileName() + ": " + why));
  }

  private static Connection connect(Path path) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            "jdbc:sqlite:" + path.toAbsolutePath().toUri() + "?mode=ro&immutable=1");
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA mmap_size = " + MAPPED);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private static Reader reader(Connection connection, Dataset kind) throws SQLException {
    String columns = kind == Dataset.DEVICES ? "record" : "id";
    String query = "SELECT " + columns + " FROM " + kind.word() + " WHERE id = ?";
    return new Reader(connection, connection.prepareStatement(query));
  }

  private static Optional<String> fault(Connection connection) throws SQLException {
    long application = number(connection, "PRAGMA application_id");
    if (application != APPLICATION) {
      return Optional.of("not a file of the inventory");
    }
    long format = number(connection, "PRAGMA user_version");
    return format == FORMAT
        ? Optional.empty()
        : Optional.of("format " + format + " is unknown, this program reads " + FORMAT);
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.getLong(1);
    }
  }

  private static DatasetStatus.InForce about(Connection connection) throws SQLException {
    Map<String, String> about = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT name, value FROM about")) {
      while (result.next()) {
        about.put(result.getString(1), result.getString(2));
      }
    }
    return new DatasetStatus.InForce(
        Long.parseLong(value(about, "rows")),
        value(about, "source"),
        value(about, "sha256"),
        Instant.parse(value(about, "imported")),
        Optional.ofNullable(about.get("file_time")).map(Instant::parse),
        Long.parseLong(value(about, "revision")));
  }

  private static String value(Map<String, String> about, String name) throws SQLException {
    String value = about.get(name);
    if (value == null) {
      throw new SQLException("says no " + name + " of itself");
    }
    return value;
  }

  @Override
  public DatasetStatus holding() {
    return holding;
  }

  @Override
  public Optional<byte[]> find(long id) {
    Reader reader = take();
    try {
      reader.find().setLong(1, id);
      try (ResultSet result = reader.find().executeQuery()) {
        if (!result.next()) {
          return Optional.empty();
        }
        return Optional.of(kind == Dataset.DEVICES ? result.getBytes(1) : NOTHING);
      }
    } catch (SQLException e) {
      throw new InventoryUnavailable("reading " + path, e);
    } finally {
      giveBack(reader);
    }
  }

  private Reader take() {
    free.acquireUninterruptibly();
    Reader reader = readers.poll();
    if (reader == null) {
      free.release();
      throw new InventoryUnavailable("reading " + path + ": it is closed");
    }
    return reader;
  }

  private void giveBack(Reader reader) {
    if (closed) {
      close(path, reader);
    } else {
      readers.push(reader);
      if (closed && readers.remove(reader)) {
        close(path, reader);
      }
    }
    free.release();
  }

  @Override
  public Rows rows() {
    Reader reader = take();
    try {
      Statement statement = reader.connection().createStatement();
      String columns = kind == Dataset.DEVICES ? "id, record" : "id";
      ResultSet result =
          statement.executeQuery("SELECT " + columns + " FROM " + kind.word() + " ORDER BY id");
      return new Scan(reader, statement, result);
    } catch (SQLException e) {
      giveBack(reader);
      throw new InventoryUnavailable("reading " + path, e);
    }
  }

  private final class Scan implements Rows {
    private final Reader reader;
    private final Statement statement;
    private final ResultSet result;

    Scan(Reader reader, Statement statement, ResultSet result) {
      this.reader = reader;
      this.statement = statement;
      this.result = result;
    }

    @Override
    public Optional<Row> next() {
      try {
        if (!result.next()) {
          return Optional.empty();
        }
        byte[] record = kind == Dataset.DEVICES ? result.getBytes(2) : NOTHING;
        return Optional.of(new Row(result.getLong(1), 0, record));
      } catch (SQLException e) {
        throw new InventoryUnavailable("reading " + path, e);
      }
    }

    @Override
    public void close() {
      try {
        statement.close();
      } catch (SQLException e) {
        throw new InventoryUnavailable("closing " + path, e);
      } finally {
        giveBack(reader);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    Reader reader = readers.poll();
    while (reader != null) {
      close(path, reader);
      reader = readers.poll();
    }
  }

  private static void close(Path path, Reader reader) {
    try {
      reader.find().close();
      reader.connection().close();
    } catch (SQLException e) {
      throw new InventoryUnavailable("closing " + path, e);
    }
  }
}

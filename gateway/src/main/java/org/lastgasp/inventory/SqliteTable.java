package org.lastgasp.inventory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Session;
import org.lastgasp.sqlite.StoreUnavailable;

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

  private static final byte[] NOTHING = {};

  private final Path path;
  private final Dataset kind;
  private final DatasetStatus holding;
  private final boolean counts; // a file of before does not
  private final Semaphore free = new Semaphore(READERS);
  private final ConcurrentLinkedDeque<Session> readers = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  private SqliteTable(
      Path path, Dataset kind, DatasetStatus.InForce holding, List<Session> readers) {
    this.path = path;
    this.kind = kind;
    this.holding = holding;
    this.readers.addAll(readers);
    this.counts = AreaCounts.areIn(readers.getFirst());
  }

  /** Opens a file; what cannot be used is a bare shelf that says why. */
  static StoredTable open(Path path, Dataset kind) {
    if (Files.notExists(path)) {
      return new EmptyTable(new DatasetStatus.Missing());
    }
    List<Session> readers = new ArrayList<>();
    try {
      while (readers.size() < READERS) {
        readers.add(Database.immutable(path, Inventory.STORE));
      }
      Optional<String> fault = fault(readers.getFirst());
      if (fault.isEmpty()) {
        return new SqliteTable(path, kind, about(readers.getFirst()), readers);
      }
      readers.forEach(Session::close);
      return unusable(path, fault.get());
    } catch (StoreUnavailable | DateTimeException | NumberFormatException e) {
      readers.forEach(Session::close);
      return unusable(path, String.valueOf(e.getMessage()));
    }
  }

  private static StoredTable unusable(Path path, String why) {
    return new EmptyTable(new DatasetStatus.Unusable(path.getFileName() + ": " + why));
  }

  private static Optional<String> fault(Session session) {
    if (session.number("PRAGMA application_id") != APPLICATION) {
      return Optional.of("not a file of the inventory");
    }
    long format = session.number("PRAGMA user_version");
    return format == FORMAT
        ? Optional.empty()
        : Optional.of("format " + format + " is unknown, this program reads " + FORMAT);
  }

  private static DatasetStatus.InForce about(Session session) {
    Map<String, String> about = new HashMap<>();
    session.query("SELECT name, value FROM about", row -> Map.entry(row.text(1), row.text(2)))
        .forEach(each -> about.put(each.getKey(), each.getValue()));
    return new DatasetStatus.InForce(
        Long.parseLong(value(about, "rows")),
        value(about, "source"),
        value(about, "sha256"),
        Instant.parse(value(about, "imported")),
        Optional.ofNullable(about.get("file_time")).map(Instant::parse),
        Long.parseLong(value(about, "revision")));
  }

  private static String value(Map<String, String> about, String name) {
    String value = about.get(name);
    if (value == null) {
      throw Inventory.STORE.refused("says no " + name + " of itself");
    }
    return value;
  }

  @Override
  public DatasetStatus holding() {
    return holding;
  }

  @Override
  public Optional<byte[]> find(long id) {
    Session reader = take();
    try {
      String columns = kind == Dataset.DEVICES ? "record" : "id";
      return reader.first(
          "SELECT " + columns + " FROM " + kind.word() + " WHERE id = ?", this::record, id);
    } finally {
      giveBack(reader);
    }
  }

  @Override
  public OptionalLong hubs(String place) {
    if (!counts) {
      return OptionalLong.empty();
    }
    Session reader = take();
    try {
      return AreaCounts.find(reader, place);
    } finally {
      giveBack(reader);
    }
  }

  private byte[] record(org.lastgasp.sqlite.Row row) {
    return kind == Dataset.DEVICES ? row.bytes(1) : NOTHING;
  }

  private Session take() {
    free.acquireUninterruptibly();
    Session reader = readers.poll();
    if (reader == null) {
      free.release();
      throw Inventory.STORE.unavailable("reading " + path + ": it is closed");
    }
    return reader;
  }

  private void giveBack(Session reader) {
    if (closed) {
      reader.close();
    } else {
      readers.push(reader);
      if (closed && readers.remove(reader)) {
        reader.close();
      }
    }
    free.release();
  }

  @Override
  public Rows rows() {
    Session reader = take();
    try {
      String columns = kind == Dataset.DEVICES ? "record, id" : "id, id";
      return new Scan(
          reader,
          reader.rows("SELECT " + columns + " FROM " + kind.word() + " ORDER BY id"));
    } catch (StoreUnavailable e) {
      giveBack(reader);
      throw e;
    }
  }

  private final class Scan implements Rows {
    private final Session reader;
    private final org.lastgasp.sqlite.Rows rows;

    Scan(Session reader, org.lastgasp.sqlite.Rows rows) {
      this.reader = reader;
      this.rows = rows;
    }

    @Override
    public Optional<Row> next() {
      return rows.next()
          ? Optional.of(new Row(rows.row().number(2), 0, record(rows.row())))
          : Optional.empty();
    }

    @Override
    public void close() {
      try {
        rows.close();
      } finally {
        giveBack(reader);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    Session reader = readers.poll();
    while (reader != null) {
      reader.close();
      reader = readers.poll();
    }
  }
}

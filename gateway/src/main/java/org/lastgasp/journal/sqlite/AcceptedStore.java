package org.lastgasp.journal.sqlite;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.AcceptedRequests;
import org.lastgasp.journal.BrokenFile;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Rollback;
import org.lastgasp.journal.SelectiveReader;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * The accepted requests in an SQLite file beside the segments, {@code accepted.db}: write-ahead
 * log, every commit synced. A start reads none of them. A file that is of no use is set aside, and
 * what the journal still has is put into a new one, a little at a time.
 *
 * <pre>
 * accepted  request: originator, target, counter, 8 bytes each; step: 0 sent, 1 local delivery;
 *           until: the end of its window, in seconds since 1970
 * state     filled: the journal was read up to this number, to fill a new file; -1 if it is full
 * </pre>
 */
public final class AcceptedStore implements AcceptedRequests, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptedStore.class);
  private static final String FILE = "accepted.db";
  private static final int FORMAT = 1;
  private static final int BUSY_MILLIS = 10_000;
  private static final int A_READ = 10_000; // entries, some milliseconds
  private static final int A_REMOVAL = 10_000; // rows, some tens of milliseconds
  private static final long FULL = -1;

  private final Path file;
  private final Connection writing;
  private final Connection reading;
  private final PreparedStatement find;
  private final PreparedStatement insert;
  private final AtomicLong version = new AtomicLong();
  private volatile Optional<String> fault = Optional.empty();

  private AcceptedStore(Path file, Connection writing, Connection reading) throws SQLException {
    this.file = file;
    this.writing = writing;
    this.reading = reading;
    this.find = reading.prepareStatement("SELECT step FROM accepted WHERE request = ?");
    this.insert =
        writing.prepareStatement(
            "INSERT INTO accepted (request, step, until) VALUES (?, ?, ?)"
                + " ON CONFLICT (request, step) DO UPDATE SET until = max(until, excluded.until)");
  }

  /**
   * Opens the file in the journal's folder, and makes it if it is not there.
   *
   * @param last the number of the journal's last entry
   */
  public static AcceptedStore open(Path folder, long last) {
    Path file = folder.resolve(FILE);
    return BrokenFile.openOrSetAside(file, last, () -> opened(file));
  }

  private static AcceptedStore opened(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    String url = "jdbc:sqlite:" + file;
    try {
      Connection writing = DriverManager.getConnection(url, config.toProperties());
      try {
        prepare(file, writing);
        return new AcceptedStore(
            file, writing, DriverManager.getConnection(url, config.toProperties()));
      } catch (SQLException | RuntimeException failed) {
        writing.close();
        throw failed;
      }
    } catch (SQLException broken) {
      throw new JournalUnavailable("opening " + file, broken);
    }
  }

  private static void prepare(Path file, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int found;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        found = row.getInt(1);
      }
      if (found > FORMAT) {
        throw new JournalUnavailable(
            file + " has format " + found + "; this version knows format " + FORMAT);
      }
      Optional<String> wrong = BrokenFile.fault(connection, Set.of("accepted", "state"));
      if (wrong.isPresent()) {
        throw new JournalUnavailable(file + " is " + wrong.get());
      }
      connection.setAutoCommit(false);
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS accepted (request BLOB NOT NULL, step INTEGER NOT NULL,"
              + " until INTEGER NOT NULL, PRIMARY KEY (request, step)) WITHOUT ROWID");
      statement.executeUpdate("CREATE INDEX IF NOT EXISTS by_until ON accepted (until)");
      statement.executeUpdate("CREATE TABLE IF NOT EXISTS state (filled INTEGER NOT NULL)");
      statement.executeUpdate(
          "INSERT INTO state (filled) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM state)");
      statement.executeUpdate("PRAGMA user_version = " + FORMAT);
      connection.commit();
    }
  }

  /** What keeps it from being read or written, if anything does. */
  public Optional<String> fault() {
    return fault;
  }

  @Override
  public Set<Step> of(RequestId request) {
    synchronized (reading) {
      try {
        find.setBytes(1, key(request));
        Set<Step> steps = EnumSet.noneOf(Step.class);
        try (ResultSet row = find.executeQuery()) {
          while (row.next()) {
            steps.add(row.getInt(1) == 0 ? Step.SEND : Step.LOCAL_DELIVERY);
          }
        }
        return steps;
      } catch (SQLException broken) {
        failed("reading", broken);
        return EnumSet.allOf(Step.class); // in doubt nothing is held back for it
      }
    }
  }

  @Override
  public long version() {
    return version.get();
  }

  @Override
  public synchronized void keep(Collection<HubState.Accepted> accepted) {
    change(
        () -> {
          for (HubState.Accepted each : accepted) {
            put(each.request(), each.step(), each.until());
          }
        });
    version.incrementAndGet();
  }

  private void put(RequestId request, Step step, Instant until) throws SQLException {
    insert.setBytes(1, key(request));
    insert.setInt(2, step == Step.SEND ? 0 : 1);
    insert.setLong(3, until.getEpochSecond());
    insert.executeUpdate();
  }

  /**
   * Puts into a new file what the journal still has, for a while at most; false if there is more.
   *
   * @param patience how long at most
   */
  public synchronized boolean fill(JournalReader journal, Duration patience) {
    long began = System.nanoTime();
    long filled = filled();
    while (filled != FULL) {
      if (System.nanoTime() - began > patience.toNanos()) {
        return false;
      }
      filled = fillSome(journal, filled);
    }
    return true;
  }

  private long fillSome(JournalReader journal, long filled) {
    Taking taking = new Taking();
    int passed = journal.lead(taking, filled, A_READ);
    long next = passed < A_READ ? FULL : taking.last;
    change(
        () -> {
          for (HubState.Accepted each : taking.found) {
            put(each.request(), each.step(), each.until());
          }
          try (Statement statement = writing.createStatement()) {
            statement.executeUpdate("UPDATE state SET filled = " + next);
          }
        });
    version.incrementAndGet();
    return next;
  }

  private long filled() {
    try (Statement statement = writing.createStatement();
        ResultSet row = statement.executeQuery("SELECT filled FROM state")) {
      return row.getLong(1);
    } catch (SQLException broken) {
      throw failed("reading", broken);
    }
  }

  /** Forgets requests whose window ended before an instant, for a while at most. */
  public synchronized void expire(Instant before, Duration patience) {
    long began = System.nanoTime();
    int[] removed = {A_REMOVAL};
    while (removed[0] == A_REMOVAL && System.nanoTime() - began < patience.toNanos()) {
      change(
          () -> {
            try (Statement statement = writing.createStatement()) {
              removed[0] =
                  statement.executeUpdate(
                      "DELETE FROM accepted WHERE (request, step) IN (SELECT request, step"
                          + " FROM accepted WHERE until < " + before.getEpochSecond()
                          + " LIMIT " + A_REMOVAL + ")");
            }
          });
    }
  }

  private interface Change {
    void make() throws SQLException;
  }

  private void change(Change change) {
    try {
      change.make();
      writing.commit();
      fault = Optional.empty();
    } catch (SQLException broken) {
      Rollback.of(writing, broken);
      throw failed("writing", broken);
    }
  }

  private JournalUnavailable failed(String doing, SQLException broken) {
    if (fault.isEmpty()) {
      LOG.error("event=accepted-not-kept file={} action=look-at-the-disk", file, broken);
    }
    fault = Optional.of(doing + " " + file + ": " + broken.getMessage());
    return new JournalUnavailable(doing + " " + file, broken);
  }

  private static byte[] key(RequestId request) {
    return ByteBuffer.allocate(3 * Long.BYTES)
        .putLong(request.originator().value())
        .putLong(request.target().value())
        .putLong(request.counter())
        .array();
  }

  @Override
  public synchronized void close() {
    synchronized (reading) {
      try {
        reading.close();
        writing.close();
      } catch (SQLException broken) {
        throw new JournalUnavailable("closing " + file, broken);
      }
    }
  }

  /** Finds the accepted requests among the journal's entries, and in what segments begin with. */
  private static final class Taking implements SelectiveReader {
    private final List<HubState.Accepted> found = new ArrayList<>();
    private long last;

    @Override
    public boolean watches(Eui64 device) {
      return false;
    }

    @Override
    public void passedBy(long number, Instant at) {
      last = number;
    }

    @Override
    public void take(Entry recorded) {
      last = recorded.number();
      if (recorded.entry() instanceof Event.State state) {
        state.hubs().forEach(hub -> found.addAll(hub.accepted()));
      } else if (recorded.entry() instanceof Event.ActivationAnswered answered
          && answered.answer() == DspAnswer.ACCEPTED
          && answered.request().isPresent()
          && answered.step().isPresent()) {
        found.add(
            new HubState.Accepted(
                answered.request().get(), answered.step().get(), answered.at()));
      }
    }
  }
}

package org.lastgasp.journal.sqlite;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.AcceptedRequests;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.logging.EventLog;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Step;
import org.lastgasp.sqlite.BrokenFile;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Schema;
import org.lastgasp.sqlite.Session;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * The accepted requests in an SQLite file beside the segments, {@code accepted.db}: write-ahead
 * log, every commit synced. A start reads none of them. A file that is of no use is renamed, and
 * what the journal still has is put into a new one, a little at a time.
 *
 * <pre>
 * accepted  request: originator, target, counter, 8 bytes each; step: 0 sent, 1 local delivery;
 *           until: the end of its window, in seconds since 1970
 * state     filled: the journal was read up to this entry, to fill a new file; -1 if it is full
 * </pre>
 */
public final class AcceptedStore implements AcceptedRequests, AutoCloseable {
  private static final EventLog LOG = EventLog.of(AcceptedStore.class);
  private static final String FILE = "accepted.db";
  private static final int FORMAT = 1;
  private static final int A_READ = 10_000; // entries, some milliseconds
  private static final int A_REMOVAL = 10_000; // rows, some tens of milliseconds
  private static final long FULL = -1;

  private static final Schema SCHEMA =
      new Schema(
          JournalUnavailable.JOURNAL,
          FORMAT,
          Set.of("accepted", "state"),
          found ->
              List.of(
                  "CREATE TABLE IF NOT EXISTS accepted (request BLOB NOT NULL,"
                      + " step INTEGER NOT NULL, until INTEGER NOT NULL,"
                      + " PRIMARY KEY (request, step)) WITHOUT ROWID",
                  "CREATE INDEX IF NOT EXISTS by_until ON accepted (until)",
                  "CREATE TABLE IF NOT EXISTS state (filled INTEGER NOT NULL)",
                  "INSERT INTO state (filled) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM state)"));

  private final Path file;
  private final Database database;
  private final AtomicLong version = new AtomicLong();
  private volatile Optional<String> fault = Optional.empty();

  private AcceptedStore(Path file) {
    this.file = file;
    this.database = Database.open(file, SCHEMA, Database.Sync.EACH_CHANGE);
  }

  /**
   * Opens the file in the journal's folder, and makes it if it is not there.
   *
   * @param last the number of the journal's last entry
   */
  public static AcceptedStore open(Path folder, long last) {
    Path file = folder.resolve(FILE);
    return BrokenFile.openOrSetAside(file, last, () -> new AcceptedStore(file));
  }

  /** A journal begins: there is nothing to fill it from, all is put here in time. */
  public synchronized void begin() {
    change(session -> session.update("UPDATE state SET filled = ?", FULL));
  }

  /** The fault that keeps it from being read or written, if there is one. */
  public Optional<String> fault() {
    return fault;
  }

  @Override
  public Set<Step> of(RequestId request) {
    try {
      Set<Step> steps = EnumSet.noneOf(Step.class);
      steps.addAll(
          database.query(
              "SELECT step FROM accepted WHERE request = ?",
              row -> row.number(1) == 0 ? Step.SEND : Step.LOCAL_DELIVERY,
              key(request)));
      return steps;
    } catch (StoreUnavailable broken) {
      note(broken);
      return EnumSet.allOf(Step.class); // nobody can tell: nothing is suppressed for it
    }
  }

  @Override
  public long version() {
    return version.get();
  }

  @Override
  public synchronized void keep(Collection<HubState.Accepted> accepted) {
    change(
        session -> {
          put(session, accepted);
          return accepted;
        });
    version.incrementAndGet();
  }

  private static void put(Session session, Collection<HubState.Accepted> accepted) {
    session.updateEach(
        "INSERT INTO accepted (request, step, until) VALUES (?, ?, ?)"
            + " ON CONFLICT (request, step) DO UPDATE SET until = max(until, excluded.until)",
        accepted,
        each ->
            Session.values(
                key(each.request()),
                each.step() == Step.SEND ? 0 : 1,
                each.until().getEpochSecond()));
  }

  /**
   * Puts into a new file what the journal still has, for a while at most; false if there is more.
   *
   * @param patience how long at most
   */
  public synchronized boolean fill(JournalReader journal, Duration patience) {
    long began = System.nanoTime();
    long filled = database.number("SELECT filled FROM state");
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
    int passed = journal.lead(taking, journal.behind(filled), A_READ);
    long next = passed < A_READ ? FULL : taking.last;
    change(
        session -> {
          put(session, taking.found);
          return session.update("UPDATE state SET filled = ?", next);
        });
    version.incrementAndGet();
    return next;
  }

  /** Forgets requests whose window ended before an instant, for a while at most. */
  public synchronized void expire(Instant before, Duration patience) {
    long began = System.nanoTime();
    int removed = A_REMOVAL;
    while (removed == A_REMOVAL && System.nanoTime() - began < patience.toNanos()) {
      removed =
          change(
              session ->
                  session.update(
                      "DELETE FROM accepted WHERE (request, step) IN (SELECT request, step"
                          + " FROM accepted WHERE until < ? LIMIT ?)",
                      before.getEpochSecond(),
                      A_REMOVAL));
    }
  }

  private <T> T change(Function<Session, T> change) {
    try {
      T result = database.writeAndGet(change);
      fault = Optional.empty();
      return result;
    } catch (StoreUnavailable broken) {
      note(broken);
      throw new JournalUnavailable("keeping accepted requests", broken);
    }
  }

  private void note(StoreUnavailable broken) {
    if (fault.isEmpty()) {
      LOG.error(
          "accepted-not-kept", "file", file, "why", broken.getMessage(),
          "action", "look-at-the-disk");
    }
    fault = Optional.of(String.valueOf(broken.getMessage()));
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
    database.close();
  }

  /**
   * A reader that finds the accepted requests among the journal's entries, and in what segments
   * begin with.
   */
  private static final class Taking implements JournalReader.Selective {
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
    public void snapshot(long number, Instant at, Supplier<Snapshot> snapshot) {
      last = number;
      snapshot.get().hubs().forEach(hub -> found.addAll(hub.accepted()));
    }

    @Override
    public void take(Entry recorded) {
      last = recorded.number();
      if (recorded.entry() instanceof Event.ActivationAnswered answered
          && answered.answer() == DspAnswer.ACCEPTED
          && answered.request().isPresent()) {
        Stream.concat(answered.step().stream(), answered.untracked().stream())
            .map(step -> new HubState.Accepted(answered.request().get(), step, answered.at()))
            .forEach(found::add);
      }
    }
  }
}

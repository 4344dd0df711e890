package org.lastgasp.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.lastgasp.hindsight.CaseLookup;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalTailer;
import org.lastgasp.journal.Position;
import org.lastgasp.sqlite.BrokenFile;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.RetentionHold;
import org.lastgasp.worker.Worker;

/**
 * A worker that feeds the audit index from the journal, on its own thread, throttled as {@link
 * JournalTailer} says. Safe for any number of threads.
 *
 * <p>An index that is missing or unusable, or that is of another journal, is built anew from what
 * the journal has; an unusable file is renamed.
 */
public final class AuditIndexer implements Worker {
  static final String FILE = "story.db";
  private static final int READ_AT_ONCE = 1_000; // entries, with their documents
  private static final int RELABELLED_AT_ONCE = 10; // batches, while somebody waits
  private static final int EXPIRED_AT_ONCE = 2_000;
  private static final long TURN_NANOS = 1_000_000; // in which who takes entries up has its turn

  private final Journal journal;
  private final Journal.Cursor cursor;
  private final AuditDatabase index;
  private final CaseLookup cases;
  private final AuditQueries queries;
  private final AuditQueries asItIs;
  private final JournalTailer follower;
  private final CatchUp catchUp = new CatchUp(System::nanoTime);
  private volatile Position position;

  private AuditIndexer(
      Journal journal,
      AuditDatabase index,
      InventoryLookup devices,
      DeliveryLookup deliveries,
      CaseLookup cases) {
    this.journal = journal;
    this.cursor = journal.cursor("story");
    this.index = index;
    this.position = index.position();
    this.follower = new JournalTailer("story", journal, new Taking());
    this.cases = cases;
    this.queries =
        new AuditQueries(
            List.of(index), follower::catchUp, this::relabel, devices, deliveries, cases);
    this.asItIs =
        new AuditQueries(List.of(index), wait -> true, () -> true, devices, deliveries, cases);
  }

  /**
   * Opens the index in a folder, which is made if it is not there.
   *
   * @param devices the inventory in force
   * @param deliveries the delivery state of messages
   * @param cases the assessments of suppressed alerts
   * @throws org.lastgasp.sqlite.StoreUnavailable if it can neither be opened nor made anew
   */
  public static AuditIndexer open(
      Journal journal,
      Path folder,
      InventoryLookup devices,
      DeliveryLookup deliveries,
      CaseLookup cases) {
    Path file = folder.resolve(FILE);
    AuditDatabase index =
        BrokenFile.openOrSetAside(file, journal.lastId(), () -> opened(file, journal));
    return new AuditIndexer(journal, index, devices, deliveries, cases);
  }

  private static AuditDatabase opened(Path file, Journal journal) {
    AuditDatabase index = AuditDatabase.open(file);
    try {
      Position position = index.position();
      if (!journal.last().reaches(position)) {
        throw AuditDatabase.STORE.refused(
            String.format(
                Locale.ROOT,
                "%s is of another journal: it knows entry %d, the journal ends at %d",
                file,
                journal.id(position),
                journal.lastId()));
      }
      return index;
    } catch (RuntimeException failed) {
      index.close();
      throw failed;
    }
  }

  @Override
  public String name() {
    return follower.name();
  }

  /** Begins to read the journal. */
  @Override
  public void start() {
    follower.start();
  }

  /** The queries over the index. */
  public AuditQueries queries() {
    return queries;
  }

  /** The same queries, without waiting for entries that are not indexed yet. */
  AuditQueries queriesAsBuilt() {
    return asItIs;
  }

  /** The position up to which all entries are indexed; the journal before it may expire. */
  Position passed() {
    return position;
  }

  @Override
  public List<HealthIssue> issues() {
    return follower.issues();
  }

  @Override
  public boolean isAlive() {
    return follower.isAlive();
  }

  @Override
  public List<RetentionHold<?>> holds() {
    return follower.holds();
  }

  /** The number of the last entry that {@link #expire} would forget; 0 if there is none. */
  public long expirable(Instant before, Instant now) {
    return index.expirable(before, now);
  }

  /**
   * Deletes entries from before an instant, a few thousand at a time, so that new ones can be
   * indexed in between.
   *
   * @param now entries after it come from a clock that was ahead, and expire by their order
   * @param patience real time after which it stops
   * @return whether all of them are deleted; if not, it must be called again
   */
  public boolean expire(Instant before, Instant now, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    int removed = EXPIRED_AT_ONCE;
    while (removed == EXPIRED_AT_ONCE && until - System.nanoTime() > 0) {
      removed = index.expire(before, now, EXPIRED_AT_ONCE);
      LockSupport.parkNanos(TURN_NANOS);
    }
    return removed < EXPIRED_AT_ONCE;
  }

  private final class Taking implements JournalTailer.Work {
    @Override
    public boolean takeSome(int most) {
      return AuditIndexer.this.takeSome(Math.min(most, READ_AT_ONCE));
    }

    @Override
    public void skip() {
      long skipped = journal.next(position).orElseThrow();
      Position behind = journal.behind(skipped);
      index.skip(skipped, behind);
      cursor.advance(behind, "");
      position = behind;
    }

    @Override
    public Optional<String> skipped() {
      return index.skipped();
    }

    @Override
    public Position passed() {
      return position;
    }
  }

  /** Indexes a batch. Returns true if there is more. */
  boolean takeSome() {
    return takeSome(READ_AT_ONCE);
  }

  private boolean takeSome(int most) {
    Position known = journal.last();
    List<Entry> entries = journal.read(position, most);
    Position last = entries.isEmpty() ? known : journal.behind(entries.getLast().number());
    if (!position.reaches(last)) {
      index.write(entries, last);
      cursor.advance(last, "");
      position = last;
    }
    boolean labels = index.follow(cases, READ_AT_ONCE);
    boolean more = !position.reaches(known);
    if (more) {
      catchUp.took(entries.size(), () -> journal.between(position, known));
    } else {
      catchUp.over();
    }
    return more || labels;
  }

  /** Takes up the changes of labels that there are now, and says whether that is all. */
  private boolean relabel() {
    boolean more = true;
    for (int i = 0; i < RELABELLED_AT_ONCE && more; i++) {
      more = index.follow(cases, READ_AT_ONCE);
    }
    return !more;
  }

  /** Stops after the batch it is writing; the rest is read after the next start. */
  @Override
  public void close() {
    follower.close();
    index.close();
  }
}

package org.lastgasp.journal.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.lastgasp.files.ErrorText;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.journal.IsoInstant;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Row;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.journal.sqlite.AppendQueue.Append;
import org.lastgasp.logging.EventLog;
import org.lastgasp.policy.Event;
import org.lastgasp.worker.HealthIssue;

/**
 * The one thread that judges and writes. A batch is what came while the batch before was on its way
 * to the disk: judged in order, inserted, committed, kept, then made known.
 */
final class BatchWriter implements Journal.EntryAppender {
  private static final EventLog LOG = EventLog.of(BatchWriter.class);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(10); // the fullest queue takes two

  private final Segments segments;
  private final Checkpoints checkpoints;
  private final Journal.StateMachine machine;
  private final long segmentBytes;
  private final AppendQueue appends = new AppendQueue();
  private final EntryCodec codec = new EntryCodec();
  private final List<Consumer<Set<Eui64>>> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService completions;
  private final StallWatch watch;
  private final Thread thread = new Thread(this::run, "journal-writer");
  private final List<Row> rows = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>(); // of the rows
  private final List<Runnable> successes = new ArrayList<>();

  private volatile SegmentWriter writer;
  private RecipientIndex backlog;
  private Instant latest;
  private final PendingSnapshot due;
  private boolean dueRefused; // and not tried again before the next batch
  private long rollAt;
  private long failures;
  private boolean shaken; // the connection, by a write that failed
  private volatile long last;
  private volatile boolean writable = true;
  private volatile String why = ""; // it is not
  private volatile long pages;
  private long pagesSet;

  /**
   * Takes up a journal whose entries are restored.
   *
   * @param found where it ends
   */
  BatchWriter(
      Segments segments,
      Checkpoints checkpoints,
      Journal.StateMachine machine,
      long segmentBytes,
      SegmentWriter writer,
      Recovery.Found found) {
    this.segments = segments;
    this.checkpoints = checkpoints;
    this.machine = machine;
    this.segmentBytes = segmentBytes;
    this.writer = writer;
    this.last = found.last();
    this.latest = found.latest();
    this.due = found.due();
    this.backlog = found.backlog();
    this.rollAt = segmentBytes;
    this.completions =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("journal-completions").unstarted(task));
    this.watch = new StallWatch(appends, completions, () -> this.writer.file().path());
    thread.setDaemon(true); // a sync that hangs must not keep the process
  }

  void start() {
    thread.start();
    watch.start();
  }

  boolean isAlive() {
    return thread.isAlive() || thread.getState() == Thread.State.NEW;
  }

  /** Puts one to be judged; says why if that cannot be. */
  Optional<String> put(Append<?> append) {
    return appends.put(append);
  }

  void onCommit(Consumer<Set<Eui64>> listener) {
    listeners.add(listener);
  }

  long last() {
    return last;
  }

  boolean isWritable() {
    return fault().isEmpty() && stalledFor().isEmpty();
  }

  /** Why nothing can be recorded, for people; empty also while the disk does not answer. */
  Optional<String> fault() {
    if (!writable) {
      return Optional.of(why);
    }
    SegmentWriter asked = writer;
    Optional<String> misplaced = asked.misplaced();
    boolean sealed = asked != writer; // meanwhile, which takes its write-ahead log away
    return sealed ? writer.misplaced() : misplaced;
  }

  Optional<Duration> stalledFor() {
    return appends.stalledFor();
  }

  List<HealthIssue> mistakes() {
    return watch.mistakes();
  }

  /** The disk is full at so many pages, from the next batch on, for tests; 0 is no limit. */
  void limitPages(long most) {
    pages = most;
  }

  /** Returns true if a restart now would begin with the segment before the newest. */
  boolean needsTheSegmentBefore() {
    return due.isOpen();
  }

  private void run() {
    boolean more = true;
    while (more) {
      boolean meanwhile = due.isOpen() && !dueRefused && writable;
      List<Append<?>> batch = meanwhile ? appends.poll() : appends.take();
      try {
        if (!batch.isEmpty()) {
          write(batch);
          dueRefused = false;
        }
        if (meanwhile && writable) {
          writeState();
        }
      } catch (RuntimeException | Error mistake) {
        stop(batch, mistake);
        return;
      }
      more = meanwhile || !batch.isEmpty();
    }
  }

  /** A part of what the newest segment's state lacks. */
  private void writeState() {
    try {
      due.writeOne(writer, codec);
    } catch (SQLException refused) {
      dueRefused = true;
      shaken = true;
      LOG.warn(
          "snapshot-not-written", "file", writer.file().path(), "why", refused.getMessage(),
          "consequence", "the-segment-before-is-kept");
    }
  }

  private void write(List<Append<?>> batch) {
    rows.clear();
    numbers.clear();
    successes.clear();
    Instant latestBefore = latest;
    for (Append<?> append : batch) {
      judge(append);
    }
    if (!rows.isEmpty() && !commit(batch)) {
      latest = latestBefore;
      appends.done();
      return;
    }
    machine.keep();
    Set<Eui64> recipients = noteDeliveries();
    publish();
    List<Runnable> done = List.copyOf(successes);
    completions.execute(() -> done.forEach(Runnable::run));
    appends.done();
    if (!recipients.isEmpty()) {
      listeners.forEach(listener -> listener.accept(recipients));
    }
    rollIfFull();
  }

  private Set<Eui64> noteDeliveries() {
    Set<Eui64> recipients = new HashSet<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.lane().isPresent() && row.recipient().isPresent()) {
        backlog.add(row.recipient().get(), row.lane().get(), numbers.get(i));
        recipients.add(row.recipient().get());
      }
    }
    return Set.copyOf(recipients);
  }

  private void publish() {
    if (!numbers.isEmpty()) {
      last = numbers.getLast();
    }
  }

  private <R> void judge(Append<R> append) {
    int before = rows.size();
    Instant latestBefore = latest;
    machine.mark();
    R result;
    try {
      result = append.judgement().judge(this);
    } catch (RuntimeException thrown) {
      machine.undoToMark();
      latest = latestBefore;
      rows.subList(before, rows.size()).clear();
      numbers.subList(before, numbers.size()).clear();
      successes.add(() -> append.failed(thrown));
      return;
    }
    successes.add(() -> append.recorded(result));
  }

  @Override
  public long write(Event entry) {
    long number = id(0);
    write(number, entry);
    return number;
  }

  @Override
  public void write(long id, Event entry) {
    if (id < id(0)) {
      throw new IllegalArgumentException("an entry of the id " + id + " behind " + (id(0) - 1));
    }
    rows.add(codec.encode(entry));
    numbers.add(id);
    if (entry.at().isAfter(latest) || entry instanceof Event.ClockTrusted) {
      latest = entry.at();
    }
  }

  @Override
  public long id(int ordinal) {
    return (numbers.isEmpty() ? last : numbers.getLast()) + 1 + ordinal;
  }

  private boolean commit(List<Append<?>> batch) {
    try {
      if (pages != pagesSet) {
        pagesSet = pages;
        writer.limitPages(pagesSet);
      }
      if (!writable || shaken) {
        writer.recover(last);
        shaken = false;
      }
      writer.append(numbers, rows);
    } catch (SQLException refused) {
      fail(batch, refused);
      return false;
    }
    if (!writable) {
      LOG.info("journal-written-again", "segment", writer.file().path(), "failures", failures);
      failures = 0;
      writable = true;
    }
    return true;
  }

  private void fail(List<Append<?>> batch, SQLException refused) {
    String what = "writing entries from " + (last + 1) + " on to " + writer.file().path();
    why = ErrorText.of(refused);
    if (failures++ == 0) {
      LOG.error(
          "journal-not-written", "segment", writer.file().path(), "why", why,
          "consequence", "nothing-is-suppressed");
    }
    writable = false;
    machine.undo();
    reject(batch, new JournalUnavailable(what, refused));
  }

  private void reject(List<Append<?>> batch, JournalUnavailable reason) {
    List<Append<?>> failed = List.copyOf(batch);
    completions.execute(() -> failed.forEach(a -> a.failed(reason)));
  }

  private void rollIfFull() {
    long size = writer.file().size();
    if (size < rollAt || due.isOpen()) {
      return;
    }
    Snapshot whole = machine.snapshot();
    List<Snapshot> state =
        whole.inParts(Math.max(1, Math.ceilDiv(whole.hubs().size(), machine.hubsAPart())));
    Row first = codec.encode(state.getFirst());
    SegmentFile file = SegmentFile.of(writer.file().folder(), last + 1);
    try {
      SegmentWriter next =
          SegmentWriter.create(
              file, writer.identity(), IsoInstant.text(latest), List.of(first));
      backlog = new RecipientIndex();
      Segment segment = Segment.written(file, backlog);
      segments.add(segment);
      SegmentWriter done = writer;
      writer = next; // before the one that is done is sealed
      checkpoints.roll(done, segment);
      pagesSet = 0;
      due.begin(last + 2, state.subList(1, state.size()));
      long newLast = last + state.size();
      last = newLast;
      long stateBytes = (long) first.size() * state.size();
      rollAt = segmentBytes + stateBytes; // a large state is no reason to roll again
    } catch (SQLException | JournalUnavailable refused) {
      rollAt = size + segmentBytes / 8;
      LOG.warn(
          "segment-not-begun", "file", file.path(), "why", refused.getMessage(),
          "action", "goes-on-with-the-one-before");
    }
  }

  /** A mistake of ours: what is in memory cannot be trusted any more, so nothing is written. */
  private void stop(List<Append<?>> batch, Throwable mistake) {
    why = "a mistake of ours stopped its writer; restart the gateway, report it with the log";
    writable = false;
    LOG.error("journal-stopped", mistake, "after", last, "action", "restart-the-gateway");
    JournalUnavailable stopped = new JournalUnavailable("the journal's writer stopped", mistake);
    reject(batch, stopped);
    appends.close();
    List<Append<?>> rest = appends.take();
    while (!rest.isEmpty()) {
      reject(rest, stopped);
      rest = appends.take();
    }
  }

  /** Writes what was put and closes the segment; false if the disk does not answer. */
  boolean end() {
    appends.close();
    boolean ended = Threads.join(thread, ENDS_WITHIN, () -> stalledFor().isPresent());
    watch.close();
    completions.close();
    if (!ended) {
      LOG.error(
          "journal-left-open", "file", writer.file().path(), "why", "the disk does not answer",
          "consequence", "what-is-under-way-may-be-recorded-or-not");
      return false;
    }
    try {
      writer.close();
    } catch (SQLException broken) {
      throw new JournalUnavailable("closing " + writer.file().path(), broken);
    }
    return true;
  }
}

package org.lastgasp.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Switch;

/**
 * A journal in memory for tests. It judges on the thread that appends and, unless told to {@link
 * #hold}, commits each append at once; so a test needs to wait for nothing.
 *
 * <p>What is judged and what is durable are kept apart: {@link #crash} leaves only the latter, and
 * sets every cursor back to where it stood at the last {@link #saveCursors}.
 */
public final class MemoryJournal implements Journal {
  private final StateMachine keeper;
  private final long widest; // step from a number to the next
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Entry> durable = new ArrayList<>();
  private final List<Entry> judged = new ArrayList<>();
  private final List<Runnable> successes = new ArrayList<>();
  private final List<Consumer<JournalUnavailable>> failures = new ArrayList<>();
  private final Map<String, Place> cursors = new LinkedHashMap<>();
  private final List<Consumer<Set<Eui64>>> listeners = new CopyOnWriteArrayList<>();
  private boolean held;
  private boolean writable = true;
  private boolean closed;
  private Disk disk = Disk.FINE;
  private Sync sync = Sync.RETURNS;
  private volatile Optional<RuntimeException> readingFails = Optional.empty();
  private final AtomicInteger failedReads = new AtomicInteger();

  private enum Disk {
    FINE,
    FAILS_ONCE,
    BROKEN
  }

  private enum Sync {
    RETURNS,
    HANGS_NEXT,
    HANGS
  }

  /** An empty journal that nobody keeps anything of. */
  public MemoryJournal() {
    this(new Forgetful());
  }

  /** An empty journal that nobody keeps anything of, with gaps between its numbers. */
  public static MemoryJournal withGaps() {
    return withGaps(new Forgetful());
  }

  /** An empty journal whose entries are numbered from 1 without gaps, as SQLite's are. */
  public MemoryJournal(StateMachine keeper) {
    this(keeper, 1);
  }

  private MemoryJournal(StateMachine keeper, long widest) {
    this.keeper = keeper;
    this.widest = widest;
  }

  /** An empty journal whose entries are in order, with gaps between their numbers. */
  public static MemoryJournal withGaps(StateMachine keeper) {
    return new MemoryJournal(keeper, 3);
  }

  /** From here on appends are judged, but nothing is committed until {@link #commit}. */
  public void hold() {
    locked(() -> held = true);
  }

  /** Commits what is under way, and from here on each append at once. */
  public void commit() {
    locked(
        () -> {
          held = false;
          commitBatch();
        });
  }

  /** The next batch cannot be written; those after it can. */
  public void failNext() {
    locked(() -> disk = Disk.FAILS_ONCE);
  }

  /** No batch can be written until {@link #mend}. */
  public void breakDisk() {
    locked(() -> disk = Disk.BROKEN);
  }

  /** Batches can be written again. */
  public void mend() {
    locked(() -> disk = Disk.FINE);
  }

  /**
   * The next sync does not return before {@link #answer}: whoever appends is told that it is late,
   * and whoever comes after that that nothing is taken.
   */
  public void hang() {
    locked(() -> sync = sync == Sync.RETURNS ? Sync.HANGS_NEXT : sync);
  }

  /** The sync returns, as well as it can. */
  public void answer() {
    locked(
        () -> {
          boolean hung = sync == Sync.HANGS;
          sync = Sync.RETURNS;
          if (hung) {
            commitBatch();
          }
        });
  }

  /** Whoever reads what waits, or one entry, meets this; if empty, no longer. */
  public void failReading(Optional<RuntimeException> how) {
    readingFails = how;
  }

  /** How often what waits was asked for in vain. */
  public int failedReads() {
    return failedReads.get();
  }

  private void failIfTold() {
    Optional<RuntimeException> how = readingFails;
    if (how.isPresent()) {
      throw how.get();
    }
  }

  /** Makes where every cursor stands durable. */
  public void saveCursors() {
    locked(() -> cursors.values().forEach(Place::save));
  }

  /**
   * The power goes: what is judged and not durable is gone, its futures never complete, this
   * journal is of no more use.
   *
   * @return what the next run opens, with the durable entries restored into its keeper
   */
  public MemoryJournal crash(StateMachine next) {
    MemoryJournal after = new MemoryJournal(next, widest);
    locked(
        () -> {
          closed = true;
          judged.clear();
          successes.clear();
          failures.clear();
          after.durable.addAll(durable);
          cursors.forEach((name, place) -> after.cursors.put(name, place.restored()));
        });
    after.durable.forEach(next::restore);
    return after;
  }

  /** As after an orderly {@link #close} and start. */
  public MemoryJournal reopen(StateMachine next) {
    close();
    return crash(next);
  }

  /** Every durable entry, in order. */
  public List<Entry> all() {
    return read(0, Integer.MAX_VALUE);
  }

  @Override
  public <R> CompletableFuture<R> append(int bytes, Submission<R> judgement) {
    CompletableFuture<R> future = new CompletableFuture<>();
    locked(
        () -> {
          if (closed) {
            future.completeExceptionally(new JournalUnavailable("the journal is closed"));
            return;
          }
          if (sync == Sync.HANGS) {
            future.completeExceptionally(new JournalUnavailable("the disk does not answer"));
            return;
          }
          CompletableFuture<R> outcome = new CompletableFuture<>();
          judge(judgement, future, outcome);
          if (sync == Sync.HANGS_NEXT && !judged.isEmpty()) {
            sync = Sync.HANGS;
            future.completeExceptionally(JournalUnavailable.late("no answer in time", outcome));
          } else if (!held) {
            commitBatch();
          }
        });
    return future;
  }

  private <R> void judge(
      Submission<R> judgement, CompletableFuture<R> future, CompletableFuture<R> outcome) {
    int before = judged.size();
    keeper.mark();
    R result;
    try {
      result = judgement.judge(appender);
    } catch (RuntimeException thrown) {
      keeper.undoToMark();
      judged.subList(before, judged.size()).clear();
      future.completeExceptionally(thrown);
      return;
    }
    successes.add(
        () -> {
          if (!future.complete(result)) {
            outcome.complete(result);
          }
        });
    failures.add(
        why -> {
          if (!future.completeExceptionally(why)) {
            outcome.completeExceptionally(why);
          }
        });
  }

  private final EntryAppender appender =
      new EntryAppender() {
        @Override
        public long write(Event entry) {
          long number = id(0);
          judged.add(new Entry(number, entry));
          return number;
        }

        @Override
        public long id(int ordinal) {
          long number = judged.isEmpty() ? number(durable) : number(judged);
          for (int i = 0; i <= ordinal; i++) {
            number += 1 + number % widest;
          }
          return number;
        }
      };

  private void commitBatch() {
    List<Runnable> completions = new ArrayList<>(successes);
    Set<Eui64> recipients = new HashSet<>();
    if (disk == Disk.FINE || judged.isEmpty()) {
      keeper.keep();
      judged.forEach(r -> r.entry().delivery().ifPresent(d -> recipients.add(d.recipient())));
      durable.addAll(judged);
      writable = disk == Disk.FINE;
    } else {
      keeper.undo();
      completions.clear();
      JournalUnavailable full = new JournalUnavailable("committing a batch: the disk is full");
      failures.forEach(failure -> completions.add(() -> failure.accept(full)));
      writable = false;
      disk = disk == Disk.FAILS_ONCE ? Disk.FINE : disk;
    }
    judged.clear();
    successes.clear();
    failures.clear();
    if (!recipients.isEmpty()) {
      listeners.forEach(listener -> listener.accept(Set.copyOf(recipients)));
    }
    completions.forEach(Runnable::run);
  }

  @Override
  public List<Entry> read(long after, int most) {
    lock.lock();
    try {
      int from = behind(after);
      return List.copyOf(durable.subList(from, (int) Math.min(durable.size(), from + (long) most)));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<OutboundMessage> pending(Eui64 recipient, Lane lane, long after, int most) {
    readingFails.ifPresent(how -> failedReads.incrementAndGet());
    failIfTold();
    return read(after, Integer.MAX_VALUE).stream()
        .filter(r -> r.entry().delivery().filter(d -> d.recipient().equals(recipient)).isPresent())
        .flatMap(r -> OutboundMessage.of(r).stream())
        .filter(message -> message.lane() == lane)
        .limit(most)
        .toList();
  }

  @Override
  public Optional<Entry> entry(long number) {
    failIfTold();
    return read(number - 1, 1).stream().filter(found -> found.number() == number).findFirst();
  }

  @Override
  public long beginning() {
    return 0;
  }

  @Override
  public long next(long position) {
    return read(position, 1).stream().map(Entry::number).findFirst().orElse(position);
  }

  /** The index of the first entry after a number. */
  private int behind(long after) {
    int low = 0;
    int high = durable.size();
    while (low < high) {
      int middle = (low + high) / 2;
      if (durable.get(middle).number() <= after) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long number(List<Entry> entries) {
    return entries.isEmpty() ? 0 : entries.getLast().number();
  }

  @Override
  public long last() {
    lock.lock();
    try {
      return number(durable);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onCommit(Consumer<Set<Eui64>> listener) {
    listeners.add(listener);
  }

  @Override
  public Cursor cursor(String name) {
    lock.lock();
    try {
      return cursors.computeIfAbsent(name, n -> new Place(0, ""));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isWritable() {
    lock.lock();
    try {
      return writable && sync != Sync.HANGS;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    locked(
        () -> {
          if (!closed) {
            commitBatch();
            closed = true;
            cursors.values().forEach(Place::save);
          }
        });
  }

  private void locked(Runnable body) {
    lock.lock();
    try {
      body.run();
    } finally {
      lock.unlock();
    }
  }

  private static final class Place implements Cursor {
    private record At(long position, String note) {}

    private volatile At now;
    private volatile At saved;

    Place(long position, String note) {
      now = new At(position, note);
      saved = now;
    }

    void save() {
      saved = now;
    }

    Place restored() {
      return new Place(saved.position(), saved.note());
    }

    @Override
    public long position() {
      return now.position();
    }

    @Override
    public String note() {
      return now.note();
    }

    @Override
    public void advance(long position, String note) {
      now = new At(position, note);
    }
  }

  /** Keeps nothing. */
  private static final class Forgetful implements StateMachine {
    @Override
    public void restore(Entry recorded) {}

    @Override
    public void restore(Snapshot part) {}

    @Override
    public Snapshot snapshot() {
      return new Snapshot(Switch.OFF, Instant.EPOCH, Overrides.NONE, List.of());
    }

    @Override
    public void mark() {}

    @Override
    public void undoToMark() {}

    @Override
    public void keep() {}

    @Override
    public void undo() {}
  }
}

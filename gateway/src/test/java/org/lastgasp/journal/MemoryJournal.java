package org.lastgasp.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
 *
 * <p>Its positions are other numbers than its ids, and there are some that lie behind no entry: so
 * a reader that takes one for the other, or counts with either, fails.
 */
public final class MemoryJournal implements Journal {
  private static final int STRIDE = 3; // from the position behind an id to that behind the next id
  private static final int OFFSET = 7;

  private final StateMachine machine;
  private final long widest; // step from a number to the next
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Entry> durable = new ArrayList<>();
  private final List<Long> expired = new ArrayList<>();
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
  public MemoryJournal(StateMachine machine) {
    this(machine, 1);
  }

  private MemoryJournal(StateMachine machine, long widest) {
    this.machine = machine;
    this.widest = widest;
  }

  /** An empty journal whose entries are in order, with gaps between their numbers. */
  public static MemoryJournal withGaps(StateMachine machine) {
    return new MemoryJournal(machine, 3);
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
          after.expired.addAll(expired);
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
    return read(Position.START, Integer.MAX_VALUE);
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
    machine.mark();
    R result;
    try {
      result = judgement.judge(appender);
    } catch (RuntimeException thrown) {
      machine.undoToMark();
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
        public void write(long id, Event entry) {
          if (id <= (judged.isEmpty() ? newest() : judged.getLast().number())) {
            throw new IllegalArgumentException("an entry of the id " + id + " is there");
          }
          judged.add(new Entry(id, entry));
        }

        @Override
        public long id(int ordinal) {
          long number = judged.isEmpty() ? newest() : judged.getLast().number();
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
      machine.keep();
      judged.forEach(r -> r.entry().delivery().ifPresent(d -> recipients.add(d.recipient())));
      durable.addAll(judged);
      writable = disk == Disk.FINE;
    } else {
      machine.undo();
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
  public List<Entry> read(Position after, int most) {
    lock.lock();
    try {
      int from = firstBehind(after);
      return List.copyOf(durable.subList(from, (int) Math.min(durable.size(), from + (long) most)));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<OutboundMessage> pending(Eui64 recipient, Lane lane, Position after, int most) {
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
    return read(before(number), 1).stream().filter(found -> found.number() == number).findFirst();
  }

  @Override
  public Position behind(long id) {
    return Position.at(id == 0 ? 0 : id * STRIDE + OFFSET);
  }

  @Override
  public Position before(long id) {
    return Position.at(id * STRIDE + OFFSET - 1);
  }

  @Override
  public Position before(Instant since, int most) {
    lock.lock();
    try {
      int skipped = Math.max(0, durable.size() - most);
      return durable.stream()
          .skip(skipped)
          .filter(each -> !each.entry().at().isBefore(since))
          .findFirst()
          .map(each -> before(each.number()))
          .orElseGet(this::last);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long id(Position position) {
    lock.lock();
    try {
      return Stream.concat(expired.stream(), durable.stream().map(Entry::number))
          .takeWhile(id -> position.reaches(behind(id)))
          .reduce(0L, (_, id) -> id);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public OptionalLong next(Position position) {
    return read(position, 1).stream().mapToLong(Entry::number).findFirst();
  }

  @Override
  public Position ahead(Position position, int entries) {
    List<Entry> some = read(position, entries);
    return some.isEmpty() ? last() : behind(some.getLast().number());
  }

  @Override
  public long between(Position position, Position later) {
    return read(position, Integer.MAX_VALUE).stream()
        .takeWhile(each -> later.reaches(behind(each.number())))
        .count();
  }

  @Override
  public Position beginning() {
    lock.lock();
    try {
      return expired.isEmpty() ? Position.START : behind(expired.getLast());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Position last() {
    lock.lock();
    try {
      return behind(newest());
    } finally {
      lock.unlock();
    }
  }

  /** The index of the first entry after a position. */
  private int firstBehind(Position after) {
    int low = 0;
    int high = durable.size();
    while (low < high) {
      int middle = (low + high) / 2;
      if (after.reaches(behind(durable.get(middle).number()))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private long newest() {
    return durable.isEmpty()
        ? expired.stream().mapToLong(id -> id).max().orElse(0)
        : durable.getLast().number();
  }

  /** All entries before one have expired. */
  public MemoryJournal forgetBefore(long id) {
    locked(
        () -> {
          List<Entry> old = durable.stream().filter(each -> each.number() < id).toList();
          old.forEach(each -> expired.add(each.number()));
          durable.removeAll(old);
        });
    return this;
  }

  /** Each entry is a part of its own; the last stays. */
  @Override
  public int expire(Position passed, Instant before, Instant now, Removal removal) {
    lock.lock();
    try {
      int removed = 0;
      while (durable.size() > 1
          && passed.reaches(behind(durable.getFirst().number()))
          && isOlder(0, before, now)) {
        long id = durable.getFirst().number();
        removal.of(id, id);
        expired.add(id);
        durable.removeFirst();
        removed++;
      }
      return removed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Position oldUpTo(Instant before, Instant now) {
    lock.lock();
    try {
      int old = 0;
      while (old + 1 < durable.size() && isOlder(old, before, now)) {
        old++;
      }
      return old == 0 ? beginning() : behind(durable.get(old - 1).number());
    } finally {
      lock.unlock();
    }
  }

  /** One of a clock that was ahead goes by the next that was not. */
  private boolean isOlder(int index, Instant before, Instant now) {
    return durable.stream()
        .skip(index)
        .map(each -> each.entry().at())
        .filter(at -> !at.isAfter(now))
        .findFirst()
        .filter(at -> at.isBefore(before))
        .isPresent();
  }

  @Override
  public void onCommit(Consumer<Set<Eui64>> listener) {
    listeners.add(listener);
  }

  @Override
  public Cursor cursor(String name) {
    lock.lock();
    try {
      return cursors.computeIfAbsent(name, n -> new Place(Position.START, ""));
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
    private record At(Position position, String note) {}

    private volatile At now;
    private volatile At saved;

    Place(Position position, String note) {
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
    public Position position() {
      return now.position();
    }

    @Override
    public String note() {
      return now.note();
    }

    @Override
    public void advance(Position position, String note) {
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

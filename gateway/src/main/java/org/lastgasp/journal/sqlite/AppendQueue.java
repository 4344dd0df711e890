package org.lastgasp.journal.sqlite;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;

/**
 * A queue of judgements on their way to the writer, in order, bounded in number, bytes and time.
 * Once the oldest has waited too long, none is taken until the writer is done with what it has.
 */
final class AppendQueue {
  private static final int MOST = 16_384; // judgements
  private static final long MOST_BYTES = 64L << 20; // four of the largest messages
  private static final int BATCH = 2_000; // judgements
  private static final long BATCH_BYTES = 8L << 20;
  private static final Duration LINGER = Duration.ofMillis(25); // a tenth of the syncs at 500/s

  private final long linger; // nanoseconds, of what nobody awaits
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();
  private final Queue<Append<?>> queue = new ArrayDeque<>();
  private List<Append<?>> underWay = List.of();
  private long bytes;
  private int awaited; // of the queue
  private boolean closed;
  private boolean idle;
  private volatile Optional<Long> stalledSince = Optional.empty();

  /** An empty one, with the usual time for which what nobody awaits may wait for others. */
  AppendQueue() {
    this(LINGER);
  }

  /** An empty one, with that time. */
  AppendQueue(Duration linger) {
    this.linger = linger.toNanos();
  }

  /**
   * One judgement and whoever waits for it.
   *
   * @param awaited whether somebody does: else it may linger
   * @param put when it came, by {@link System#nanoTime}
   * @param outcome what became of it once nobody waits any more
   */
  record Append<R>(
      int bytes,
      boolean awaited,
      Journal.Submission<R> judgement,
      CompletableFuture<R> future,
      long put,
      CompletableFuture<R> outcome) {

    static <R> Append<R> of(int bytes, Journal.Submission<R> judgement) {
      return of(bytes, true, judgement);
    }

    static <R> Append<R> unawaited(int bytes, Journal.Submission<R> judgement) {
      return of(bytes, false, judgement);
    }

    private static <R> Append<R> of(
        int bytes, boolean awaited, Journal.Submission<R> judgement) {
      return new Append<>(
          bytes, awaited, judgement, new CompletableFuture<>(), System.nanoTime(),
          new CompletableFuture<>());
    }

    /** It is recorded. */
    void recorded(R result) {
      if (!future.complete(result)) {
        outcome.complete(result);
      }
    }

    /** It is not recorded. */
    void failed(Throwable why) {
      if (!future.completeExceptionally(why)) {
        outcome.completeExceptionally(why);
      }
    }

    /** It may be recorded yet, but nobody waits for that. */
    void late(String why) {
      future.completeExceptionally(JournalUnavailable.late(why, outcome));
    }
  }

  /**
   * A stall, with the judgements that were given up: taken by the writer and not finished, and not
   * even taken.
   */
  record Stall(List<Append<?>> underWay, List<Append<?>> waiting) {}

  /** Puts one behind the others; waits while there are too many. Says why if it may not. */
  Optional<String> put(Append<?> append) {
    lock.lock();
    try {
      while (isOpen() && (queue.size() >= MOST || bytes >= MOST_BYTES)) {
        room.awaitUninterruptibly();
      }
      if (!isOpen()) {
        return Optional.of(closed ? "it is closed" : "its disk does not answer");
      }
      queue.add(append);
      bytes += append.bytes();
      awaited += append.awaited() ? 1 : 0;
      if (idle && (queue.size() == 1 || isDue())) {
        idle = !isDue(); // and is not woken again
        work.signal();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private boolean isOpen() {
    return !closed && stalledSince.isEmpty();
  }

  /** The next batch, waited for; empty once it is closed and everything was taken. */
  List<Append<?>> take() {
    lock.lock();
    try {
      done();
      idle = true;
      while (!closed && queue.isEmpty()) {
        work.awaitUninterruptibly();
      }
      linger();
      idle = false;
      return batch();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for more to be written with it, while all that is there is awaited by nobody. */
  private void linger() {
    boolean interrupted = false;
    while (!closed && !queue.isEmpty() && !isDue()) {
      long left = queue.element().put() + linger - System.nanoTime();
      if (left <= 0) {
        break;
      }
      try {
        var unused = work.awaitNanos(left);
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns true if what is there is not to linger: somebody waits for it, or it fills a batch. */
  private boolean isDue() {
    return awaited > 0 || queue.size() >= BATCH || bytes >= BATCH_BYTES;
  }

  /** The next batch, as far as there is one now. */
  List<Append<?>> poll() {
    lock.lock();
    try {
      done();
      return batch();
    } finally {
      lock.unlock();
    }
  }

  /** The writer has finished the batch it took. */
  void done() {
    lock.lock();
    try {
      underWay = List.of();
      stalledSince = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private List<Append<?>> batch() {
    List<Append<?>> batch = new ArrayList<>();
    boolean crowded = queue.size() >= MOST || bytes >= MOST_BYTES;
    long taken = 0;
    while (!queue.isEmpty() && batch.size() < BATCH && taken < BATCH_BYTES) {
      Append<?> next = queue.remove();
      batch.add(next);
      taken += next.bytes();
      awaited -= next.awaited() ? 1 : 0;
    }
    bytes -= taken;
    if (crowded) {
      room.signalAll();
    }
    underWay = batch;
    return batch;
  }

  /** Gives up everything once the oldest has waited longer than a limit. */
  Optional<Stall> stalled(Duration limit) {
    lock.lock();
    try {
      Optional<Append<?>> oldest =
          underWay.isEmpty()
              ? Optional.ofNullable(queue.peek())
              : Optional.of(underWay.getFirst());
      long now = System.nanoTime();
      if (stalledSince.isPresent()
          || oldest.filter(o -> now - o.put() > limit.toNanos()).isEmpty()) {
        return Optional.empty();
      }
      stalledSince = oldest.map(Append::put);
      Stall stall = new Stall(List.copyOf(underWay), List.copyOf(queue));
      queue.clear();
      bytes = 0;
      awaited = 0;
      room.signalAll();
      return Optional.of(stall);
    } finally {
      lock.unlock();
    }
  }

  /** The time for which the disk has not answered, if it should have. */
  Optional<Duration> stalledFor() {
    return stalledSince.map(since -> Duration.ofNanos(System.nanoTime() - since));
  }

  /** Nothing more is put; what is there is still taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      room.signalAll();
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

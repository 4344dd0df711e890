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

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();
  private final Queue<Append<?>> queue = new ArrayDeque<>();
  private List<Append<?>> underWay = List.of();
  private long bytes;
  private boolean closed;
  private boolean idle;
  private volatile Optional<Long> stalledSince = Optional.empty();

  /**
   * One judgement and whoever waits for it.
   *
   * @param put when it came, by {@link System#nanoTime}
   * @param outcome what became of it once nobody waits any more
   */
  record Append<R>(
      int bytes,
      Journal.Submission<R> judgement,
      CompletableFuture<R> future,
      long put,
      CompletableFuture<R> outcome) {

    static <R> Append<R> of(int bytes, Journal.Submission<R> judgement) {
      return new Append<>(
          bytes, judgement, new CompletableFuture<>(), System.nanoTime(),
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
      if (idle) {
        idle = false;
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
      while (!closed && queue.isEmpty()) {
        idle = true;
        work.awaitUninterruptibly();
      }
      return batch();
    } finally {
      lock.unlock();
    }
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

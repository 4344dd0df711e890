package org.lastgasp.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Judgements on their way to the writer, in order, bounded in number and bytes. */
final class Appends {
  private static final int MOST = 16_384; // judgements
  private static final long MOST_BYTES = 64L << 20; // four of the largest messages
  private static final int BATCH = 2_000; // judgements
  private static final long BATCH_BYTES = 8L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();
  private final Queue<Append<?>> queue = new ArrayDeque<>();
  private long bytes;
  private boolean closed;
  private boolean idle;

  /** One judgement and whoever waits for it. */
  record Append<R>(int bytes, Journal.Judgement<R> judgement, CompletableFuture<R> future) {}

  /** Puts one behind the others; waits while there are too many. False once it is closed. */
  boolean put(Append<?> append) {
    lock.lock();
    try {
      while (!closed && (queue.size() >= MOST || bytes >= MOST_BYTES)) {
        room.awaitUninterruptibly();
      }
      if (closed) {
        return false;
      }
      queue.add(append);
      bytes += append.bytes();
      if (idle) {
        idle = false;
        work.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The next batch, waited for; empty once it is closed and everything was taken. */
  List<Append<?>> take() {
    lock.lock();
    try {
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
      return batch();
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
    return batch;
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

package org.lastgasp.report;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A signal that wakes one thread from its pause, or ends it. Safe for any number of threads. */
final class WakeSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition heard = lock.newCondition();
  private boolean rung;
  private boolean stopped;

  void ring() {
    lock.lock();
    try {
      rung = true;
      heard.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    lock.lock();
    try {
      stopped = true;
      heard.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the pause, or until it is rung; false once it is stopped. */
  boolean waitFor(Duration pause) {
    lock.lock();
    try {
      long nanos = pause.toNanos();
      while (!rung && !stopped && nanos > 0) {
        nanos = heard.awaitNanos(nanos);
      }
      rung = false;
      return !stopped;
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }
}

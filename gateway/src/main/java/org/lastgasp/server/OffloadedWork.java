package org.lastgasp.server;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;

/**
 * An executor with platform threads for the largest messages. All other messages share one thread
 * of the system's for each processor, and what calculates on one of those keeps it to the end. A
 * thread of its own gives way after some milliseconds. Safe for any thread.
 */
final class OffloadedWork {
  private final ThreadFactory threads;

  /** They are called by that name. */
  OffloadedWork(String name) {
    this.threads = Thread.ofPlatform().name(name).daemon().factory();
  }

  /** Returns, or throws what it threw, when the work has ended; hands an interrupt on to it. */
  void run(Runnable work) {
    FutureTask<Void> task = new FutureTask<>(work, null);
    Thread thread = threads.newThread(task);
    thread.start();
    await(task, thread);
  }

  private static void await(FutureTask<Void> task, Thread thread) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          var unused = task.get();
          return;
        } catch (InterruptedException stop) {
          interrupted = true;
          thread.interrupt();
        }
      }
    } catch (ExecutionException ended) {
      switch (Objects.requireNonNull(ended.getCause())) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case Throwable other -> throw new IllegalStateException(other);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

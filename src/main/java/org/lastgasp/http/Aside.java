package org.lastgasp.http;

import io.helidon.webserver.http.Filter;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * Threads of their own for what takes a processor for long: lists, questions about the past, the
 * largest messages. All other messages share one thread of the system's for each processor, and
 * what calculates on one of those keeps it to the end: two lists at once stopped every alert until
 * they were read. A thread of its own gives way after some milliseconds. Safe for any thread.
 */
final class Aside {
  private final Semaphore turns;
  private final ThreadFactory threads;

  /**
   * So many at once; the others wait for their turn.
   *
   * @param name what its threads are called
   */
  Aside(String name, int most) {
    this.turns = new Semaphore(most, true);
    this.threads = Thread.ofPlatform().name(name).daemon().factory();
  }

  /**
   * Has all that the admin listener is asked for done aside, so much at once; that the process is
   * alive is said at any time.
   *
   * @param most of the JSON interface
   * @param glances at figures, readiness and the page a person sees first, which wait for no other
   */
  static Filter forQuestions(int most, int glances) {
    Aside api = new Aside("api", most);
    Aside glance = new Aside("glance", glances);
    return (chain, request, response) -> {
      String path = request.path().path();
      if (path.equals("/-/healthy")) {
        chain.proceed();
      } else {
        (path.startsWith("/api/") ? api : glance).run(chain::proceed);
      }
    };
  }

  /** Returns, or throws what it threw, when the work has ended; hands an interrupt on to it. */
  void run(Runnable work) {
    FutureTask<Void> task = new FutureTask<>(work, null);
    turns.acquireUninterruptibly();
    try {
      Thread thread = threads.newThread(task);
      thread.start();
      await(task, thread);
    } finally {
      turns.release();
    }
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

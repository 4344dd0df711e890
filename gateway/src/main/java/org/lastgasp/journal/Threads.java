package org.lastgasp.journal;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for a thread of the journal's to end. */
public final class Threads {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private Threads() {}

  /** Waits, however often it is interrupted, and leaves the interrupt as it was. */
  public static void join(Thread thread) {
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        thread.join();
        ended = true;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits as long as it may still end in time and nobody gave it up; whether it ended. */
  public static boolean join(Thread thread, Duration limit, BooleanSupplier givenUp) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    while (thread.isAlive() && !givenUp.getAsBoolean() && System.nanoTime() < deadline) {
      try {
        boolean unused = thread.join(LOOK_AGAIN);
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}

package org.lastgasp.journal.sqlite;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A helper that waits for threads that were told to end. */
final class Threads {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private Threads() {}

  /** Waits as long as it may still end in time and nobody gave it up; whether it ended. */
  static boolean join(Thread thread, Duration limit, BooleanSupplier givenUp) {
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

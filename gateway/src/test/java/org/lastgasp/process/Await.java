package org.lastgasp.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another process brings about. */
final class Await {
  private Await() {}

  /** Waits until it is so, for half a minute at most. */
  static void until(String what, BooleanSupplier so) {
    until(what, Duration.ofSeconds(30), so);
  }

  static void until(String what, Duration most, BooleanSupplier so) {
    long end = System.nanoTime() + most.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("still not so after " + most + ": " + what);
      }
      pause(10);
    }
  }

  /** Lets others run. */
  static void pause(long millis) {
    LockSupport.parkNanos(millis * 1_000_000);
  }
}

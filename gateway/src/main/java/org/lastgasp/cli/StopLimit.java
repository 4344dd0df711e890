package org.lastgasp.cli;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.lastgasp.logging.EventLog;

/**
 * A limit for stopping: whatever hangs then, a sync of the disk most of all, the process ends. What
 * was acknowledged is on disk; the next start goes on from there, as after a crash.
 */
final class StopLimit {
  private static final EventLog LOG = EventLog.of(StopLimit.class);
  private static final Duration LONGEST = Duration.ofSeconds(60); // a service manager has 90
  private static final Duration STALLED = Duration.ofSeconds(10); // nothing more will come of it
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private StopLimit() {}

  /** From now on; sooner where the disk is known not to answer. */
  static void begin(BooleanSupplier stalled) {
    Thread unused =
        Thread.ofPlatform().daemon().name("stop-limit").start(() -> end(stalled));
  }

  private static void end(BooleanSupplier stalled) {
    long began = System.nanoTime();
    Duration limit = LONGEST;
    while (System.nanoTime() - began < limit.toNanos()) {
      limit = stalled.getAsBoolean() ? STALLED : LONGEST;
      try {
        Thread.sleep(LOOK_AGAIN);
      } catch (InterruptedException nobodyDoesThat) {
        throw new IllegalStateException(nobodyDoesThat);
      }
    }
    LOG.error(
        "stop-cut-short", "after", limit,
        "why", "something does not end, most likely a disk that does not answer",
        "action", "look-at-the-disk-then-start");
    Logging.flush();
    Runtime.getRuntime().halt(Exit.FAILED);
  }
}

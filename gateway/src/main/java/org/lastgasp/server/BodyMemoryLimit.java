package org.lastgasp.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A limit on the memory that large bodies may take together. Alerts and all that is as small need
 * no leave; what is larger waits a while for its turn, so that many at once, or senders who never
 * finish what they announced, cannot use up the process's memory. Safe for any thread.
 */
final class BodyMemoryLimit {
  static final long SMALL = 64 << 10; // bytes; what announces more has to ask
  private static final int UNIT = 1 << 10;

  private final int units;
  private final Semaphore free;
  private final Duration patience;

  /**
   * Room for so many bytes at once; a body that is larger waits until it is alone.
   *
   * @param patience how long one waits for its turn
   */
  BodyMemoryLimit(long bytes, Duration patience) {
    this.units = Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
    this.free = new Semaphore(units, true);
    this.patience = patience;
  }

  /** An eighth of the heap, and at least four of the largest messages. */
  static BodyMemoryLimit ofThisProcess() {
    long bytes = Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 8);
    return new BodyMemoryLimit(bytes, Duration.ofSeconds(20));
  }

  /** The leave for one body, until it is closed. */
  record Leave(BodyMemoryLimit room, int units) implements AutoCloseable {
    @Override
    public void close() {
      if (units > 0) {
        room.free.release(units);
      }
    }
  }

  /** The leave for what is small. */
  Leave small() {
    return new Leave(this, 0);
  }

  /** Leave for a body of so many bytes; empty if its turn did not come. */
  Optional<Leave> enter(long bytes) {
    if (bytes <= SMALL) {
      return Optional.of(small());
    }
    int wanted = (int) Math.min(units, bytes / UNIT + 1);
    try {
      return free.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)
          ? Optional.of(new Leave(this, wanted))
          : Optional.empty();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}

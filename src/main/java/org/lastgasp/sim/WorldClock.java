package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The clock that the world and the gateway share: it runs faster than time by a constant factor,
 * and never back. Safe for any number of threads.
 */
public final class WorldClock implements InstantSource {
  private final Instant base;
  private final double speed;
  private final long started = System.nanoTime();

  /**
   * A clock that shows {@code base} now.
   *
   * @param speed its seconds in one of ours
   */
  public WorldClock(Instant base, double speed) {
    if (!(speed > 0)) {
      throw new IllegalArgumentException("a clock of speed " + speed);
    }
    this.base = base;
    this.speed = speed;
  }

  @Override
  public Instant instant() {
    return base.plusNanos((long) ((System.nanoTime() - started) * speed));
  }

  /** What a stretch of this clock's time takes in ours. */
  public Duration real(Duration simulated) {
    return Duration.ofNanos((long) (simulated.toNanos() / speed));
  }

  /** What a stretch of our time is on this clock. */
  public Duration simulated(Duration real) {
    return Duration.ofNanos((long) (real.toNanos() * speed));
  }

  /** Waits until this clock shows an instant. */
  public void await(Instant then) throws InterruptedException {
    Duration left = Duration.between(instant(), then);
    while (left.isPositive()) {
      Thread.sleep(real(left).plusNanos(1_000));
      left = Duration.between(instant(), then);
    }
  }
}

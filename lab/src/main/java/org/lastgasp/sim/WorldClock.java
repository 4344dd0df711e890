package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The clock that the world and the gateway share. It never runs back. It starts at the pace of
 * ours, and can be made to run up to so many times faster. Safe for any number of threads.
 */
public final class WorldClock implements InstantSource {
  private static final long SHORTEST_SLEEP = Duration.ofMillis(1).toNanos();

  private final double most;
  private Instant base;
  private long started = System.nanoTime();
  private double speed = 1;

  /**
   * A clock that shows {@code base} now.
   *
   * @param most its seconds in one of ours, at its fastest
   */
  public WorldClock(Instant base, double most) {
    if (!(most >= 1)) {
      throw new IllegalArgumentException("a clock of speed " + most);
    }
    this.base = base;
    this.most = most;
  }

  @Override
  public synchronized Instant instant() {
    return at(System.nanoTime());
  }

  private Instant at(long nanos) {
    return base.plusNanos((long) ((nanos - started) * speed));
  }

  /** Runs at this share of the highest speed from now on. */
  synchronized void run(double share) {
    long now = System.nanoTime();
    base = at(now);
    started = now;
    speed = Math.max(1, most * share);
  }

  /** Returns what a stretch of this clock's time takes in ours, at its fastest. */
  Duration real(Duration simulated) {
    return Duration.ofNanos((long) (simulated.toNanos() / most));
  }

  /** Returns what a stretch of our time is on this clock, at its fastest. */
  Duration simulated(Duration real) {
    return Duration.ofNanos((long) (real.toNanos() * most));
  }

  /** Waits until this clock shows an instant, however its speed changes meanwhile. */
  void await(Instant then) throws InterruptedException {
    Duration left = Duration.between(instant(), then);
    while (left.isPositive()) {
      Thread.sleep(Duration.ofNanos(Math.max(SHORTEST_SLEEP, real(left).toNanos())));
      left = Duration.between(instant(), then);
    }
  }
}

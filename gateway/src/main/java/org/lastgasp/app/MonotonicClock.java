package org.lastgasp.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * A clock that shows the wall clock at its creation plus the monotonic time since, in whole
 * milliseconds: it never jumps and never runs back, even if the wall clock is set. Safe for any
 * number of threads.
 */
public final class MonotonicClock implements InstantSource {
  private final InstantSource wall;
  private final Instant start;
  private final long startNanos;

  /** One that starts now. */
  public MonotonicClock() {
    this(InstantSource.system());
  }

  MonotonicClock(InstantSource wall) {
    this.wall = wall;
    this.start = wall.instant();
    this.startNanos = System.nanoTime();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos).truncatedTo(ChronoUnit.MILLIS);
  }

  /** The wall clock's time. */
  Instant wall() {
    return wall.instant();
  }

  /** By how much the wall clock is ahead; negative if it is behind. */
  Duration ahead() {
    return Duration.between(instant(), wall.instant());
  }
}

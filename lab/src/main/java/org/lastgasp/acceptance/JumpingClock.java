package org.lastgasp.acceptance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that runs as the machine's, and jumps forward to what it is waited for. A gateway of our
 * own is judged by it, so that half an hour takes no time. Never runs back; safe for any number of
 * threads.
 */
final class JumpingClock implements AcceptanceClock {
  private final InstantSource machine;
  private Duration ahead = Duration.ZERO;

  /** A clock that shows the machine's time until somebody waits. */
  JumpingClock(InstantSource machine) {
    this.machine = machine;
  }

  @Override
  public synchronized Instant instant() {
    return machine.instant().plus(ahead);
  }

  @Override
  public synchronized void await(Instant then) {
    Duration left = Duration.between(instant(), then);
    if (left.isPositive()) {
      ahead = ahead.plus(left);
    }
  }
}

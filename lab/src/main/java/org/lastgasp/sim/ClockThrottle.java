package org.lastgasp.sim;

import java.time.Duration;

/**
 * A throttle that slows the simulated clock down while the machine cannot follow: a tenth of a
 * second of waiting for a busy core would be a minute of judged time, and say nothing about the
 * gateway.
 */
final class ClockThrottle {
  private static final Duration LOOK = Duration.ofMillis(40);
  private static final Duration SLOW = Duration.ofMillis(100);
  private static final double LEAST = 0.25; // a demo has to end
  private static final double EASE = 1.1;

  private final WorldClock clock;
  private final GatewayConnection line;
  private double share = LEAST;

  ClockThrottle(WorldClock clock, GatewayConnection line) {
    this.clock = clock;
    this.line = line;
  }

  /** Runs until it is interrupted. */
  void run() throws InterruptedException {
    while (true) {
      clock.run(share);
      Thread.sleep(LOOK);
      boolean slow = line.slowest().compareTo(SLOW) > 0;
      share = slow ? Math.max(LEAST, share / 2) : Math.min(1, share * EASE);
    }
  }
}

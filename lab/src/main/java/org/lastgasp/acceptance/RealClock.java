package org.lastgasp.acceptance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The machine's clock; to wait for an instant takes until then. */
record RealClock(InstantSource machine) implements AcceptanceClock {
  @Override
  public Instant instant() {
    return machine.instant();
  }

  @Override
  public void await(Instant then) throws InterruptedException {
    Duration left = Duration.between(instant(), then);
    while (left.isPositive()) {
      Thread.sleep(left);
      left = Duration.between(instant(), then);
    }
  }
}

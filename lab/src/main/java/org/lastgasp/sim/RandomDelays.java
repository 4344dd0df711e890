package org.lastgasp.sim;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The delays that are left to chance when a hub raises the alarm. */
public interface RandomDelays {

  /** Returns how long a hub of South and Central waits after its reboot: zero to two minutes. */
  Duration pause();

  /** Returns true if a hub's Power Restoration Alert gets lost on its way to the CSP. */
  boolean losesRestoration();

  /** Nothing gets lost, and every hub waits this long. */
  static RandomDelays none(Duration pause) {
    return new RandomDelays() {
      @Override
      public Duration pause() {
        return pause;
      }

      @Override
      public boolean losesRestoration() {
        return false;
      }
    };
  }

  /**
   * Drawn from a generator.
   *
   * @param lost the share of restoration alerts that get lost, 0 to 1
   */
  static RandomDelays drawn(RandomGenerator random, double lost) {
    return new RandomDelays() {
      @Override
      public Duration pause() {
        return Duration.ofMillis(random.nextLong(AlarmRule.LONGEST_PAUSE.toMillis() + 1));
      }

      @Override
      public boolean losesRestoration() {
        return random.nextDouble() < lost;
      }
    };
  }
}

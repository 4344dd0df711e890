package org.lastgasp.whatif;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The models of electricity meters in a simulated country. All shares and lengths are assumptions
 * of ours: no public source says how the real meters behave.
 *
 * <p>A cut's length is drawn from a lognormal distribution.
 */
enum Model {
  /** Most of the meters with the fault: four and a half minutes. */
  SINGLE_PHASE("LG-1P", "Landis+Gyr", 300, true, 0.90, 270, 0.25),
  /** Cuts for long, and not always. */
  SLOW("LG-1P-S", "1063", 120, true, 0.70, 480, 0.35),
  /** A twin element meter that is just above three minutes. */
  TWIN("LG-TE", "Landis+Gyr", 50, true, 1.00, 200, 0.15),
  /** Few, and away for a quarter of an hour. */
  POLYPHASE("LG-3P", "Landis+Gyr", 30, true, 0.80, 900, 0.50),
  /** On the list although it has no fault. */
  LISTED_SOUND("LG-OK", "Landis+Gyr", 50, true, 0.00, 20, 0.30),
  /** Has the fault and was forgotten when the list was made. */
  OVERLOOKED("LG-1P-X", "Landis+Gyr", 10, false, 0.90, 270, 0.25),
  /** Everybody else's. */
  SOUND("OTHER", "Another maker", 440, false, 0.00, 20, 0.30);

  /** What the shares add up to. */
  static final int SHARES = 1_000;

  final String title;
  final String manufacturer;
  final boolean listed;
  private final int share;
  private final double cuts;
  private final double medianSeconds;
  private final double spread;

  Model(
      String title,
      String manufacturer,
      int share,
      boolean listed,
      double cuts,
      double medianSeconds,
      double spread) {
    this.title = title;
    this.manufacturer = manufacturer;
    this.share = share;
    this.listed = listed;
    this.cuts = cuts;
    this.medianSeconds = medianSeconds;
    this.spread = spread;
  }

  static Model drawn(RandomGenerator random) {
    int left = random.nextInt(SHARES);
    for (Model each : values()) {
      left -= each.share;
      if (left < 0) {
        return each;
      }
    }
    throw new IllegalStateException("the shares of the models do not add up to " + SHARES);
  }

  /** Returns how long an activation cuts the hub's supply; zero if it does not. */
  Duration cut(RandomGenerator random) {
    boolean cutting = random.nextDouble() < cuts;
    Duration length = RandomTimes.around(random, medianSeconds, spread);
    return cutting ? length : Duration.ZERO;
  }
}

package org.lastgasp.sim;

import java.time.Duration;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/**
 * The models of meters in a simulated grid. All shares and lengths are assumptions of ours: no
 * public source says how the real meters behave.
 *
 * <p>The length of a supply interruption is drawn from a lognormal distribution.
 */
public enum MeterModel {
  /** Most of the meters with the fault: four and a half minutes. */
  SINGLE_PHASE("LG-1P", "Landis+Gyr", true, 300, 300, 0.90, 270, 0.25),
  /** Cuts for long, and not always. */
  SLOW("LG-1P-S", "1063", true, 120, 120, 0.70, 480, 0.35),
  /** A twin element meter that is just above three minutes. */
  TWIN("LG-TE", "Landis+Gyr", true, 50, 50, 1.00, 200, 0.15),
  /** Few, and away for a quarter of an hour. */
  POLYPHASE("LG-3P", "Landis+Gyr", true, 30, 0, 0.80, 900, 0.50),
  /** On the list although it has no fault. */
  LISTED_SOUND("LG-OK", "Landis+Gyr", true, 50, 150, 0.00, 20, 0.30),
  /** Has the fault and was forgotten when the list was made. */
  OVERLOOKED("LG-1P-X", "Landis+Gyr", false, 10, 100, 0.90, 270, 0.25),
  /** Everybody else's. */
  SOUND("OTHER", "Another maker", false, 440, 170, 0.00, 20, 0.30),
  /** Has the fault, and its manufacturer is written with spaces around it. */
  PADDED("LG-1P-W", " 1063 ", true, 0, 50, 0.90, 270, 0.25),
  /** Has the fault and is on the list, but its manufacturer is not tracked. */
  LISTED_OTHER("SE-1P", "Secure", true, 0, 20, 0.90, 270, 0.25),
  /** A SMETS1 meter. */
  SMETS1("LG-S1", "Landis+Gyr", false, 0, 40, 0.00, 20, 0.30),
  /** A gas meter, drawn apart from the others. */
  GAS("G470", "Landis+Gyr", false, 0, 0, 0.00, 20, 0.30);

  private static final int SHARES = 1_000; // what the shares of each kind of grid add up to

  private final String title;
  private final String manufacturer;
  private final boolean listed;
  final int countryShare;
  final int demoShare;
  private final double cuts;
  private final double medianSeconds;
  private final double spread;

  MeterModel(
      String title,
      String manufacturer,
      boolean listed,
      int countryShare,
      int demoShare,
      double cuts,
      double medianSeconds,
      double spread) {
    this.title = title;
    this.manufacturer = manufacturer;
    this.listed = listed;
    this.countryShare = countryShare;
    this.demoShare = demoShare;
    this.cuts = cuts;
    this.medianSeconds = medianSeconds;
    this.spread = spread;
  }

  static MeterModel drawn(RandomGenerator random, ToIntFunction<MeterModel> share) {
    int left = random.nextInt(SHARES);
    for (MeterModel each : values()) {
      left -= share.applyAsInt(each);
      if (left < 0) {
        return each;
      }
    }
    throw new IllegalStateException("the shares of the models do not add up to " + SHARES);
  }

  /** Returns how long an activation interrupts the hub's supply; zero if it does not. */
  Duration cut(RandomGenerator random) {
    boolean cutting = random.nextDouble() < cuts;
    Duration length = RandomTimes.around(random, medianSeconds, spread);
    return cutting ? length : Duration.ZERO;
  }

  /** The model's name in the inventory. */
  public String title() {
    return title;
  }

  public String manufacturer() {
    return manufacturer;
  }

  /** Returns true if its meters are on the list of GUIDs. */
  public boolean listed() {
    return listed;
  }

  /** Returns true if it interrupts its hub's supply in activations. */
  boolean faulty() {
    return cuts > 0;
  }

  /** The device type in the inventory. */
  public String type() {
    return this == GAS ? "GSME" : "ESME";
  }

  /** The SMETS version in the inventory. */
  public String version() {
    return switch (this) {
      case SMETS1 -> "SMETS1";
      case SLOW -> "smets2 V2.0";
      default -> "SMETS2 V4.2";
    };
  }
}

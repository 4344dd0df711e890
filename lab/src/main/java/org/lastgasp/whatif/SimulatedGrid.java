package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.sim.Region;

/**
 * A simulated country: so many meters on feeders of eighty hubs, over so many days, with storms.
 * The same seed and size make the same country. Every rate is an assumption of ours. Immutable.
 *
 * @param lostRestorations the share of Power Restoration Alerts that never reach the CSP
 */
public record SimulatedGrid(long seed, int meters, int days, double lostRestorations) {
  /** When every simulation begins: a Monday. */
  public static final Instant START = Instant.parse("2030-01-14T00:00:00Z");

  /** The share of Power Restoration Alerts that are lost if nothing else is said. */
  public static final double LOST_RESTORATIONS = 0.02;

  static final int HUBS_A_FEEDER = 80;
  private static final double METERS_A_HUB = 1.03;
  private static final double DAYS_A_STORM = 7;
  private static final double LONGEST_STORM = 12; // hours
  private static final long STORMS = -2; // the place in the seed's world where storms are drawn

  public SimulatedGrid {
    if (meters < 1 || days < 1 || days > 366) {
      throw new IllegalArgumentException(meters + " meters for " + days + " days");
    }
  }

  /**
   * A storm over the network of one distributor.
   *
   * @param share of its feeders that fail
   */
  record Storm(int distributor, Instant from, Duration length, double share) {}

  int areas() {
    return (int) Math.ceil(meters / (HUBS_A_FEEDER * METERS_A_HUB));
  }

  /** Returns when the last activation is asked for and the last outage begins. */
  Instant end() {
    return START.plus(Duration.ofDays(days));
  }

  /** The distributor of a feeder: they follow one another, so that each region has its share. */
  int distributor(int area) {
    List<Integer> all = new ArrayList<>(Region.NORTH.distributors());
    all.addAll(Region.SOUTH_AND_CENTRAL.distributors());
    return all.get(area % all.size());
  }

  /**
   * Returns how a feeder's region raises alerts. Of the North two accounts are public, and they
   * differ: half of its feeders follow each.
   */
  AlarmRule rule(int area) {
    if (Region.SOUTH_AND_CENTRAL.distributors().contains(distributor(area))) {
      return AlarmRule.SOUTH_AND_CENTRAL;
    }
    int distributors =
        Region.NORTH.distributors().size() + Region.SOUTH_AND_CENTRAL.distributors().size();
    return area / distributors % 2 == 0 ? AlarmRule.NORTH_TIMER : AlarmRule.NORTH_HELD;
  }

  /** At least one storm, one a week; one of the North, one of the South, and so on. */
  List<Storm> storms() {
    RandomGenerator random = RandomTimes.generator(seed, STORMS);
    int count = (int) Math.max(2, Math.round(days / DAYS_A_STORM * 2));
    List<Storm> storms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Integer> hit =
          (i % 2 == 0 ? Region.NORTH : Region.SOUTH_AND_CENTRAL).distributors();
      Duration from = RandomTimes.between(random, Duration.ZERO, Duration.ofDays(days));
      Duration length = Duration.ofMinutes(random.nextLong(180, (long) (LONGEST_STORM * 60)));
      storms.add(
          new Storm(
              hit.get(random.nextInt(hit.size())),
              START.plus(from),
              length,
              random.nextDouble(0.1, 0.5)));
    }
    return storms;
  }

  /** Two meters share a hub this often. */
  boolean hasTwoMeters(RandomGenerator random) {
    return random.nextDouble() < METERS_A_HUB - 1;
  }
}

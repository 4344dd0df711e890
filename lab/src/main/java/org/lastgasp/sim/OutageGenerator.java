package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The generator of what goes wrong on a feeder's network: short interruptions of all of it, faults
 * that are repaired in two stages, storms, and single premises.
 */
public final class OutageGenerator {
  private static final double DAYS_A_YEAR = 365;
  private static final double STAGED = 0.5; // of the faults are repaired in two stages
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Rates rates;
  private final Instant start;
  private final Duration length;
  private final List<Storm> storms;

  /**
   * The rates of supply failures and their lengths: assumptions of ours.
   *
   * @param blinks short interruptions by an automatic recloser, for a feeder and year
   * @param faults for a feeder and year
   * @param singles single premises, for a hub and year
   * @param storm how long a storm's fault lasts
   * @param single how long a single premises' outage lasts
   */
  public record Rates(double blinks, double faults, double singles, Spread storm, Spread single) {
    /** A country's. */
    public static final Rates COUNTRY =
        new Rates(2.0, 0.25, 0.10, new Spread(14_400, 0.8), new Spread(3_600, 1.0));

    /** The same kinds of outages, so many times as often. */
    public Rates times(double factor) {
      return new Rates(blinks * factor, faults * factor, singles * factor, storm, single);
    }

    /** The demo's: outages of premises within two hours, and storms. */
    static final Rates DEMO =
        new Rates(0, 0, 1_000, new Spread(1_200, 0.3), new Spread(600, 0.4));
  }

  /** A lognormal distribution of lengths. */
  record Spread(double medianSeconds, double sigma) {
    Duration drawn(RandomGenerator random) {
      return RandomTimes.around(random, medianSeconds, sigma);
    }
  }

  /**
   * Bad weather over the network of one distributor.
   *
   * @param share of its feeders that fail
   */
  public record Storm(int distributor, Instant from, Duration length, double share) {}

  /** A generator for a grid from an instant on, for so long. */
  public OutageGenerator(Rates rates, Instant start, Duration length, List<Storm> storms) {
    this.rates = rates;
    this.start = start;
    this.length = length;
    this.storms = List.copyOf(storms);
  }

  /** The interruptions of every hub of a feeder, in no order. */
  public List<List<SupplyInterruption>> drawn(
      int distributor, int hubs, RandomGenerator random) {
    List<List<SupplyInterruption>> cuts = new ArrayList<>(hubs);
    for (int hub = 0; hub < hubs; hub++) {
      cuts.add(new ArrayList<>());
    }
    double years = (double) length.toMillis() / Duration.ofDays(1).toMillis() / DAYS_A_YEAR;
    for (int i = RandomTimes.count(random, rates.blinks() * years); i > 0; i--) {
      Instant off = anyTime(random);
      Duration all = RandomTimes.around(random, 40, 0.9);
      cuts.forEach(hub -> cut(hub, off, all));
    }
    for (int i = RandomTimes.count(random, rates.faults() * years); i > 0; i--) {
      fault(cuts, anyTime(random), RandomTimes.around(random, 5_400, 0.9), random);
    }
    for (Storm storm : storms) {
      if (storm.distributor() == distributor && random.nextDouble() < storm.share()) {
        Duration after = RandomTimes.between(random, Duration.ZERO, storm.length());
        fault(cuts, storm.from().plus(after), rates.storm().drawn(random), random);
      }
    }
    for (int i = RandomTimes.count(random, rates.singles() * years * hubs); i > 0; i--) {
      cut(cuts.get(random.nextInt(hubs)), anyTime(random), rates.single().drawn(random));
    }
    return cuts;
  }

  private Instant anyTime(RandomGenerator random) {
    return start.plus(RandomTimes.between(random, Duration.ZERO, length));
  }

  /** Of those repaired in two stages, the hubs before the fault come back first. */
  private static void fault(
      List<List<SupplyInterruption>> cuts, Instant off, Duration length, RandomGenerator random) {
    boolean staged = random.nextDouble() < STAGED;
    int before = staged ? random.nextInt(cuts.size()) : 0;
    for (int hub = 0; hub < cuts.size(); hub++) {
      cut(cuts.get(hub), off, hub < before ? length.dividedBy(4) : length);
    }
  }

  private static void cut(List<SupplyInterruption> hub, Instant off, Duration length) {
    Duration least = length.compareTo(SHORTEST) < 0 ? SHORTEST : length;
    hub.add(SupplyInterruption.lasting(off, least));
  }
}

package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.lastgasp.sim.SupplyInterruption;

/**
 * A generator of what goes wrong on one feeder's network: short interruptions of all of it, faults
 * that are repaired in two stages, storms, and single premises. Rates a year are assumptions of
 * ours.
 */
final class Weather {
  private static final double BLINKS = 2.0; // a feeder and year: an automatic recloser at work
  private static final double FAULTS = 0.25; // a feeder and year
  private static final double SINGLE = 0.10; // a hub and year
  private static final double DAYS_A_YEAR = 365;
  private static final double STAGED = 0.5; // of the faults are repaired in two stages
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final SimulatedGrid country;
  private final RandomGenerator random;
  private final List<List<SupplyInterruption>> cuts;

  private Weather(SimulatedGrid country, RandomGenerator random, int hubs) {
    this.country = country;
    this.random = random;
    this.cuts = new ArrayList<>(hubs);
    for (int hub = 0; hub < hubs; hub++) {
      cuts.add(new ArrayList<>());
    }
  }

  /** The cuts of every hub of a feeder, in no order. */
  static List<List<SupplyInterruption>> drawn(
      SimulatedGrid country,
      int area,
      List<SimulatedGrid.Storm> storms,
      RandomGenerator random,
      int hubs) {
    Weather weather = new Weather(country, random, hubs);
    double years = country.days() / DAYS_A_YEAR;
    for (int i = RandomTimes.count(random, BLINKS * years); i > 0; i--) {
      weather.all(weather.anyTime(), RandomTimes.around(random, 40, 0.9));
    }
    for (int i = RandomTimes.count(random, FAULTS * years); i > 0; i--) {
      weather.fault(weather.anyTime(), RandomTimes.around(random, 5_400, 0.9));
    }
    for (SimulatedGrid.Storm storm : storms) {
      if (storm.distributor() == country.distributor(area)
          && random.nextDouble() < storm.share()) {
        Duration after = RandomTimes.between(random, Duration.ZERO, storm.length());
        weather.fault(storm.from().plus(after), RandomTimes.around(random, 14_400, 0.8));
      }
    }
    for (int i = RandomTimes.count(random, SINGLE * years * hubs); i > 0; i--) {
      weather.cut(
          random.nextInt(hubs), weather.anyTime(), RandomTimes.around(random, 3_600, 1.0));
    }
    return weather.cuts;
  }

  private Instant anyTime() {
    Duration whole = Duration.ofDays(country.days());
    return SimulatedGrid.START.plus(RandomTimes.between(random, Duration.ZERO, whole));
  }

  private void all(Instant off, Duration length) {
    for (int hub = 0; hub < cuts.size(); hub++) {
      cut(hub, off, length);
    }
  }

  /** Of those repaired in two stages, the hubs before the fault come back first. */
  private void fault(Instant off, Duration length) {
    boolean staged = random.nextDouble() < STAGED;
    int before = staged ? random.nextInt(cuts.size()) : 0;
    for (int hub = 0; hub < cuts.size(); hub++) {
      cut(hub, off, hub < before ? length.dividedBy(4) : length);
    }
  }

  private void cut(int hub, Instant off, Duration length) {
    Duration least = length.compareTo(SHORTEST) < 0 ? SHORTEST : length;
    cuts.get(hub).add(SupplyInterruption.lasting(off, least));
  }
}

package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Device;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.sim.CampaignGenerator;
import org.lastgasp.sim.Hub;
import org.lastgasp.sim.Meter;
import org.lastgasp.sim.MeterModel;
import org.lastgasp.sim.OutageGenerator;
import org.lastgasp.sim.RandomTimes;
import org.lastgasp.sim.Region;
import org.lastgasp.sim.TopologyGenerator;
import org.lastgasp.sim.TopologyGenerator.Mix;

/**
 * A simulated country: so many meters on feeders of eighty hubs, over so many days, with storms.
 * The same seed and size make the same country. Every rate is an assumption of ours. Immutable.
 *
 * @param lostRestorations the share of Power Restoration Alerts that never reach the CSP
 * @param outages how many times as often as usual the network fails, 1 to 100
 */
record SimulatedGrid(
    long seed, int meters, int days, double lostRestorations, double outages) {
  /** The instant every simulation begins: a Monday. */
  public static final Instant START = Instant.parse("2030-01-14T00:00:00Z");

  /** The share of Power Restoration Alerts that are lost if nothing else is said. */
  public static final double LOST_RESTORATIONS = 0.02;

  private static final double METERS_A_HUB = 1.03;
  private static final double DAYS_A_STORM = 7;
  private static final double LONGEST_STORM = 12; // hours
  private static final long STORMS = -2; // the place in the seed's world where storms are drawn

  public SimulatedGrid {
    if (meters < 1 || days < 1 || days > 366 || outages < 1 || outages > 100) {
      throw new IllegalArgumentException(
          meters + " meters for " + days + " days, outages times " + outages);
    }
  }

  /** A country whose network fails as often as usual. */
  public SimulatedGrid(long seed, int meters, int days, double lostRestorations) {
    this(seed, meters, days, lostRestorations, 1);
  }

  int areas() {
    return (int) Math.ceil(meters / (Mix.COUNTRY.hubs() * METERS_A_HUB));
  }

  /** Returns when the last activation is asked for and the last outage begins. */
  Instant end() {
    return START.plus(Duration.ofDays(days));
  }

  /**
   * Returns how a feeder's region raises alerts. Of the North two accounts are public, and they
   * differ: half of its feeders follow each.
   */
  AlarmRule rule(int area) {
    if (Region.of(TopologyGenerator.distributor(area)) == Region.SOUTH_AND_CENTRAL) {
      return AlarmRule.SOUTH_AND_CENTRAL;
    }
    boolean even = area / Region.allDistributors().size() % 2 == 0;
    return even ? AlarmRule.NORTH_TIMER : AlarmRule.NORTH_HELD;
  }

  /** At least one storm, one a week; one of the North, one of the South, and so on. */
  List<OutageGenerator.Storm> storms() {
    RandomGenerator random = RandomTimes.generator(seed, STORMS);
    int count = (int) Math.max(2, Math.round(days / DAYS_A_STORM * 2 * outages));
    List<OutageGenerator.Storm> storms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Integer> hit =
          (i % 2 == 0 ? Region.NORTH : Region.SOUTH_AND_CENTRAL).distributors();
      Duration from = RandomTimes.between(random, Duration.ZERO, Duration.ofDays(days));
      Duration length = Duration.ofMinutes(random.nextLong(180, (long) (LONGEST_STORM * 60)));
      storms.add(
          new OutageGenerator.Storm(
              hit.get(random.nextInt(hit.size())),
              START.plus(from),
              length,
              random.nextDouble(0.1, 0.5)));
    }
    return storms;
  }

  /** The sites of a feeder, with the outages of its network. */
  List<Site> sites(int feeder, RandomGenerator random) {
    OutageGenerator.Rates rates = OutageGenerator.Rates.COUNTRY.times(outages);
    OutageGenerator generator =
        new OutageGenerator(rates, START, Duration.ofDays(days), storms());
    int distributor = TopologyGenerator.distributor(feeder);
    var cuts = generator.drawn(distributor, Mix.COUNTRY.hubs(), random).iterator();
    return new TopologyGenerator(Mix.COUNTRY, random)
        .hubs(feeder).stream().map(hub -> new Site(hub, cuts.next())).toList();
  }

  /** The activations of a meter, and how they go. */
  List<CampaignGenerator.Course> campaign(Site site, Meter meter, RandomGenerator random) {
    return new CampaignGenerator(
            CampaignGenerator.Rates.COUNTRY,
            new CampaignGenerator.Period(START, days),
            ActivationTraffic.SUPPLIER,
            site.hub(),
            meter,
            site.outages(),
            random)
        .drawn();
  }

  /** The inventory's row of a meter. */
  Device row(Hub hub, Meter meter) {
    int feeder = TopologyGenerator.feederOf(hub.id());
    MeterModel model = meter.model();
    return new Device(
        meter.id(),
        model.type(),
        model.version(),
        model.manufacturer(),
        model.title(),
        Optional.of(hub.id()),
        meter.mpan(),
        rule(feeder).name(),
        "",
        hub.feeder());
  }

  /** The inventory's row of a hub: it tells the feeder. */
  Device row(Eui64 hub) {
    int feeder = TopologyGenerator.feederOf(hub);
    String region = rule(feeder).name();
    Optional<Eui64> none = Optional.empty();
    return new Device(
        hub, "CHF", "", "", "", none, Optional.empty(), region, "", TopologyGenerator.name(feeder));
  }
}

package org.lastgasp.sim;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.lastgasp.id.Eui64;

/**
 * A scenario of all that is to happen in a simulation, and when, counted from its start: the same
 * seed and size make the same plan. Immutable.
 *
 * @param north how the North raises alarms
 */
public record Scenario(
    long seed,
    AlarmRule north,
    List<Hub> hubs,
    List<Activation> activations,
    List<Outage> outages,
    List<UnrelatedRequest> unrelatedRequests) {

  /** The share of alerts the CSP sends a second time. */
  static final double COPIED = 0.06;

  /** The share of Power Restoration Alerts that get lost. */
  static final double LOST_RESTORATIONS = 0.02;

  /** The time when outages begin, counted from the start, and the storm among them. */
  private static final Duration OUTAGES = Duration.ofMinutes(125);

  private static final Duration STORM = Duration.ofMinutes(100);
  private static final Duration STORM_COMES_IN = Duration.ofSeconds(20);
  private static final double STRUCK = 0.15; // of the feeders

  public Scenario {
    hubs = List.copyOf(hubs);
    activations = List.copyOf(activations);
    outages = List.copyOf(outages);
    unrelatedRequests = List.copyOf(unrelatedRequests);
  }

  /** A plan for this many meters. */
  public static Scenario drawn(long seed, int meters, AlarmRule north) {
    RandomGenerator random = RandomTimes.generator(seed, 0);
    TopologyGenerator topology = new TopologyGenerator(TopologyGenerator.Mix.DEMO, random);
    List<Hub> hubs = new ArrayList<>();
    int left = meters;
    for (int feeder = 0; left > 0; feeder++) {
      for (Hub hub : topology.hubs(feeder)) {
        if (left > 0) {
          hubs.add(hub.withMeters(left));
          left -= hubs.getLast().meters().size();
        }
      }
    }
    List<Activation> activations = campaign(random, hubs);
    List<Outage> outages = outages(random, hubs, activations);
    List<UnrelatedRequest> unrelatedRequests =
        UnrelatedRequest.drawn(random, hubs, 120 + meters / 50);
    return new Scenario(seed, north, hubs, activations, outages, unrelatedRequests);
  }

  /** The campaign, a supplier for each hub; there the outages come later. */
  private static List<Activation> campaign(RandomGenerator random, List<Hub> hubs) {
    CampaignGenerator.Period period = new CampaignGenerator.Period(Instant.EPOCH, 1);
    List<Activation> activations = new ArrayList<>();
    for (Hub hub : hubs) {
      Eui64 supplier =
          ServiceUser.SUPPLIERS.get(random.nextInt(ServiceUser.SUPPLIERS.size())).id();
      for (Meter meter : hub.meters()) {
        new CampaignGenerator(
                CampaignGenerator.Rates.DEMO, period, supplier, hub, meter, List.of(), random)
            .drawn().stream()
            .map(course -> Mishaps.drawn(random, course.activation()))
            .forEach(activations::add);
      }
    }
    return activations;
  }

  /** Outages of single premises at any time, and a storm over all networks near the end. */
  private static List<Outage> outages(
      RandomGenerator random, List<Hub> hubs, List<Activation> activations) {
    List<OutageGenerator.Storm> storms =
        Region.allDistributors().stream()
            .map(Scenario::storm)
            .toList();
    OutageGenerator generator =
        new OutageGenerator(OutageGenerator.Rates.DEMO, Instant.EPOCH, OUTAGES, storms);
    Map<String, List<Hub>> feeders =
        hubs.stream().collect(groupingBy(Hub::feeder, LinkedHashMap::new, toList()));
    Map<Hub, List<Activation>> asked =
        activations.stream().collect(groupingBy(Activation::hub));
    List<Outage> outages = new ArrayList<>();
    for (List<Hub> feeder : feeders.values()) {
      int distributor = feeder.getFirst().distributor();
      var cuts = generator.drawn(distributor, feeder.size(), random).iterator();
      for (Hub hub : feeder) {
        List<Activation> here = asked.getOrDefault(hub, List.of());
        cuts.next().stream()
            .flatMap(cut -> Outage.of(hub, cut, here).stream())
            .forEach(outages::add);
      }
    }
    return outages;
  }

  private static OutageGenerator.Storm storm(int network) {
    return new OutageGenerator.Storm(
        network, Instant.EPOCH.plus(STORM), STORM_COMES_IN, STRUCK);
  }

  /** Returns true if the storm comes in at a time from the start. */
  static boolean isStormy(Duration at) {
    return at.compareTo(STORM) >= 0 && at.compareTo(STORM.plus(STORM_COMES_IN)) < 0;
  }

  /** The rule of a region. */
  AlarmRule rule(Region region) {
    return switch (region) {
      case NORTH -> north;
      case SOUTH_AND_CENTRAL -> AlarmRule.SOUTH_AND_CENTRAL;
    };
  }

  /** Returns how many meters there are. */
  public int meters() {
    return hubs.stream().mapToInt(hub -> hub.meters().size()).sum();
  }

  /**
   * Returns when the last thing planned is over, and its alerts and their copies have been sent.
   */
  public Duration length() {
    Duration aftermath = Duration.ofMinutes(12);
    return Stream.concat(
            activations.stream().map(a -> a.begins().plus(a.conduct().pause())),
            outages.stream().map(o -> o.at().plus(o.length())))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO)
        .plus(aftermath);
  }
}

package org.lastgasp.sim;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

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
    List<UnrelatedRequest> errands) {

  /** The share of alerts the CSP sends a second time. */
  static final double COPIED = 0.06;

  /** The share of Power Restoration Alerts that get lost. */
  static final double LOST_RESTORATIONS = 0.02;

  public Scenario {
    hubs = List.copyOf(hubs);
    activations = List.copyOf(activations);
    outages = List.copyOf(outages);
    errands = List.copyOf(errands);
  }

  /** A plan for at least this many meters. */
  public static Scenario drawn(long seed, int meters, AlarmRule north) {
    RandomGenerator random = random(seed);
    List<Hub> hubs = TopologyGenerator.drawn(random, meters);
    List<Activation> activations = Campaign.drawn(random, hubs);
    List<Outage> outages = OutageGenerator.drawn(random, hubs, activations);
    List<UnrelatedRequest> errands = UnrelatedRequest.drawn(random, hubs, 120 + meters / 50);
    return new Scenario(seed, north, hubs, activations, outages, errands);
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

  static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}

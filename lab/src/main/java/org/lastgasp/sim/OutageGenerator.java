package org.lastgasp.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A generator of the real outages: single premises before, during and after an activation, one that
 * stands where an activation was refused, taken back or only prepared, blips, and a storm on
 * feeders of both regions.
 *
 * <p>A hub has an outage only where no activation can cut its supply at about the same time, so
 * that every alert has one cause.
 */
final class OutageGenerator {
  private static final Duration STORM = Duration.ofMinutes(100);
  private static final int FEEDERS_A_STORM = 8; // one feeder in so many

  private final RandomGenerator random;
  private final List<Outage> outages = new ArrayList<>();

  private OutageGenerator(RandomGenerator random) {
    this.random = random;
  }

  static List<Outage> drawn(
      RandomGenerator random, List<Hub> hubs, List<Activation> activations) {
    OutageGenerator weather = new OutageGenerator(random);
    Map<Hub, List<Activation>> byHub =
        activations.stream().collect(Collectors.groupingBy(Activation::hub));
    Set<String> struck = new HashSet<>();
    for (Hub hub : hubs) {
      List<Activation> here = byHub.getOrDefault(hub, List.of());
      boolean quiet = here.stream().noneMatch(a -> a.conduct().cuts());
      boolean hit = struck.contains(hub.feeder());
      if (!hit && random.nextInt(FEEDERS_A_STORM * 5) == 0) {
        hit = struck.add(hub.feeder());
      }
      if (hit && quiet) {
        weather.storm(hub);
      } else {
        weather.single(hub, here, quiet);
      }
    }
    return weather.outages;
  }

  private void storm(Hub hub) {
    Duration at = STORM.plusMillis(random.nextLong(20_000));
    outages.add(new Outage(hub, at, minutes(12, 35), "storm"));
  }

  private void single(Hub hub, List<Activation> here, boolean quiet) {
    if (here.isEmpty()) {
      if (random.nextInt(100) < 14) {
        outages.add(new Outage(hub, minutes(4, 125), length(), "no activation"));
      }
      return;
    }
    Activation one = here.getFirst();
    int chance = random.nextInt(100);
    if (here.size() > 1) {
      return;
    }
    if (quiet && chance < 40) {
      around(one, chance);
    } else if (!one.conduct().cuts() || neverBegins(one)) {
      inItsPlace(one, chance);
    } else if (chance < 12) {
      after(one);
    }
  }

  /** Nothing cuts here, so an outage may fall anywhere. */
  private void around(Activation one, int chance) {
    Duration begins = one.begins();
    if (chance < 16) {
      add(one, begins.plusMinutes(5).plusMillis(random.nextLong(60_000)), minutes(9, 13), "during");
    } else if (chance < 24 && begins.compareTo(Duration.ofMinutes(20)) > 0) {
      Duration length = minutes(14, 16); // South and Central tell it when the window is open
      add(one, begins.minusMinutes(12), length, "begun before");
    } else if (chance < 32 && begins.compareTo(Duration.ofMinutes(25)) > 0) {
      add(one, begins.minusMinutes(18), minutes(9, 11), "before");
    } else {
      after(one);
    }
  }

  /** The activation does not take place; the lights go out all the same. */
  private void inItsPlace(Activation one, int chance) {
    if (chance < 60) {
      Duration at = one.begins().plusMinutes(6).plusMillis(random.nextLong(60_000));
      add(one, at, minutes(9, 13), "in its place");
    }
  }

  private static boolean neverBegins(Activation one) {
    boolean takenBack =
        one.cancelling().filter(c -> c.mood() == Activation.Mood.ACCEPT).isPresent();
    boolean refused =
        one.moods().size() > 1
            && one.moods().stream().allMatch(m -> m == Activation.Mood.REFUSE);
    return takenBack || refused || one.variant() == 4;
  }

  private void after(Activation one) {
    Duration at = one.begins().plusMinutes(48);
    if (at.compareTo(Duration.ofMinutes(140)) < 0) {
      add(one, at, length(), "after");
    }
  }

  private void add(Activation one, Duration at, Duration length, String why) {
    outages.add(new Outage(one.hub(), at, length, why));
  }

  /** Most are outages, some are over before anybody would say so. */
  private Duration length() {
    return random.nextInt(6) == 0 ? minutes(0.3, 2.5) : minutes(4, 24);
  }

  private Duration minutes(double from, double to) {
    return Duration.ofMillis(random.nextLong((long) (from * 60_000), (long) (to * 60_000)));
  }
}

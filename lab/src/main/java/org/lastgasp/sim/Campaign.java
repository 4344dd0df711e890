package org.lastgasp.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.lastgasp.id.RequestId;
import org.lastgasp.sim.Activation.Cancelling;
import org.lastgasp.sim.Activation.Conduct;
import org.lastgasp.sim.Activation.Mood;

/**
 * A generator of a firmware campaign: activations at once and for later, refused, lost on the way
 * and sent again, taken back, only prepared, delivered by hand; at meters that are tracked and
 * others.
 */
final class Campaign {
  private static final int LAST_AT_ONCE = 95; // minutes
  private static final int LAST_FOR_LATER = 60;

  private final RandomGenerator random;
  private long counter = 1_000;

  private Campaign(RandomGenerator random) {
    this.random = random;
  }

  static List<Activation> drawn(RandomGenerator random, List<Hub> hubs) {
    Campaign campaign = new Campaign(random);
    List<Activation> all = new ArrayList<>();
    for (Hub hub : hubs) {
      ServiceUser supplier =
          ServiceUser.SUPPLIERS.get(random.nextInt(ServiceUser.SUPPLIERS.size()));
      for (Meter meter : hub.meters()) {
        if (random.nextInt(100) < campaign.share(meter)) {
          all.add(campaign.activation(hub, meter, supplier));
        }
      }
    }
    return all;
  }

  private int share(Meter meter) {
    if (meter.untracked().isEmpty()) {
      return 72;
    }
    return meter.faulty() ? 60 : 15;
  }

  private Activation activation(Hub hub, Meter meter, ServiceUser supplier) {
    RequestId id = new RequestId(supplier.id(), meter.id(), ++counter);
    int kind = random.nextInt(100);
    if (kind < 4) {
      return atOnce(hub, meter, id, kind < 2 ? 4 : 6, List.of());
    }
    if (kind < 58) {
      return atOnce(hub, meter, id, 5, moods());
    }
    Duration at = minutes(4, LAST_FOR_LATER);
    Duration date = Duration.ofSeconds(at.plus(minutes(25, 60)).toSeconds());
    Optional<Cancelling> cancelling =
        kind < 88 ? Optional.empty() : Optional.of(cancelling(id, at.plusMinutes(10)));
    List<Mood> moods = cancelling.isPresent() ? List.of() : moods();
    return new Activation(
        hub, meter, id, 5, at, Optional.of(date), moods, cancelling, conduct(meter, false));
  }

  private Activation atOnce(Hub hub, Meter meter, RequestId id, int variant, List<Mood> moods) {
    boolean tardy = moods.isEmpty() && random.nextInt(30) == 0;
    Duration at = minutes(6, LAST_AT_ONCE);
    return new Activation(
        hub,
        meter,
        id,
        variant,
        at,
        Optional.empty(),
        moods,
        Optional.empty(),
        conduct(meter, tardy));
  }

  /** Most are accepted; the others are what a supplier's night is made of. */
  private List<Mood> moods() {
    int kind = random.nextInt(100);
    if (kind < 76) {
      return List.of();
    }
    if (kind < 83) {
      return List.of(Mood.REFUSE, Mood.REFUSE);
    }
    if (kind < 86) {
      return List.of(Mood.REFUSE, Mood.ACCEPT);
    }
    if (kind < 91) {
      return List.of(Mood.LOSE, Mood.ACCEPT);
    }
    if (kind < 95) {
      return List.of(Mood.PASS_ON_SILENTLY, Mood.ACCEPT);
    }
    return List.of(Mood.BREAK, Mood.ACCEPT);
  }

  private Cancelling cancelling(RequestId id, Duration at) {
    int kind = random.nextInt(10);
    Mood mood = kind < 7 ? Mood.ACCEPT : kind < 8 ? Mood.REFUSE : Mood.LOSE;
    return new Cancelling(new RequestId(id.originator(), id.target(), ++counter), at, mood);
  }

  /** A faulty meter cuts for three minutes and more, some for long, some for less. */
  private Conduct conduct(Meter meter, boolean tardy) {
    int outcome = random.nextInt(40) == 0 ? 3 : 0;
    if (!meter.faulty()) {
      return new Conduct(Duration.ofSeconds(random.nextLong(20, 90)), Duration.ZERO, outcome);
    }
    int kind = random.nextInt(100);
    long seconds =
        tardy || kind < 45
            ? random.nextLong(440, 600)
            : kind < 90 ? random.nextLong(200, 330) : random.nextLong(60, 165);
    long pause = tardy ? random.nextLong(1_900, 2_200) : random.nextLong(20, 150);
    return new Conduct(Duration.ofSeconds(pause), Duration.ofSeconds(seconds), outcome);
  }

  private Duration minutes(int from, int to) {
    return Duration.ofMillis(random.nextLong(from * 60_000L, to * 60_000L));
  }
}

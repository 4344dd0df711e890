package org.lastgasp.sim;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.lastgasp.sim.Activation.Cancelling;
import org.lastgasp.sim.Activation.Conduct;
import org.lastgasp.sim.Activation.Mood;

/**
 * The variations of a drawn activation that the demo shows and a country has too few of: only
 * transformed, delivered by hand, refused twice, HTTP 503, a meter that takes its time, and a
 * cancellation that is refused or lost.
 */
final class Mishaps {
  private Mishaps() {}

  static Activation drawn(RandomGenerator random, Activation plain) {
    int kind = random.nextInt(100);
    if (plain.cancelling().isPresent()) {
      return takenBack(random, plain.with(List.of()), kind);
    }
    if (!plain.moods().isEmpty()) {
      return plain;
    }
    if (kind < 4) {
      return plain.with(kind < 2 ? 4 : 6);
    }
    if (kind < 12) {
      return plain.with(List.of(kind < 8 ? Mood.BREAK : Mood.REFUSE, Mood.ACCEPT));
    }
    if (kind < 18) {
      return plain.with(List.of(Mood.REFUSE, Mood.REFUSE));
    }
    boolean tardy = kind < 21 && plain.date().isEmpty();
    Conduct conduct = plain.conduct();
    Duration late = Duration.ofSeconds(random.nextLong(1_900, 2_200));
    return tardy ? plain.with(new Conduct(late, conduct.cut(), conduct.outcome())) : plain;
  }

  /** Takes an activation back; what is not taken back after all is carried out. */
  private static Activation takenBack(RandomGenerator random, Activation plain, int kind) {
    Cancelling taking = plain.cancelling().orElseThrow();
    Mood mood = kind < 70 ? Mood.ACCEPT : kind < 80 ? Mood.REFUSE : Mood.LOSE;
    Duration pause = Duration.ofSeconds(random.nextLong(20, 150));
    return plain
        .with(new Cancelling(taking.id(), taking.at(), mood))
        .with(new Conduct(pause, plain.meter().model().cut(random), 0));
  }
}

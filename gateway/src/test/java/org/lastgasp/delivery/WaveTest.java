package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.lastgasp.policy.Lane;

/**
 * A wave of alerts takes all the places of an {@link DeliveryScheduler} before anything is known.
 */
class WaveTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Nothing was heard of it when the wave takes all the places, perhaps twice. */
  @Test
  void nobodyWaitsLongBehindAWaveThatIsNeverAnswered() {
    for (int limit : List.of(2, 3, 4, 16, 64)) {
      Waves waves = new Waves(limit, number -> number <= limit, SECOND / 50);
      waves.run(limit);
      assertThat(waves.longest()).as("of " + limit).isLessThan(Duration.ofSeconds(11));
    }
  }

  /** Some are sent twice; soon it is known to be slow, and all are taken. */
  @Test
  void aReceiverThatIsSlowWithAllTakesThemNevertheless() {
    for (int limit : List.of(1, 2, 3, 4, 16)) {
      Waves waves = new Waves(limit, number -> false, 8 * SECOND);
      waves.run(20);
      assertThat(waves.cut).as("of " + limit).isLessThanOrEqualTo(20);
    }
  }

  /** Many alerts at once, and then two each second. */
  private static final class Waves {
    private static final long TICK = SECOND / 10;
    private static final long TIMEOUT = 30 * SECOND;

    private final LongPredicate neverAnswered;
    private final long answeredAfter;
    private final DeliveryScheduler scheduler;
    private final Map<Long, Long> put = new HashMap<>();
    private final List<PendingMessage> underWay = new ArrayList<>();
    private long longest;
    private int cut;
    private long now = 0;

    Waves(int limit, LongPredicate neverAnswered, long answeredAfter) {
      this.scheduler = DeliverySchedulerTest.scheduler(limit);
      this.neverAnswered = neverAnswered;
      this.answeredAfter = answeredAfter;
    }

    Duration longest() {
      return Duration.ofNanos(longest);
    }

    /** Until all are taken that ever are. */
    void run(int wave) {
      for (long number = 1; number <= wave; number++) {
        put(number);
      }
      long begin = now;
      for (int tick = 1; tick <= 1_200 || (waits() && now - begin < 3_600 * SECOND); tick++) {
        now += TICK;
        boolean waveHasAll = tick > 50;
        if (tick % 10 == 0 && waveHasAll && tick <= 1_200) {
          put(wave + tick / 5 - 1);
          put(wave + tick / 5);
        }
        settle();
      }
      assertThat(waits()).isFalse();
    }

    private boolean waits() {
      return put.keySet().stream().anyMatch(number -> !neverAnswered.test(number));
    }

    private void put(long number) {
      put.put(number, now);
      if (scheduler.room(Lane.ALERTS) > 0) {
        scheduler.put(DeliverySchedulerTest.alert(number));
      }
    }

    private void settle() {
      List<PendingMessage> stuck = scheduler.stuck(now);
      for (PendingMessage each : List.copyOf(underWay)) {
        boolean dead = neverAnswered.test(each.number);
        boolean late = now - each.taken() >= TIMEOUT;
        if (!dead && now - each.taken() >= answeredAfter) {
          underWay.remove(each);
          scheduler.taken(each.lane, each.taken(), now);
          scheduler.done(each);
          longest = Math.max(longest, now - put.getOrDefault(each.number, now));
          put.remove(each.number);
        } else if (late || stuck.contains(each)) {
          cut += late ? 0 : 1;
          underWay.remove(each);
          scheduler.failed(each.lane, each.turn(), each.taken(), now, Optional.empty());
          scheduler.later(each, now, Optional.empty());
        }
      }
      for (var next = scheduler.take(now); next.isPresent(); next = scheduler.take(now)) {
        underWay.add(next.get());
      }
    }
  }
}

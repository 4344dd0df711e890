package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.delivery.DeliverySchedulerTest.backoff;
import static org.lastgasp.delivery.DeliverySchedulerTest.chance;
import static org.lastgasp.delivery.DeliverySchedulerTest.message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/** Any order of messages, tries and outcomes. */
class DeliverySchedulerRunsTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** At any moment the machine may stop, with what was last noted of position and pending. */
  @Test
  void nothingIsSkippedHandedOutOfOrderOrTooManyAtOnceWhateverHappens() {
    Seeds.each(100, seed -> new World(chance(seed)).run());
  }

  private static final class World {
    private static final int MESSAGES = 200;
    private final RandomGenerator chance;
    private final int limit;
    private final DeliveryScheduler scheduler;
    private final List<PendingMessage> underWay = new ArrayList<>();
    private final Set<Long> done = new HashSet<>();
    private final Map<Lane, List<PendingMessage>> put = new HashMap<>();
    private final Set<Long> stubborn = new HashSet<>();
    private long now = 0;
    private int written = 0;
    private int givenUpCount;

    World(RandomGenerator chance) {
      this.chance = chance;
      this.limit = 1 + chance.nextInt(5);
      this.scheduler =
          new DeliveryScheduler(backoff(chance), DeliveryScheduler.GiveUp.after(MINUTE), limit);
      for (Lane lane : Lane.values()) {
        put.put(lane, new ArrayList<>());
      }
    }

    void run() {
      while (done.size() < MESSAGES) {
        switch (chance.nextInt(4)) {
          case 0 -> write();
          case 1, 2 -> hand();
          default -> settle();
        }
        if (written == MESSAGES) {
          scheduler.taken(Lane.OTHERS, now, now); // the receiver takes what is not told here
        }
        stopHere();
      }
      assertThat(givenUpCount).isEqualTo(stubborn.size());
    }

    private void write() {
      if (written < MESSAGES) {
        long number = ++written;
        Eui64 device = Mail.device(chance.nextInt(6));
        String text = "m" + number;
        PendingMessage message =
            switch (chance.nextInt(3)) {
              case 0 -> message(number, Mail.alert(Mail.SSEN, device, text));
              case 1 -> message(number, Mail.other(Mail.SSEN, Optional.of(device), text));
              default -> message(number, Mail.other(Mail.SSEN, text));
            };
        if (chance.nextInt(10) == 0) {
          stubborn.add(number);
        }
        scheduler.put(message);
        scheduler.queue(message.lane).readUpTo(number);
        put.getOrDefault(message.lane, List.of()).add(message);
      }
    }

    private void hand() {
      Optional<PendingMessage> next = scheduler.take(now);
      if (next.isEmpty()) {
        if (underWay.isEmpty()) {
          now = scheduler.due(now).orElse(now);
        }
        return;
      }
      PendingMessage message = next.get();
      underWay.add(message);
      assertThat(underWay.size()).isLessThanOrEqualTo(limit);
      assertThat(put.getOrDefault(message.lane, List.of()))
          .filteredOn(p -> p.number < message.number && p.device.isPresent())
          .filteredOn(p -> p.device.equals(message.device))
          .allMatch(p -> done.contains(p.number));
    }

    /** Some are never taken: they end as dead letters, since others are. */
    private void settle() {
      if (underWay.isEmpty()) {
        return;
      }
      PendingMessage message = underWay.remove(chance.nextInt(underWay.size()));
      boolean fails = stubborn.contains(message.number) || chance.nextInt(4) == 0;
      now += chance.nextLong(SECOND);
      if (fails) {
        scheduler.failed(message.lane, message.turn(), message.taken(), now, Optional.empty());
        failed(message, scheduler.later(message, now, Optional.empty()));
      } else {
        scheduler.taken(message.lane, message.taken(), now);
        scheduler.done(message);
        done.add(message.number);
      }
    }

    private void failed(PendingMessage message, DeliveryScheduler.Next next) {
      switch (next) {
        case DeliveryScheduler.Next.Waits waits -> {}
        case DeliveryScheduler.Next.Parks parks ->
            throw new AssertionError("so few fit into memory");
        case DeliveryScheduler.Next.GivenUp givenUp -> {
          assertThat(stubborn).contains(message.number);
          done.add(message.number);
          givenUpCount++;
        }
      }
    }

    /** What the next run would take up contains all that is not done with. */
    private void stopHere() {
      for (Lane lane : Lane.values()) {
        LaneQueue queue = scheduler.queue(lane);
        Set<Long> pending = new HashSet<>(queue.numbers());
        List<PendingMessage> all = put.getOrDefault(lane, List.of());
        assertThat(all).allMatch(p -> p.number <= queue.read());
        assertThat(all).allMatch(p -> pending.contains(p.number) != done.contains(p.number));
      }
    }
  }
}

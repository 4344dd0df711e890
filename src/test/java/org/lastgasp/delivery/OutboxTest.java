package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Lane;
import org.lastgasp.journal.Recorded;

class OutboxTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Begins just before the monotonic clock wraps around, as it may. */
  private long now = Long.MAX_VALUE - 10 * SECOND;

  private static Backoff backoff(RandomGenerator chance) {
    return new Backoff(Duration.ofMillis(200), MINUTE, chance);
  }

  private static RandomGenerator chance(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static Outbox outbox(int limit) {
    return new Outbox(backoff(chance(1)), limit);
  }

  private static Parcel parcel(long number, Entry entry) {
    return Parcel.of(Letter.of(new Recorded(number, entry)).orElseThrow());
  }

  private static Parcel other(long number) {
    return parcel(number, Mail.other(Mail.SSEN, "m" + number));
  }

  private static Parcel alert(long number) {
    return parcel(number, Mail.alert(Mail.SSEN, Mail.device((int) number), "a" + number));
  }

  private List<Parcel> parcels(Outbox outbox) {
    List<Parcel> taken = new ArrayList<>();
    for (Optional<Parcel> p = outbox.take(now); p.isPresent(); p = outbox.take(now)) {
      taken.add(p.get());
    }
    return taken;
  }

  private List<Long> takeAll(Outbox outbox) {
    return parcels(outbox).stream().map(parcel -> parcel.number).toList();
  }

  @Test
  void handsOutAlertsFirstAndNoMoreThanAllowed() {
    Outbox outbox = outbox(3);
    outbox.put(other(1));
    outbox.put(other(2));
    outbox.put(alert(3));
    outbox.put(alert(4));
    assertThat(takeAll(outbox)).containsExactly(3L, 4L, 1L);
    assertThat(outbox.underWay()).isEqualTo(3);
  }

  @Test
  void asksForNothingWhenThereIsNowhereToSendTo() {
    Outbox outbox = outbox(0);
    outbox.put(alert(1));
    assertThat(outbox.take(now)).isEmpty();
    assertThat(outbox.due(now)).isEmpty();
  }

  @Test
  void probesAFailingEndpointWithOneMessageAtATime() {
    Outbox outbox = outbox(16);
    for (int i = 1; i <= 40; i++) {
      outbox.put(other(i));
    }
    List<Parcel> first = parcels(outbox);
    assertThat(first).hasSize(16);
    first.forEach(p -> fail(outbox, p));
    assertThat(outbox.failing()).isTrue();
    assertThat(outbox.take(now)).isEmpty();

    now = outbox.due(now).orElseThrow();
    Parcel probe = outbox.take(now).orElseThrow();
    assertThat(probe.number).isEqualTo(17); // one that was not tried yet
    assertThat(outbox.take(now)).isEmpty();
    outbox.answered();
    outbox.done(probe);
    assertThat(takeAll(outbox)).hasSize(16);
  }

  private void fail(Outbox outbox, Parcel parcel) {
    outbox.failed(parcel.taken(), now, Optional.empty());
    outbox.later(parcel, now, Optional.empty());
  }

  @Test
  void thoseThatWereTakenTogetherAreOnePauseHoweverLateTheyFail() {
    Outbox outbox = outbox(16);
    for (int i = 1; i <= 40; i++) {
      outbox.put(other(i));
    }
    for (Parcel each : parcels(outbox)) {
      now += SECOND / 1_000;
      fail(outbox, each);
    }
    assertThat(outbox.failing()).isTrue();
    assertThat(outbox.due(now).orElseThrow() - now).isLessThanOrEqualTo(SECOND / 5);
  }

  @Test
  void aFewMessagesThatAlwaysFailDoNotHoldUpTheOthers() {
    Outbox outbox = outbox(16);
    for (int i = 1; i <= 20; i++) {
      outbox.put(alert(i));
    }
    for (int i = 21; i <= 500; i++) {
      outbox.put(other(i));
    }
    long begin = now;
    int taken = 0;
    while (taken < 480) {
      Optional<Parcel> next = outbox.take(now);
      if (next.isEmpty()) {
        now = outbox.due(now).orElseThrow();
      } else if (next.get().lane == Lane.ALERTS) {
        fail(outbox, next.get());
      } else {
        outbox.answered();
        outbox.done(next.get());
        taken++;
      }
    }
    assertThat(Duration.ofNanos(now - begin)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void afterALongSilenceNobodyWaitsAnyLonger() {
    Outbox outbox = outbox(16);
    for (int i = 1; i <= 5; i++) {
      outbox.put(other(i));
    }
    long begin = now;
    while (now - begin < 1_000 * SECOND) {
      Optional<Parcel> next = outbox.take(now);
      if (next.isPresent()) {
        fail(outbox, next.get());
      } else {
        now = outbox.due(now).orElseThrow();
      }
    }
    now = outbox.due(now).orElseThrow();
    Parcel probe = outbox.take(now).orElseThrow();
    outbox.answered();
    outbox.done(probe);
    assertThat(takeAll(outbox)).hasSize(4);
  }

  @Test
  void aDeadEndpointIsAskedAboutOnceAMinute() {
    Outbox outbox = outbox(16);
    for (int i = 1; i <= 1_000; i++) {
      outbox.put(other(i));
    }
    long begin = now;
    int tries = 0;
    while (now - begin < 3_600 * SECOND) {
      Optional<Parcel> next = outbox.take(now);
      if (next.isPresent()) {
        tries++;
        fail(outbox, next.get());
      } else {
        now = outbox.due(now).orElseThrow();
      }
    }
    assertThat(tries).isBetween(60, 150);
  }

  @Test
  void whatTheReceiverAsksForHoldsForAllThatWaits() {
    Outbox outbox = outbox(2);
    outbox.put(other(1));
    outbox.put(other(2));
    outbox.put(other(3));
    Parcel first = outbox.take(now).orElseThrow();
    Parcel second = outbox.take(now).orElseThrow();
    Optional<Duration> asked = Optional.of(Duration.ofSeconds(20));
    outbox.failed(first.taken(), now, asked);
    outbox.later(first, now, asked);
    outbox.answered(); // a slower try succeeds; that does not take the wish back
    outbox.done(second);
    assertThat(outbox.take(now + 19 * SECOND)).isEmpty();
    assertThat(outbox.due(now)).isEqualTo(OptionalLong.of(now + 20 * SECOND));
    now += 20 * SECOND;
    assertThat(takeAll(outbox)).containsExactly(1L, 3L);
  }

  @Test
  void aWishForMoreThanFiveMinutesIsNotBelieved() {
    Outbox outbox = outbox(1);
    outbox.put(other(1));
    Optional<Duration> asked = Optional.of(Duration.ofDays(1));
    Parcel first = outbox.take(now).orElseThrow();
    outbox.failed(first.taken(), now, asked);
    outbox.later(first, now, asked);
    assertThat(outbox.take(now + 301 * SECOND)).isPresent();
  }

  @Test
  void pausesGrowToTheLongestAndLeaveHalfToChance() {
    Backoff backoff = backoff(chance(7));
    for (int failures = 1; failures < 100; failures++) {
      double whole = Math.min(60, 0.2 * Math.pow(2, failures - 1));
      double pause = backoff.nanos(failures) / (double) SECOND;
      assertThat(pause).isBetween(whole / 2 - 1e-6, whole + 1e-6);
    }
  }

  /** At any moment the machine may stop, with what was last noted of position and pending. */
  @Test
  void nothingIsSkippedHandedOutOfOrderOrTooManyAtOnceWhateverHappens() {
    Seeds.each(100, seed -> new World(chance(seed)).run());
  }

  private static final class World {
    private static final int MESSAGES = 200;
    private final RandomGenerator chance;
    private final int limit;
    private final Outbox outbox;
    private final List<Parcel> underWay = new ArrayList<>();
    private final Set<Long> done = new HashSet<>();
    private final Map<Lane, List<Parcel>> put = new HashMap<>();
    private final Set<Long> stubborn = new HashSet<>();
    private long now = 0;
    private int written = 0;

    World(RandomGenerator chance) {
      this.chance = chance;
      this.limit = 1 + chance.nextInt(5);
      this.outbox = new Outbox(backoff(chance), limit);
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
        stopHere();
      }
    }

    private void write() {
      if (written < MESSAGES) {
        long number = ++written;
        Eui64 device = Mail.device(chance.nextInt(6));
        String text = "m" + number;
        Parcel parcel =
            switch (chance.nextInt(3)) {
              case 0 -> parcel(number, Mail.alert(Mail.SSEN, device, text));
              case 1 -> parcel(number, Mail.other(Mail.SSEN, Optional.of(device), text));
              default -> parcel(number, Mail.other(Mail.SSEN, text));
            };
        if (chance.nextInt(10) == 0) {
          stubborn.add(number);
        }
        outbox.put(parcel);
        outbox.queue(parcel.lane).readUpTo(number);
        put.getOrDefault(parcel.lane, List.of()).add(parcel);
      }
    }

    private void hand() {
      Optional<Parcel> next = outbox.take(now);
      if (next.isEmpty()) {
        if (underWay.isEmpty()) {
          now = outbox.due(now).orElse(now);
        }
        return;
      }
      Parcel parcel = next.get();
      underWay.add(parcel);
      assertThat(underWay.size()).isLessThanOrEqualTo(limit);
      assertThat(put.getOrDefault(parcel.lane, List.of()))
          .filteredOn(p -> p.number < parcel.number && p.device.isPresent())
          .filteredOn(p -> p.device.equals(parcel.device))
          .allMatch(p -> done.contains(p.number));
    }

    private void settle() {
      if (underWay.isEmpty()) {
        return;
      }
      Parcel parcel = underWay.remove(chance.nextInt(underWay.size()));
      boolean fails = stubborn.contains(parcel.number) || chance.nextInt(4) == 0;
      now += chance.nextLong(SECOND);
      if (fails && parcel.failures() < 6) {
        outbox.failed(now, now, Optional.empty());
        outbox.later(parcel, now, Optional.empty());
      } else {
        outbox.answered();
        outbox.done(parcel);
        done.add(parcel.number);
      }
    }

    /** What the next run would take up contains all that is not done with. */
    private void stopHere() {
      for (Lane lane : Lane.values()) {
        Queue queue = outbox.queue(lane);
        Set<Long> pending = new HashSet<>(queue.numbers());
        List<Parcel> all = put.getOrDefault(lane, List.of());
        assertThat(all).allMatch(p -> p.number <= queue.read());
        assertThat(all).allMatch(p -> pending.contains(p.number) != done.contains(p.number));
      }
    }
  }
}

package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;
import org.lastgasp.worker.Backoff;

class DeliverySchedulerTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final DeliveryScheduler.GiveUp GIVE_UP =
      DeliveryScheduler.GiveUp.after(Duration.ofMinutes(30));

  /** Begins just before the monotonic clock wraps around, as it may. */
  private long now = Long.MAX_VALUE - 10 * SECOND;

  static Backoff backoff(RandomGenerator chance) {
    return new Backoff(Duration.ofMillis(200), MINUTE, chance);
  }

  static RandomGenerator chance(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  static DeliveryScheduler outbox(int limit) {
    return new DeliveryScheduler(backoff(chance(1)), GIVE_UP, limit);
  }

  static PendingMessage parcel(long number, Event entry) {
    return PendingMessage.of(OutboundMessage.of(new Entry(number, entry)).orElseThrow());
  }

  private static PendingMessage other(long number) {
    return parcel(number, Mail.other(Mail.SSEN, "m" + number));
  }

  static PendingMessage alert(long number) {
    return parcel(number, Mail.alert(Mail.SSEN, Mail.device((int) number), "a" + number));
  }

  private List<PendingMessage> parcels(DeliveryScheduler outbox) {
    List<PendingMessage> taken = new ArrayList<>();
    for (Optional<PendingMessage> p = outbox.take(now); p.isPresent(); p = outbox.take(now)) {
      taken.add(p.get());
    }
    return taken;
  }

  private List<Long> takeAll(DeliveryScheduler outbox) {
    return parcels(outbox).stream().map(parcel -> parcel.number).toList();
  }

  @Test
  void handsOutAlertsFirstAndNoMoreThanAllowed() {
    DeliveryScheduler outbox = outbox(3);
    outbox.put(other(1));
    outbox.put(other(2));
    outbox.put(alert(3));
    outbox.put(alert(4));
    assertThat(takeAll(outbox)).containsExactly(3L, 4L, 1L);
    assertThat(outbox.underWay()).isEqualTo(3);
  }

  @Test
  void asksForNothingWhenThereIsNowhereToSendTo() {
    DeliveryScheduler outbox = outbox(0);
    outbox.put(alert(1));
    assertThat(outbox.take(now)).isEmpty();
    assertThat(outbox.due(now)).isEmpty();
  }

  @Test
  void aQuarterOfThePlacesIsForAlertsAlone() {
    DeliveryScheduler outbox = outbox(16);
    for (int i = 1; i <= 40; i++) {
      outbox.put(other(i));
    }
    heard(outbox, Lane.OTHERS);
    assertThat(takeAll(outbox)).hasSize(12);
    outbox.put(alert(41));
    assertThat(takeAll(outbox)).containsExactly(41L);
  }

  @Test
  void alertsLeaveAPlaceToTheOthers() {
    DeliveryScheduler outbox = outbox(16);
    heard(outbox, Lane.ALERTS);
    for (int i = 1; i <= 40; i++) {
      outbox.put(alert(i));
    }
    outbox.put(other(41));
    assertThat(takeAll(outbox)).hasSize(15).contains(41L);
  }

  /** So that thousands without an answer cannot hold all places before anything is known. */
  @Test
  void untilSomethingIsHeardHalfOfThePlacesAreGivenOutOneByOneTheNewestFirst() {
    DeliveryScheduler outbox = outbox(16);
    for (int i = 1; i <= 40; i++) {
      outbox.put(alert(i));
    }
    assertThat(takeAll(outbox)).hasSize(7).contains(1L, 7L);
    now = outbox.due(now).orElseThrow();
    assertThat(takeAll(outbox)).containsExactly(40L);
    heard(outbox, Lane.ALERTS);
    assertThat(takeAll(outbox)).hasSize(6).contains(8L);
  }

  private void heard(DeliveryScheduler outbox, Lane lane) {
    outbox.taken(lane, now - 1, now);
  }

  private void fail(DeliveryScheduler outbox, PendingMessage parcel) {
    outbox.failed(parcel.lane, parcel.turn(), parcel.taken(), now, Optional.empty());
    outbox.later(parcel, now, Optional.empty());
  }

  private void succeed(DeliveryScheduler outbox, PendingMessage parcel) {
    outbox.taken(parcel.lane, parcel.taken(), now);
    outbox.done(parcel);
  }

  /** Fails with all of a lane that is there, until nothing is tried for a while. */
  private void failWithAll(DeliveryScheduler outbox, int times) {
    for (int i = 0; i < times; i++) {
      Optional<PendingMessage> next = outbox.take(now);
      if (next.isEmpty()) {
        now = outbox.due(now).orElseThrow();
      } else {
        fail(outbox, next.get());
      }
    }
  }

  @Test
  void aFailingEndpointIsAskedAgainAboutOneMessageAtATime() {
    DeliveryScheduler outbox = outbox(16);
    for (int i = 1; i <= 10; i++) {
      outbox.put(other(i));
    }
    failWithAll(outbox, 200);
    assertThat(outbox.failing()).isTrue();
    now += 120 * SECOND;
    List<PendingMessage> probes = parcels(outbox);
    assertThat(probes).hasSize(1);
    succeed(outbox, probes.getFirst());
    assertThat(takeAll(outbox)).hasSize(9);
  }

  @Test
  void whatWasNeverTriedIsTriedAtOnceHoweverTheLastTriesFared() {
    DeliveryScheduler outbox = outbox(16);
    for (int i = 1; i <= 50; i++) {
      outbox.put(alert(i));
    }
    failWithAll(outbox, 300);
    assertThat(outbox.lane(Lane.ALERTS).failing()).isTrue();
    outbox.put(alert(51));
    PendingMessage newcomer = outbox.take(now).orElseThrow();
    assertThat(newcomer.number).isEqualTo(51);
    succeed(outbox, newcomer);
    assertThat(outbox.lane(Lane.ALERTS).failing()).isFalse();
  }

  @Test
  void thatTheOthersFailSaysNothingOfTheAlerts() {
    DeliveryScheduler outbox = outbox(16);
    for (int i = 1; i <= 20; i++) {
      outbox.put(other(i));
    }
    failWithAll(outbox, 100);
    for (int i = 21; i <= 60; i++) {
      outbox.put(alert(i));
    }
    heard(outbox, Lane.ALERTS);
    assertThat(outbox.lane(Lane.OTHERS).failing()).isTrue();
    assertThat(takeAll(outbox).stream().filter(n -> n > 20)).hasSizeGreaterThan(12);
  }

  @Test
  void thoseThatWereTakenTogetherAreOnePauseHoweverLateTheyFail() {
    DeliveryScheduler outbox = outbox(16);
    heard(outbox, Lane.OTHERS);
    for (int i = 1; i <= 12; i++) {
      outbox.put(other(i));
    }
    for (PendingMessage each : parcels(outbox)) {
      now += SECOND / 1_000;
      fail(outbox, each);
    }
    assertThat(outbox.failing()).isTrue();
    assertThat(outbox.due(now).orElseThrow() - now).isLessThanOrEqualTo(SECOND / 5);
  }

  /** A receiver that fails for ever with thousands takes the one that comes behind them. */
  @Test
  void thousandsThatAlwaysFailDoNotHoldUpWhatComesBehind() {
    for (Lane lane : Lane.values()) {
      DeliveryScheduler outbox = outbox(16);
      long number = 0;
      long begin = now;
      for (int round = 0; round < 5_000; round++) {
        number++;
        outbox.put(lane == Lane.ALERTS ? alert(number) : other(number));
        now += SECOND / 1_000;
        for (PendingMessage each : parcels(outbox)) {
          fail(outbox, each);
        }
      }
      for (int good = 0; good < 20; good++) {
        number++;
        outbox.put(lane == Lane.ALERTS ? alert(number) : other(number));
      }
      long last = number;
      int taken = 0;
      long goodFrom = now;
      while (taken < 20) {
        Optional<PendingMessage> next = outbox.take(now);
        if (next.isEmpty()) {
          now = outbox.due(now).orElseThrow();
        } else if (next.get().number > last - 20) {
          succeed(outbox, next.get());
          taken++;
        } else {
          fail(outbox, next.get());
        }
      }
      assertThat(Duration.ofNanos(now - goodFrom)).isLessThan(Duration.ofSeconds(1));
      assertThat(outbox.size()).isLessThanOrEqualTo(DeliveryScheduler.MOST_FAILED + 16);
      assertThat(now - begin).isPositive();
    }
  }

  @Test
  void aFewMessagesThatAlwaysFailDoNotHoldUpTheOthers() {
    DeliveryScheduler outbox = outbox(16);
    for (int i = 1; i <= 20; i++) {
      outbox.put(alert(i));
    }
    for (int i = 21; i <= 500; i++) {
      outbox.put(other(i));
    }
    long begin = now;
    int taken = 0;
    while (taken < 480) {
      Optional<PendingMessage> next = outbox.take(now);
      if (next.isEmpty()) {
        now = outbox.due(now).orElseThrow();
      } else if (next.get().lane == Lane.ALERTS) {
        fail(outbox, next.get());
      } else {
        succeed(outbox, next.get());
        taken++;
      }
    }
    assertThat(Duration.ofNanos(now - begin)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void whatFailsWhileOthersAreTakenHasAQuarterOfThePlaces() {
    DeliveryScheduler outbox = outbox(16);
    for (int i = 1; i <= 40; i++) {
      heard(outbox, Lane.ALERTS);
      outbox.put(alert(i));
      fail(outbox, outbox.take(now).orElseThrow());
    }
    now += 60 * SECOND;
    heard(outbox, Lane.ALERTS);
    assertThat(takeAll(outbox)).hasSize(3);
    outbox.put(alert(41));
    assertThat(takeAll(outbox)).containsExactly(41L);
  }

  @Test
  void whatFailsForHalfAnHourWhileOthersAreTakenIsGivenUp() {
    DeliveryScheduler outbox = outbox(16);
    outbox.put(alert(1));
    long begin = now;
    int tries = 0;
    boolean givenUp = false;
    while (!givenUp) {
      Optional<PendingMessage> next = outbox.take(now);
      heard(outbox, Lane.OTHERS);
      if (next.isEmpty()) {
        now = outbox.due(now).orElseThrow();
      } else {
        PendingMessage parcel = next.get();
        outbox.failed(parcel.lane, parcel.turn(), parcel.taken(), now, Optional.empty());
        givenUp =
            outbox.later(parcel, now, Optional.empty()) instanceof DeliveryScheduler.Next.GivenUp;
        tries++;
      }
    }
    assertThat(Duration.ofNanos(now - begin))
        .isBetween(MINUTE.multipliedBy(30), MINUTE.multipliedBy(32));
    assertThat(tries).isGreaterThanOrEqualTo(10);
    assertThat(outbox.size()).isZero();
  }

  @Test
  void whatFailsAloneIsWaitedForAsLongAsItTakes() {
    DeliveryScheduler outbox = outbox(16);
    outbox.put(alert(1));
    heard(outbox, Lane.ALERTS);
    long begin = now;
    while (now - begin < 10 * 86_400 * SECOND) {
      Optional<PendingMessage> next = outbox.take(now);
      if (next.isEmpty()) {
        now = outbox.due(now).orElseThrow();
      } else {
        outbox.failed(Lane.ALERTS, next.get().turn(), next.get().taken(), now, Optional.empty());
        assertThat(outbox.later(next.get(), now, Optional.empty()))
            .isInstanceOf(DeliveryScheduler.Next.Waits.class);
      }
    }
  }

  @Test
  void moreFailuresThanAreKeptInMemoryAreParkedWithAllBehindThem() {
    DeliveryScheduler outbox = outbox(16);
    for (int i = 1; i <= DeliveryScheduler.MOST_FAILED; i++) {
      outbox.put(other(i));
      fail(outbox, outbox.take(now).orElseThrow());
    }
    Eui64 device = Mail.device(1);
    for (int i = 201; i <= 203; i++) {
      outbox.put(parcel(i, Mail.other(Mail.SSEN, Optional.of(device), "m" + i)));
    }
    PendingMessage first = outbox.take(now).orElseThrow();
    assertThat(first.number).isEqualTo(201);
    outbox.failed(first.lane, first.turn(), first.taken(), now, Optional.empty());
    assertThat(outbox.later(first, now, Optional.empty()))
        .isInstanceOfSatisfying(
            DeliveryScheduler.Next.Parks.class,
            parks ->
                assertThat(parks.row().stream().map(p -> p.number))
                    .containsExactly(201L, 202L, 203L));
    assertThat(outbox.size()).isEqualTo(DeliveryScheduler.MOST_FAILED);
  }

  @Test
  void firstTriesThatHoldAllPlacesOfAReceiverThatIsQuickElseAreCutShort() {
    DeliveryScheduler outbox = outbox(16);
    heard(outbox, Lane.ALERTS);
    for (int i = 1; i <= 40; i++) {
      outbox.put(alert(i));
    }
    assertThat(takeAll(outbox)).hasSize(14);
    assertThat(outbox.stuck(now + 4 * SECOND)).isEmpty();
    assertThat(outbox.stuck(now + 5 * SECOND)).hasSize(14);
  }

  @Test
  void theTriesOfAReceiverThatIsSlowWithAllAreNotCutShort() {
    DeliveryScheduler outbox = outbox(16);
    outbox.taken(Lane.ALERTS, now - 3 * SECOND, now);
    for (int i = 1; i <= 40; i++) {
      outbox.put(alert(i));
    }
    assertThat(takeAll(outbox)).hasSize(14);
    assertThat(outbox.stuck(now + 29 * SECOND)).isEmpty();
  }

  @Test
  void afterALongSilenceNobodyWaitsAnyLonger() {
    DeliveryScheduler outbox = outbox(16);
    for (int i = 1; i <= 5; i++) {
      outbox.put(other(i));
    }
    long begin = now;
    while (now - begin < 1_000 * SECOND) {
      Optional<PendingMessage> next = outbox.take(now);
      if (next.isPresent()) {
        fail(outbox, next.get());
      } else {
        now = outbox.due(now).orElseThrow();
      }
    }
    now = outbox.due(now).orElseThrow();
    succeed(outbox, outbox.take(now).orElseThrow());
    assertThat(takeAll(outbox)).hasSize(4);
  }

  /** Four of them in vain look like a receiver that is down, until it takes the next good one. */
  @Test
  void messagesThatFailForEverAreGivenUpHoweverManyTheyAreIfOthersAreTakenMeanwhile() {
    DeliveryScheduler outbox = outbox(16);
    int bad = 20;
    for (int i = 1; i <= bad; i++) {
      outbox.put(other(i));
    }
    int tries = 0;
    int givenUp = 0;
    long end = now + 3 * 3_600 * SECOND;
    for (int tenths = 0; givenUp < bad && now - end < 0; tenths++) {
      if (tenths % 40 == 0) {
        outbox.put(other(1_000 + tenths));
      }
      for (PendingMessage each : parcels(outbox)) {
        if (each.number >= 1_000) {
          succeed(outbox, each);
        } else {
          tries++;
          outbox.failed(each.lane, each.turn(), each.taken(), now, Optional.empty());
          boolean gone =
              outbox.later(each, now, Optional.empty()) instanceof DeliveryScheduler.Next.GivenUp;
          givenUp += gone ? 1 : 0;
        }
      }
      now += SECOND / 10;
    }
    assertThat(givenUp).isEqualTo(bad);
    assertThat(tries).as("each in growing pauses").isLessThan(bad * 100);
  }

  /** Such as a restart: what could not be sent meanwhile has not to wait for its next try. */
  @Test
  void afterAShortAbsenceAllIsTriedAtOnce() {
    DeliveryScheduler outbox = outbox(16);
    heard(outbox, Lane.OTHERS);
    for (int i = 1; i <= 10; i++) {
      outbox.put(other(i));
    }
    long begin = now;
    while (now - begin < 20 * SECOND) {
      Optional<PendingMessage> next = outbox.take(now);
      if (next.isPresent()) {
        fail(outbox, next.get());
      } else {
        now = outbox.due(now).orElseThrow();
      }
    }
    outbox.put(other(11));
    succeed(outbox, outbox.take(now).orElseThrow());
    assertThat(takeAll(outbox)).hasSize(10);
  }

  @Test
  void aDeadEndpointIsAskedAboutOnceAMinuteOnceAllWereTried() {
    DeliveryScheduler outbox = outbox(16);
    for (int i = 1; i <= DeliveryScheduler.MOST_FAILED; i++) {
      outbox.put(other(i));
    }
    long begin = now;
    int tries = 0;
    while (now - begin < 3_600 * SECOND) {
      Optional<PendingMessage> next = outbox.take(now);
      if (next.isPresent()) {
        tries++;
        fail(outbox, next.get());
      } else {
        now = outbox.due(now).orElseThrow();
      }
    }
    assertThat(tries - DeliveryScheduler.MOST_FAILED).isBetween(60, 150);
  }

  @Test
  void whatTheReceiverAsksForHoldsForAllTheOthersThatWait() {
    DeliveryScheduler outbox = outbox(3);
    outbox.put(other(1));
    outbox.put(other(2));
    outbox.put(other(3));
    heard(outbox, Lane.OTHERS);
    PendingMessage first = outbox.take(now).orElseThrow();
    PendingMessage second = outbox.take(now).orElseThrow();
    Optional<Duration> asked = Optional.of(Duration.ofSeconds(20));
    outbox.failed(first.lane, first.turn(), first.taken(), now, asked);
    outbox.later(first, now, asked);
    succeed(outbox, second); // slower, and sent before: that does not take the wish back
    assertThat(outbox.take(now + 19 * SECOND)).isEmpty();
    assertThat(outbox.due(now)).isEqualTo(OptionalLong.of(now + 20 * SECOND));
    now += 20 * SECOND;
    assertThat(takeAll(outbox)).containsExactlyInAnyOrder(1L, 3L);
  }

  @Test
  void whatTheReceiverAsksForHoldsUpNoNewAlert() {
    DeliveryScheduler outbox = outbox(16);
    Optional<Duration> asked = Optional.of(Duration.ofMinutes(5));
    for (int i = 1; i <= 2; i++) {
      outbox.put(i == 1 ? alert(i) : other(i));
      PendingMessage refused = outbox.take(now).orElseThrow();
      outbox.failed(refused.lane, refused.turn(), refused.taken(), now, asked);
      outbox.later(refused, now, asked);
    }
    outbox.put(alert(3));
    outbox.put(alert(4));
    assertThat(takeAll(outbox)).as("one at a time").hasSize(1);
  }

  @Test
  void aWishForMoreThanFiveMinutesIsNotBelieved() {
    DeliveryScheduler outbox = outbox(1);
    outbox.put(other(1));
    Optional<Duration> asked = Optional.of(Duration.ofDays(1));
    PendingMessage first = outbox.take(now).orElseThrow();
    outbox.failed(first.lane, first.turn(), first.taken(), now, asked);
    outbox.later(first, now, asked);
    assertThat(outbox.take(now + 301 * SECOND)).isPresent();
  }

  @Test
  void pausesGrowToTheLongestAndLeaveHalfToChance() {
    Backoff backoff = backoff(chance(7));
    for (int failures = 1; failures < 100; failures++) {
      double whole = Math.min(60, 0.2 * Math.pow(2, failures - 1));
      double pause = backoff.after(failures).toNanos() / (double) SECOND;
      assertThat(pause).isBetween(whole / 2 - 1e-6, whole + 1e-6);
    }
  }
}

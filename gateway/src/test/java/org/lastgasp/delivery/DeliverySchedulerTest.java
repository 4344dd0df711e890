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

  static DeliveryScheduler scheduler(int limit) {
    return new DeliveryScheduler(backoff(chance(1)), GIVE_UP, limit);
  }

  static PendingMessage message(long number, Event entry) {
    return PendingMessage.of(OutboundMessage.of(new Entry(number, entry)).orElseThrow());
  }

  private static PendingMessage other(long number) {
    return message(number, Mail.other(Mail.SSEN, "m" + number));
  }

  static PendingMessage alert(long number) {
    return message(number, Mail.alert(Mail.SSEN, Mail.device((int) number), "a" + number));
  }

  private List<PendingMessage> messages(DeliveryScheduler scheduler) {
    List<PendingMessage> taken = new ArrayList<>();
    for (Optional<PendingMessage> p = scheduler.take(now); p.isPresent(); p = scheduler.take(now)) {
      taken.add(p.get());
    }
    return taken;
  }

  private List<Long> takeAll(DeliveryScheduler scheduler) {
    return messages(scheduler).stream().map(message -> message.number).toList();
  }

  @Test
  void handsOutAlertsFirstAndNoMoreThanAllowed() {
    DeliveryScheduler scheduler = scheduler(3);
    scheduler.put(other(1));
    scheduler.put(other(2));
    scheduler.put(alert(3));
    scheduler.put(alert(4));
    assertThat(takeAll(scheduler)).containsExactly(3L, 4L, 1L);
    assertThat(scheduler.underWay()).isEqualTo(3);
  }

  @Test
  void asksForNothingWhenThereIsNowhereToSendTo() {
    DeliveryScheduler scheduler = scheduler(0);
    scheduler.put(alert(1));
    assertThat(scheduler.take(now)).isEmpty();
    assertThat(scheduler.due(now)).isEmpty();
  }

  @Test
  void aQuarterOfThePlacesIsForAlertsAlone() {
    DeliveryScheduler scheduler = scheduler(16);
    for (int i = 1; i <= 40; i++) {
      scheduler.put(other(i));
    }
    heard(scheduler, Lane.OTHERS);
    assertThat(takeAll(scheduler)).hasSize(12);
    scheduler.put(alert(41));
    assertThat(takeAll(scheduler)).containsExactly(41L);
  }

  @Test
  void alertsLeaveAPlaceToTheOthers() {
    DeliveryScheduler scheduler = scheduler(16);
    heard(scheduler, Lane.ALERTS);
    for (int i = 1; i <= 40; i++) {
      scheduler.put(alert(i));
    }
    scheduler.put(other(41));
    assertThat(takeAll(scheduler)).hasSize(15).contains(41L);
  }

  /** So that thousands without an answer cannot hold all places before anything is known. */
  @Test
  void untilSomethingIsHeardHalfOfThePlacesAreGivenOutOneByOneTheNewestFirst() {
    DeliveryScheduler scheduler = scheduler(16);
    for (int i = 1; i <= 40; i++) {
      scheduler.put(alert(i));
    }
    assertThat(takeAll(scheduler)).hasSize(7).contains(1L, 7L);
    now = scheduler.due(now).orElseThrow();
    assertThat(takeAll(scheduler)).containsExactly(40L);
    heard(scheduler, Lane.ALERTS);
    assertThat(takeAll(scheduler)).hasSize(6).contains(8L);
  }

  private void heard(DeliveryScheduler scheduler, Lane lane) {
    scheduler.taken(lane, now - 1, now);
  }

  private void fail(DeliveryScheduler scheduler, PendingMessage message) {
    scheduler.failed(message.lane, message.turn(), message.taken(), now, Optional.empty());
    scheduler.later(message, now, Optional.empty());
  }

  private void succeed(DeliveryScheduler scheduler, PendingMessage message) {
    scheduler.taken(message.lane, message.taken(), now);
    scheduler.done(message);
  }

  /** Fails with all of a lane that is there, until nothing is tried for a while. */
  private void failWithAll(DeliveryScheduler scheduler, int times) {
    for (int i = 0; i < times; i++) {
      Optional<PendingMessage> next = scheduler.take(now);
      if (next.isEmpty()) {
        now = scheduler.due(now).orElseThrow();
      } else {
        fail(scheduler, next.get());
      }
    }
  }

  @Test
  void aFailingEndpointIsAskedAgainAboutOneMessageAtATime() {
    DeliveryScheduler scheduler = scheduler(16);
    for (int i = 1; i <= 10; i++) {
      scheduler.put(other(i));
    }
    failWithAll(scheduler, 200);
    assertThat(scheduler.failing()).isTrue();
    now += 120 * SECOND;
    List<PendingMessage> probes = messages(scheduler);
    assertThat(probes).hasSize(1);
    succeed(scheduler, probes.getFirst());
    assertThat(takeAll(scheduler)).hasSize(9);
  }

  @Test
  void whatWasNeverTriedIsTriedAtOnceHoweverTheLastTriesFared() {
    DeliveryScheduler scheduler = scheduler(16);
    for (int i = 1; i <= 50; i++) {
      scheduler.put(alert(i));
    }
    failWithAll(scheduler, 300);
    assertThat(scheduler.lane(Lane.ALERTS).failing()).isTrue();
    scheduler.put(alert(51));
    PendingMessage newcomer = scheduler.take(now).orElseThrow();
    assertThat(newcomer.number).isEqualTo(51);
    succeed(scheduler, newcomer);
    assertThat(scheduler.lane(Lane.ALERTS).failing()).isFalse();
  }

  @Test
  void thatTheOthersFailSaysNothingOfTheAlerts() {
    DeliveryScheduler scheduler = scheduler(16);
    for (int i = 1; i <= 20; i++) {
      scheduler.put(other(i));
    }
    failWithAll(scheduler, 100);
    for (int i = 21; i <= 60; i++) {
      scheduler.put(alert(i));
    }
    heard(scheduler, Lane.ALERTS);
    assertThat(scheduler.lane(Lane.OTHERS).failing()).isTrue();
    assertThat(takeAll(scheduler).stream().filter(n -> n > 20)).hasSizeGreaterThan(12);
  }

  @Test
  void thoseThatWereTakenTogetherAreOnePauseHoweverLateTheyFail() {
    DeliveryScheduler scheduler = scheduler(16);
    heard(scheduler, Lane.OTHERS);
    for (int i = 1; i <= 12; i++) {
      scheduler.put(other(i));
    }
    for (PendingMessage each : messages(scheduler)) {
      now += SECOND / 1_000;
      fail(scheduler, each);
    }
    assertThat(scheduler.failing()).isTrue();
    assertThat(scheduler.due(now).orElseThrow() - now).isLessThanOrEqualTo(SECOND / 5);
  }

  /** A receiver that fails for ever with thousands takes the one that comes behind them. */
  @Test
  void thousandsThatAlwaysFailDoNotHoldUpWhatComesBehind() {
    for (Lane lane : Lane.values()) {
      DeliveryScheduler scheduler = scheduler(16);
      long number = 0;
      long begin = now;
      for (int round = 0; round < 5_000; round++) {
        number++;
        scheduler.put(lane == Lane.ALERTS ? alert(number) : other(number));
        now += SECOND / 1_000;
        for (PendingMessage each : messages(scheduler)) {
          fail(scheduler, each);
        }
      }
      for (int good = 0; good < 20; good++) {
        number++;
        scheduler.put(lane == Lane.ALERTS ? alert(number) : other(number));
      }
      long last = number;
      int taken = 0;
      long goodFrom = now;
      while (taken < 20) {
        Optional<PendingMessage> next = scheduler.take(now);
        if (next.isEmpty()) {
          now = scheduler.due(now).orElseThrow();
        } else if (next.get().number > last - 20) {
          succeed(scheduler, next.get());
          taken++;
        } else {
          fail(scheduler, next.get());
        }
      }
      assertThat(Duration.ofNanos(now - goodFrom)).isLessThan(Duration.ofSeconds(1));
      assertThat(scheduler.size()).isLessThanOrEqualTo(DeliveryScheduler.MOST_FAILED + 16);
      assertThat(now - begin).isPositive();
    }
  }

  @Test
  void aFewMessagesThatAlwaysFailDoNotHoldUpTheOthers() {
    DeliveryScheduler scheduler = scheduler(16);
    for (int i = 1; i <= 20; i++) {
      scheduler.put(alert(i));
    }
    for (int i = 21; i <= 500; i++) {
      scheduler.put(other(i));
    }
    long begin = now;
    int taken = 0;
    while (taken < 480) {
      Optional<PendingMessage> next = scheduler.take(now);
      if (next.isEmpty()) {
        now = scheduler.due(now).orElseThrow();
      } else if (next.get().lane == Lane.ALERTS) {
        fail(scheduler, next.get());
      } else {
        succeed(scheduler, next.get());
        taken++;
      }
    }
    assertThat(Duration.ofNanos(now - begin)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void whatFailsWhileOthersAreTakenHasAQuarterOfThePlaces() {
    DeliveryScheduler scheduler = scheduler(16);
    for (int i = 1; i <= 40; i++) {
      heard(scheduler, Lane.ALERTS);
      scheduler.put(alert(i));
      fail(scheduler, scheduler.take(now).orElseThrow());
    }
    now += 60 * SECOND;
    heard(scheduler, Lane.ALERTS);
    assertThat(takeAll(scheduler)).hasSize(3);
    scheduler.put(alert(41));
    assertThat(takeAll(scheduler)).containsExactly(41L);
  }

  @Test
  void whatFailsForHalfAnHourWhileOthersAreTakenIsGivenUp() {
    DeliveryScheduler scheduler = scheduler(16);
    scheduler.put(alert(1));
    long begin = now;
    int tries = 0;
    boolean givenUp = false;
    while (!givenUp) {
      Optional<PendingMessage> next = scheduler.take(now);
      heard(scheduler, Lane.OTHERS);
      if (next.isEmpty()) {
        now = scheduler.due(now).orElseThrow();
      } else {
        PendingMessage message = next.get();
        scheduler.failed(message.lane, message.turn(), message.taken(), now, Optional.empty());
        givenUp =
            scheduler.later(message, now, Optional.empty())
                instanceof DeliveryScheduler.Next.GivenUp;
        tries++;
      }
    }
    assertThat(Duration.ofNanos(now - begin))
        .isBetween(MINUTE.multipliedBy(30), MINUTE.multipliedBy(32));
    assertThat(tries).isGreaterThanOrEqualTo(10);
    assertThat(scheduler.size()).isZero();
  }

  @Test
  void whatFailsAloneIsWaitedForAsLongAsItTakes() {
    DeliveryScheduler scheduler = scheduler(16);
    scheduler.put(alert(1));
    heard(scheduler, Lane.ALERTS);
    long begin = now;
    while (now - begin < 10 * 86_400 * SECOND) {
      Optional<PendingMessage> next = scheduler.take(now);
      if (next.isEmpty()) {
        now = scheduler.due(now).orElseThrow();
      } else {
        scheduler.failed(Lane.ALERTS, next.get().turn(), next.get().taken(), now, Optional.empty());
        assertThat(scheduler.later(next.get(), now, Optional.empty()))
            .isInstanceOf(DeliveryScheduler.Next.Waits.class);
      }
    }
  }

  @Test
  void moreFailuresThanAreKeptInMemoryAreParkedWithAllBehindThem() {
    DeliveryScheduler scheduler = scheduler(16);
    for (int i = 1; i <= DeliveryScheduler.MOST_FAILED; i++) {
      scheduler.put(other(i));
      fail(scheduler, scheduler.take(now).orElseThrow());
    }
    Eui64 device = Mail.device(1);
    for (int i = 201; i <= 203; i++) {
      scheduler.put(message(i, Mail.other(Mail.SSEN, Optional.of(device), "m" + i)));
    }
    PendingMessage first = scheduler.take(now).orElseThrow();
    assertThat(first.number).isEqualTo(201);
    scheduler.failed(first.lane, first.turn(), first.taken(), now, Optional.empty());
    assertThat(scheduler.later(first, now, Optional.empty()))
        .isInstanceOfSatisfying(
            DeliveryScheduler.Next.Parks.class,
            parks ->
                assertThat(parks.row().stream().map(p -> p.number))
                    .containsExactly(201L, 202L, 203L));
    assertThat(scheduler.size()).isEqualTo(DeliveryScheduler.MOST_FAILED);
  }

  @Test
  void firstTriesThatHoldAllPlacesOfAReceiverThatIsQuickElseAreCutShort() {
    DeliveryScheduler scheduler = scheduler(16);
    heard(scheduler, Lane.ALERTS);
    for (int i = 1; i <= 40; i++) {
      scheduler.put(alert(i));
    }
    assertThat(takeAll(scheduler)).hasSize(14);
    assertThat(scheduler.stuck(now + 4 * SECOND)).isEmpty();
    assertThat(scheduler.stuck(now + 5 * SECOND)).hasSize(14);
  }

  @Test
  void theTriesOfAReceiverThatIsSlowWithAllAreNotCutShort() {
    DeliveryScheduler scheduler = scheduler(16);
    scheduler.taken(Lane.ALERTS, now - 3 * SECOND, now);
    for (int i = 1; i <= 40; i++) {
      scheduler.put(alert(i));
    }
    assertThat(takeAll(scheduler)).hasSize(14);
    assertThat(scheduler.stuck(now + 29 * SECOND)).isEmpty();
  }

  @Test
  void afterALongSilenceNobodyWaitsAnyLonger() {
    DeliveryScheduler scheduler = scheduler(16);
    for (int i = 1; i <= 5; i++) {
      scheduler.put(other(i));
    }
    long begin = now;
    while (now - begin < 1_000 * SECOND) {
      Optional<PendingMessage> next = scheduler.take(now);
      if (next.isPresent()) {
        fail(scheduler, next.get());
      } else {
        now = scheduler.due(now).orElseThrow();
      }
    }
    now = scheduler.due(now).orElseThrow();
    succeed(scheduler, scheduler.take(now).orElseThrow());
    assertThat(takeAll(scheduler)).hasSize(4);
  }

  /** Four of them in vain look like a receiver that is down, until it takes the next good one. */
  @Test
  void messagesThatFailForEverAreGivenUpHoweverManyTheyAreIfOthersAreTakenMeanwhile() {
    DeliveryScheduler scheduler = scheduler(16);
    int bad = 20;
    for (int i = 1; i <= bad; i++) {
      scheduler.put(other(i));
    }
    int tries = 0;
    int givenUp = 0;
    long end = now + 3 * 3_600 * SECOND;
    for (int tenths = 0; givenUp < bad && now - end < 0; tenths++) {
      if (tenths % 40 == 0) {
        scheduler.put(other(1_000 + tenths));
      }
      for (PendingMessage each : messages(scheduler)) {
        if (each.number >= 1_000) {
          succeed(scheduler, each);
        } else {
          tries++;
          scheduler.failed(each.lane, each.turn(), each.taken(), now, Optional.empty());
          boolean gone =
              scheduler.later(each, now, Optional.empty())
                  instanceof DeliveryScheduler.Next.GivenUp;
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
    DeliveryScheduler scheduler = scheduler(16);
    heard(scheduler, Lane.OTHERS);
    for (int i = 1; i <= 10; i++) {
      scheduler.put(other(i));
    }
    long begin = now;
    while (now - begin < 20 * SECOND) {
      Optional<PendingMessage> next = scheduler.take(now);
      if (next.isPresent()) {
        fail(scheduler, next.get());
      } else {
        now = scheduler.due(now).orElseThrow();
      }
    }
    scheduler.put(other(11));
    succeed(scheduler, scheduler.take(now).orElseThrow());
    assertThat(takeAll(scheduler)).hasSize(10);
  }

  @Test
  void aDeadEndpointIsAskedAboutOnceAMinuteOnceAllWereTried() {
    DeliveryScheduler scheduler = scheduler(16);
    for (int i = 1; i <= DeliveryScheduler.MOST_FAILED; i++) {
      scheduler.put(other(i));
    }
    long begin = now;
    int tries = 0;
    while (now - begin < 3_600 * SECOND) {
      Optional<PendingMessage> next = scheduler.take(now);
      if (next.isPresent()) {
        tries++;
        fail(scheduler, next.get());
      } else {
        now = scheduler.due(now).orElseThrow();
      }
    }
    assertThat(tries - DeliveryScheduler.MOST_FAILED).isBetween(60, 150);
  }

  @Test
  void whatTheReceiverAsksForHoldsForAllTheOthersThatWait() {
    DeliveryScheduler scheduler = scheduler(3);
    scheduler.put(other(1));
    scheduler.put(other(2));
    scheduler.put(other(3));
    heard(scheduler, Lane.OTHERS);
    PendingMessage first = scheduler.take(now).orElseThrow();
    PendingMessage second = scheduler.take(now).orElseThrow();
    Optional<Duration> asked = Optional.of(Duration.ofSeconds(20));
    scheduler.failed(first.lane, first.turn(), first.taken(), now, asked);
    scheduler.later(first, now, asked);
    succeed(scheduler, second); // slower, and sent before: that does not take the wish back
    assertThat(scheduler.take(now + 19 * SECOND)).isEmpty();
    assertThat(scheduler.due(now)).isEqualTo(OptionalLong.of(now + 20 * SECOND));
    now += 20 * SECOND;
    assertThat(takeAll(scheduler)).containsExactlyInAnyOrder(1L, 3L);
  }

  @Test
  void whatTheReceiverAsksForHoldsUpNoNewAlert() {
    DeliveryScheduler scheduler = scheduler(16);
    Optional<Duration> asked = Optional.of(Duration.ofMinutes(5));
    for (int i = 1; i <= 2; i++) {
      scheduler.put(i == 1 ? alert(i) : other(i));
      PendingMessage refused = scheduler.take(now).orElseThrow();
      scheduler.failed(refused.lane, refused.turn(), refused.taken(), now, asked);
      scheduler.later(refused, now, asked);
    }
    scheduler.put(alert(3));
    scheduler.put(alert(4));
    assertThat(takeAll(scheduler)).as("one at a time").hasSize(1);
  }

  @Test
  void aWishForMoreThanFiveMinutesIsNotBelieved() {
    DeliveryScheduler scheduler = scheduler(1);
    scheduler.put(other(1));
    Optional<Duration> asked = Optional.of(Duration.ofDays(1));
    PendingMessage first = scheduler.take(now).orElseThrow();
    scheduler.failed(first.lane, first.turn(), first.taken(), now, asked);
    scheduler.later(first, now, asked);
    assertThat(scheduler.take(now + 301 * SECOND)).isPresent();
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

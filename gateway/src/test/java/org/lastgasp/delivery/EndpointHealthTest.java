package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.delivery.PendingMessage.Turn.NEWCOMER;
import static org.lastgasp.delivery.PendingMessage.Turn.PROBE;
import static org.lastgasp.delivery.PendingMessage.Turn.USUAL;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.lastgasp.worker.Backoff;

/** When an endpoint is failing, how long it is left alone, and what brings it back. */
class EndpointHealthTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Optional<Duration> NOTHING_ASKED = Optional.empty();

  private final EndpointHealth health =
      new EndpointHealth(
          new Backoff(
              Duration.ofSeconds(1), Duration.ofMinutes(1),
              RandomGeneratorFactory.of("L64X128MixRandom").create(1)));
  private long now = 100 * SECOND;

  private boolean fail(PendingMessage.Turn turn) {
    now += SECOND;
    return health.failed(turn, now - 1, now, NOTHING_ASKED);
  }

  private void failFiveTimes() {
    for (int i = 0; i < 5; i++) {
      fail(USUAL);
    }
  }

  @Test
  void fiveFailuresInARowAreTheEndpointsFault() {
    for (int i = 0; i < 4; i++) {
      assertThat(fail(USUAL)).isFalse();
    }
    assertThat(health.failing()).isFalse();
    assertThat(fail(USUAL)).isTrue();
    assertThat(health.failing()).isTrue();
    assertThat(health.failingSince()).isEqualTo(now);
    assertThat(fail(USUAL)).isFalse();
  }

  @Test
  void oneAnswerInBetweenBeginsTheCountAnew() {
    for (int i = 0; i < 20; i++) {
      fail(USUAL);
      assertThat(health.answered(now, now)).isFalse();
    }
    assertThat(health.failing()).isFalse();
  }

  @Test
  void afterItFailedItIsLeftAloneForAWhileAndNoLonger() {
    failFiveTimes();
    long until = health.closedUntil(now).orElseThrow();
    assertThat(until - now).isBetween(1L, SECOND);
    assertThat(health.closedUntil(until)).isEmpty();
  }

  @Test
  void eachProbeInVainMakesThePauseLonger() {
    failFiveTimes();
    for (int i = 0; i < 8; i++) {
      now = health.closedUntil(now).orElse(now) + SECOND;
      health.failed(PROBE, now - 1, now, NOTHING_ASKED);
    }
    assertThat(health.closedUntil(now).orElseThrow() - now).isGreaterThan(10 * SECOND);
  }

  @Test
  void triesThatWereUnderWayWhenThePauseBeganSayNothingNew() {
    failFiveTimes();
    Optional<Long> until = health.closedUntil(now);
    long before = now - 1;
    for (int i = 0; i < 10; i++) {
      health.failed(USUAL, before, now + i, NOTHING_ASKED);
    }
    assertThat(health.closedUntil(now)).isEqualTo(until);
    assertThat(health.silent()).isFalse();
  }

  @Test
  void newcomersThatFailMakeNoPauseLonger() {
    failFiveTimes();
    for (int i = 0; i < 10; i++) {
      fail(NEWCOMER);
    }
    assertThat(health.silent()).isFalse();
  }

  @Test
  void fourProbesInVainMakeItSilent() {
    failFiveTimes();
    fail(PROBE);
    fail(PROBE);
    assertThat(health.silent()).isFalse();
    fail(PROBE);
    assertThat(health.silent()).isTrue();
  }

  @Test
  void itIsSilentForLongAfterAMinuteInVain() {
    failFiveTimes();
    long since = now;
    assertThat(health.silentForLong(since + 60 * SECOND)).as("nothing was tried").isFalse();
    fail(PROBE);
    fail(PROBE);
    fail(PROBE);
    assertThat(health.silentForLong(since + 59 * SECOND)).isFalse();
    assertThat(health.silentForLong(since + 60 * SECOND)).isTrue();
    health.answered(now, now);
    assertThat(health.silentForLong(since + 60 * SECOND)).isFalse();
  }

  @Test
  void anAnswerBringsItBackAtOnce() {
    failFiveTimes();
    assertThat(health.answered(now, now)).isTrue();
    assertThat(health.failing()).isFalse();
    assertThat(health.closedUntil(now)).isEmpty();
    assertThat(health.answered(now, now)).isFalse();
  }

  @Test
  void whatItAsksForHoldsThoughItIsNotFailing() {
    health.failed(USUAL, now - 1, now, Optional.of(Duration.ofSeconds(30)));
    assertThat(health.failing()).isFalse();
    assertThat(health.closedUntil(now)).contains(now + 30 * SECOND);
    assertThat(health.closedUntil(now + 30 * SECOND)).isEmpty();
  }

  @Test
  void anAnswerToWhatWasSentBeforeItAskedDoesNotTakeThatBack() {
    health.failed(USUAL, now - 1, now, Optional.of(Duration.ofSeconds(30)));
    health.answered(now - 5, now + 1);
    assertThat(health.askedUntil(now + 1)).isPresent();
    health.answered(now + 2, now + 3);
    assertThat(health.askedUntil(now + 3)).isEmpty();
  }

  @Test
  void whatTookSomethingSinceItAskedIsRefuted() {
    assertThat(health.refuted(Optional.of(now))).isFalse();
    health.failed(USUAL, now - 1, now, Optional.of(Duration.ofSeconds(30)));
    assertThat(health.refuted(Optional.of(now - 1))).isFalse();
    assertThat(health.refuted(Optional.of(now + 1))).isTrue();
    assertThat(health.refuted(Optional.empty())).isFalse();
  }

  @Test
  void anAnswerThatTakesTwoSecondsIsSlow() {
    health.answered(now - 2 * SECOND, now);
    assertThat(health.slow()).isTrue();
    assertThat(health.quickLately(now)).isFalse();
    health.answered(now - SECOND, now);
    assertThat(health.slow()).isFalse();
    assertThat(health.quickLately(now)).isTrue();
  }

  @Test
  void whatWasHeardIsForgottenAfterAMinute() {
    assertThat(health.heardLately(now)).isFalse();
    health.answered(now, now);
    assertThat(health.heardLately(now + 59 * SECOND)).isTrue();
    assertThat(health.heardLately(now + 60 * SECOND)).isFalse();
  }

  @Test
  void newcomersComeAtOnceUntilTenThousandFailed() {
    for (int i = 1; i < 10_000; i++) {
      health.failed(USUAL, now - 1, now, NOTHING_ASKED);
    }
    assertThat(health.newcomerFrom(now)).isEqualTo(now);
    health.failed(USUAL, now - 1, now, NOTHING_ASKED);
    assertThat(health.newcomerFrom(now)).isEqualTo(now + SECOND / 10);
  }
}

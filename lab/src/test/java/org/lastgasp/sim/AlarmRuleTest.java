package org.lastgasp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.sim.AlarmRule.Alarm;

/** When the hubs of each region raise an alert: the impact assessment's rules, to the instant. */
class AlarmRuleTest {
  private static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");
  private static final Duration JUST = Duration.ofMillis(1);
  private static final Duration NO_PAUSE = Duration.ZERO;
  private static final Duration FULL_PAUSE = Duration.ofMinutes(2);

  @Test
  void theNorthernTimerSendsAnAlertAfterThreeMinutes() {
    assertThat(raised(AlarmRule.NORTH_TIMER, Duration.ofMinutes(10)))
        .containsExactly(new Alarm(NOON, NOON.plusSeconds(180)));
  }

  @Test
  void theNorthernTimerRunsOutAtExactlyThreeMinutes() {
    assertThat(raised(AlarmRule.NORTH_TIMER, Duration.ofSeconds(180).minus(JUST))).isEmpty();
    assertThat(raised(AlarmRule.NORTH_TIMER, Duration.ofSeconds(180))).hasSize(1);
  }

  @Test
  void aRestorationWithinTwoAndAHalfMinutesDiscardsTheHeldAlert() {
    assertThat(raised(AlarmRule.NORTH_HELD, Duration.ofSeconds(180))).isEmpty();
    assertThat(raised(AlarmRule.NORTH_HELD, Duration.ofSeconds(180).plus(JUST)))
        .containsExactly(new Alarm(NOON, NOON.plusSeconds(180)));
  }

  @Test
  void aLostRestorationMakesAFalseAlertOfHalfAMinute() {
    RandomDelays lossy =
        new RandomDelays() {
          @Override
          public Duration pause() {
            return NO_PAUSE;
          }

          @Override
          public boolean losesRestoration() {
            return true;
          }
        };
    SupplyInterruption told = SupplyInterruption.lasting(NOON, Duration.ofSeconds(30));
    SupplyInterruption untold =
        SupplyInterruption.lasting(NOON, Duration.ofSeconds(30).minus(JUST));
    assertThat(AlarmRule.NORTH_HELD.alarms(List.of(told), lossy))
        .containsExactly(new Alarm(NOON, NOON.plusSeconds(180)));
    assertThat(AlarmRule.NORTH_HELD.alarms(List.of(untold), lossy)).isEmpty();
  }

  @Test
  void theSouthTellsAnOutageWhenItIsOver() {
    assertThat(south(Duration.ofMinutes(20), Duration.ofSeconds(30)))
        .containsExactly(new Alarm(NOON, NOON.plusSeconds(20 * 60 + 60 + 30)));
  }

  /** 20 s of life, 60 s of boot: 380 s of loss make seven minutes between the two notices. */
  @Test
  void theSouthNeedsSevenMinutesBetweenItsTwoNotices() {
    assertThat(south(Duration.ofSeconds(380).minus(JUST), NO_PAUSE)).isEmpty();
    assertThat(south(Duration.ofSeconds(380), NO_PAUSE)).hasSize(1);
  }

  @Test
  void aLongPauseMakesAnOutageOfFourMinutesAndTwentySecondsOneOfSeven() {
    assertThat(south(Duration.ofSeconds(260).minus(JUST), FULL_PAUSE)).isEmpty();
    assertThat(south(Duration.ofSeconds(260), FULL_PAUSE)).hasSize(1);
  }

  @Test
  void aHubOfTheSouthLivesThroughLessThanTwentySeconds() {
    SupplyInterruption blip = SupplyInterruption.lasting(NOON, AlarmRule.LIFE.minus(JUST));
    SupplyInterruption later =
        SupplyInterruption.lasting(NOON.plusSeconds(300), AlarmRule.LIFE.minus(JUST));
    assertThat(
            AlarmRule.SOUTH_AND_CENTRAL.alarms(List.of(blip, later), RandomDelays.none(NO_PAUSE)))
        .isEmpty();
  }

  @Test
  void aSecondLossBeforeTheHubIsBackMakesOneOutageOfTwo() {
    SupplyInterruption first = SupplyInterruption.lasting(NOON, Duration.ofMinutes(4));
    SupplyInterruption second =
        SupplyInterruption.lasting(NOON.plusSeconds(240 + 59), Duration.ofMinutes(4));
    Instant back = second.on().plusSeconds(60);
    assertThat(
            AlarmRule.SOUTH_AND_CENTRAL.alarms(List.of(first, second), RandomDelays.none(NO_PAUSE)))
        .containsExactly(new Alarm(NOON, back));
  }

  @Test
  void aSecondLossAfterTheHubIsBackIsAnOutageOfItsOwn() {
    SupplyInterruption first = SupplyInterruption.lasting(NOON, Duration.ofMinutes(4));
    SupplyInterruption second =
        SupplyInterruption.lasting(NOON.plusSeconds(240 + 60), Duration.ofMinutes(4));
    assertThat(
            AlarmRule.SOUTH_AND_CENTRAL.alarms(List.of(first, second), RandomDelays.none(NO_PAUSE)))
        .isEmpty();
  }

  @Test
  void aSupplyThatNeverReturnsIsToldInTheNorthOnly() {
    List<SupplyInterruption> dark = List.of(new SupplyInterruption(NOON, SupplyInterruption.NEVER));
    assertThat(AlarmRule.NORTH_TIMER.alarms(dark, RandomDelays.none(NO_PAUSE))).hasSize(1);
    assertThat(AlarmRule.NORTH_HELD.alarms(dark, RandomDelays.none(NO_PAUSE))).hasSize(1);
    assertThat(AlarmRule.SOUTH_AND_CENTRAL.alarms(dark, RandomDelays.none(NO_PAUSE))).isEmpty();
  }

  @Test
  void cutsThatOverlapOrTouchAreOne() {
    SupplyInterruption first = SupplyInterruption.lasting(NOON, Duration.ofSeconds(100));
    SupplyInterruption inside =
        SupplyInterruption.lasting(NOON.plusSeconds(10), Duration.ofSeconds(20));
    SupplyInterruption touching =
        SupplyInterruption.lasting(NOON.plusSeconds(100), Duration.ofSeconds(80));
    assertThat(
            AlarmRule.NORTH_TIMER.alarms(
                List.of(touching, inside, first), RandomDelays.none(NO_PAUSE)))
        .containsExactly(new Alarm(NOON, NOON.plusSeconds(180)));
  }

  @Test
  void thePauseIsNeverLongerThanTwoMinutes() {
    Seeds.each(
        200,
        seed -> {
          RandomDelays delays = RandomDelays.drawn(RandomTimes.generator(seed, 0), 0.5);
          assertThat(delays.pause()).isBetween(Duration.ZERO, AlarmRule.LONGEST_PAUSE);
        });
  }

  private static List<Alarm> raised(AlarmRule rule, Duration length) {
    return rule.alarms(
        List.of(SupplyInterruption.lasting(NOON, length)), RandomDelays.none(NO_PAUSE));
  }

  private static List<Alarm> south(Duration length, Duration pause) {
    return AlarmRule.SOUTH_AND_CENTRAL.alarms(
        List.of(SupplyInterruption.lasting(NOON, length)), RandomDelays.none(pause));
  }
}

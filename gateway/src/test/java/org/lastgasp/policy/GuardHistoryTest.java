package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.Street.NOW;
import static org.lastgasp.policy.Street.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Overrides.Breaker;

/** What the guards that count make of verdicts: two alerts held are usual here, three are not. */
class GuardHistoryTest {
  private static final Duration TEN = Duration.ofMinutes(10);
  private static final Duration QUIET = Duration.ofMinutes(30);
  private static final Area FEEDER = new Area(Area.Kind.FEEDER, "F12");
  private static final Eui64 OTHER = new Eui64(8);
  private static final Instant FIVE_PAST = time("10:05");
  private static final Settings ON = settings(Guard.Setting.ON);
  private static final Settings OFF = settings(Guard.Setting.OFF);

  private GuardHistory lately = GuardHistory.NONE.under(ON);
  private final Verdict held = new Street().accepted("10:00", 1, NOW).alert("10:05");
  private final Verdict untracked = new Street().alert("10:05");

  private static Settings settings(Guard.Setting breaker) {
    return new Settings(
        Duration.ofMinutes(30), Settings.WindowClock.RECEIPT, Duration.ofHours(2), false, Set.of(),
        Map.of(Guard.BREAKER, breaker), new Settings.Thresholds(5, TEN, 2, TEN, 50, QUIET),
        Settings.Authority.ANYBODY);
  }

  @Test
  void moreAlertsHeldThanUsualAreTooMany() {
    judged(held, 2);
    assertThat(lately.tooMany()).isEmpty();
    judged(held, 1);
    assertThat(lately.tooMany())
        .contains("3 alerts suppressed in 600 s, more than 2 and than 50 % of 0 windows");
  }

  @Test
  void whileNoSettingsAreKnownNothingIsCounted() {
    lately = GuardHistory.NONE;
    judged(held, 3);
    judgedOf(OTHER, untracked, "10:05");
    assertThat(lately).isSameAs(GuardHistory.NONE);
    lately = lately.under(ON);
    judged(held, 2);
    assertThat(lately.tooMany()).isEmpty();
    assertThat(around(new Eui64(9), "10:06").hubs()).isZero();
  }

  @Test
  void theSameSettingsMakeNoOther() {
    assertThat(lately.under(settings(Guard.Setting.ON))).isSameAs(lately);
    assertThat(lately.under(OFF)).isNotSameAs(lately);
  }

  @Test
  void whatWasBeforeAStartIsCountedAgain() {
    for (int i = 0; i < 3; i++) {
      lately = lately.recalled(event(Optional.of(Street.HUB), Optional.empty(), held, FIVE_PAST));
    }
    lately = lately.recalled(new Event.ClockDiffered(FIVE_PAST, FIVE_PAST));
    assertThat(lately.tooMany()).as("not looked at before the next alert").isEmpty();
    judged(held, 1);
    assertThat(lately.tooMany()).hasValueSatisfying(
        words -> assertThat(words).startsWith("4 alerts"));
    lately = lately.recalled(
        new Event.BreakerTurned(FIVE_PAST, Breaker.Position.CLOSED, "test", "looked at it"));
    judged(held, 2);
    assertThat(lately.tooMany()).isEmpty();
  }

  @Test
  void anOpenBreakerWaitsItsQuietTimeAnewAfterAStart() {
    Breaker open = new Breaker(FIVE_PAST, "3 alerts");
    Instant later = FIVE_PAST.plus(QUIET);
    assertThat(lately.isOver(open, later, QUIET)).as("without a start").isTrue();
    lately = lately.startedAnew(later.minusSeconds(60));
    assertThat(lately.isOver(open, later, QUIET)).isFalse();
    assertThat(lately.isOver(open, later.minusSeconds(60).plus(QUIET), QUIET)).isTrue();
  }

  @Test
  void aBreakerOfBeforeTheClockWasSetBackWaitsForNothingButQuiet() {
    Breaker open = new Breaker(FIVE_PAST.plus(QUIET), "3 alerts");
    assertThat(lately.isOver(open, FIVE_PAST, QUIET)).isTrue();
  }

  @Test
  void alertsThatOnlyAnOpenBreakerForwardsAreStillTooMany() {
    Street open = street().guard(Guard.BREAKER, Guard.Setting.ON);
    judged(open.breaker("10:01", Breaker.Position.OPEN).alert("10:05"), 3);
    assertThat(lately.tooMany()).isPresent();
  }

  @Test
  void alertsThatAreForwardedForAnotherReasonAreNotCounted() {
    judged(
        street().storm("10:01", StormOrder.Scope.EVERYWHERE, StormOrder.Order.ON).alert("10:05"),
        3);
    judged(untracked, 3);
    assertThat(lately.tooMany()).isEmpty();
  }

  @Test
  void aBreakerThatIsOffCountsNothing() {
    lately = lately.under(OFF);
    judged(held, 3);
    lately = lately.under(ON);
    judged(held, 2);
    assertThat(lately.tooMany()).as("after it is turned on").isEmpty();
    judged(held, 1);
    assertThat(lately.tooMany()).isPresent();
    assertThat(lately.under(OFF).tooMany()).as("turned off again").isEmpty();
  }

  @Test
  void hubsThatAlertWithoutAWindowAreNeighbours() {
    judgedOf(OTHER, untracked, "10:05");
    assertThat(around(new Eui64(9), "10:06"))
        .isEqualTo(new Verdict.NearbyAlerts(FEEDER, 1, TEN));
    assertThat(around(OTHER, "10:06").hubs()).as("its own").isZero();
    assertThat(around(new Eui64(9), "10:15:01").hubs()).as("too long ago").isZero();
  }

  @Test
  void hubsWhoseAlertsSayNothingOfARealOutageAreNoNeighbours() {
    judgedOf(OTHER, held, "10:05");
    judgedOf(OTHER, street().switchedTo(Switch.OFF, "10:01").alert("10:05"), "10:05");
    judgedOf(OTHER, street().clockBehindUntil("11:00").alert("10:05"), "10:05");
    assertThat(around(new Eui64(9), "10:06").hubs()).isZero();
  }

  @Test
  void anAlertWhoseHubOrPlaceIsUnknownIsNobodysNeighbour() {
    take(event(Optional.empty(), Optional.of(FEEDER), untracked, FIVE_PAST));
    take(event(Optional.of(OTHER), Optional.empty(), untracked, FIVE_PAST));
    assertThat(around(new Eui64(9), "10:06").hubs()).isZero();
  }

  @Test
  void aBreakerClosesOnceItWasOpenForTheQuietTime() {
    Breaker open = new Breaker(FIVE_PAST, "by hand");
    assertThat(lately.isOver(open, FIVE_PAST.plus(QUIET).minusMillis(1), QUIET)).isFalse();
    assertThat(lately.isOver(open, FIVE_PAST.plus(QUIET), QUIET)).isTrue();
  }

  @Test
  void aBreakerStaysOpenWhileTooManyAlertsGoOn() {
    Breaker open = new Breaker(FIVE_PAST, "3 alerts");
    judged(held, 3);
    Instant last = FIVE_PAST.plus(TEN);
    take(event(Optional.of(Street.HUB), Optional.empty(), held, last));
    assertThat(lately.tooMany()).isPresent();
    assertThat(lately.isOver(open, FIVE_PAST.plus(QUIET), QUIET)).isFalse();
    assertThat(lately.isOver(open, last.plus(QUIET), QUIET)).isTrue();
  }

  @Test
  void aBreakerThatWasClosedCountsFromNothing() {
    judged(held, 3);
    lately = lately.turned(Breaker.Position.OPEN);
    assertThat(lately.tooMany()).isPresent();
    lately = lately.turned(Breaker.Position.CLOSED);
    assertThat(lately.tooMany()).isEmpty();
  }

  @Test
  void aHistoryDoesNotChange() {
    GuardHistory before = lately;
    judged(held, 3);
    judgedOf(OTHER, untracked, "10:05");
    lately = before;
    judged(held, 2);
    assertThat(lately.tooMany()).isEmpty();
    assertThat(around(new Eui64(9), "10:06").hubs()).isZero();
  }

  private static Street street() {
    return new Street().accepted("10:00", 1, NOW);
  }

  private void judged(Verdict verdict, int times) {
    for (int i = 0; i < times; i++) {
      take(event(Optional.of(Street.HUB), Optional.empty(), verdict, FIVE_PAST));
    }
  }

  private void judgedOf(Eui64 hub, Verdict verdict, String at) {
    take(event(Optional.of(hub), Optional.of(FEEDER), verdict, time(at)));
  }

  private static Event.AlertJudged event(
      Optional<Eui64> hub, Optional<Area> area, Verdict verdict, Instant at) {
    return Street.judged(hub, area, verdict, at);
  }

  private void take(Event.AlertJudged alert) {
    lately = lately.judged(alert, (since, now) -> 0);
  }

  private Verdict.NearbyAlerts around(Eui64 hub, String received) {
    return lately.nearby(
        FEEDER, OptionalInt.of(20), Optional.of(hub), time(received), TEN);
  }
}

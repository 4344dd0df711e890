package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.Street.NOW;
import static org.lastgasp.policy.Street.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;

/** What the guards that count make of verdicts: two alerts held are usual here, three are not. */
class GuardHistoryTest {
  private static final Duration TEN = Duration.ofMinutes(10);
  private static final Duration QUIET = Duration.ofMinutes(30);
  private static final Area FEEDER = new Area(Area.Kind.FEEDER, "F12");
  private static final Eui64 OTHER = new Eui64(8);
  private static final Instant FIVE_PAST = time("10:05");
  private static final Settings ON = settings(Guard.Setting.ON);
  private static final Settings OFF = settings(Guard.Setting.OFF);

  private final GuardHistory lately = new GuardHistory();
  private final Verdict held = new Street().accepted("10:00", 1, NOW).alert("10:05");
  private final Verdict untracked = new Street().alert("10:05");

  private static Settings settings(Guard.Setting breaker) {
    return new Settings(
        Duration.ofMinutes(30), WindowClock.RECEIPT, Duration.ofHours(2), false, Set.of(),
        Map.of(Guard.BREAKER, breaker), new Thresholds(5, TEN, 2, TEN, 50, QUIET));
  }

  @Test
  void moreAlertsHeldThanUsualAreTooMany() {
    judged(held, 2);
    assertThat(blown(FIVE_PAST)).isEmpty();
    judged(held, 1);
    assertThat(blown(FIVE_PAST))
        .contains("3 alerts held in 600 s, more than 2 and than 50 % of 0 windows");
  }

  @Test
  void alertsThatOnlyAnOpenBreakerForwardsAreStillTooMany() {
    Street open = street().guard(Guard.BREAKER, Guard.Setting.ON);
    judged(open.breaker("10:01", Breaker.Position.OPEN).alert("10:05"), 3);
    assertThat(blown(FIVE_PAST)).isPresent();
  }

  @Test
  void alertsThatAreForwardedForAnotherReasonAreNotCounted() {
    judged(street().storm("10:01", OrderScope.EVERYWHERE, StormOrder.Order.ON).alert("10:05"), 3);
    judged(untracked, 3);
    assertThat(blown(FIVE_PAST)).isEmpty();
  }

  @Test
  void aBreakerThatIsOffCountsNothing() {
    for (int i = 0; i < 3; i++) {
      lately.judged(Optional.empty(), Optional.empty(), held, FIVE_PAST, OFF);
    }
    assertThat(blown(FIVE_PAST)).as("after it is turned on").isEmpty();
    judged(held, 3);
    assertThat(lately.blown(FIVE_PAST, OFF, () -> 0)).as("turned off again").isEmpty();
  }

  @Test
  void hubsThatAlertWithoutAWindowAreNeighbours() {
    judgedOf(OTHER, untracked, "10:05");
    assertThat(around(new Eui64(9), "10:06"))
        .isEqualTo(new NearbyAlerts(FEEDER, 1, TEN));
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
    lately.judged(Optional.empty(), Optional.of(FEEDER), untracked, FIVE_PAST, ON);
    lately.judged(Optional.of(OTHER), Optional.empty(), untracked, FIVE_PAST, ON);
    assertThat(around(new Eui64(9), "10:06").hubs()).isZero();
  }

  @Test
  void aBreakerClosesOnceItWasOpenForTheQuietTime() {
    Breaker open = new Breaker(FIVE_PAST, "by hand");
    assertThat(lately.isOver(open, FIVE_PAST.plus(QUIET).minusMillis(1), ON)).isFalse();
    assertThat(lately.isOver(open, FIVE_PAST.plus(QUIET), ON)).isTrue();
  }

  @Test
  void aBreakerStaysOpenWhileTooManyAlertsGoOn() {
    Breaker open = new Breaker(FIVE_PAST, "3 alerts");
    judged(held, 3);
    Instant last = FIVE_PAST.plus(TEN);
    assertThat(blown(last)).isPresent();
    assertThat(lately.isOver(open, FIVE_PAST.plus(QUIET), ON)).isFalse();
    assertThat(lately.isOver(open, last.plus(QUIET), ON)).isTrue();
  }

  @Test
  void aBreakerThatWasClosedCountsFromNothing() {
    judged(held, 3);
    lately.turned(Breaker.Position.OPEN);
    assertThat(blown(FIVE_PAST)).isPresent();
    lately.turned(Breaker.Position.CLOSED);
    assertThat(blown(FIVE_PAST)).isEmpty();
  }

  @Test
  void whatWasNotKeptDidNotHappen() {
    judged(held, 3);
    judgedOf(OTHER, untracked, "10:05");
    lately.undo();
    assertThat(blown(FIVE_PAST)).isEmpty();
    assertThat(around(new Eui64(9), "10:06").hubs()).isZero();
  }

  @Test
  void whatWasKeptStays() {
    judged(held, 3);
    lately.keep();
    judged(held, 1);
    lately.undo();
    assertThat(blown(FIVE_PAST)).hasValueSatisfying(
        words -> assertThat(words).startsWith("3 alerts"));
  }

  @Test
  void whatDidNotHappenIsTakenBackOnce() {
    judged(held, 1);
    lately.undo();
    judged(held, 3);
    lately.keep();
    lately.undo();
    assertThat(blown(FIVE_PAST)).isPresent();
    judged(held, 1);
    lately.undo();
    lately.undo();
    assertThat(blown(FIVE_PAST)).isPresent();
  }

  private static Street street() {
    return new Street().accepted("10:00", 1, NOW);
  }

  private void judged(Verdict verdict, int times) {
    for (int i = 0; i < times; i++) {
      lately.judged(Optional.of(Street.HUB), Optional.empty(), verdict, FIVE_PAST, ON);
    }
  }

  private void judgedOf(Eui64 hub, Verdict verdict, String at) {
    lately.judged(Optional.of(hub), Optional.of(FEEDER), verdict, time(at), ON);
  }

  private Optional<String> blown(Instant at) {
    return lately.blown(at, ON, () -> 0);
  }

  private NearbyAlerts around(Eui64 hub, String received) {
    return lately.around(FEEDER, Optional.of(hub), time(received), ON);
  }
}

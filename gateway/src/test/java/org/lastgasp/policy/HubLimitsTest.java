package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.HubLimits.MOST_CANCELLATIONS;
import static org.lastgasp.policy.HubLimits.MOST_SUPPRESSIONS;
import static org.lastgasp.policy.HubLimits.MOST_TRIES;
import static org.lastgasp.policy.HubLimits.MOST_WINDOWS;
import static org.lastgasp.policy.Street.METER;
import static org.lastgasp.policy.Street.NEVER;
import static org.lastgasp.policy.Street.NOW;
import static org.lastgasp.policy.Street.at;
import static org.lastgasp.policy.Street.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/** A sender in a loop makes nothing grow, and hides nothing. */
class HubLimitsTest {
  private static final Instant NEXT_MORNING = time("10:00").plus(Duration.ofHours(24));
  private final Street street = new Street();

  @Test
  void asManyWindowsAsAHubCanHaveHold() {
    activate(MOST_WINDOWS);
    street.heldAt("10:05");
  }

  @Test
  void oneWindowMoreAndAllItsAlertsAreForwarded() {
    activate(MOST_WINDOWS + 1);
    street.passesAt("10:05", Reason.HUB_LIMIT).passesAt("12:00", Reason.HUB_LIMIT);
    assertThat(((Verdict.Forward) street.alert("10:05")).nearest()).isPresent();
  }

  @Test
  void aSenderInALoopMakesNothingGrow() {
    activate(MOST_WINDOWS + 1);
    HubState full = street.state();
    for (int i = 0; i < 1_000; i++) {
      street.request("10:10", 5_000 + i, NOW);
    }
    assertThat(street.state()).isEqualTo(full);
  }

  @Test
  void aLoopOfRefusalsMakesNothingGrowAndHidesNothing() {
    for (int i = 0; i < 1_000; i++) {
      long number = street.request("10:00", 1, NOW);
      street.answer("10:00", number, 1, DspAnswer.REFUSED);
    }
    assertThat(street.state().windows()).hasSize(MOST_WINDOWS + 1);
    street.passesAt("10:05", Reason.HUB_LIMIT);
  }

  @Test
  void onceEnoughWindowsAreForgottenItIsJudgedAgain() {
    activate(MOST_WINDOWS + 1);
    Instant over = NEXT_MORNING.plus(Duration.ofMinutes(30));
    HubState before = street.state();
    for (HubState each : new HubState[] {before, before.forget(over, Duration.ofDays(90))}) {
      assertThat(each.hasTooManyWindows(over)).as("forgotten yet or not").isFalse();
      HubState further = each.requested(order(9_999, NOW, over), 9_999);
      assertThat(further.windows()).as("there is room").hasSize(1);
      assertThat(further.accepted()).hasSize(MOST_WINDOWS + 1);
    }
    assertThat(before.hasTooManyWindows(over.minusSeconds(1))).isTrue();
  }

  @Test
  void whatThereWasNoRoomForIsStillKnownOnceItIsAccepted() {
    activate(MOST_WINDOWS + 1);
    long number = street.request("10:10", 5_000, NOW);
    street.answer("10:10", number, 5_000, DspAnswer.ACCEPTED);
    assertThat(street.state().accepted())
        .extracting(HubState.Accepted::until)
        .containsExactly(time("10:10"));
    Instant over = NEXT_MORNING.plus(Duration.ofMinutes(30));
    HubState later = street.state().forget(over, Duration.ofDays(90));
    assertThat(later.requested(order(5_000, NOW, over), 9_999).windows()).isEmpty();
  }

  @Test
  void whatALaterDateThereIsNoRoomForMayReplaceIsInDoubt() {
    street.accepted("09:00", 1, at("14:00"));
    activate(MOST_WINDOWS);
    street.request("10:10", 5_000, NOW);
    assertThat(first().doubtedBy()).as("on demand replaces nothing").isEmpty();
    street.request("10:11", 5_001, at("15:00"));
    assertThat(first().doubtedBy()).isPresent();
  }

  @Test
  void aCancellationThereIsNoRoomForPutsWhatItMayCancelInDoubt() {
    street.accepted("09:00", 1, at("14:00"));
    for (int i = 0; i < MOST_CANCELLATIONS; i++) {
      long number = street.request("10:00", 10 + i, NEVER);
      assertThat(first().doubtedBy()).isEmpty();
      assertThat(number).isPositive();
    }
    street.request("10:00", 1_000, NEVER);
    assertThat(street.state().cancellations()).hasSize(MOST_CANCELLATIONS);
    assertThat(first().doubtedBy()).isPresent();
    street.passesAt("14:05", Reason.UNCONFIRMED_CANCELLATION);
  }

  @Test
  void anUnreadableRequestThereIsNoRoomForPutsWhatItMayCancelInDoubt() {
    street.accepted("09:00", 1, at("14:00"));
    for (int i = 0; i < MOST_CANCELLATIONS; i++) {
      street.unreadable("10:00", METER, 10 + i);
    }
    assertThat(first().doubtedBy()).isEmpty();
    street.unreadable("10:00", METER, 1_000);
    assertThat(street.state().cancellations()).hasSize(MOST_CANCELLATIONS);
    assertThat(first().doubtedBy()).isPresent();
  }

  @Test
  void noMoreTriesOfARequestAreAwaitedThanASenderHasOnItsWay() {
    street.accepted("09:00", 1, at("14:00"));
    for (int i = 0; i < MOST_TRIES + 5; i++) {
      street.request("10:00", 2, NOW);
    }
    assertThat(last().tries().awaiting()).hasSize(MOST_TRIES);
    assertThat(first().doubtedBy()).isEmpty();
    for (int i = 0; i < MOST_TRIES + 1; i++) {
      street.request("10:00", 3, NEVER);
    }
    assertThat(street.state().cancellations().getFirst().tries().awaiting()).hasSize(MOST_TRIES);
    assertThat(first().doubtedBy()).as("the last may be accepted").isPresent();
  }

  @Test
  void asManyAlertsAreHeldBackAsAreRemembered() {
    street.accepted("10:00", 1, NOW);
    suppress(MOST_SUPPRESSIONS - 1);
    street.heldAt("10:05");
    suppress(1);
    street.passesAt("10:05", Reason.HUB_LIMIT);
    assertThat(street.state().hasTooManySuppressions(NEXT_MORNING)).isTrue();
    assertThat(street.state().hasTooManySuppressions(NEXT_MORNING.plus(Duration.ofMinutes(30))))
        .as("a day after their window, forgotten yet or not")
        .isFalse();
  }

  @Test
  void noMoreAcceptedRequestsAreKeptThanFitAMinute() {
    activate(MOST_WINDOWS + 1);
    for (int i = 0; i < HubLimits.MOST_ACCEPTED + 5; i++) {
      long number = street.request("10:10", 5_000 + i, NOW);
      street.answer("10:10", number, 5_000 + i, DspAnswer.ACCEPTED);
    }
    assertThat(street.state().accepted()).hasSize(HubLimits.MOST_ACCEPTED);
  }

  private void activate(int many) {
    for (int i = 0; i < many; i++) {
      street.accepted("10:00", 2_000 + i, NOW);
    }
  }

  private void suppress(int many) {
    HubState state = street.state();
    for (int i = 0; i < many; i++) {
      state = state.suppressed(Optional.empty(), time("10:05"), i, time("10:30"));
    }
    street.state(state);
  }

  private Window first() {
    return street.state().windows().getFirst();
  }

  private Window last() {
    return street.state().windows().getLast();
  }

  private static TrackedRequest order(int counter, ActivationTime when, Instant received) {
    return new TrackedRequest(
        new org.lastgasp.id.RequestId(Street.SUPPLIER, METER, counter), Step.SEND, METER,
        Street.HUB, Optional.of(Street.MPAN), "E470", "AA".repeat(32), when, received,
        Duration.ofMinutes(30), false);
  }
}

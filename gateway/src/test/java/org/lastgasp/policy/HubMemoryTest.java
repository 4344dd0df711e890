package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.Street.METER;
import static org.lastgasp.policy.Street.NEIGHBOUR;
import static org.lastgasp.policy.Street.NEVER;
import static org.lastgasp.policy.Street.NOW;
import static org.lastgasp.policy.Street.SUPPLIER;
import static org.lastgasp.policy.Street.at;
import static org.lastgasp.policy.Street.time;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/** What a hub remembers, what it forgets, and how it is told. */
class HubMemoryTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant NEXT_DAY = time("10:30").plus(DAY);
  private final Street street = new Street();

  private Window first() {
    return street.state().windows().getFirst();
  }

  @Test
  void aHubIsBlindForAsLongAsItsWindowsHoldTogether() {
    street.accepted("10:00", 1, NOW).accepted("10:20", 2, NOW).accepted("12:00", 3, NOW);
    assertThat(street.state().blindFor(time("10:00"))).isZero();
    assertThat(street.state().blindFor(time("10:10"))).hasMinutes(10);
    assertThat(street.state().blindFor(time("11:00"))).hasMinutes(50);
    assertThat(street.state().blindFor(time("23:00"))).hasMinutes(80);
  }

  @Test
  void aHubIsNotBlindByWindowsThatNeverHeld() {
    long awaited = street.request("10:00", 1, NOW);
    assertThat(street.state().blindFor(time("10:10"))).isZero();
    street.answer("10:10", awaited, 1, DspAnswer.REFUSED);
    assertThat(street.state().blindFor(time("11:00"))).isZero();
    street.accepted("11:00", 2, at("14:00")).accepted("11:10", 3, NEVER);
    assertThat(street.state().blindFor(time("15:00"))).isZero();
    street.accepted("15:00", 4, at("16:00"));
    long doubtful = street.request("15:10", 5, NEVER);
    street.answer("15:11", doubtful, 5, DspAnswer.UNCONFIRMED);
    assertThat(street.state().blindFor(time("17:00"))).isZero();
  }

  @Test
  void aWindowThatEndedBeforeItsTimeBlindsUntilThen() {
    street.accepted("10:00", 1, NOW).left("10:10", METER);
    assertThat(first().end()).isEqualTo(time("10:10"));
    assertThat(street.state().blindFor(time("11:00"))).hasMinutes(10);
  }

  @Test
  void aWindowRefusedAfterItsTimeEndedWithItsTime() {
    long number = street.request("10:00", 1, NOW);
    street.answer("10:45", number, 1, DspAnswer.REFUSED);
    assertThat(first().end()).isEqualTo(time("10:30"));
  }

  @Test
  void windowsOfTheLastMinutesExplainTheAlertsHeld() {
    street.accepted("10:00", 1, NOW).accepted("10:20", 2, NOW).accepted("10:20", 3, at("14:00"));
    HubState state = street.state();
    assertThat(state.inForce(time("09:50"), time("09:59:59"))).as("none begun").isZero();
    assertThat(state.inForce(time("09:50"), time("10:00"))).isEqualTo(1);
    assertThat(state.inForce(time("10:15"), time("10:25"))).isEqualTo(2);
    assertThat(state.inForce(time("10:29:59"), time("10:40"))).isEqualTo(2);
    assertThat(state.inForce(time("10:30"), time("10:40"))).as("the first is over").isEqualTo(1);
    assertThat(state.inForce(time("10:50"), time("11:00"))).as("both are over").isZero();
  }

  @Test
  void windowsThatNeverHeldExplainNoAlert() {
    long awaited = street.request("10:00", 1, NOW);
    assertThat(street.state().inForce(time("09:55"), time("10:05"))).isZero();
    street.answer("10:05", awaited, 1, DspAnswer.REFUSED);
    assertThat(street.state().inForce(time("10:00"), time("10:10"))).isZero();
    street.accepted("11:00", 2, at("14:00"));
    long doubtful = street.request("11:10", 3, NEVER);
    street.answer("11:11", doubtful, 3, DspAnswer.UNCONFIRMED);
    assertThat(street.state().inForce(time("13:55"), time("14:05"))).isZero();
    street.accepted("15:00", 4, at("16:00")).left("15:30", METER);
    assertThat(street.state().inForce(time("15:55"), time("16:05"))).isZero();
  }

  @Test
  void anActivationMayFailUntilItsWindowIsOverOrItIsHeardToHaveFailed() {
    street.accepted("10:00", 1, NOW);
    assertThat(street.state().mayFail(METER, 1, time("10:29:59"))).isTrue();
    assertThat(street.state().mayFail(METER, 1, time("10:30"))).isFalse();
    assertThat(street.state().mayFail(METER, 2, time("10:05"))).as("another request").isFalse();
    assertThat(street.state().mayFail(NEIGHBOUR, 1, time("10:05"))).as("another meter").isFalse();
    street.failed("10:05", 1);
    assertThat(street.state().mayFail(METER, 1, time("10:06"))).as("already heard").isFalse();
  }

  @Test
  void anActivationWhoseWindowEndedCannotFailAnyMore() {
    street.accepted("10:00", 1, NOW).left("10:10", METER);
    assertThat(street.state().mayFail(METER, 1, time("10:15"))).isFalse();
  }

  @Test
  void anAlertDeliveredLateIsMarkedAndTheOthersAreNot() {
    HubState held =
        HubState.empty(Street.HUB)
            .suppressed(Optional.empty(), time("10:05"), 41, time("10:30"))
            .suppressed(Optional.empty(), time("10:06"), 42, time("10:30"));
    assertThat(held.released(42).suppressions())
        .containsExactly(
            held.suppressions().getFirst(),
            new HubState.Suppression(
                Optional.empty(), time("10:06"), 42, time("10:30"), true));
  }

  @Test
  void hubsAreTheSameIfTheSameIsRememberedOfThem() {
    street.accepted("10:00", 1, NOW);
    HubState same = new Street().accepted("10:00", 1, NOW).state();
    assertThat(street.state()).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(street.state()).isNotEqualTo(new Street().accepted("10:00", 2, NOW).state());
    assertThat(street.state()).isNotEqualTo(HubState.empty(Street.HUB));
    assertThat(HubState.empty(Street.HUB)).isNotEqualTo(HubState.empty(new Eui64(9)));
  }

  @Test
  void aWindowSaysWhatItIs() {
    long awaited = street.request("10:00", 1, at("14:00"));
    assertThat(first().state(time("10:00"))).isEqualTo(Window.State.AWAITING);
    street.answer("10:01", awaited, 1, DspAnswer.ACCEPTED);
    assertThat(first().answered()).contains(time("10:01"));
    assertThat(first().state(time("10:01"))).isEqualTo(Window.State.PENDING);
    assertThat(first().state(time("14:00"))).isEqualTo(Window.State.OPEN);
    assertThat(first().state(time("14:30"))).isEqualTo(Window.State.ENDED);
    street.accepted("11:00", 2, NEVER);
    assertThat(first().state(time("14:00"))).isEqualTo(Window.State.CANCELLED);
    street.switchedTo(Switch.OFF, "12:00").accepted("12:00", 3, NOW).left("12:05", METER);
    Window left = street.state().windows().getLast();
    assertThat(left.state(time("12:06"))).isEqualTo(Window.State.ENDED);
  }

  @Test
  void aWindowIsAsFarAwayAsItsNearerEnd() {
    street.accepted("10:00", 1, at("14:00"));
    assertThat(first().distance(time("13:50"))).hasMinutes(10);
    assertThat(first().distance(time("14:00"))).isZero();
    assertThat(first().distance(time("14:40"))).hasMinutes(10);
  }

  @Test
  void aWindowIsRememberedForADayAndItsRequestLonger() {
    street.accepted("10:00", 1, NOW);
    HubState state = street.state();
    assertThat(state.forget(NEXT_DAY.minusSeconds(1), DAY.multipliedBy(9)).windows()).hasSize(1);
    HubState later = state.forget(NEXT_DAY, DAY.multipliedBy(9));
    assertThat(later.windows()).isEmpty();
    assertThat(later.isEmpty()).isFalse();
    assertThat(later.accepted())
        .containsExactly(new HubState.Accepted(id(1), Step.SEND, time("10:30")));
    assertThat(later.forget(time("10:30").plus(DAY.multipliedBy(9)), DAY.multipliedBy(9)).isEmpty())
        .isTrue();
  }

  @Test
  void aWindowThatEndedBeforeItsTimeIsForgottenADayAfterThatWhateverItsDate() {
    ActivationTime far = new ActivationTime.At(Instant.parse("2999-01-01T00:00:00Z"));
    street.accepted("10:00", 1, far).accepted("11:00", 2, NEVER);
    long refused = street.request("11:00", 3, far);
    street.answer("11:00", refused, 3, DspAnswer.REFUSED);
    street.accepted("11:00", 4, far).left("11:00", METER);
    HubState state = street.state();
    Instant dayAfter = time("11:00").plus(DAY);
    assertThat(state.forget(dayAfter.minusSeconds(1), DAY.multipliedBy(90)).windows()).hasSize(3);
    HubState later = state.forget(dayAfter, DAY.multipliedBy(90));
    assertThat(later.windows()).isEmpty();
    assertThat(later.accepted()).extracting(HubState.Accepted::until)
        .containsOnly(time("11:00"));
    Instant over = time("11:00").plus(DAY.multipliedBy(90));
    assertThat(later.forget(over, DAY.multipliedBy(90)).isEmpty()).isTrue();
  }

  @Test
  void aWindowFarAheadThatStandsIsRemembered() {
    street.accepted("10:00", 1, new ActivationTime.At(Instant.parse("2999-01-01T00:00:00Z")));
    assertThat(street.state().forget(NEXT_DAY.plus(DAY), DAY).windows()).hasSize(1);
  }

  @Test
  void whatIsRememberedElsewhereGoesAndNothingElse() {
    street.accepted("10:00", 1, NOW).accepted("10:00", 2, NOW);
    HubState later = street.state().forget(NEXT_DAY, DAY.multipliedBy(9));
    HubState.Accepted first = later.accepted().getFirst();
    assertThat(later.withoutAccepted(List.of(first)).accepted())
        .containsExactly(later.accepted().getLast());
  }

  @Test
  void aRepetitionOfWhatWasForgottenOpensNothing() {
    street.accepted("10:00", 1, NOW);
    street.state(street.state().forget(NEXT_DAY, DAY.multipliedBy(9)));
    street.request("11:00", 1, NOW);
    assertThat(street.state().windows()).isEmpty();
    street.request("11:00", 2, NOW);
    assertThat(street.state().windows()).hasSize(1);
  }

  @Test
  void whatIsAwaitedIsNotForgotten() {
    street.request("10:00", 1, NOW);
    street.request("10:00", 2, NEVER);
    HubState later = street.state().forget(NEXT_DAY.plus(DAY), DAY.multipliedBy(9));
    assertThat(later.windows()).hasSize(1);
    assertThat(later.cancellations()).hasSize(1);
  }

  @Test
  void whatWasRefusedIsForgottenForGood() {
    long refused = street.request("10:00", 1, NOW);
    street.answer("10:00", refused, 1, DspAnswer.REFUSED);
    assertThat(street.state().forget(NEXT_DAY.plus(DAY), DAY.multipliedBy(9)).isEmpty()).isTrue();
  }

  @Test
  void anAcceptedCancellationIsRememberedLonger() {
    street.accepted("10:00", 1, NEVER);
    HubState state = street.state();
    assertThat(state.forget(NEXT_DAY.minusSeconds(1801), DAY).cancellations()).hasSize(1);
    HubState later = state.forget(NEXT_DAY, DAY.multipliedBy(9));
    assertThat(later.cancellations()).isEmpty();
    assertThat(later.accepted()).hasSize(1);
    assertThat(later.requested(order(1, NEVER), 9)).isEqualTo(later);
  }

  @Test
  void aCancellationLeftWithoutAnAnswerIsForgottenForGood() {
    long cancellation = street.request("10:00", 1, NEVER);
    street.answer("10:00:30", cancellation, 1, DspAnswer.UNCONFIRMED);
    assertThat(street.state().forget(NEXT_DAY, DAY.multipliedBy(9)).isEmpty()).isTrue();
  }

  @Test
  void aWindowThatIsOverForADayHoldsNothingForgottenOrNot() {
    street.accepted("10:00", 1, NOW);
    HubState one = street.state();
    HubState two = street.accepted("10:01", SUPPLIER, NEIGHBOUR, 2, NOW).state();
    for (HubState state : List.of(one, two)) {
      Instant over = state.windows().getLast().until().plus(DAY);
      HubState forgotten = state.forget(over, DAY.multipliedBy(9));
      assertThat(receivedAt(forgotten, over)).isEqualTo("hub-not-tracked");
      assertThat(receivedAt(state, over)).isEqualTo("hub-not-tracked");
      assertThat(receivedAt(state, over.minusMillis(1))).isEqualTo("suppressed");
    }
  }

  @Test
  void aSuppressionIsRememberedForADay() {
    HubState held =
        HubState.empty(Street.HUB).suppressed(Optional.empty(), time("10:00"), 1, time("10:30"));
    assertThat(held.forget(NEXT_DAY.minusSeconds(1), DAY).suppressions()).hasSize(1);
    assertThat(held.forget(NEXT_DAY, DAY).isEmpty()).isTrue();
  }

  @Test
  void allOfAMeterMovesAndNothingOfItsNeighbour() {
    Eui64 elsewhere = Eui64.of("00-DB-00-00-00-00-00-09");
    street.accepted("10:00", SUPPLIER, METER, 1, NOW);
    street.state(street.state().forget(NEXT_DAY, DAY.multipliedBy(9)));
    street.accepted("10:00", SUPPLIER, NEIGHBOUR, 2, NOW);
    street.accepted("11:00", SUPPLIER, METER, 3, NOW);
    street.request("11:00", SUPPLIER, METER, 4, NEVER);
    street.request("11:00", SUPPLIER, NEIGHBOUR, 5, NEVER);
    HubState moved = HubState.empty(elsewhere).with(METER, street.state());
    HubState rest = street.state().without(METER);
    for (HubState each : List.of(moved, rest)) {
      assertThat(each.windows()).hasSize(1);
      assertThat(each.cancellations()).hasSize(1);
    }
    assertThat(moved.hub()).isEqualTo(elsewhere);
    assertThat(moved.windows().getFirst().meter()).isEqualTo(METER);
    assertThat(moved.windows().getFirst().hub()).isEqualTo(elsewhere);
    assertThat(moved.cancellations().getFirst().meter()).isEqualTo(METER);
    assertThat(moved.accepted()).hasSize(1);
    assertThat(rest.windows().getFirst().meter()).isEqualTo(NEIGHBOUR);
    assertThat(rest.cancellations().getFirst().meter()).isEqualTo(NEIGHBOUR);
    assertThat(rest.accepted()).isEmpty();
    assertThat(HubState.empty(elsewhere).with(NEIGHBOUR, street.state()).accepted()).isEmpty();
  }

  @Test
  void aVerdictNamesTheRuleThatHeld() {
    street.accepted("10:00", 1, NOW);
    assertThat(((Verdict.Suppress) street.alert("10:05")).rule())
        .isEqualTo("activation_from<=received_at<window_until");
    street.comparing(Settings.WindowClock.OUTAGE_START);
    assertThat(((Verdict.Suppress) street.alert("10:05")).rule())
        .isEqualTo("activation_from<=start_date_time<window_until");
  }

  @Test
  void everyChoiceHasTheWordPeopleWrite() {
    assertThat(Window.Mode.ON_DEMAND.code()).isEqualTo("on-demand");
    assertThat(Settings.WindowClock.OUTAGE_START.code()).isEqualTo("outage-start");
    assertThat(Switch.OBSERVE.code()).isEqualTo("observe");
    assertThat(Reason.HUB_NOT_TRACKED.code()).isEqualTo("hub-not-tracked");
    assertThat(NotTrackedReason.NOT_ON_GUID_LIST.code()).isEqualTo("not-on-guid-list");
    assertThat(Guard.OTHER_PREMISES.code()).isEqualTo("other-premises");
    assertThat(Guard.Setting.SHADOW.code()).isEqualTo("shadow");
    assertThat(StormOrder.Order.ON.code()).isEqualTo("on");
    assertThat(StormOrder.Order.OFF.code()).isEqualTo("off");
    assertThat(Breaker.Position.OPEN.code()).isEqualTo("open");
    assertThat(Breaker.Position.CLOSED.code()).isEqualTo("closed");
  }

  @Test
  void theDefaultsAreThoseOfTheImpactAssessment() {
    Settings defaults = Settings.defaults();
    assertThat(defaults.window()).hasMinutes(30);
    assertThat(new Policy(defaults).settings()).isEqualTo(defaults);
    assertThat(defaults.guard(Guard.OTHER_PREMISES)).isEqualTo(Guard.Setting.SHADOW);
    assertThat(Policy.JudgementContext.of(Switch.ENFORCE).suppressFrom()).isEqualTo(Instant.MIN);
  }

  /** What becomes of an alert of an outage from 10:05 that was received much later. */
  private static String receivedAt(HubState state, Instant received) {
    Policy policy = new Policy(Street.settings(Map.of(), Settings.WindowClock.OUTAGE_START));
    Message.Ad1 alert = Street.ad1("10:05", Street.MPAN.digits());
    Policy.JudgementContext usual = Policy.JudgementContext.of(Switch.ENFORCE);
    return policy.judge(alert, state, usual, received) instanceof Verdict.Forward forward
        ? forward.reason().code()
        : "suppressed";
  }

  private static TrackedRequest order(int counter, ActivationTime when) {
    return new TrackedRequest(
        id(counter), Step.SEND, METER, Street.HUB, Optional.of(Street.MPAN), "E470",
        "AA".repeat(32), when, time("11:00"), Duration.ofMinutes(30), false);
  }

  private static RequestId id(int counter) {
    return new RequestId(SUPPLIER, METER, counter);
  }
}

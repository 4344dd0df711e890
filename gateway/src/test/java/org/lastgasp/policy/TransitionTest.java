package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/** What is tracked is what the events make of it. */
class TransitionTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Eui64 HUB = new Eui64(0xA1);
  private static final Eui64 METER = new Eui64(0xB1);
  private static final StormOrder.Scope NORTH =
      new StormOrder.Scope(OptionalInt.of(20), Optional.of("North"));
  private TrackingState state = TrackingState.empty();
  private long number;

  private void take(Event event) {
    state = Transition.apply(state, ++number, event);
  }

  private void takeAll() {
    StormOrder.Order on = StormOrder.Order.ON;
    take(new Event.StormOrdered(TEN, NORTH, on, Optional.empty(), "control room", "gale"));
    take(new Event.BreakerTurned(TEN, Breaker.Position.OPEN, "breaker", "too many"));
    RequestId request = new RequestId(new Eui64(0xC1), METER, 7);
    TrackedRequest order =
        new TrackedRequest(
            request, Step.SEND, METER, HUB, Optional.empty(), "", "", new ActivationTime.Now(), TEN,
            Settings.defaults().window(), false);
    take(
        new Event.ActivationRequested(
            TEN, "/api/v1/serviceS", Optional.of(request), OptionalInt.of(5),
            new TrackingDecision.Tracked(order), Document.of(new byte[0])));
    take(
        new Event.ActivationFailed(
            TEN.plusSeconds(60), 4, METER, 7, Guard.Setting.SHADOW, "8F67 with outcome 1"));
  }

  @Test
  void ordersBreakerAndFailuresAreInTheState() {
    takeAll();
    assertThat(state.overrides().storms()).singleElement().extracting(StormOrder::reason)
        .isEqualTo("gale");
    assertThat(state.overrides().breaker()).hasValue(new Breaker(TEN, "too many"));
    assertThat(state.hub(HUB).windows().getFirst().failed()).contains(TEN.plusSeconds(60));
    assertThat(state.global().lastAt()).isEqualTo(TEN.plusSeconds(60));
  }

  @Test
  void anOrderTakenBackIsGoneAndTheOthersStay() {
    takeAll();
    take(
        new Event.StormOrdered(
            TEN, StormOrder.Scope.EVERYWHERE, StormOrder.Order.ON, Optional.empty(), "x", "y"));
    take(new Event.StormOrdered(TEN, NORTH, StormOrder.Order.OFF, Optional.empty(), "x", "over"));
    take(new Event.BreakerTurned(TEN, Breaker.Position.CLOSED, "x", "looked at it"));
    assertThat(state.overrides().storms()).extracting(StormOrder::place)
        .containsExactly(StormOrder.Scope.EVERYWHERE);
    assertThat(state.overrides().breaker()).isEmpty();
  }

  @Test
  void aFailureIsLookedForOnlyWhileAWindowOfItsRequestMayHold() {
    takeAll();
    assertThat(state.mayFail(METER, 7, TEN)).as("already heard").isFalse();
    assertThat(state.mayFail(METER, 8, TEN)).as("another request").isFalse();
    assertThat(state.live(METER, TEN)).hasSize(1);
  }

  @Test
  void theLatestInstantStaysUnlessAnOperatorSaysThatTheClockIsRight() {
    take(new Event.ClockDiffered(TEN.plusSeconds(60), TEN));
    take(new Event.ClockDiffered(TEN, TEN));
    assertThat(state.global().lastAt()).isEqualTo(TEN.plusSeconds(60));
    state = state.startedAt(TEN.plusSeconds(30));
    assertThat(state.suppressFrom()).isEqualTo(TEN.plusSeconds(60));
    take(new Event.ClockTrusted(TEN.plusSeconds(31), TEN.plusSeconds(60), "x", "y"));
    assertThat(state.global().lastAt()).isEqualTo(TEN.plusSeconds(31));
    assertThat(state.suppressFrom()).isEqualTo(Instant.MIN);
    assertThat(state.startedAt(TEN.plusSeconds(31)).suppressFrom()).isEqualTo(Instant.MIN);
  }

  private static TrackedRequest asked(Eui64 meter, Eui64 hub, long counter) {
    return new TrackedRequest(
        new RequestId(new Eui64(0xC1), meter, counter), Step.SEND, meter, hub, Optional.empty(), "",
        "", new ActivationTime.Now(), TEN, Settings.defaults().window(), false);
  }

  private void request(Eui64 meter, Eui64 hub, long counter) {
    TrackedRequest order = asked(meter, hub, counter);
    take(
        new Event.ActivationRequested(
            TEN, "/api/v1/serviceS", Optional.of(order.request()), OptionalInt.of(5),
            new TrackingDecision.Tracked(order), Document.of(new byte[0])));
  }

  @Test
  void aMeterThatIsNowOnAnotherHubTakesItsWindowsThereAndLeavesTheOthers() {
    Eui64 next = new Eui64(0xA2);
    Eui64 stays = new Eui64(0xB2);
    request(METER, HUB, 7);
    request(stays, HUB, 8);
    request(METER, next, 9);
    assertThat(state.hub(HUB).windows()).extracting(Window::meter).containsExactly(stays);
    assertThat(state.hub(next).windows())
        .extracting(w -> w.request().counter()).containsExactlyInAnyOrder(7L, 9L);
    assertThat(state.hubOf(METER)).contains(next);
    assertThat(state.hubOf(stays)).contains(HUB);
  }

  @Test
  void aMeterThatStaysOnItsHubKeepsItsWindowsThere() {
    request(METER, HUB, 7);
    request(METER, HUB, 8);
    assertThat(state.hub(HUB).windows()).hasSize(2);
    assertThat(state.hubOf(METER)).contains(HUB);
  }

  @Test
  void trackedMetersAreThoseWithAWindowOrACancellation() {
    Eui64 cancelling = new Eui64(0xB2);
    request(METER, HUB, 7);
    TrackedRequest order =
        new TrackedRequest(
            new RequestId(new Eui64(0xC1), cancelling, 8), Step.SEND, cancelling, HUB,
            Optional.empty(), "", "", new ActivationTime.Never(), TEN,
            Settings.defaults().window(), false);
    take(
        new Event.ActivationRequested(
            TEN, "/api/v1/serviceS", Optional.of(order.request()), OptionalInt.of(5),
            new TrackingDecision.Tracked(order), Document.of(new byte[0])));
    assertThat(state.tracked()).containsOnly(
        Map.entry(METER, HUB), Map.entry(cancelling, HUB));
  }

  @Test
  void anInstantBeforeWhichNothingIsSuppressedIsPartOfTheState() {
    GlobalState from = state.global().suppressedFrom(TEN);
    assertThat(from.suppressFrom()).isEqualTo(TEN);
    assertThat(from.suppressedFrom(TEN)).isSameAs(from);
    Instant later = TEN.plusSeconds(1);
    assertThat(from.suppressedFrom(later).suppressFrom()).isEqualTo(later);
  }
}

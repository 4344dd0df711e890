package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/** What is old is forgotten, a few hubs at a time; all else stays. */
class MaintenanceTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant LATER = TEN.plus(DAY).plus(Duration.ofHours(1));
  private static final Eui64 OLD_HUB = new Eui64(0xA1);
  private static final Eui64 HUB = new Eui64(0xA2);
  private static final Eui64 OLD_METER = new Eui64(0xB1);
  private static final Eui64 METER = new Eui64(0xB2);
  private TrackingState state = TrackingState.empty();
  private long number;

  private void apply(Event event) {
    state = Transition.apply(state, ++number, event);
  }

  private void activated(Eui64 meter, Eui64 hub, Instant at) {
    RequestId request = new RequestId(new Eui64(0xC1), meter, number);
    TrackedRequest order =
        new TrackedRequest(
            request, Step.SEND, meter, hub, Optional.empty(), "", "", new ActivationTime.Now(),
            at, Settings.defaults().window(), false);
    apply(
        new Event.ActivationRequested(
            at, "/api/v1/serviceS", Optional.of(request), OptionalInt.of(5),
            new TrackingDecision.Tracked(order), Document.of(new byte[0])));
    apply(
        new Event.ActivationAnswered(
            at, number, Optional.of(request), Optional.of(Step.SEND), DspAnswer.ACCEPTED, 200,
            "I0"));
  }

  private void forgetOldHub(Duration keepAccepted) {
    state = Maintenance.forget(state, List.of(OLD_HUB), LATER, keepAccepted);
  }

  @Test
  void onlyWhatIsOldIsLookedAtAndGoes() {
    activated(OLD_METER, OLD_HUB, TEN);
    activated(METER, HUB, LATER.minusSeconds(60));
    assertThat(Maintenance.outdated(state, TEN.plus(DAY), DAY)).isEmpty();
    assertThat(Maintenance.outdated(state, LATER, DAY)).containsExactly(OLD_HUB);

    Duration blind = state.blindness(LATER);
    forgetOldHub(Duration.ZERO);
    assertThat(state.hub(OLD_HUB).isEmpty()).isTrue();
    assertThat(state.hub(HUB).windows()).hasSize(1);
    assertThat(state.meters()).containsOnlyKeys(OLD_METER, METER);
    assertThat(blind).isEqualTo(Duration.ofSeconds(1_800 + 60));
    assertThat(state.blindness(LATER)).as("what is forgotten counts").isEqualTo(blind);

    assertThat(Maintenance.strays(state)).containsExactly(OLD_METER);
    state = Maintenance.forgetStrays(state, Maintenance.strays(state));
    assertThat(state.meters()).containsOnlyKeys(METER);
    assertThat(state.hubOf(OLD_METER)).isEmpty();
  }

  @Test
  void theStateOfBeforeIsAsItWas() {
    activated(OLD_METER, OLD_HUB, TEN);
    TrackingState before = state;
    forgetOldHub(Duration.ZERO);
    assertThat(before.hub(OLD_HUB).windows()).hasSize(1);
    assertThat(Maintenance.strays(before)).isEmpty();
  }

  @Test
  void aMeterThatIsActivatedAgainMeanwhileIsNoStray() {
    activated(OLD_METER, OLD_HUB, TEN);
    forgetOldHub(Duration.ZERO);
    List<Eui64> strays = Maintenance.strays(state);
    activated(OLD_METER, OLD_HUB, LATER);
    state = Maintenance.forgetStrays(state, strays);
    assertThat(state.meters()).containsEntry(OLD_METER, OLD_HUB);
  }

  @Test
  void aHubWithAWindowAndNothingElseHasNothingToRememberElsewhere() {
    activated(OLD_METER, OLD_HUB, TEN);
    assertThat(state.hubs()).hasSize(1);
    assertThat(Maintenance.withAccepted(state)).isEmpty();
  }

  @Test
  void whatIsRememberedElsewhereIsRememberedHereNoMore() {
    activated(OLD_METER, OLD_HUB, TEN);
    forgetOldHub(DAY.multipliedBy(90));
    assertThat(Maintenance.withAccepted(state)).containsExactly(OLD_HUB);
    assertThat(state.tracked()).as("nothing is asked of its device").isEmpty();
    assertThat(state.meters()).containsEntry(OLD_METER, OLD_HUB);

    state =
        Maintenance.keptElsewhere(state, Map.of(OLD_HUB, state.hub(OLD_HUB).accepted()));
    assertThat(Maintenance.withAccepted(state)).isEmpty();
    assertThat(state.hubs()).isEmpty();
  }

  @Test
  void theSwitchEndsAllAtOnceAndItIsAppliedToHubsLater() {
    activated(METER, HUB, TEN);
    apply(new Event.Switched(TEN.plusSeconds(60), Switch.OFF, "x", "y"));
    activated(OLD_METER, OLD_HUB, TEN.plusSeconds(90));
    Map<Window.State, Long> counts = state.count(TEN.plusSeconds(120));
    assertThat(counts).containsEntry(Window.State.ENDED, 1L).containsEntry(Window.State.OPEN, 1L)
        .containsEntry(Window.State.PENDING, 0L);
    assertThat(state.hub(HUB).windows().getFirst().end()).isEqualTo(TEN.plusSeconds(60));
    assertThat(state.hubs()).contains(state.hub(HUB));

    HubState before = state.hub(HUB);
    state = Maintenance.applySwitch(state, List.of(HUB, OLD_HUB));
    state = Maintenance.switchApplied(state, state.global().turnedOff());
    assertThat(state.global().turnedOff()).isEmpty();
    assertThat(state.hub(HUB)).isEqualTo(before);
    assertThat(state.count(TEN.plusSeconds(120))).isEqualTo(counts);
  }

  @Test
  void aTurnOfTheSwitchThatIsNotAppliedYetStays() {
    apply(new Event.Switched(TEN, Switch.OFF, "x", "y"));
    List<GlobalState.TurnedOff> first = state.global().turnedOff();
    apply(new Event.Switched(TEN.plusSeconds(1), Switch.ENFORCE, "x", "y"));
    apply(new Event.Switched(TEN.plusSeconds(60), Switch.OFF, "x", "y"));
    state = Maintenance.switchApplied(state, first);
    assertThat(state.global().turnedOff())
        .containsExactly(new GlobalState.TurnedOff(3, TEN.plusSeconds(60)));
    assertThat(state.position()).isEqualTo(Switch.OFF);
  }
}

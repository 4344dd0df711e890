package org.lastgasp.motorway;

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
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.ActivationTime;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Window;

/** What is old is forgotten, a few hubs at a time; all else stays. */
class TrackerForgettingTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant LATER = TEN.plus(DAY).plus(Duration.ofHours(1));
  private static final Eui64 OLD_HUB = new Eui64(0xA1);
  private static final Eui64 HUB = new Eui64(0xA2);
  private static final Eui64 OLD_METER = new Eui64(0xB1);
  private static final Eui64 METER = new Eui64(0xB2);
  private final Tracker tracker = new Tracker(new JournalOutage());
  private long number;

  private void activated(Eui64 meter, Eui64 hub, Instant at) {
    RequestId request = new RequestId(new Eui64(0xC1), meter, ++number);
    TrackedRequest order =
        new TrackedRequest(
            request, Step.SEND, meter, hub, Optional.empty(), "", "", new ActivationTime.Now(), at,
            Settings.defaults().window(), false);
    long requested = number;
    tracker.take(
        requested,
        new Event.ActivationRequested(
            at, "/api/v1/serviceS", Optional.of(request), OptionalInt.of(5),
            new TrackingDecision.Tracked(order), Document.of(new byte[0])));
    tracker.take(
        ++number,
        new Event.ActivationAnswered(
            at, requested, Optional.of(request), Optional.of(Step.SEND), DspAnswer.ACCEPTED, 200,
            "I0"));
    tracker.keep();
  }

  @Test
  void onlyWhatIsOldIsLookedAtAndGoes() {
    activated(OLD_METER, OLD_HUB, TEN);
    activated(METER, HUB, LATER.minusSeconds(60));
    assertThat(tracker.outdated(TEN.plus(DAY), DAY)).isEmpty();
    assertThat(tracker.outdated(LATER, DAY)).containsExactly(OLD_HUB);

    tracker.forget(List.of(OLD_HUB), LATER, Duration.ZERO);
    assertThat(tracker.hub(OLD_HUB).isEmpty()).isTrue();
    assertThat(tracker.hub(HUB).windows()).hasSize(1);
    assertThat(tracker.meters()).containsOnlyKeys(OLD_METER, METER);
    assertThat(tracker.blindSeconds(LATER)).isEqualTo(1_800 + 60);

    assertThat(tracker.strays()).containsExactly(OLD_METER);
    tracker.forgetStrays(tracker.strays());
    assertThat(tracker.meters()).containsOnlyKeys(METER);
  }

  @Test
  void whatWasNotRecordedIsNotForgotten() {
    activated(OLD_METER, OLD_HUB, TEN);
    tracker.forget(List.of(OLD_HUB), LATER, Duration.ZERO);
    tracker.undo();
    assertThat(tracker.hub(OLD_HUB).windows()).hasSize(1);
    assertThat(tracker.strays()).isEmpty();
  }

  @Test
  void aMeterThatIsActivatedAgainMeanwhileIsNoStray() {
    activated(OLD_METER, OLD_HUB, TEN);
    tracker.forget(List.of(OLD_HUB), LATER, Duration.ZERO);
    tracker.keep();
    List<Eui64> strays = tracker.strays();
    activated(OLD_METER, OLD_HUB, LATER);
    tracker.forgetStrays(strays);
    assertThat(tracker.meters()).containsEntry(OLD_METER, OLD_HUB);
  }

  @Test
  void whatIsRememberedElsewhereIsInNoSegmentAnyMore() {
    activated(OLD_METER, OLD_HUB, TEN);
    tracker.forget(List.of(OLD_HUB), LATER, DAY.multipliedBy(90));
    Tracker later = new Tracker(new JournalOutage());
    tracker.state().forEach(state -> later.restore(new Entry(1, state)));
    assertThat(later.withAccepted()).as("an older data folder has it there")
        .containsExactly(OLD_HUB);
    assertThat(later.tracked()).as("nothing is asked of its device").isEmpty();

    later.keptElsewhere(OLD_HUB, later.hub(OLD_HUB).accepted());
    later.undo();
    assertThat(later.withAccepted()).as("not kept after all").containsExactly(OLD_HUB);
    later.keptElsewhere(OLD_HUB, later.hub(OLD_HUB).accepted());
    later.keep();
    assertThat(later.state()).allMatch(state -> state.hubs().isEmpty());
  }

  @Test
  void theSwitchEndsAllAtOnceAndHubsAreSettledLater() {
    activated(METER, HUB, TEN);
    tracker.take(++number, new Event.Switched(TEN.plusSeconds(60), Switch.OFF, "x", "y"));
    activated(OLD_METER, OLD_HUB, TEN.plusSeconds(90));
    Map<Window.State, Long> counts = tracker.count(TEN.plusSeconds(120));
    assertThat(counts).containsEntry(Window.State.ENDED, 1L).containsEntry(Window.State.OPEN, 1L);
    assertThat(tracker.hub(HUB).windows().getFirst().end()).isEqualTo(TEN.plusSeconds(60));
    assertThat(tracker.unsettled()).containsExactly(HUB);
    assertThat(tracker.state().getFirst().hubs()).contains(tracker.hub(HUB));

    HubState before = tracker.hub(HUB);
    tracker.settle(tracker.unsettled());
    tracker.settled(tracker.offs());
    tracker.keep();
    assertThat(tracker.offs()).isEmpty();
    assertThat(tracker.hub(HUB)).isEqualTo(before);
    assertThat(tracker.count(TEN.plusSeconds(120))).isEqualTo(counts);
  }

  @Test
  void aTurnOfTheSwitchThatWasNotRecordedEndsNothing() {
    activated(METER, HUB, TEN);
    tracker.take(++number, new Event.Switched(TEN.plusSeconds(60), Switch.OFF, "x", "y"));
    tracker.undo();
    assertThat(tracker.hub(HUB).windows().getFirst().isLive()).isTrue();
  }
}

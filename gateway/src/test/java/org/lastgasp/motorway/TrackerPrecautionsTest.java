package org.lastgasp.motorway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.policy.ActivationTime;
import org.lastgasp.policy.Breaker;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.OrderScope;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackingDecision;

/** Orders, breaker and failures are what the journal's entries make of them, also in its state. */
class TrackerPrecautionsTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Eui64 HUB = new Eui64(0xA1);
  private static final Eui64 METER = new Eui64(0xB1);
  private static final OrderScope NORTH = new OrderScope(OptionalInt.of(20), Optional.of("North"));
  private final Tracker tracker = new Tracker(new JournalOutage());
  private long number;

  private void take(Event entry) {
    tracker.take(++number, entry);
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
  void aNewSegmentBeginsWithAllOfIt() {
    takeAll();
    Tracker other = new Tracker(new JournalOutage());
    tracker.state().forEach(state -> other.restore(new Entry(++number, state)));
    assertThat(other.precautions()).isEqualTo(tracker.precautions());
    assertThat(other.precautions().storms()).singleElement().extracting(StormOrder::reason)
        .isEqualTo("gale");
    assertThat(other.precautions().breaker()).hasValue(new Breaker(TEN, "too many"));
    assertThat(other.hub(HUB)).isEqualTo(tracker.hub(HUB));
    assertThat(other.hub(HUB).windows().getFirst().failed()).contains(TEN.plusSeconds(60));
  }

  @Test
  void whatWasNotRecordedDidNotHappen() {
    takeAll();
    tracker.undo();
    assertThat(tracker.precautions()).isEqualTo(Overrides.NONE);
    assertThat(tracker.hub(HUB)).isEqualTo(HubState.empty(HUB));
  }

  @Test
  void anOrderTakenBackIsGoneAndTheOthersStay() {
    takeAll();
    take(
        new Event.StormOrdered(
            TEN, OrderScope.EVERYWHERE, StormOrder.Order.ON, Optional.empty(), "x", "y"));
    take(new Event.StormOrdered(TEN, NORTH, StormOrder.Order.OFF, Optional.empty(), "x", "over"));
    take(new Event.BreakerTurned(TEN, Breaker.Position.CLOSED, "x", "looked at it"));
    assertThat(tracker.precautions().storms()).extracting(StormOrder::place)
        .containsExactly(OrderScope.EVERYWHERE);
    assertThat(tracker.precautions().breaker()).isEmpty();
  }

  @Test
  void aFailureIsLookedForOnlyWhileAWindowOfItsRequestMayHold() {
    takeAll();
    assertThat(tracker.mayHold(METER, 7, TEN)).as("already heard").isFalse();
    assertThat(tracker.mayHold(METER, 8, TEN)).as("another request").isFalse();
    assertThat(tracker.mayHold(METER, TEN)).isTrue();
  }

  @Test
  void anOpenBreakerWaitsItsQuietTimeAnewAfterAStart() {
    take(new Event.BreakerTurned(TEN, Breaker.Position.OPEN, "breaker", "too many"));
    Breaker open = tracker.precautions().breaker().orElseThrow();
    Settings settings = Settings.defaults();
    Instant later = TEN.plus(settings.thresholds().quiet());
    assertThat(tracker.lately().isOver(open, later, settings)).as("without a start").isTrue();
    tracker.recall(new MemoryJournal(tracker), later.minusSeconds(60), settings);
    assertThat(tracker.lately().isOver(open, later, settings)).isFalse();
    assertThat(
            tracker.lately().isOver(
                open, later.minusSeconds(60).plus(settings.thresholds().quiet()), settings))
        .isTrue();
  }
}

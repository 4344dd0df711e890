package org.lastgasp.motorway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;

/** What is tracked while a gateway runs: as of what is durable, whatever fails in between. */
class LiveStateTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Eui64 HUB = new Eui64(0xA1);
  private static final Eui64 METER = new Eui64(0xB1);
  private static final RequestId REQUEST = new RequestId(new Eui64(0xC1), METER, 7);
  private static final Area FEEDER = new Area(Area.Kind.FEEDER, "F1");
  private static final Document NO_BYTES = Document.of(new byte[0]);

  private final JournalOutage outage = new JournalOutage();
  private final LiveState live = new LiveState(outage);
  private final MemoryJournal journal = new MemoryJournal(live);
  private Settings settings = Settings.defaults();
  private Instant now = TEN;

  private JournalCommandHandler handler() {
    RuntimeSettings current =
        new RuntimeSettings(
            new Policy(settings), new RecipientRouter(List.of(), Optional.empty()), "");
    return new JournalCommandHandler(journal, live, outage, () -> current, () -> now);
  }

  private void record(Event event) {
    journal.append(appender -> appender.write(event)).join();
    live.restore(new Entry(journal.lastId(), event));
  }

  private static Event request() {
    TrackedRequest order =
        new TrackedRequest(
            REQUEST, Step.SEND, METER, HUB, Optional.empty(), "", "", new ActivationTime.Now(),
            TEN, Duration.ofMinutes(30), false);
    return new Event.ActivationRequested(
        TEN, "", Optional.of(REQUEST), OptionalInt.of(5), new TrackingDecision.Tracked(order),
        NO_BYTES);
  }

  @Test
  void aFirstBatchThatFailsLeavesWhatTheStartFound() {
    record(request());
    record(new Event.ClockDiffered(TEN.plusSeconds(60), TEN));
    JournalCommandHandler handler = handler();
    handler.start(TEN.plusSeconds(30), settings);
    journal.failNext();
    assertThat(
            handler.submit(1, () -> new Command.SetSwitch(Switch.ENFORCE, "x", "first")))
        .isCompletedExceptionally();
    assertThat(live.state().global().position()).isEmpty();
    assertThat(live.state().suppressFrom()).isEqualTo(TEN.plusSeconds(60));
    assertThat(live.state().hub(HUB).windows()).hasSize(1);
  }

  @Test
  void aSnapshotGivesTheSameStateInOnePartOrInMany() {
    record(new Event.Switched(TEN, Switch.OBSERVE, "x", "first"));
    record(request());
    record(
        new Event.StormOrdered(
            TEN, StormOrder.Scope.EVERYWHERE, StormOrder.Order.ON, Optional.empty(), "x", "gale"));
    for (int parts = 1; parts <= 3; parts++) {
      LiveState later = new LiveState(new JournalOutage());
      later.restore(new Entry(1, new Event.ClockDiffered(TEN.plusSeconds(60), TEN)));
      live.snapshot().inParts(parts).forEach(later::restore);
      assertThat(later.state().position()).isEqualTo(Switch.OBSERVE);
      assertThat(later.state().overrides()).isEqualTo(live.state().overrides());
      assertThat(later.state().hubs()).isEqualTo(live.state().hubs());
      assertThat(later.state().meters()).isEqualTo(live.state().meters());
      assertThat(later.state().global().lastAt()).as("all else is forgotten").isEqualTo(TEN);
    }
  }

  @Test
  void theGuardsThatCountTakeUpTheLastMinutesAtAStart() {
    settings =
        new Settings(
            settings.window(), settings.windowClock(), settings.maxBlindness(), false,
            settings.manufacturers(), Map.of(Guard.COINCIDENT_OUTAGE, Guard.Setting.ON),
            Settings.Thresholds.usual(),
            Settings.Authority.ANYBODY);
    record(new Event.Switched(TEN, Switch.ENFORCE, "x", "first"));
    record(request());
    record(
        new Event.ActivationAnswered(
            TEN, journal.lastId(), Optional.of(REQUEST), Optional.of(Step.SEND),
            DspAnswer.ACCEPTED, 200, "I0"));
    for (int minute = 0; minute < 24; minute++) {
      record(untracked(new Eui64(0xD0 + minute), TEN.plusSeconds(60L * minute)));
    }
    now = TEN.plusSeconds(60 * 29);
    assertThat(judged(handler())).as("without them").isInstanceOf(Verdict.Suppress.class);
    JournalCommandHandler started = handler();
    started.start(now, settings);
    assertThat(judged(started)).isInstanceOfSatisfying(Verdict.Forward.class, this::isCoincident);
  }

  private void isCoincident(Verdict.Forward passed) {
    assertThat(passed.reason()).isEqualTo(Reason.GUARD_COINCIDENT_OUTAGE);
    assertThat(passed.besides().nearby().orElseThrow().hubs()).isEqualTo(5);
  }

  private Verdict judged(CommandHandler handler) {
    Message.Ad1 alert =
        new Message.Ad1(
            NO_BYTES,
            new Message.Header(Optional.empty(), Optional.empty(), "I0", Optional.empty()),
            Optional.of(HUB), Optional.of(now), "", OptionalLong.empty(), List.of());
    HubLocation there = new HubLocation(Optional.of(FEEDER), Optional.empty());
    Event event =
        handler.handle(new Command.Alert(now, alert, there, Event.NOBODY)).first().entry();
    return ((Event.AlertJudged) event).verdict();
  }

  private static Event untracked(Eui64 hub, Instant at) {
    Verdict passed =
        new Verdict.Forward(Reason.HUB_NOT_TRACKED, Optional.empty(), at, List.of());
    return new Event.AlertJudged(
        at, at, Optional.empty(), Optional.of(hub), Optional.of(at), "", OptionalLong.empty(),
        OptionalInt.empty(), Event.NOBODY, Switch.ENFORCE, Optional.of(FEEDER), passed, "",
        NO_BYTES);
  }
}

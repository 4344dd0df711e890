package org.lastgasp.hindsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.hindsight.Timeline.HUB;
import static org.lastgasp.hindsight.Timeline.METER;
import static org.lastgasp.hindsight.Timeline.OTHER_HUB;
import static org.lastgasp.hindsight.Timeline.OTHER_METER;
import static org.lastgasp.hindsight.Timeline.SUPPLIER;
import static org.lastgasp.hindsight.Timeline.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.policy.Command.DeviceFacts;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Decider;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Settings.Authority;
import org.lastgasp.policy.Settings.Thresholds;
import org.lastgasp.policy.Settings.WindowClock;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Transition;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/** Random days at two hubs, decided by the policy: hindsight knows the windows that it used. */
class ExplainingWindowsTest {
  private static final ActivationTime AT_ONCE = new ActivationTime.Now();
  private static final RequestId FIRST = new RequestId(SUPPLIER, METER, 1);
  private static final RequestId OTHERS = new RequestId(SUPPLIER, OTHER_METER, 7);

  @Test
  void aWindowThatSuppressedAnAlertExplainsIt() {
    Seeds.each(100, seed -> new Day(seed, true).run(150));
  }

  /** What policy remembers of a request that was tried again is more than hindsight keeps. */
  @Test
  void whatIsBuiltFromASnapshotKnowsTheSameWindows() {
    Seeds.each(
        100,
        seed -> {
          Day day = new Day(seed, false);
          for (int i = 0; i < 15; i++) {
            day.run(10);
            assertThat(day.windows(day.rebuilt()))
                .as("at " + day.now)
                .isEqualTo(day.windows(day.kept));
          }
        });
  }

  @Test
  void aFurtherWindowOfARepeatedRequestExplainsAnAlert() {
    Day day = firstHeld();
    day.at("15:00").ask(OTHERS, AT_ONCE).answer(day.last, DspAnswer.UNCONFIRMED);
    day.at("16:00").ask(OTHERS, AT_ONCE).answer(day.last, DspAnswer.ACCEPTED);

    assertThat(day.at("16:12").alert(HUB, "16:08")).isInstanceOf(Verdict.Suppress.class);
    assertThat(day.first().label()).isEqualTo(Label.UNRESOLVED);
    assertThat(day.at("16:31").alert(HUB, "16:30")).isInstanceOf(Verdict.Forward.class);
    assertThat(day.first().label()).isEqualTo(Label.SUSPECT);
  }

  @Test
  void aWindowThatMovedToAnotherHubExplainsItsAlerts() {
    Day day = firstHeld();
    day.hubOf.put(OTHER_METER, OTHER_HUB);
    day.at("15:00").ask(OTHERS, AT_ONCE).answer(day.last, DspAnswer.ACCEPTED);
    day.hubOf.put(OTHER_METER, HUB);
    day.at("15:05").supply(Set.of());

    assertThat(day.at("15:12").alert(HUB, "15:08")).isInstanceOf(Verdict.Suppress.class);
    assertThat(day.first().label()).isEqualTo(Label.UNRESOLVED);
    assertThat(day.kept.tracked(HUB)).extracting(Observation.Tracked::request).contains(OTHERS);
    assertThat(day.kept.tracked(OTHER_HUB)).isEmpty();
  }

  @Test
  void aWindowThatTheSwitchEndedExplainsAlertsAlsoInWhatIsBuiltAnew() {
    Day day = firstHeld();
    day.at("15:00").ask(OTHERS, AT_ONCE).answer(day.last, DspAnswer.ACCEPTED);
    day.at("15:05").take(new Command.SetSwitch(Switch.OFF, "test", "because"));

    assertThat(day.rebuilt().tracked(HUB))
        .extracting(Observation.Tracked::request)
        .containsExactly(FIRST, OTHERS);
  }

  /** An alert of the hub is suppressed in the window of one of its meters. */
  private static Day firstHeld() {
    Day day = new Day(1, false);
    day.at("10:00").ask(FIRST, AT_ONCE).answer(day.last, DspAnswer.ACCEPTED);
    assertThat(day.at("10:12").alert(HUB, "10:06")).isInstanceOf(Verdict.Suppress.class);
    return day;
  }

  /** A day of three meters, two of them on one hub; by itself a random one. */
  private static final class Day {
    private static final List<Eui64> HUBS = List.of(HUB, OTHER_HUB);
    private static final List<Eui64> METERS =
        List.of(METER, OTHER_METER, Eui64.of("00-DB-12-34-56-78-90-A2"));
    private static final List<Eui64> SUPPLIERS =
        List.of(SUPPLIER, Eui64.of("90-B3-D5-1F-30-01-00-01"));
    private static final Policy POLICY =
        new Policy(
            new Settings(
                Papers.WINDOW, WindowClock.RECEIPT, Duration.ofHours(2), false, Set.of("1063"),
                new EnumMap<>(Guard.class), Thresholds.usual(), Authority.ANYBODY));

    private final Random random;
    private final boolean repeats;
    private final Map<Eui64, Eui64> hubOf = new HashMap<>();
    private final Map<RequestId, ActivationTime> asked = new HashMap<>();
    private final Map<Long, RequestId> awaited = new TreeMap<>();
    private final InMemoryCaseRepository kept = new InMemoryCaseRepository();
    private final CaseEngine engine = new CaseEngine(Timeline.SETTINGS, kept);
    private final ObservationReader reader = new ObservationReader(device -> true);
    private final List<Long> cases = new ArrayList<>();
    private TrackingState state = TrackingState.empty();
    private Instant now = clock("00:00");
    private long last;
    private long counter;

    /** With requests that are tried again, or without. */
    Day(long seed, boolean repeats) {
      this.random = new Random(seed);
      this.repeats = repeats;
      METERS.forEach(meter -> hubOf.put(meter, HUB));
      hubOf.put(METERS.getLast(), OTHER_HUB);
      take(new Command.SetSwitch(Switch.ENFORCE, "test", "first"));
    }

    Day at(String time) {
      now = clock(time);
      return this;
    }

    void run(int steps) {
      for (int i = 0; i < steps; i++) {
        now = now.plusSeconds(random.nextInt(900));
        step();
      }
    }

    private void step() {
      switch (random.nextInt(24)) {
        case 0, 1, 2, 3, 4, 5 -> ask();
        case 6, 7, 8, 9, 10, 11, 12 -> {
          if (!awaited.isEmpty()) {
            answer(any(List.copyOf(awaited.keySet())), any(List.of(DspAnswer.values())));
          }
        }
        case 13 -> {
          hubOf.compute(any(METERS), (meter, hub) -> HUB.equals(hub) ? OTHER_HUB : HUB);
          supply(Set.of());
        }
        case 14 -> supply(Set.of(any(METERS)));
        case 15 -> {
          take(new Command.SetSwitch(Switch.OFF, "test", "because"));
          take(new Command.SetSwitch(Switch.ENFORCE, "test", "because"));
        }
        case 16 -> counter += random.nextInt(4);
        default -> alert(any(HUBS), now.minusSeconds(random.nextInt(1_200)));
      }
    }

    private <T> T any(List<T> some) {
      return some.get(random.nextInt(some.size()));
    }

    private List<Event> take(Command command) {
      long next = last + 1;
      Decider.Context context = new Decider.Context(POLICY, "", now, ordinal -> next + ordinal);
      List<Event> events = Decider.decide(state, command, context).events();
      for (Event each : events) {
        state = Transition.apply(state, ++last, each);
        reader.of(new Entry(last, each)).forEach(engine::take);
      }
      return events;
    }

    private void ask() {
      counter += repeats ? 0 : 1;
      long number = counter + (repeats ? random.nextInt(4) : 0);
      RequestId id = new RequestId(any(SUPPLIERS), any(METERS), number);
      ask(id, asked.computeIfAbsent(id, each -> anyTime()));
    }

    private ActivationTime anyTime() {
      return switch (random.nextInt(4)) {
        case 0, 1 -> AT_ONCE;
        case 2 -> new ActivationTime.Never();
        default -> new ActivationTime.At(now.plusSeconds(600 + random.nextInt(3_600)));
      };
    }

    Day ask(RequestId id, ActivationTime when) {
      Eui64 meter = id.target();
      TrackedRequest order =
          new TrackedRequest(
              id, Step.SEND, meter, hub(meter), Optional.of(mpan(meter)), "", "", when, now,
              Papers.WINDOW, false);
      awaited.put(last + 1, id);
      take(
          new Command.RecordEvent(
              new Event.ActivationRequested(
                  now, "/api/v1/serviceS", Optional.of(id), OptionalInt.of(5),
                  new TrackingDecision.Tracked(order), Document.of(new byte[0]))));
      return this;
    }

    void answer(long number, DspAnswer answer) {
      take(
          new Command.RecordEvent(
              new Event.ActivationAnswered(
                  now, number, Optional.ofNullable(awaited.remove(number)),
                  Optional.of(Step.SEND), answer, 200, "")));
    }

    private Eui64 hub(Eui64 meter) {
      return Optional.ofNullable(hubOf.get(meter)).orElseThrow();
    }

    void supply(Set<Eui64> unlisted) {
      take(
          new Command.Supply(
              "inventory", "", "", 0, "test",
              meter ->
                  Optional.of(
                      new DeviceFacts(Optional.of(device(meter)), !unlisted.contains(meter)))));
    }

    private Device device(Eui64 meter) {
      return new Device(
          meter, "ESME", "SMETS2", "1063", "", Optional.of(hub(meter)),
          Optional.of(mpan(meter)), "", "", "");
    }

    private static Mpan mpan(Eui64 meter) {
      return new Mpan("20123456789" + METERS.indexOf(meter) + "0");
    }

    Verdict alert(Eui64 hub, String start) {
      return alert(hub, clock(start));
    }

    private Verdict alert(Eui64 hub, Instant start) {
      Message.Ad1 ad1 =
          new Message.Ad1(
              Document.of(new byte[0]),
              new Message.Header(
                  Optional.empty(), Optional.of(new ResponseId(hub, hub, last)), "I0",
                  Optional.empty()),
              Optional.of(hub), Optional.of(start), mpan(any(METERS)).digits(),
              OptionalLong.empty(), List.of());
      Command alert = new Command.Alert(now, ad1, HubLocation.UNKNOWN, Event.NOBODY);
      Verdict verdict = ((Event.AlertJudged) take(alert).getFirst()).verdict();
      if (verdict instanceof Verdict.Suppress held) {
        Window window = held.window();
        boolean since = !start.isBefore(window.from().minus(Timeline.SETTINGS.clockTolerance()));
        for (long each : cases) {
          Case about = engine.of(each).orElseThrow();
          if (since && !about.held().request().equals(window.request())) {
            assertThat(about.assessment().evidence())
                .as("suppressed by " + window)
                .noneMatch(evidence -> evidence.entry().equals(OptionalLong.of(last)));
          }
        }
        cases.add(last);
      }
      return verdict;
    }

    /** The case of the first alert that was suppressed. */
    Case first() {
      return engine.of(cases.getFirst()).orElseThrow();
    }

    InMemoryCaseRepository rebuilt() {
      InMemoryCaseRepository from = new InMemoryCaseRepository();
      CaseEngine fresh = new CaseEngine(Timeline.SETTINGS, from);
      Snapshot snapshot =
          new Snapshot(
              state.position(), state.global().lastAt(), state.overrides(), state.hubs());
      ObservationReader.tracked(snapshot).forEach(fresh::take);
      return from;
    }

    /** All that explain something, but for planned ones that ended: those are not cancelled. */
    Set<Observation.Tracked> windows(InMemoryCaseRepository of) {
      Set<Long> ended =
          state.hubs().stream()
              .flatMap(hub -> hub.windows().stream())
              .filter(w -> w.mode() == Window.Mode.FUTURE_DATED && !w.isLive() && !w.isCalledOff())
              .map(Window::recorded)
              .collect(Collectors.toSet());
      return HUBS.stream()
          .flatMap(hub -> of.tracked(hub).stream())
          .filter(each -> !each.isEmpty() && !ended.contains(each.number()))
          .collect(Collectors.toSet());
    }
  }
}

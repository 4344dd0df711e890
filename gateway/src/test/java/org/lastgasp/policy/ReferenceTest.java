package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Command.DeviceFacts;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/**
 * Random days on a small street, decided by the product and by the naive model: they always agree.
 * Half of the steps fall on a five-minute grid, so that borders are hit exactly.
 */
class ReferenceTest {
  private static final Instant MIDNIGHT = Instant.parse("2030-01-15T00:00:00Z");
  private static final String HASH = "AB".repeat(32);

  /** Fewer where each test runs a thousand times, as the mutation score needs it. */
  private static final int DAYS = Integer.getInteger("days", 3_000);

  @Test
  void productAndModelAgreeOnEveryAlert() {
    Map<String, Integer> seen = new HashMap<>();
    Seeds.each(DAYS, seed -> new Day(seed, seen).run());
    Seeds.each(10, seed -> new Day(seed, seen).flood());
    if (System.getProperty("seed", "").isBlank() && DAYS >= 3_000) {
      assertThat(seen)
          .as("every kind of verdict came up")
          .containsKeys(
              "suppressed", "switch-off", "hub-not-tracked", "awaiting-answer", "before-window",
              "after-window", "cancelled", "withdrawn", "unconfirmed-cancellation",
              "blindness-ceiling", "clock-behind", "hub-limit", "guard-started-before-activation",
              "guard-other-premises", "guard-activation-failed", "guard-coincident-outage",
              "guard-breaker", "storm", "observe",
              "in shadow: ACTIVATION_FAILED", "in shadow: COINCIDENT_OUTAGE",
              "in shadow: BREAKER");
    }
  }

  /** One random day. */
  private static final class Day {
    private final Random random;
    private final Map<String, Integer> seen;
    private final List<Eui64> hubs = List.of(new Eui64(0xA1), new Eui64(0xA2));
    private final List<Eui64> neighbours =
        List.of(new Eui64(0xA3), new Eui64(0xA4), new Eui64(0xA5), new Eui64(0xA6));
    private final List<Eui64> meters = List.of(new Eui64(0xB1), new Eui64(0xB2), new Eui64(0xB3));
    private final List<Eui64> suppliers = List.of(new Eui64(0xC1), new Eui64(0xC2));
    private final Map<Eui64, Eui64> hubOf = new HashMap<>();
    private final Map<String, ActivationTime> asked = new HashMap<>();
    private final List<Long> unanswered = new ArrayList<>();
    private final Map<Long, RequestId> requests = new HashMap<>();
    private final List<Event> written = new ArrayList<>(); // the first has number 1
    private final Settings settings;
    private final ReferenceModel model;
    private final Policy policy;
    private TrackingState state = TrackingState.empty();
    private Instant now = MIDNIGHT;
    private Instant trusted = Instant.MIN;
    private Instant started = Instant.MIN;
    private Switch position = Switch.ENFORCE;
    private long counters;
    private long alerts;

    /** Requests that were accepted and are remembered elsewhere. */
    private final Set<RequestId> elsewhere = new HashSet<>();

    Day(long seed, Map<String, Integer> seen) {
      this.random = new Random(seed);
      this.seen = seen;
      Guard.Setting[] settings = Guard.Setting.values();
      this.settings =
          new Settings(
              Duration.ofMinutes(30),
              random.nextInt(4) == 0
                  ? Settings.WindowClock.OUTAGE_START
                  : Settings.WindowClock.RECEIPT,
              Duration.ofHours(2),
              false,
              Set.of("1063"),
              Arrays.stream(Guard.values())
                  .collect(Collectors.toMap(g -> g, g -> settings[random.nextInt(5) / 2])),
              new Settings.Thresholds(
                  2,
                  Duration.ofMinutes(10),
                  2,
                  Duration.ofMinutes(40),
                  60 * random.nextInt(3),
                  Duration.ofMinutes(30)),
              Settings.Authority.ANYBODY);
      this.policy = new Policy(this.settings);
      this.model = new ReferenceModel(this.settings);
      meters.forEach(m -> hubOf.put(m, hubs.get(random.nextInt(2))));
      take(new Command.SetSwitch(position, "test", "first"));
    }

    /** A sender in a loop: each request is another one, nearly all for one hub. */
    void flood() {
      meters.forEach(m -> hubOf.put(m, hubs.getFirst()));
      for (int i = 0; i < 90; i++) {
        counters++;
        ask();
        if (random.nextInt(3) > 0) {
          reply();
        }
        if (random.nextInt(10) == 0) {
          pass();
          alert();
        }
      }
      run();
    }

    void run() {
      int steps = 20 + random.nextInt(60);
      for (int i = 0; i < steps; i++) {
        pass();
        switch (random.nextInt(28)) {
          case 0, 1, 2, 3, 4, 5, 6 -> ask();
          case 7, 8, 9, 10, 11, 12 -> reply();
          case 13 -> exchangeHub();
          case 14 -> leave();
          case 15 -> turn();
          case 16 -> crash();
          case 17, 18 -> fail();
          case 19 -> storm();
          case 20 -> closeBreaker();
          default -> alert();
        }
        alert();
      }
    }

    private void pass() {
      boolean grid = random.nextBoolean();
      Instant before = now;
      if (random.nextInt(80) == 0) {
        giveUp();
        now = now.plus(Duration.ofHours(random.nextInt(30)));
        counters += 6; // what is asked for from now on was not asked for before
      }
      if (random.nextInt(8) == 0) {
        forget();
      }
      now =
          grid
              ? MIDNIGHT.plus(
                  Duration.ofMinutes(
                      (Duration.between(MIDNIGHT, now).toMinutes() / 5 + random.nextInt(3)) * 5))
              : now.plusSeconds(random.nextInt(900));
      boolean counted =
          isAsked(Guard.COINCIDENT_OUTAGE) || isAsked(Guard.BREAKER);
      if (counted && !now.isAfter(before)) {
        now = before.plusSeconds(1); // counted is in order of time, windows once a second
      }
    }

    /** Once a minute in a gateway, and no verdict depends on it. */
    private void forget() {
      Duration kept = Duration.ofDays(90);
      long minutes = Duration.between(MIDNIGHT, now).toMinutes();
      Instant passed = MIDNIGHT.plus(Duration.ofMinutes(minutes / 5 * 5)); // nothing comes earlier
      state = Maintenance.forget(state, Maintenance.outdated(state, passed, kept), passed, kept);
      state = Maintenance.forgetStrays(state, Maintenance.strays(state));
      Map<Eui64, List<HubState.Accepted>> moved = new HashMap<>();
      for (Eui64 hub : Maintenance.withAccepted(state)) {
        moved.put(hub, state.hub(hub).accepted());
        moved.get(hub).forEach(a -> elsewhere.add(a.request()));
      }
      state = Maintenance.keptElsewhere(state, moved);
      state = Maintenance.applySwitch(state, hubs);
      state = Maintenance.switchApplied(state, state.global().turnedOff());
    }

    private boolean isAsked(Guard guard) {
      return settings.guard(guard) != Guard.Setting.OFF;
    }

    private void fail() {
      Eui64 meter = meters.get(random.nextInt(3));
      long counter = counters + 1 + random.nextInt(6);
      if (!isAsked(Guard.ACTIVATION_FAILED)) {
        return;
      }
      model.happened(new ReferenceModel.Happening.Failed(meter, counter, now));
      take(new Command.FailureHeard(1, new ActivationFailure(meter, counter, "8F67")));
    }

    private void storm() {
      Optional<Integer> distributor =
          random.nextBoolean() ? Optional.of(random.nextBoolean() ? 17 : 20) : Optional.empty();
      Optional<String> region =
          random.nextBoolean() || distributor.isEmpty()
              ? Optional.of(random.nextBoolean() ? "NORTH" : "SOUTH")
              : Optional.empty();
      boolean on = random.nextInt(3) == 0;
      Optional<Instant> until =
          on && random.nextBoolean()
              ? Optional.of(now.plusSeconds(random.nextLong(1, 3_600)))
              : Optional.empty();
      model.happened(new ReferenceModel.Happening.Stormed(distributor, region, on, until));
      OptionalInt its = distributor.map(OptionalInt::of).orElse(OptionalInt.empty());
      StormOrder.Order order = on ? StormOrder.Order.ON : StormOrder.Order.OFF;
      take(new Command.SetStorm(new StormOrder.Scope(its, region), order, until, "test", "gale"));
    }

    /** By itself: once its quiet time is over, never before. */
    private void closeBreaker() {
      if (state.overrides().breaker().isPresent()) {
        ReferenceModel.Breaking breaking = model.breaking();
        Duration quiet = settings.thresholds().quiet();
        Instant over =
            Stream.of(breaking.since(), breaking.abnormal(), started)
                .map(at -> at.isBefore(MIDNIGHT) ? at : at.plus(quiet))
                .max(Instant::compareTo)
                .orElseThrow();
        take(new Command.CloseQuietBreaker());
        assertThat(state.overrides().breaker().isEmpty())
            .as("quiet at %s after %s", now, model)
            .isEqualTo(!now.isBefore(over));
        take(new Command.CloseBreaker("test", "looked at it"));
        model.happened(new ReferenceModel.Happening.Closed());
      }
    }

    /** As the shell does it: decides, records, applies. */
    private List<Event> take(Command command) {
      state = state.under(settings);
      long next = written.size() + 1L;
      Decider.Context context =
          new Decider.Context(policy, "", now, ordinal -> next + ordinal);
      TrackingState before = state;
      List<Event> events = Decider.decide(before, command, context).events();
      for (Event each : events) {
        written.add(each);
        state = Transition.apply(state, written.size(), each);
      }
      if (random.nextInt(20) == 0) {
        assertThat(Decider.decide(before, command, context).events())
            .as("the same again, though there is a later state")
            .isEqualTo(events);
      }
      return events;
    }

    private void record(Event event) {
      take(new Command.RecordEvent(event));
    }

    private void ask() {
      Eui64 meter = meters.get(random.nextInt(3));
      if (position == Switch.OFF) {
        return;
      }
      Eui64 supplier = suppliers.get(random.nextInt(2));
      RequestId id = new RequestId(supplier, meter, counters + 1 + random.nextInt(6));
      ActivationTime when = asked.computeIfAbsent(id.toString(), k -> anyWhen());
      boolean otherDate = random.nextInt(15) == 0 && when instanceof ActivationTime.At;
      ActivationTime now0 =
          otherDate ? new ActivationTime.At(now.plus(Duration.ofMinutes(45))) : when;
      TrackedRequest order =
          new TrackedRequest(
              id, Step.SEND, meter, hubOf.get(meter), Optional.of(mpan(meter)), "", "", now0,
              now, settings.window(), false);
      if (random.nextInt(10) == 0) {
        askUntracked(id, now0);
        return;
      }
      long number = written.size() + 1L;
      requests.put(number, id);
      unanswered.add(number);
      model.happened(
          new ReferenceModel.Happening.Asked(
              number, id.toString(), supplier, id.counter(), meter, hubOf.get(meter),
              mpan(meter).digits(),
              now0 instanceof ActivationTime.At at ? Optional.of(at.time()) : Optional.empty(),
              now0 instanceof ActivationTime.Never, now));
      TrackingDecision admission =
          elsewhere.contains(id)
              ? new TrackingDecision.NotTracked(NotTrackedReason.ALREADY_ACCEPTED, "")
              : new TrackingDecision.Tracked(order);
      record(
          new Event.ActivationRequested(
              now, "/api/v1/serviceS", Optional.of(id), OptionalInt.of(5), admission,
              Document.of(new byte[0])));
    }

    /**
     * It is relayed while its meter, or whether it was accepted before, cannot be looked up, and
     * the DSP answers at once.
     */
    private void askUntracked(RequestId id, ActivationTime when) {
      boolean lost = random.nextBoolean();
      boolean remembered = !lost || !elsewhere.contains(id);
      Set<Step> before = elsewhere.contains(id) ? Set.of(Step.SEND) : Set.of();
      long number = written.size() + 1L;
      DspAnswer answer = DspAnswer.values()[random.nextInt(3)];
      Command asked =
          new Command.Activation(
              now, "/api/v1/serviceS", document(id, when),
              lost ? Optional.of(device(id.target())) : Optional.empty(), true,
              lost ? EnumSet.allOf(Step.class) : before, new RequestVerifier.SignatureCheck.Valid(),
              new Command.Sender.Unchecked());
      Event.ActivationRequested event = (Event.ActivationRequested) take(asked).getFirst();
      record(
          new Event.ActivationAnswered(
              now, number, Optional.of(id), Optional.empty(), answer, 200, "",
              event.admission().doubting(), Optional.of(Step.SEND)));
      if (when.equals(new ActivationTime.Never())
          || (when instanceof ActivationTime.At at && at.time().isAfter(now))) {
        model.happened(
            new ReferenceModel.Happening.MayReplace(
                id.toString(), id.target(), remembered, answer, now));
      }
      if (answer == DspAnswer.ACCEPTED) {
        model.happened(new ReferenceModel.Happening.Settled(id.toString()));
        elsewhere.remove(id); // until it is moved again
      }
    }

    private static Message.Request document(RequestId id, ActivationTime when) {
      Optional<Instant> time =
          when instanceof ActivationTime.At at ? Optional.of(at.time()) : Optional.empty();
      byte[] preCommand =
          when instanceof ActivationTime.Never
              ? PayloadBuilder.cancellation(id.originator(), id.target(), id.counter(), HASH)
              : PayloadBuilder.activateFirmware(
                  id.originator(), id.target(), id.counter(), HASH, time);
      byte[] payload = PayloadBuilder.signed(preCommand, new byte[64]);
      return (Message.Request)
          new MessageReader().read(MessageBuilder.signedActivation(id, 5, payload));
    }

    private ActivationTime anyWhen() {
      return switch (random.nextInt(5)) {
        case 0, 1 -> new ActivationTime.Now();
        case 2 -> new ActivationTime.Never();
        default ->
            new ActivationTime.At(
                MIDNIGHT.plus(
                    Duration.ofMinutes(
                        (Duration.between(MIDNIGHT, now).toMinutes() / 5 + random.nextInt(30))
                            * 5)));
      };
    }

    private void reply() {
      if (!unanswered.isEmpty()) {
        long number = unanswered.remove(random.nextInt(unanswered.size()));
        reply(number, DspAnswer.values()[random.nextInt(3)]);
      }
    }

    private void reply(long number, DspAnswer answer) {
      model.happened(new ReferenceModel.Happening.Replied(number, answer, now));
      record(
          new Event.ActivationAnswered(
              now, number, Optional.of(requests.get(number)), Optional.of(Step.SEND), answer,
              200, ""));
    }

    private void exchangeHub() {
      Eui64 meter = meters.get(random.nextInt(3));
      Eui64 to = hubs.get(1 - hubs.indexOf(hubOf.get(meter)));
      hubOf.put(meter, to);
      model.happened(new ReferenceModel.Happening.Moved(meter, to));
      supplied(Set.of());
    }

    private void leave() {
      Eui64 meter = meters.get(random.nextInt(3));
      model.happened(new ReferenceModel.Happening.Left(meter, now));
      supplied(Set.of(meter));
    }

    private void supplied(Set<Eui64> unlisted) {
      take(
          new Command.Supply(
              "inventory", "", "", 0, "test",
              meter ->
                  Optional.of(
                      new DeviceFacts(Optional.of(device(meter)), !unlisted.contains(meter)))));
    }

    private Device device(Eui64 meter) {
      return new Device(
          meter, "ESME", "SMETS2", "1063", "", Optional.of(hubOf.get(meter)),
          Optional.of(mpan(meter)), "", "", "");
    }

    private void turn() {
      position = Switch.values()[random.nextInt(3)];
      if (position == Switch.OFF) {
        model.happened(new ReferenceModel.Happening.Off(now));
      }
      take(new Command.SetSwitch(position, "test", "because"));
    }

    /** What is in memory goes; the journal stays; tries without an answer are given up. */
    private void crash() {
      TrackingState again = TrackingState.empty();
      if (random.nextBoolean()) {
        for (int i = 0; i < written.size(); i++) {
          again = Transition.apply(again, i + 1L, written.get(i));
        }
        elsewhere.clear(); // all of it is in memory again
      } else {
        again =
            TrackingState.of(state.position(), state.global().lastAt(), state.overrides());
        for (HubState each : state.hubs()) {
          again = again.with(each);
        }
      }
      GuardHistory guards = GuardHistory.NONE.under(settings);
      for (Event each : written) {
        guards = guards.recalled(each);
      }
      boolean open = again.overrides().breaker().isPresent();
      started = now;
      state = again.with(open ? guards.startedAnew(now) : guards);
      assertThat(state.awaited())
          .extracting(TrackingState.Awaited::recorded)
          .isSubsetOf(unanswered);
      if (random.nextInt(3) == 0) {
        trusted = now.plus(Duration.ofMinutes(random.nextInt(20)));
      }
      state = state.with(state.global().at(state.global().lastAt(), trusted));
      giveUp();
    }

    private void giveUp() {
      for (long number : List.copyOf(unanswered)) {
        reply(number, DspAnswer.UNCONFIRMED);
      }
      unanswered.clear();
    }

    private void alert() {
      boolean other = random.nextInt(3) == 0;
      Eui64 hub = other ? neighbours.get(random.nextInt(4)) : hubs.get(random.nextInt(2));
      String mpxn = random.nextInt(6) == 0 ? "BANANA" : mpan(meters.get(random.nextInt(3)))
          .digits();
      int late = random.nextInt(20) == 0 ? random.nextInt(30) : 0; // hours on its way
      Instant start = now.minus(Duration.ofMinutes(60 * late + 5 * random.nextInt(3)));
      HubLocation where = where(hub);
      ReferenceModel.Alert alert =
          new ReferenceModel.Alert(
              hub, mpxn, start, now, where.area().map(Area::name), where.region());
      assertThat(state.overrides().breaker().isPresent())
          .as("breaker after %s", model)
          .isEqualTo(model.isBreakerOpen());
      String expected = model.judge(alert, position, trusted);
      Message.Ad1 message = ad1(hub, start, mpxn);
      Verdict verdict = judged(message, where);
      String actual = ReferenceModel.told(verdict);
      assertThat(actual)
          .as("alert of %s at %s after %s%nproduct: %s", hub, now, model, state.hub(hub))
          .isEqualTo(expected);
      String word = actual.split(", ")[0];
      seen.merge(word.startsWith("suppressed") ? "suppressed" : word, 1, Integer::sum);
      switch (verdict) {
        case Verdict.Suppress s -> {
          s.shadows().forEach(this::sawInShadow);
          assertThat(decided(message, where))
              .as("a duplicate")
              .isInstanceOf(Event.AlertCopied.class);
        }
        case Verdict.Forward f -> f.shadows().forEach(this::sawInShadow);
      }
    }

    private void sawInShadow(Guard guard) {
      seen.merge("in shadow: " + guard, 1, Integer::sum);
    }

    /** The first tracked hub stands in the North; of the other nothing is known. */
    private HubLocation where(Eui64 hub) {
      if (!HubLocation.isAsked(settings, state.overrides()) || hub.equals(hubs.get(1))) {
        return HubLocation.UNKNOWN;
      }
      boolean far = hub.equals(neighbours.get(3));
      Area area = new Area(Area.Kind.FEEDER, far ? "F2" : "F1");
      return new HubLocation(Optional.of(area), Optional.of("NORTH"));
    }

    private Verdict judged(Message.Ad1 alert, HubLocation where) {
      return ((Event.AlertJudged) decided(alert, where)).verdict();
    }

    private Event decided(Message.Ad1 alert, HubLocation where) {
      return take(new Command.Alert(now, alert, where, Event.NOBODY)).getFirst();
    }

    private static Mpan mpan(Eui64 meter) {
      return new Mpan("20000000000" + (meter.value() - 0xB1) + "0");
    }

    private Message.Ad1 ad1(Eui64 hub, Instant start, String mpxn) {
      return new Message.Ad1(
          Document.of(new byte[0]),
          new Message.Header(
              Optional.empty(),
              Optional.of(new ResponseId(hub, hub, ++alerts)),
              "I0",
              Optional.empty()),
          Optional.of(hub), Optional.of(start), mpxn, OptionalLong.empty(), List.of());
    }
  }
}

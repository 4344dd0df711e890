package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/**
 * One hub with two meters, told as a timeline: what happens at which time of the day, and what
 * becomes of an alert. For tests.
 */
final class Street {
  static final Eui64 HUB = Eui64.of("00-DB-00-00-00-00-00-01");
  static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  static final Eui64 NEIGHBOUR = Eui64.of("00-DB-12-34-56-78-90-A1");
  static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  static final Eui64 OTHER_SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-01");
  static final Mpan MPAN = new Mpan("2012345678903");
  static final Mpan NEIGHBOURS_MPAN = new Mpan("2012345678911");
  static final ActivationTime NOW = new ActivationTime.Now();
  static final ActivationTime NEVER = new ActivationTime.Never();

  private HubState state = HubState.empty(HUB);
  private Switch position = Switch.ENFORCE;
  private Instant suppressFrom = Instant.MIN;
  private Overrides overrides = Overrides.NONE;
  private HubLocation where = HubLocation.UNKNOWN;
  private Optional<Verdict.NearbyAlerts> nearby = Optional.empty();
  private Settings settings = settings(Map.of(), Settings.WindowClock.RECEIPT);
  private long recorded;

  static Settings settings(Map<Guard, Guard.Setting> guards, Settings.WindowClock clock) {
    return new Settings(
        Duration.ofMinutes(30), clock, Duration.ofHours(2), false, Set.of("Landis+Gyr"), guards,
        Settings.Thresholds.usual(), Settings.Authority.ANYBODY);
  }

  /** A time of the one day on which everything happens, {@code hh:mm} or {@code hh:mm:ss}. */
  static Instant time(String text) {
    return Instant.parse("2030-01-15T" + (text.length() == 5 ? text + ":00" : text) + "Z");
  }

  static ActivationTime at(String text) {
    return new ActivationTime.At(time(text));
  }

  Street guard(Guard guard, Guard.Setting setting) {
    Map<Guard, Guard.Setting> guards = new EnumMap<>(Guard.class);
    guards.putAll(settings.guards());
    guards.put(guard, setting);
    settings = settings(guards, settings.windowClock());
    return this;
  }

  Street comparing(Settings.WindowClock clock) {
    settings = settings(settings.guards(), clock);
    return this;
  }

  Street switchedTo(Switch to, String when) {
    position = to;
    if (to == Switch.OFF) {
      state = state.switchedOff(time(when), Long.MAX_VALUE);
    }
    return this;
  }

  Street clockBehindUntil(String when) {
    suppressFrom = time(when);
    return this;
  }

  /** A try of a request of the meter; gives its number, by which it is answered. */
  long request(String when, int counter, ActivationTime what) {
    return request(when, SUPPLIER, METER, counter, what);
  }

  long request(String when, Eui64 supplier, Eui64 meter, int counter, ActivationTime what) {
    recorded++;
    TrackedRequest order =
        new TrackedRequest(
            new RequestId(supplier, meter, counter),
            Step.SEND,
            meter,
            HUB,
            Optional.of(meter.equals(METER) ? MPAN : NEIGHBOURS_MPAN),
            "E470",
            "AA".repeat(32),
            what,
            time(when),
            settings.window(),
            false);
    state = state.requested(order, recorded);
    return recorded;
  }

  Street answer(String when, long number, int counter, DspAnswer answer) {
    return answer(when, SUPPLIER, METER, number, counter, answer);
  }

  Street answer(
      String when, Eui64 supplier, Eui64 meter, long number, int counter, DspAnswer answer) {
    RequestId request = new RequestId(supplier, meter, counter);
    state = state.answered(request, Step.SEND, number, answer, time(when));
    return this;
  }

  /** A request of the meter that the DSP accepts within the second. */
  Street accepted(String when, int counter, ActivationTime what) {
    long number = request(when, counter, what);
    return answer(when, number, counter, DspAnswer.ACCEPTED);
  }

  Street accepted(String when, Eui64 supplier, Eui64 meter, int counter, ActivationTime what) {
    long number = request(when, supplier, meter, counter, what);
    return answer(when, supplier, meter, number, counter, DspAnswer.ACCEPTED);
  }

  /** A request that cannot be read, which may be one for this meter; gives its number. */
  long unreadable(String when, Eui64 meter, int counter) {
    recorded++;
    state = state.unreadable(new RequestId(SUPPLIER, meter, counter), recorded, time(when));
    return recorded;
  }

  Street answeredUnreadable(String when, Eui64 meter, long number, int counter, DspAnswer answer) {
    RequestId request = new RequestId(SUPPLIER, meter, counter);
    state = state.answered(request, Step.UNREADABLE, number, answer, time(when));
    return this;
  }

  Street left(String when, Eui64 meter) {
    state = state.left(meter, time(when));
    return this;
  }

  HubState state() {
    return state;
  }

  Street state(HubState other) {
    state = other;
    return this;
  }

  Verdict judge(Message.Ad1 alert, String received) {
    return new Policy(settings)
        .judge(alert, state, circumstances(), time(received));
  }

  private Policy.JudgementContext circumstances() {
    return new Policy.JudgementContext(position, suppressFrom, overrides, where, nearby);
  }

  /** An operator orders to forward everything of a place, or takes that back. */
  Street storm(String when, StormOrder.Scope place, StormOrder.Order order) {
    return storm(when, place, order, Optional.empty());
  }

  /** One that ends by itself. */
  Street stormUntil(String until, String when, StormOrder.Scope place) {
    return storm(when, place, StormOrder.Order.ON, Optional.of(time(until)));
  }

  private Street storm(
      String when, StormOrder.Scope place, StormOrder.Order order, Optional<Instant> until) {
    overrides = overrides.ordered(place, order, time(when), until, "control room", "gale");
    return this;
  }

  Street breaker(String when, Breaker.Position to) {
    overrides = overrides.turned(to, time(when), "too many");
    return this;
  }

  /** What the inventory tells of the hub. */
  Street standingIn(Area area, String region) {
    where = new HubLocation(Optional.of(area), Optional.of(region));
    return this;
  }

  /** So many other hubs of the area alerted lately. */
  Street among(int others) {
    nearby =
        where
            .area()
            .map(a -> new Verdict.NearbyAlerts(a, others, settings.thresholds().hubsWithin()));
    return this;
  }

  /** The meter's activation with this counter is heard to have failed. */
  Street failed(String when, long counter) {
    state = state.failed(METER, counter, settings.guard(Guard.ACTIVATION_FAILED), time(when));
    return this;
  }

  /** An alert of the hub, received at a time, of an outage that began then. */
  Verdict alert(String received) {
    return judge(ad1(received, MPAN.digits()), received);
  }

  static Message.Ad1 ad1(String start, String mpxn) {
    return ad1(Optional.of(new ResponseId(HUB, SUPPLIER, 1)), start, mpxn);
  }

  static Message.Ad1 ad1(Optional<ResponseId> response, String start, String mpxn) {
    return new Message.Ad1(
        Document.of(new byte[0]),
        new Message.Header(
            Optional.empty(),
            response,
            "I0",
            Optional.empty()),
        Optional.of(HUB),
        Optional.of(time(start)),
        mpxn,
        OptionalLong.empty(),
        List.of());
  }

  /** An event of an alert that was judged: what the guards that count look at. */
  static Event.AlertJudged judged(
      Optional<Eui64> hub, Optional<Area> area, Verdict verdict, Instant at) {
    Message.Ad1 alert = ad1("10:00", MPAN.digits());
    return new Event.AlertJudged(
        at, at, alert.responseId(), hub, alert.start(), alert.mpxn(), OptionalLong.empty(),
        OptionalInt.empty(), Event.NOBODY, Switch.ENFORCE, area, verdict, "", alert.document());
  }

  Street heldAt(String received) {
    assertThat(alert(received)).as("alert at " + received).isInstanceOf(Verdict.Suppress.class);
    return this;
  }

  Street passesAt(String received, Reason reason) {
    assertPasses(alert(received), reason, "alert at " + received);
    return this;
  }

  static void assertPasses(Verdict verdict, Reason reason, String what) {
    assertThat(verdict).as(what).isInstanceOf(Verdict.Forward.class);
    assertThat(((Verdict.Forward) verdict).reason()).as(what).isEqualTo(reason);
  }
}

package org.lastgasp.hindsight;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Window;

/** A day at one hub, told by the clock: {@code at("10:12").held("10:06")}. */
final class Timeline {
  static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  static final Eui64 OTHER_METER = Eui64.of("00-DB-12-34-56-78-90-A1");
  static final Eui64 HUB = Eui64.of("90-B3-D5-1F-30-00-00-01");
  static final Eui64 OTHER_HUB = Eui64.of("90-B3-D5-1F-30-00-00-02");
  static final RequestId REQUEST = new RequestId(SUPPLIER, METER, 1_000);
  static final HindsightSettings SETTINGS = HindsightSettings.DEFAULT;

  final CaseEngine book;
  final List<LabelChange> changes = new ArrayList<>();
  private long number;
  private Instant now = clock("00:00");

  Timeline(CaseEngine book) {
    this.book = book;
    tracked(REQUEST, "10:00");
  }

  /** From now on an activation of the hub is tracked, with a window of half an hour. */
  Timeline tracked(RequestId request, String from) {
    return take(
        new Observation.Tracked(
            ++number, now, HUB, request, clock(from), clock(from).plusSeconds(1_800)));
  }

  /** What the meter of a request has planned is to be cancelled by it. */
  Timeline cancelling(RequestId request) {
    return take(new Observation.Tracked(++number, now, HUB, request, now, now));
  }

  /** The last try of a request is answered. */
  Timeline answered(RequestId request, DspAnswer answer) {
    long tried = number;
    return take(new Observation.Answered(++number, now, request, tried, answer));
  }

  /** Of the first day; {@code +1 10:00} is of the second. */
  static Instant clock(String time) {
    int days = time.startsWith("+") ? Integer.parseInt(time.substring(1, 2)) : 0;
    String clock = days > 0 ? time.substring(3) : time;
    return Instant.parse("2030-01-15T00:00:00Z")
        .plus(Duration.ofDays(days))
        .plusSeconds(LocalTime.parse(clock).toSecondOfDay());
  }

  Timeline at(String time) {
    now = clock(time);
    return this;
  }

  /** An alert is suppressed by a window from 10:00 until 10:30. */
  Timeline held(String start) {
    return take(held(++number, now, clock(start)));
  }

  static Observation.Held held(long number, Instant at, Instant start) {
    return held(number, at, start, Window.Mode.ON_DEMAND, clock("10:00"), clock("10:30"));
  }

  private static Observation.Held held(
      long number, Instant at, Instant start, Window.Mode mode, Instant from, Instant until) {
    return new Observation.Held(
        number, at, HUB, METER, REQUEST, mode, from, until, start,
        "2012345678903", OptionalInt.of(20), "ab".repeat(32));
  }

  /** An alert of an outage that began five minutes ago is suppressed by a window. */
  Timeline heldIn(Window.Mode mode, String from, String until) {
    return take(
        held(++number, now, now.minusSeconds(300), mode, clock(from), clock(until)));
  }

  /** A start finds its clock behind the journal. */
  Timeline clockSetBack() {
    return take(new Observation.ClockSetBack(++number, now, Duration.ofMinutes(30)));
  }

  /** An operator says that the clock is right. */
  Timeline clockTrusted() {
    return take(new Observation.ClockTrusted(++number, now));
  }

  Timeline restored(Eui64 meter, String off, String on) {
    Observation.Span span = new Observation.Span(clock(off), clock(on));
    take(new Observation.Restored(++number, now, meter, "8F36", Optional.of(span)));
    return take(new Observation.Heard(number, now, meter, "8F36"));
  }

  Timeline restoredSometime(Eui64 meter) {
    take(new Observation.Restored(++number, now, meter, "8F35", Optional.empty()));
    return take(new Observation.Heard(number, now, meter, "8F35"));
  }

  Timeline outcome(long counter, Observation.Result result, String done) {
    take(
        new Observation.Outcome(
            ++number, now, METER, Optional.of(SUPPLIER), counter, result, clock(done), "CS06"));
    return take(new Observation.Heard(number, now, METER, "response"));
  }

  /** The DSP says that the request failed; the meter itself was not heard. */
  Timeline refused(RequestId request) {
    return take(
        new Observation.Outcome(
            ++number, now, request.target(), Optional.of(request.originator()), request.counter(),
            Observation.Result.FAILED, now, "E20"));
  }

  Timeline heard(Eui64 device) {
    return take(new Observation.Heard(++number, now, device, "response"));
  }

  Timeline alerted(Eui64 hub, String start) {
    return take(new Observation.Alerted(++number, now, hub, clock(start), Optional.empty()));
  }

  Timeline settled(long alert, String by) {
    return take(new Observation.Settled(++number, now, alert, by, "looked at it"));
  }

  Timeline take(Observation fact) {
    changes.addAll(book.take(fact));
    return this;
  }

  /** Nothing more until then. */
  Timeline until(String time) {
    now = clock(time);
    changes.addAll(book.passed(now));
    return this;
  }

  Case only() {
    return of(2); // the first fact is that the activation is tracked
  }

  Case of(long alert) {
    return book.of(alert).orElseThrow();
  }
}

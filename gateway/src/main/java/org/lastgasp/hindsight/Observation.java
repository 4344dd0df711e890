package org.lastgasp.hindsight;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/** An observation that was received and may bear on a case. Immutable. */
public sealed interface Observation {

  /** The number of the journal's entry; in a simulation any number that grows. */
  long number();

  /** The instant it was received. */
  Instant at();

  /** The observation of a request that is tracked: an activation, or a cancellation. */
  static Observation of(long number, Instant at, TrackedRequest order) {
    Instant from = order.begins();
    Instant until = order.cancels() ? from : from.plus(order.window());
    return new Tracked(number, at, order.hub(), order.request(), from, until);
  }

  /** The observation of an alert that was forwarded, with the window that came closest to it. */
  static Observation of(
      long number, Instant at, Eui64 hub, Instant start, Verdict.Forward verdict) {
    return new Alerted(number, at, hub, start, verdict.nearest().map(Tracked::known));
  }

  /** The window that the verdict on an alert named, as it was then. */
  default Optional<Tracked> named() {
    return Optional.empty();
  }

  /**
   * An activation of a meter is tracked: from here on what its meter says is remembered for a day,
   * since it may come before the alert that it bears on.
   *
   * @param from the beginning of the window
   * @param until its end; the beginning, if it explains no alert, as a cancellation
   */
  record Tracked(
      long number, Instant at, Eui64 hub, RequestId request, Instant from, Instant until)
      implements Observation {
    /** The meter that is to activate. */
    Eui64 meter() {
      return request.target();
    }

    /** A window as a verdict or a snapshot has it. */
    static Tracked known(Window w) {
      Instant until = w.isCalledOff() || w.tries().isAwaited() ? w.from() : w.until();
      return new Tracked(w.recorded(), w.requested(), w.hub(), w.request(), w.from(), until);
    }

    /** Returns true if it explains no alert. */
    boolean isEmpty() {
      return !from.isBefore(until);
    }

    Tracked on(Eui64 other) {
      return new Tracked(number, at, other, request, from, until);
    }
  }

  /**
   * The answer to a try of a tracked request is known, or was given up. A cancellation or a later
   * date, once accepted, replaces what its meter has planned; a cancellation that was left
   * unanswered may have done so.
   *
   * @param tried the number of that try
   */
  record Answered(long number, Instant at, RequestId request, long tried, DspAnswer answer)
      implements Observation {
    /** Those of its meter's activations that explain nothing from here on. */
    List<Tracked> withdraws(List<Tracked> known) {
      Stream<Tracked> own = known.stream().filter(each -> each.request().equals(request));
      Predicate<Tracked> which =
          switch (answer) {
            case REFUSED -> each -> each.number() == tried;
            case ACCEPTED ->
                own.anyMatch(each -> each.isEmpty() || each.from().isAfter(each.at()))
                    ? replacedAfter(at)
                    : each -> false;
            case UNCONFIRMED ->
                own.filter(Tracked::isEmpty)
                    .findFirst()
                    .map(cancellation -> replacedAfter(cancellation.at()))
                    .orElse(each -> false);
          };
      return known.stream().filter(which).toList();
    }

    private Predicate<Tracked> replacedAfter(Instant begun) {
      return each ->
          each.number() < tried
              && each.from().isAfter(begun)
              && (!each.request().originator().equals(request.originator())
                  || Long.compareUnsigned(each.request().counter(), request.counter()) < 0);
    }
  }

  /** The windows of a meter moved to another hub. */
  record Moved(long number, Instant at, Eui64 meter, Eui64 to) implements Observation {}

  /**
   * An alert was suppressed: a case.
   *
   * @param at when the alert was received
   * @param meter whose window held it, with that window as the verdict had it
   * @param mode how the beginning of that window was set
   * @param start when the outage began, as the alert says
   * @param mpxn as written in the alert
   * @param sha256 of the alert's bytes
   */
  record Held(
      long number,
      Instant at,
      Eui64 hub,
      Eui64 meter,
      RequestId request,
      Window.Mode mode,
      Instant from,
      Instant until,
      Instant start,
      String mpxn,
      OptionalInt distributor,
      String sha256)
      implements Observation {
    @Override
    public Optional<Tracked> named() {
      return Optional.of(new Tracked(number, at, hub, request, from, until));
    }
  }

  /**
   * An alert of the same hub that was forwarded. One suppressed is a {@link Held}, and means the
   * same.
   */
  record Alerted(long number, Instant at, Eui64 hub, Instant start, Optional<Tracked> named)
      implements Observation {}

  /**
   * A meter says that its supply is back: 8F35, 8F36, or 8F37 to 8F3C for a phase.
   *
   * @param off when it was off, by the meter's clock; empty if that cannot be read
   */
  record Restored(long number, Instant at, Eui64 meter, String code, Optional<Span> off)
      implements Observation {}

  /** A span of time from the first instant up to and including the last. */
  record Span(Instant first, Instant last) {
    /** Returns true if they have an instant in common. */
    boolean overlaps(Span other) {
      return !first.isAfter(other.last) && !other.first.isAfter(last);
    }

    /** The same, longer by a time at both ends. */
    Span widened(Duration by) {
      return new Span(first.minus(by), last.plus(by));
    }

    @Override
    public String toString() {
      return first + " to " + last;
    }
  }

  /**
   * The outcome of an activation.
   *
   * @param originator who asked for it, where that is known
   * @param counter of the request: for a future-dated one the inner counter
   * @param done when it was carried out, if it says so, else when this was received
   * @param words what was said, e.g. {@code 8F67, outcome 3}
   */
  record Outcome(
      long number,
      Instant at,
      Eui64 meter,
      Optional<Eui64> originator,
      long counter,
      Result result,
      Instant done,
      String words)
      implements Observation {}

  /** The possible results of an activation. */
  enum Result {
    SUCCEEDED,
    FAILED
  }

  /**
   * A device was heard: a message that it made itself, whatever is in it. Comes after the fact that
   * the message tells besides, if it tells one.
   *
   * @param what kind of message, in a word or two
   */
  record Heard(long number, Instant at, Eui64 device, String what) implements Observation {}

  /**
   * An alert that was suppressed was delivered late.
   *
   * @param alert the number of the alert
   */
  record Released(long number, Instant at, long alert, String because) implements Observation {}

  /**
   * The end of windows before their time, or their move to another hub.
   *
   * @param meter whose; empty if the windows of all meters did
   * @param counter of the request, if only its window did
   */
  record Ended(long number, Instant at, Optional<Eui64> meter, OptionalLong counter)
      implements Observation {}

  /**
   * A start found its clock behind the journal: windows that began with a receipt ended, while
   * those with a date of their own keep it.
   *
   * @param window how long a window lasts; a longer one was lengthened by a receipt
   */
  record ClockSetBack(long number, Instant at, Duration window) implements Observation {}

  /** The clock is right now: alerts of a later instant were received while it was ahead. */
  record ClockTrusted(long number, Instant at) implements Observation {}

  /**
   * An operator settled what was to be done about a case.
   *
   * @param alert the number of the alert
   */
  record Settled(long number, Instant at, long alert, String by, String reason)
      implements Observation {}
}

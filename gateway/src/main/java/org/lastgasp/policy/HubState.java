package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * The state of one hub: its windows, the cancellations on their way, the alerts suppressed and the
 * requests the DSP accepted. Immutable; each transition is a method that gives the state after it,
 * total and pure, so that the same events give the same state everywhere.
 *
 * <p>Among a hundred thousand hubs none is in the processor's cache, and a judgement waits for each
 * object it looks at. So the usual case, one window of which nothing else is to be said, is kept
 * here once more, as numbers that lie together.
 */
public final class HubState {
  private static final long NO_PREMISES = -1;

  private final Eui64 hub;
  private final List<Window> windows;
  private final List<Cancellation> cancellations;
  private final List<Suppression> suppressions;
  private final List<Accepted> accepted;

  /** The second in which the first of the windows begins; {@link Instant#MAX} without windows. */
  private final long fromSecond;

  private final int fromNano;
  private final int untilNano;

  /** The end of the only window, if it is plain; else {@link Instant#MIN}. */
  private final long untilSecond;

  /** The thirteen digits of the only window's MPAN, if it is plain and has one. */
  private final long premises;

  /** The time after its window for which a suppression, and the window itself, is remembered. */
  public static final Duration REMEMBERED = Duration.ofHours(24);

  /**
   * An alert that was suppressed.
   *
   * @param recorded the journal's number of the entry that is its evidence
   * @param until the end of its window
   * @param released whether it was delivered late
   */
  public record Suppression(
      Optional<ResponseId> response,
      Instant start,
      long recorded,
      Instant until,
      boolean released) {}

  /** A request that the DSP accepted, and the end of its window. */
  public record Accepted(RequestId request, Step step, Instant until) {}

  /**
   * A hub's state as it was remembered.
   *
   * @param windows in the order they were recorded; those that are over stay until forgotten
   * @param cancellations awaited or left unconfirmed
   * @param suppressions the alerts suppressed, by which copies are known
   * @param accepted requests whose window is forgotten: a repetition still changes nothing
   */
  public HubState(
      Eui64 hub,
      List<Window> windows,
      List<Cancellation> cancellations,
      List<Suppression> suppressions,
      List<Accepted> accepted) {
    this.hub = hub;
    this.windows = List.copyOf(windows);
    this.cancellations = List.copyOf(cancellations);
    this.suppressions = List.copyOf(suppressions);
    this.accepted = List.copyOf(accepted);
    Instant from = Instant.MAX;
    for (Window window : windows) {
      from = window.from().isBefore(from) ? window.from() : from;
    }
    boolean plain = windows.size() == 1 && windows.getFirst().isPlain();
    Instant until = plain ? windows.getFirst().until() : Instant.MIN;
    this.fromSecond = from.getEpochSecond();
    this.fromNano = from.getNano();
    this.untilSecond = until.getEpochSecond();
    this.untilNano = until.getNano();
    this.premises =
        plain
            ? windows.getFirst().mpan().map(mpan -> premises(mpan.digits())).orElse(NO_PREMISES)
            : NO_PREMISES;
  }

  /** A hub nothing is known of. */
  public static HubState empty(Eui64 hub) {
    return new HubState(hub, List.of(), List.of(), List.of(), List.of());
  }

  /** The hub. */
  public Eui64 hub() {
    return hub;
  }

  /** In the order they were recorded; those that are over stay until forgotten. */
  public List<Window> windows() {
    return windows;
  }

  /** Awaited or left unconfirmed. */
  public List<Cancellation> cancellations() {
    return cancellations;
  }

  /** The alerts suppressed, by which copies are known. */
  public List<Suppression> suppressions() {
    return suppressions;
  }

  /** Requests whose window is forgotten: a repetition still changes nothing. */
  public List<Accepted> accepted() {
    return accepted;
  }

  /** Returns true if some window has begun at an instant, whatever became of it. */
  boolean hasBegun(Instant at) {
    return isReached(at, fromSecond, fromNano);
  }

  /**
   * Returns true if its only window holds at an instant, and is {@linkplain Window#isPlain plain}.
   */
  boolean plainlyHolds(Instant at) {
    return isReached(at, fromSecond, fromNano) && !isReached(at, untilSecond, untilNano);
  }

  /** Returns where a window plainly holds: whether it is the one of these premises. */
  boolean isPlainlyAt(String mpxn) {
    return premises != NO_PREMISES && premises == premises(mpxn);
  }

  private static boolean isReached(Instant at, long second, int nano) {
    long now = at.getEpochSecond();
    return now > second || (now == second && at.getNano() >= nano);
  }

  /** Thirteen digits as a number: as many are compared, so none of two texts has the same. */
  private static long premises(String digits) {
    if (digits.length() != Mpan.LENGTH) {
      return NO_PREMISES;
    }
    long value = 0;
    for (int i = 0; i < Mpan.LENGTH; i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NO_PREMISES;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private HubState withWindows(List<Window> next) {
    return new HubState(hub, next, cancellations, suppressions, accepted);
  }

  private HubState withCancellations(List<Cancellation> next) {
    return new HubState(hub, windows, next, suppressions, accepted);
  }

  private HubState withSuppressions(List<Suppression> next) {
    return new HubState(hub, windows, cancellations, next, accepted);
  }

  private HubState withAccepted(List<Accepted> next) {
    return new HubState(hub, windows, cancellations, suppressions, next);
  }

  /** Returns true if there is nothing to remember. */
  public boolean isEmpty() {
    return windows.isEmpty()
        && cancellations.isEmpty()
        && suppressions.isEmpty()
        && accepted.isEmpty();
  }

  /** A request that passed the gates was recorded under this number, before it was relayed. */
  public HubState requested(TrackedRequest order, long recorded) {
    if (wasAccepted(order.request(), order.step())) {
      return this;
    }
    return order.cancels() ? cancelling(order, recorded) : activating(order, recorded);
  }

  /**
   * A request that cannot be read was recorded under this number, before it was relayed. It is kept
   * until its answer is known, and only if it may have cancelled something.
   */
  public HubState unreadable(RequestId request, long recorded, Instant received) {
    if (windows.stream().noneMatch(w -> Replacement.mayBeReplaced(w, request, received))) {
      return this;
    }
    if (cancellations.size() >= HubLimits.MOST_CANCELLATIONS) {
      return doubted(request, received, w -> true);
    }
    Cancellation mayBe =
        new Cancellation(
            request.target(), request, Step.UNREADABLE,
            recorded, received, Attempts.first(recorded));
    return withCancellations(Stream.concat(cancellations.stream(), Stream.of(mayBe)).toList());
  }

  /** Unless it was refused, the windows that had not begun when it was received are in doubt. */
  private HubState unreadableAnswered(RequestId request, long recorded, DspAnswer answer) {
    HubState after = this;
    List<Cancellation> rest = new ArrayList<>();
    for (Cancellation each : cancellations) {
      if (each.recorded() != recorded || !each.isOf(request, Step.UNREADABLE)) {
        rest.add(each);
      } else if (answer != DspAnswer.REFUSED) {
        after = after.doubted(request, each.received(), w -> w.recorded() < recorded);
      }
    }
    return after.withCancellations(rest);
  }

  /** Windows that a request may have replaced are in doubt. */
  private HubState doubted(RequestId by, Instant received, Predicate<Window> which) {
    UnaryOperator<Window> doubt =
        w ->
            which.test(w) && Replacement.mayBeReplaced(w, by, received) && w.doubtedBy().isEmpty()
                ? w.doubted(by)
                : w;
    return withWindows(windows.stream().map(doubt).toList());
  }

  /**
   * There is no room for a request: nobody will hear of its answer. So what it may replace is in
   * doubt.
   */
  private HubState unrecorded(TrackedRequest order) {
    return order.cancels() || order.mode() == Window.Mode.FUTURE_DATED
        ? doubted(
            order.request(), order.received(), w -> !w.isOf(order.request(), order.step()))
        : this;
  }

  /** The answer to the try recorded under this number is known, or was given up. */
  public HubState answered(
      RequestId request, Step step, long recorded, DspAnswer answer, Instant at) {
    if (step == Step.UNREADABLE) {
      return unreadableAnswered(request, recorded, answer);
    }
    List<Window> after = new ArrayList<>(windows.size());
    Optional<Replacement> accepted = Optional.empty();
    for (Window window : windows) {
      boolean first = !window.tries().accepted();
      Window next = window.isOf(request, step) ? window.answered(recorded, answer, at) : window;
      after.add(next);
      if (first && next.tries().accepted() && next.mode() == Window.Mode.FUTURE_DATED) {
        accepted = Optional.of(Replacement.by(next, recorded));
      }
    }
    List<Cancellation> awaited = new ArrayList<>();
    for (Cancellation each : cancellations) {
      Cancellation next =
          each.isOf(request, step) ? each.with(each.tries().answered(recorded, answer)) : each;
      if (!each.tries().accepted() && next.tries().accepted()) {
        accepted = Optional.of(Replacement.by(next, recorded));
      }
      if (answer == DspAnswer.UNCONFIRMED && !next.equals(each)) {
        Replacement doubtful = Replacement.by(next, recorded);
        after.replaceAll(w -> doubtful.isDoubtfulFor(w) ? w.doubted(request) : w);
      }
      if (!next.tries().isRefused()) {
        awaited.add(next);
      }
    }
    accepted.ifPresent(r -> after.replaceAll(w -> r.ends(w, at) ? r.end(w, at) : w));
    HubState next = new HubState(hub, after, awaited, suppressions, this.accepted);
    return answer == DspAnswer.ACCEPTED ? next.acceptedUnrecorded(request, step, at) : next;
  }

  /** A request was not tracked, or there was no room for it; that it was accepted is remembered. */
  HubState acceptedUnrecorded(RequestId request, Step step, Instant at) {
    if (wasAccepted(request, step) || accepted.size() >= HubLimits.MOST_ACCEPTED) {
      return this;
    }
    Stream<Accepted> further = Stream.of(new Accepted(request, step, at));
    List<Accepted> all = Stream.concat(accepted.stream(), further).toList();
    return withAccepted(all);
  }

  /** The meter left the list, or no longer passes a gate: its windows end at once. */
  public HubState left(Eui64 meter, Instant at) {
    return ended(window -> window.meter().equals(meter), Window.End.Cause.METER_LEFT, at);
  }

  /** The switch was turned off: every window recorded before that ends for good. */
  public HubState switchedOff(Instant at, long number) {
    Predicate<Window> its = w -> w.recorded() < number && w.isLive() && at.isBefore(w.until());
    for (Window window : windows) {
      if (its.test(window)) {
        return ended(its, Window.End.Cause.SWITCHED_OFF, at);
      }
    }
    return this;
  }

  /**
   * An activation was heard to have failed: its windows are marked, and end if the guard is on.
   *
   * @param counter of the request; whose it was is not always said
   */
  public HubState failed(Eui64 meter, long counter, Guard.Setting guard, Instant at) {
    Predicate<Window> its =
        w ->
            w.meter().equals(meter)
                && w.request().counter() == counter
                && at.isBefore(w.until());
    HubState marked =
        withWindows(
            windows.stream().map(w -> its.test(w) && w.isLive() ? w.failed(at) : w).toList());
    return guard == Guard.Setting.ON
        ? marked.ended(its, Window.End.Cause.ACTIVATION_FAILED, at)
        : marked;
  }

  /**
   * Returns true if a window of a meter's request may still hold, and nothing was heard of its
   * failing.
   */
  boolean mayFail(Eui64 meter, long counter, Instant now) {
    return windows.stream()
        .filter(w -> w.meter().equals(meter) && w.request().counter() == counter)
        .anyMatch(w -> w.isLive() && w.failed().isEmpty() && now.isBefore(w.until()));
  }

  /** Returns true if the request that was recorded under this number opened a window. */
  public boolean hasWindowOf(long recorded) {
    return windows.stream().anyMatch(w -> w.recorded() == recorded);
  }

  /** Returns how many windows held alerts back at some moment since an instant. */
  long inForce(Instant since, Instant now) {
    return Blindness.inForce(windows, since, now);
  }

  /** The meter was taken off this hub: what is left without it. */
  public HubState without(Eui64 meter) {
    return new HubState(
        hub,
        windows.stream().filter(w -> !w.meter().equals(meter)).toList(),
        cancellations.stream().filter(c -> !c.meter().equals(meter)).toList(),
        suppressions,
        accepted.stream().filter(a -> !a.request().target().equals(meter)).toList());
  }

  /** The meter was put on this hub: its windows and requests move here from its old hub. */
  public HubState with(Eui64 meter, HubState old) {
    return new HubState(
        hub,
        Stream.concat(
                windows.stream(),
                old.windows.stream().filter(w -> w.meter().equals(meter)).map(w -> w.on(hub)))
            .sorted(Comparator.comparingLong(Window::recorded))
            .toList(),
        Stream.concat(
                cancellations.stream(),
                old.cancellations.stream().filter(c -> c.meter().equals(meter)))
            .toList(),
        suppressions,
        Stream.concat(
                accepted.stream(),
                old.accepted.stream().filter(a -> a.request().target().equals(meter)))
            .toList());
  }

  /** An alert of this hub was suppressed by the window, under this number. */
  HubState suppressed(
      Optional<ResponseId> response, Instant start, long recorded, Instant until) {
    Suppression held = new Suppression(response, start, recorded, until, false);
    return withSuppressions(Stream.concat(suppressions.stream(), Stream.of(held)).toList());
  }

  /** An alert that was suppressed, recorded under this number, was delivered late. */
  HubState released(long recorded) {
    UnaryOperator<Suppression> release =
        s ->
            s.recorded() == recorded
                ? new Suppression(s.response(), s.start(), recorded, s.until(), true)
                : s;
    List<Suppression> after = suppressions.stream().map(release).toList();
    return withSuppressions(after);
  }

  /**
   * The suppression this alert is a duplicate of, if it is one: the same ResponseID and
   * StartDateTime, until a day after the window. An alert without a ResponseID is never taken for a
   * duplicate, nor is a document with a fault: what is not understood is forwarded.
   */
  public Optional<Suppression> copyOf(Message.Ad1 alert, Instant received) {
    if (suppressions.isEmpty() || alert.responseId().isEmpty() || !alert.faults().isEmpty()) {
      return Optional.empty();
    }
    return suppressions.stream()
        .filter(s -> s.response().equals(alert.responseId()))
        .filter(s -> alert.start().filter(s.start()::equals).isPresent())
        .filter(s -> received.isBefore(s.until().plus(REMEMBERED)))
        .findFirst();
  }

  /**
   * Forgets what can no longer matter: windows a day after their end, cancellations and
   * suppressions a day after their time, accepted requests after {@code keepAccepted} from the end
   * of their window. A window that was cancelled or ended otherwise ended then, whatever its date.
   */
  public HubState forget(Instant now, Duration keepAccepted) {
    Predicate<Instant> over = end -> !now.isBefore(end.plus(REMEMBERED));
    Predicate<Cancellation> done =
        c -> over.test(c.received()) && c.tries().awaiting().isEmpty();
    HubState left = withoutWindows(w -> isPast(w, now));
    Stream<Accepted> settled =
        cancellations.stream()
            .filter(done.and(c -> c.tries().accepted()))
            .map(c -> new Accepted(c.request(), c.step(), c.received()));
    return new HubState(
        hub,
        left.windows,
        cancellations.stream().filter(done.negate()).toList(),
        suppressions.stream().filter(s -> !over.test(s.until())).toList(),
        Stream.concat(left.accepted.stream(), settled)
            .filter(a -> now.isBefore(a.until().plus(keepAccepted)))
            .toList());
  }

  /** Some windows go; that their requests were accepted stays. */
  private HubState withoutWindows(Predicate<Window> which) {
    Stream<Accepted> settled =
        windows.stream()
            .filter(which.and(w -> w.tries().accepted()))
            .map(w -> new Accepted(w.request(), w.step(), w.end()));
    return new HubState(
        hub,
        windows.stream().filter(which.negate()).toList(),
        cancellations,
        suppressions,
        Stream.concat(accepted.stream(), settled).toList());
  }

  /** Returns what is left once requests are remembered elsewhere that the DSP accepted. */
  HubState withoutAccepted(Collection<Accepted> elsewhere) {
    return withAccepted(accepted.stream().filter(a -> !elsewhere.contains(a)).toList());
  }

  /** Returns true if a window is so long over that no verdict names it, forgotten or not yet. */
  static boolean isPast(Window window, Instant now) {
    return !now.isBefore(window.end().plus(REMEMBERED)) && window.tries().awaiting().isEmpty();
  }

  /** Returns it without the windows that no verdict names any more, forgotten or not yet. */
  HubState remembered(Instant now) {
    return windows.stream().anyMatch(w -> isPast(w, now))
        ? withWindows(windows.stream().filter(w -> !isPast(w, now)).toList())
        : this;
  }

  /**
   * Returns true if there are more windows than a hub can have by right: no more is recorded then.
   */
  boolean hasTooManyWindows(Instant now) {
    return windows.size() > HubLimits.MOST_WINDOWS
        && windows.stream().filter(w -> !isPast(w, now)).count() > HubLimits.MOST_WINDOWS;
  }

  /** Returns true if as many alerts are remembered as suppressed as may be. */
  boolean hasTooManySuppressions(Instant now) {
    return suppressions.size() >= HubLimits.MOST_SUPPRESSIONS
        && suppressions.stream().filter(s -> now.isBefore(s.until().plus(REMEMBERED))).count()
            >= HubLimits.MOST_SUPPRESSIONS;
  }

  /** The time for which its alerts have been suppressed until now by the windows it remembers. */
  public Duration blindFor(Instant now) {
    return Blindness.of(windows, now);
  }

  private HubState cancelling(TrackedRequest order, long recorded) {
    List<Cancellation> after = new ArrayList<>(cancellations);
    for (int i = 0; i < after.size(); i++) {
      Cancellation earlier = after.get(i);
      if (earlier.isOf(order.request(), order.step())) {
        if (earlier.tries().isFull()) {
          return unrecorded(order);
        }
        after.set(i, earlier.with(earlier.tries().again(recorded)));
        return withCancellations(after);
      }
    }
    if (after.size() >= HubLimits.MOST_CANCELLATIONS) {
      return unrecorded(order);
    }
    Attempts tries = Attempts.first(recorded);
    after.add(
        new Cancellation(
            order.meter(), order.request(), order.step(), recorded, order.received(), tries));
    return withCancellations(after);
  }

  private HubState activating(TrackedRequest order, long recorded) {
    List<Window> after = new ArrayList<>(windows);
    for (int i = after.size() - 1; i >= 0; i--) {
      Window earlier = after.get(i);
      if (earlier.isOf(order.request(), order.step())
          && !earlier.tries().isRefused()
          && order.received().isBefore(earlier.end())) {
        if (earlier.tries().isFull()) {
          return unrecorded(order);
        }
        after.set(i, earlier.triedAgain(order, recorded));
        return withWindows(after);
      }
    }
    return opened(order, recorded);
  }

  private HubState opened(TrackedRequest order, long recorded) {
    HubState room =
        windows.size() > HubLimits.MOST_WINDOWS
            ? withoutWindows(w -> isPast(w, order.received()))
            : this;
    if (room.windows.size() > HubLimits.MOST_WINDOWS) {
      return room.unrecorded(order);
    }
    Window further = Window.opened(order, recorded);
    return room.withWindows(Stream.concat(room.windows.stream(), Stream.of(further)).toList());
  }

  /** Returns true if a request is remembered here as accepted: a repetition changes nothing. */
  boolean wasAccepted(RequestId request, Step step) {
    for (Accepted each : accepted) {
      if (each.request().equals(request) && each.step() == step) {
        return true;
      }
    }
    for (Window each : windows) {
      if (each.isOf(request, step) && each.tries().accepted()) {
        return true;
      }
    }
    for (Cancellation each : cancellations) {
      if (each.isOf(request, step) && each.tries().accepted()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HubState that
        && hub.equals(that.hub)
        && windows.equals(that.windows)
        && cancellations.equals(that.cancellations)
        && suppressions.equals(that.suppressions)
        && accepted.equals(that.accepted);
  }

  @Override
  public int hashCode() {
    return Objects.hash(hub, windows, cancellations, suppressions, accepted);
  }

  @Override
  public String toString() {
    return "HubState[hub=%s, windows=%s, cancellations=%s, suppressions=%s, accepted=%s]"
        .formatted(hub, windows, cancellations, suppressions, accepted);
  }

  private HubState ended(Predicate<Window> which, Window.End.Cause cause, Instant at) {
    UnaryOperator<Window> end =
        w ->
            which.test(w) && w.isLive() && at.isBefore(w.until())
                ? w.ended(cause, at, Optional.empty())
                : w;
    return withWindows(windows.stream().map(end).toList());
  }
}

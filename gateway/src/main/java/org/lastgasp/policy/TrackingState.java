package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/**
 * The state that the one decision is made on: a value for each hub, the hub each meter is on, and
 * one value for all else. {@link Decider#decide} only reads it, {@link Transition#apply} gives the
 * state after an event.
 *
 * <p>In memory ({@link #empty}) it is an immutable value: other threads may look at it at any time
 * and see one moment, and what was not committed is dropped by keeping the value of before. Over a
 * store (Kafka Streams) the look-ups read the store, {@code with} puts into it and returns {@code
 * this}, for one thread; there the transaction takes back what was not committed. Then {@link
 * #hubs} and what is derived from it is for maintenance only: no decision walks all hubs but the
 * breaker's and that of a clock that was set back, which a cluster does not have.
 */
public interface TrackingState {
  /** Nothing tracked, in memory. */
  static TrackingState empty() {
    return MemoryState.EMPTY;
  }

  /** Returns what a snapshot begins with, in memory; the hubs are put in one by one. */
  static TrackingState of(Switch position, Instant lastAt, Overrides overrides) {
    GlobalState global =
        new GlobalState(
            Optional.of(position), overrides, List.of(), lastAt, Instant.MIN, GuardHistory.NONE,
            UserWindows.NONE, Duration.ZERO);
    return MemoryState.EMPTY.with(global);
  }

  /** Returns what is tracked of a hub; empty if nothing is. */
  HubState hub(Eui64 hub);

  /** The hub a meter was last on, if anything was remembered of it. */
  Optional<Eui64> hubOf(Eui64 meter);

  /** Every hub something is remembered of, in no order. */
  List<HubState> hubs();

  /** Every meter something is remembered of, and the hub it was last on. */
  Map<Eui64, Eui64> meters();

  /** Returns what belongs to no hub. */
  GlobalState global();

  /** With another value of a hub; its meters are on it then. An empty one is forgotten. */
  TrackingState with(HubState hub);

  /** With a meter on a hub. */
  TrackingState withMeter(Eui64 meter, Eui64 hub);

  /** Without the place of a meter. */
  TrackingState withoutMeter(Eui64 meter);

  /** With another value of what belongs to no hub. */
  TrackingState with(GlobalState global);

  /** The switch; off in an empty journal. */
  default Switch position() {
    return global().position().orElse(Switch.OFF);
  }

  /** The overrides in force, and whether the breaker is open. */
  default Overrides overrides() {
    return global().overrides();
  }

  /** Nothing received before this is suppressed; {@link Instant#MIN} if the clock was in order. */
  default Instant suppressFrom() {
    return global().suppressFrom();
  }

  /** A start; if it is before the latest instant recorded, nothing is suppressed until then. */
  default TrackingState startedAt(Instant now) {
    Instant last = global().lastAt();
    return with(global().at(last, last.isAfter(now) ? last : Instant.MIN));
  }

  /** The latest instant recorded is this, unless a later one was. */
  default TrackingState reached(Instant at) {
    GlobalState global = global();
    return at.isAfter(global.lastAt()) ? with(global.at(at, global.suppressFrom())) : this;
  }

  /** Counts from here on what these settings ask for. */
  default TrackingState under(Settings settings) {
    GuardHistory guards = global().guards();
    GuardHistory next = guards.under(settings);
    UserWindows users = global().users().under(settings.authority(), this);
    return next == guards && users == global().users()
        ? this
        : with(global().with(next).with(users));
  }

  /** With another history of the guards. */
  default TrackingState with(GuardHistory guards) {
    return with(global().with(guards));
  }

  /** Every meter with a window or a cancellation, and its hub. */
  default Map<Eui64, Eui64> tracked() {
    Map<Eui64, Eui64> tracked = new HashMap<>();
    for (HubState each : hubs()) {
      each.windows().forEach(w -> tracked.put(w.meter(), each.hub()));
      each.cancellations().forEach(c -> tracked.put(c.meter(), each.hub()));
    }
    return tracked;
  }

  /** The windows of a meter that may still hold. */
  default List<Window> live(Eui64 meter, Instant now) {
    return hubOf(meter).stream()
        .flatMap(hub -> hub(hub).windows().stream())
        .filter(w -> w.meter().equals(meter) && w.isLive() && now.isBefore(w.until()))
        .toList();
  }

  /**
   * Returns true if a window of a meter's request may still hold, and nothing was heard of its
   * failing.
   */
  default boolean mayFail(Eui64 meter, long counter, Instant now) {
    return hubOf(meter).filter(hub -> hub(hub).mayFail(meter, counter, now)).isPresent();
  }

  /** Suppressed alerts whose window is over at an instant, and that were not delivered since. */
  default List<HubState.Suppression> unreleased(Instant now) {
    return hubs().stream()
        .flatMap(hub -> hub.suppressions().stream())
        .filter(held -> !held.released() && !held.until().isAfter(now))
        .toList();
  }

  /** Returns true if an alert that was suppressed is remembered, and was not delivered since. */
  default boolean mayRelease(Eui64 hub, long alert) {
    return hub(hub).suppressions().stream()
        .anyMatch(held -> held.recorded() == alert && !held.released());
  }

  /** Returns how many windows suppressed alerts at some moment since an instant. */
  default long inForce(Instant since, Instant now) {
    return hubs().stream().mapToLong(hub -> hub.inForce(since, now)).sum();
  }

  /**
   * The windows that are not over.
   *
   * @param windows that nothing has ended before their time
   * @param notBegun those of them that are still to come
   */
  record Live(long windows, long notBegun) {
    /** None. */
    public static final Live NOTHING = new Live(0, 0);
  }

  /** The windows that are not over at an instant: what turning the switch off would end. */
  default Live live(Instant now) {
    long windows = 0;
    long notBegun = 0;
    for (HubState hub : hubs()) {
      for (Window window : hub.windows()) {
        if (window.isLive() && now.isBefore(window.until())) {
          windows++;
          notBegun += window.hasBegun(now) ? 0 : 1;
        }
      }
    }
    return new Live(windows, notBegun);
  }

  /** Returns how many windows are in which state at an instant. */
  default Map<Window.State, Long> count(Instant now) {
    Map<Window.State, Long> counts = new EnumMap<>(Window.State.class);
    for (Window.State each : Window.State.values()) {
      counts.put(each, 0L);
    }
    hubs().forEach(h -> h.windows().forEach(w -> counts.merge(w.state(now), 1L, Long::sum)));
    return counts;
  }

  /**
   * The time for which hubs' alerts have been suppressed so far, by the windows that are remembered
   * and those forgotten since the start; windows of one hub at once count once.
   */
  default Duration blindness(Instant now) {
    Duration sum = global().forgottenBlindness();
    for (HubState each : hubs()) {
      sum = sum.plus(each.blindFor(now));
    }
    return sum;
  }

  /** A try whose answer is awaited. */
  record Awaited(RequestId request, Step step, long recorded) {}

  /** The tries whose answer a crash has cut off, or is still under way. */
  default List<Awaited> awaited() {
    List<Awaited> awaited = new ArrayList<>();
    for (HubState each : hubs()) {
      for (Window w : each.windows()) {
        w.tries().awaiting().forEach(n -> awaited.add(new Awaited(w.request(), w.step(), n)));
      }
      for (Cancellation c : each.cancellations()) {
        c.tries().awaiting().forEach(n -> awaited.add(new Awaited(c.request(), c.step(), n)));
      }
    }
    return awaited;
  }
}

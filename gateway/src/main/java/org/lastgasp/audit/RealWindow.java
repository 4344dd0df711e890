package org.lastgasp.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.ClockSetBack;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Window;

/**
 * A window as it is known by now: what was seen of it at some entry, and what the entries since
 * then made of it, by the policy's own transitions. Immutable.
 *
 * @param endedBy who ended it before its time, in words, if somebody did
 * @param latest up to when something is known: what lies behind is planned
 */
record RealWindow(Window window, Optional<String> endedBy, Instant latest) {
  private static final int MOST = 200; // entries of its meter since
  private static final Set<EventType> SORTS = EnumSet.copyOf(EventType.ACTIVATIONS);

  static {
    SORTS.add(EventType.EVENT);
  }

  /** The later course of a window that was seen at an entry. */
  static RealWindow of(AuditQueries queries, Window seen, long number) {
    TreeMap<Long, Entry> since = new TreeMap<>();
    IndexKey meter = new IndexKey.Device(seen.meter());
    for (IndexKey name : List.of(meter, IndexKey.Topic.SWITCH, IndexKey.Topic.OTHERS)) {
      queries
          .first(name, SORTS, AuditDatabase.Range.after(number), MOST)
          .forEach(r -> since.put(r.number(), r));
    }
    HubState state =
        new HubState(seen.hub(), List.of(seen), List.of(), List.of(), List.of());
    Optional<String> by = Optional.empty();
    Window now = seen;
    for (Entry each : since.values()) {
      state = after(state, each, seen);
      Window next = in(state, seen);
      by = now.ending().isEmpty() && next.ending().isPresent() ? by(each.entry()) : by;
      now = next;
    }
    Instant latest =
        queries.last(EnumSet.allOf(EventType.class), AuditDatabase.Range.after(0), 1).stream()
            .map(r -> r.entry().at())
            .findFirst()
            .orElse(Instant.MIN);
    return new RealWindow(now, by, latest);
  }

  /** The windows that a request opened, as they are known by now. */
  static List<RealWindow> of(AuditQueries queries, Entry recorded) {
    if (!(recorded.entry() instanceof Event.ActivationRequested asked)
        || !(asked.admission() instanceof TrackingDecision.Tracked tracked)) {
      return List.of();
    }
    HubState before = HubState.empty(tracked.order().hub());
    return requested(before, tracked.order(), recorded.number())
        .windows()
        .stream()
        .map(window -> of(queries, window, recorded.number()))
        .toList();
  }

  private static HubState after(HubState state, Entry recorded, Window seen) {
    return switch (recorded.entry()) {
      case Event.ActivationRequested asked
          when asked.admission() instanceof TrackingDecision.Tracked tracked
              && tracked.order().meter().equals(seen.meter()) ->
          requested(state, tracked.order(), recorded.number());
      case Event.ActivationAnswered e
          when e.step().isPresent()
              && e.request().filter(r -> r.target().equals(seen.meter())).isPresent() ->
          state.answered(
              e.request().get(), e.step().get(), e.requested(), e.answer(), e.at());
      case Event.Supplied e
          when e.leavings().stream().anyMatch(l -> l.meter().equals(seen.meter())) ->
          state.left(seen.meter(), e.at());
      case Event.Switched e when e.to() == Switch.OFF ->
          state.switchedOff(e.at(), recorded.number());
      case Event.ActivationFailed e when e.meter().equals(seen.meter()) ->
          state.failed(e.meter(), e.counter(), e.guard(), e.at());
      case Event.WindowsEnded e -> new ClockSetBack(e.at(), e.window()).of(state);
      case Event other -> state;
    };
  }

  /** A request for a date beyond all calendars opened none. */
  private static HubState requested(HubState before, TrackedRequest order, long number) {
    try {
      return before.requested(order, number);
    } catch (DateTimeException beyond) {
      return before;
    }
  }

  private static Window in(HubState state, Window seen) {
    return state.windows().stream()
        .filter(w -> w.recorded() == seen.recorded())
        .findFirst()
        .orElse(seen);
  }

  private static Optional<String> by(Event entry) {
    return switch (entry) {
      case Event.Supplied e ->
          Optional.of("import of " + e.what() + " " + e.source() + " by " + e.by());
      case Event.Switched e -> Optional.of("switch off by " + e.by() + ": " + e.reason());
      case Event other -> Optional.empty();
    };
  }

  /** Its beginning and its end as events, or its doubt; what lies ahead is called planned. */
  List<Explanation.Step> events(Instant today) {
    String of = "of meter " + window.meter();
    String until = "until " + EventText.time(window.until(), today);
    Optional<Window.End> ending = window.ending();
    if (ending.isEmpty() && window.doubtedBy().isPresent()) {
      String doubt =
          " is in doubt, alerts are forwarded: it may have been cancelled by "
              + window.doubtedBy().get() + ", which the DSP did not confirm; it was planned ";
      return List.of(event(window.from(), of + doubt + until));
    }
    List<Explanation.Step> events = new ArrayList<>();
    boolean began = ending.filter(e -> e.at().isBefore(window.from())).isEmpty();
    if (began) {
      String opens = window.from().isAfter(latest) ? " is planned to open, " : " opens, ";
      events.add(event(window.from(), of + opens + until));
    }
    if (ending.isPresent()) {
      String cause = cause(ending.get()) + endedBy.map(who -> ", by " + who).orElse("");
      events.add(event(ending.get().at(), of + " " + cause + "; it was planned " + until));
    } else {
      boolean ahead = window.until().isAfter(latest);
      events.add(event(window.until(), of + (ahead ? " is planned to close" : " closes")));
    }
    return events;
  }

  private static String cause(Window.End ending) {
    return switch (ending.cause()) {
      case CANCELLED -> "is cancelled" + ending.by().map(id -> " by " + id).orElse("");
      case WITHDRAWN -> "is withdrawn, the DSP did not take its request";
      case METER_LEFT -> "ends, the meter no longer passes a gate";
      case SWITCHED_OFF -> "ends, the switch is turned off";
      case CLOCK_SET_BACK -> "ends, the clock was set back over a restart";
      case ACTIVATION_FAILED -> "ends, its activation failed";
    };
  }

  private static Explanation.Step event(Instant at, String text) {
    return new Explanation.Step(at, "window", text, OptionalLong.empty());
  }
}

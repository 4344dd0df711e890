package org.lastgasp.motorway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.policy.ClockSetBack;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.GuardHistory;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * What is tracked, in memory: the state of every hub with an activation, and the switch. It is
 * exactly what the journal's entries make of it; live and at recovery the same method takes an
 * entry up.
 *
 * <p>Changed by the journal's writer only. Other threads may look: they see single hubs consistent,
 * perhaps a moment before what they see is durable.
 */
public final class Tracker implements Journal.StateMachine {
  private static final int HUBS_A_PART = 500; // a state entry of about 500 kB, 5 ms

  private final Map<Eui64, HubState> hubs = new ConcurrentHashMap<>();
  private final Map<Eui64, Eui64> hubOfMeter = new ConcurrentHashMap<>();
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final JournalOutage gap;
  private volatile Optional<Switch> state = Optional.empty();
  private volatile Overrides precautions = Overrides.NONE;
  private volatile List<Off> offs = List.of();
  private volatile Instant lastAt = Instant.MIN;
  private volatile Instant suppressFrom = Instant.MIN;
  private final GuardHistory lately = new GuardHistory();
  private final DoubleAdder forgottenBlindSeconds = new DoubleAdder();
  private Mark kept = new Mark(0, 0, Instant.MIN);
  private Mark marked = kept;

  /** How much can be undone, and the latest instant recorded, at a moment. */
  private record Mark(int changes, int counts, Instant lastAt) {}

  /** One that knows nothing yet. */
  public Tracker(JournalOutage gap) {
    this.gap = gap;
  }

  /**
   * The switch was turned off: a hub's windows of before end when somebody looks at it, or {@link
   * #settle} comes by. To end a hundred thousand at once would stop the writer.
   *
   * @param number of the entry
   */
  record Off(long number, Instant at) {}

  /** A try whose answer is awaited. */
  public record Awaited(RequestId request, Step step, long recorded) {}

  /** The switch, as the journal knows it; empty in an empty journal. */
  public Optional<Switch> position() {
    return state;
  }

  /** The orders in force, and whether the breaker is open. */
  public Overrides precautions() {
    return precautions;
  }

  /** What was seen in the last minutes. For the journal's writer. */
  GuardHistory lately() {
    return lately;
  }

  /**
   * Takes up from the journal what the guards that count remember; before anything is appended.
   *
   * @param settings which of them count, and how far back
   */
  public void recall(JournalReader journal, Instant now, Settings settings) {
    GuardWarmUp.of(lately, journal, now, settings);
    if (precautions.breaker().isPresent()) {
      lately.startedAnew(now);
    }
  }

  /** The latest instant recorded; {@link Instant#MIN} in an empty journal. */
  public Instant lastAt() {
    return lastAt;
  }

  /** A start; if it is before the journal's latest instant, nothing is suppressed until then. */
  public void startedAt(Instant now) {
    suppressFrom = lastAt.isAfter(now) ? lastAt : Instant.MIN;
  }

  /** Nothing received before this is suppressed; {@link Instant#MIN} if the clock was in order. */
  public Instant suppressFrom() {
    return suppressFrom;
  }

  /** What is tracked of a hub; empty if nothing is. */
  public HubState hub(Eui64 hub) {
    HubState known = hubs.get(hub);
    return known == null ? HubState.empty(hub) : current(known);
  }

  /** Every hub something is remembered of, in no order. */
  public Collection<HubState> hubs() {
    return offs.isEmpty()
        ? Collections.unmodifiableCollection(hubs.values())
        : hubs.values().stream().map(this::current).toList();
  }

  private HubState current(HubState known) {
    HubState current = known;
    for (Off off : offs) {
      current = current.switchedOff(off.at(), off.number());
    }
    return current;
  }

  /** The turns of the switch that are not settled for every hub. */
  List<Off> offs() {
    return offs;
  }

  /** The hubs with windows that the switch ended and that are not settled. For any thread. */
  List<Eui64> unsettled() {
    return hubs.values().stream()
        .filter(each -> !current(each).equals(each))
        .map(HubState::hub)
        .toList();
  }

  void settle(List<Eui64> some) {
    some.forEach(each -> put(hub(each)));
  }

  /** These turns of the switch are settled: whatever changed since was settled by its change. */
  void settled(List<Off> all) {
    List<Off> before = offs;
    undo.push(() -> offs = before);
    offs = before.stream().filter(each -> !all.contains(each)).toList();
  }

  /** Every meter with a window or a cancellation, and its hub. For any thread. */
  Map<Eui64, Eui64> tracked() {
    Map<Eui64, Eui64> tracked = new HashMap<>();
    for (HubState each : hubs.values()) {
      each.windows().forEach(w -> tracked.put(w.meter(), each.hub()));
      each.cancellations().forEach(c -> tracked.put(c.meter(), each.hub()));
    }
    return tracked;
  }

  /** The hubs with accepted requests whose window is forgotten. For any thread. */
  List<Eui64> withAccepted() {
    return hubs.values().stream()
        .filter(each -> !each.accepted().isEmpty())
        .map(HubState::hub)
        .toList();
  }

  /** These accepted requests of a hub are remembered elsewhere; no entry says so. */
  void keptElsewhere(Eui64 hub, List<HubState.Accepted> accepted) {
    put(hub(hub).withoutAccepted(accepted));
  }

  /** Every meter something is remembered of, and the hub it was last on. */
  public Map<Eui64, Eui64> meters() {
    return Map.copyOf(hubOfMeter);
  }

  /** Whether a meter has a window that may still hold. */
  public boolean mayHold(Eui64 meter, Instant now) {
    Eui64 hub = hubOfMeter.get(meter);
    return hub != null
        && hub(hub).windows().stream()
            .anyMatch(w -> w.meter().equals(meter) && w.isLive() && now.isBefore(w.until()));
  }

  /** Whether a window of a meter's request may still hold, and nothing was heard of its failing. */
  boolean mayHold(Eui64 meter, long counter, Instant now) {
    Eui64 hub = hubOfMeter.get(meter);
    return hub != null && hub(hub).mayFail(meter, counter, now);
  }

  /** Alerts held back whose window is over at an instant, and that were not delivered since. */
  public List<HubState.Suppression> unreleased(Instant now) {
    return hubs.values().stream()
        .flatMap(hub -> hub.suppressions().stream())
        .filter(held -> !held.released() && !held.until().isAfter(now))
        .toList();
  }

  /** Whether an alert that was held back is remembered, and was not delivered since. */
  boolean mayRelease(Eui64 hub, long alert) {
    return hub(hub).suppressions().stream()
        .anyMatch(held -> held.recorded() == alert && !held.released());
  }

  /** How many windows held alerts back at some moment since an instant. */
  long inForce(Instant since, Instant now) {
    return hubs().stream().mapToLong(hub -> hub.inForce(since, now)).sum();
  }

  /**
   * What turning the switch off would end for good.
   *
   * @param windows that nothing has ended before their time
   * @param notBegun those of them that are still to come
   */
  public record Live(long windows, long notBegun) {
    static final Live NOTHING = new Live(0, 0);
  }

  /** The windows that are not over at an instant. */
  public Live live(Instant now) {
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

  /** How many windows are what at an instant. */
  public Map<Window.State, Long> count(Instant now) {
    Map<Window.State, Long> counts = new EnumMap<>(Window.State.class);
    for (Window.State each : Window.State.values()) {
      counts.put(each, 0L);
    }
    hubs()
        .forEach(h -> h.windows().forEach(w -> counts.merge(w.state(now), 1L, Long::sum)));
    return counts;
  }

  /**
   * For how long hubs' alerts have been held back so far, in seconds, by the windows that are
   * remembered and those forgotten since the start; windows of one hub at once count once.
   */
  public double blindSeconds(Instant now) {
    return hubs().stream().mapToDouble(h -> h.blindFor(now).toMillis() / 1e3).sum()
        + forgottenBlindSeconds.sum();
  }

  /** The tries whose answer a crash has cut off, or is still under way. */
  public List<Awaited> awaited() {
    List<Awaited> awaited = new ArrayList<>();
    for (HubState each : hubs.values()) {
      for (Window w : each.windows()) {
        w.tries().awaiting().forEach(n -> awaited.add(new Awaited(w.request(), w.step(), n)));
      }
      each.cancellations()
          .forEach(
              c ->
                  c.tries()
                      .awaiting()
                      .forEach(n -> awaited.add(new Awaited(c.request(), c.step(), n))));
    }
    return awaited;
  }

  /** Takes an entry up: the one way in which what is tracked changes. */
  void take(long number, Event entry) {
    switch (entry) {
      case Event.ActivationRequested e -> requested(number, e);
      case Event.ActivationAnswered e -> answered(e);
      case Event.AlertJudged e -> judged(number, e);
      case Event.Switched e -> switched(number, e);
      case Event.ActivationFailed e -> failed(e);
      case Event.HandedOver e -> e.hub().ifPresent(hub -> put(hub(hub).released(e.alert())));
      case Event.Released e -> e.hub().ifPresent(hub -> put(hub(hub).released(e.alert())));
      case Event.StormOrdered e ->
          precautions(
              precautions.ordered(
                  e.place(), e.order(), e.at(), e.until(), e.by(), e.reason()));
      case Event.BreakerTurned e -> {
        precautions(precautions.turned(e.to(), e.at(), e.reason()));
        lately.turned(e.to());
      }
      case Event.Supplied e -> supplied(e);
      case Event.State e -> restored(e);
      case Event.AlertCopied e -> {}
      case Event.Carried e -> {}
      case Event.Relayed e -> {}
      case Event.Configured e -> {}
      case Event.WindowsEnded e -> {
        ClockSetBack setBack = new ClockSetBack(e.at(), e.window());
        List.copyOf(hubs()).forEach(h -> put(setBack.of(h)));
      }
      case Event.ClockTrusted e -> trusted(e);
      case Event.ClockDiffered e -> {}
      case Event.Gap e -> {}
      case Event.Settled e -> {}
      case Event.Restored e -> {}
    }
    if (entry.at().isAfter(lastAt)) {
      lastAt = entry.at();
    }
  }

  private void trusted(Event.ClockTrusted e) {
    lastAt = e.at();
    Instant before = suppressFrom;
    undo.push(() -> suppressFrom = before);
    suppressFrom = Instant.MIN;
  }

  private void requested(long number, Event.ActivationRequested e) {
    switch (e.admission()) {
      case TrackingDecision.Tracked tracked -> {
        TrackedRequest order = tracked.order();
        Eui64 before = hubOfMeter.getOrDefault(order.meter(), order.hub());
        move(order.meter(), before, order.hub());
        put(hub(order.hub()).requested(order, number));
        if (hubs.containsKey(order.hub())) {
          enrol(order.meter(), order.hub()); // also where there was no room for it
        }
      }
      case TrackingDecision.NotTracked passed -> {
        for (RequestId mayBe : passed.doubting()) {
          Eui64 hub = hubOfMeter.get(mayBe.target());
          if (hub != null) {
            put(hub(hub).unreadable(mayBe, number, e.at()));
          }
        }
      }
    }
  }

  /** All that is remembered of a meter goes with it to its new hub. */
  private void move(Eui64 meter, Eui64 from, Eui64 to) {
    if (from.equals(to)) {
      return;
    }
    HubState old = hub(from);
    put(hub(to).with(meter, old));
    put(old.without(meter));
    enrol(meter, to);
  }

  private void answered(Event.ActivationAnswered e) {
    for (RequestId mayBe : e.doubting()) {
      answered(e, mayBe, Step.UNREADABLE);
    }
    if (e.request().isPresent() && e.step().isPresent()) {
      answered(e, e.request().get(), e.step().get());
    }
  }

  private void answered(Event.ActivationAnswered e, RequestId request, Step step) {
    Eui64 hub = hubOfMeter.get(request.target());
    if (hub != null) {
      put(hub(hub).answered(request, step, e.requested(), e.answer(), e.at()));
    }
  }

  /** Whether the request recorded under this number opened a window. */
  boolean hasOpened(TrackedRequest order, long number) {
    return hub(order.hub()).windows().stream().anyMatch(w -> w.recorded() == number);
  }

  private void judged(long number, Event.AlertJudged e) {
    if (e.verdict() instanceof Verdict.Suppress held && e.hub().isPresent()) {
      Instant start = e.start().orElseThrow();
      put(hub(e.hub().get()).suppressed(e.response(), start, number, held.window().until()));
    }
  }

  private void switched(long number, Event.Switched e) {
    Optional<Switch> before = state;
    undo.push(() -> state = before);
    state = Optional.of(e.to());
    if (e.to() == Switch.OFF) {
      List<Off> earlier = offs;
      undo.push(() -> offs = earlier);
      List<Off> all = new ArrayList<>(earlier);
      all.add(new Off(number, e.at()));
      offs = List.copyOf(all);
    }
  }

  private void failed(Event.ActivationFailed e) {
    Eui64 hub = hubOfMeter.get(e.meter());
    if (hub != null) {
      put(hub(hub).failed(e.meter(), e.counter(), e.guard(), e.at()));
    }
  }

  private void precautions(Overrides next) {
    Overrides before = precautions;
    undo.push(() -> precautions = before);
    precautions = next;
  }

  private void supplied(Event.Supplied e) {
    for (Event.Move move : e.moves()) {
      move(move.meter(), move.from(), move.to());
    }
    for (Event.Leaving leaving : e.leavings()) {
      Eui64 hub = hubOfMeter.get(leaving.meter());
      if (hub != null) {
        put(hub(hub).left(leaving.meter(), e.at()));
      }
    }
  }

  private void restored(Event.State e) {
    if (e.part() == 1) {
      hubs.clear();
      hubOfMeter.clear();
      offs = List.of();
      precautions = e.precautions();
    }
    state = Optional.of(e.state());
    e.hubs().forEach(this::put);
    if (e.lastAt().isAfter(lastAt)) {
      lastAt = e.lastAt();
    }
  }

  private void put(HubState next) {
    HubState before = hubs.get(next.hub());
    if (before != null && next.equals(before)) {
      return;
    }
    if (next.isEmpty()) {
      hubs.remove(next.hub());
    } else {
      hubs.put(next.hub(), next);
    }
    undo.push(
        () -> {
          if (before == null) {
            hubs.remove(next.hub());
          } else {
            hubs.put(next.hub(), before);
          }
        });
    next.windows().forEach(w -> enrol(w.meter(), next.hub()));
    next.cancellations().forEach(c -> enrol(c.meter(), next.hub()));
    next.accepted().forEach(a -> enrol(a.request().target(), next.hub()));
  }

  private void enrol(Eui64 meter, Eui64 hub) {
    Eui64 before = hubOfMeter.put(meter, hub);
    if (hub.equals(before)) {
      return;
    }
    undo.push(
        () -> {
          if (before == null) {
            hubOfMeter.remove(meter);
          } else {
            hubOfMeter.put(meter, before);
          }
        });
  }

  /** The hubs of which something is remembered that can no longer matter. For any thread. */
  List<Eui64> outdated(Instant now, Duration keepAccepted) {
    return hubs().stream()
        .filter(each -> !each.forget(now, keepAccepted).equals(each))
        .map(HubState::hub)
        .toList();
  }

  /** The meters whose hubs nothing is remembered of any more. For any thread. */
  List<Eui64> strays() {
    return hubOfMeter.entrySet().stream()
        .filter(each -> !hubs.containsKey(each.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Forgets what can no longer matter of some hubs; no entry says so, as no verdict depends on it.
   */
  void forget(List<Eui64> some, Instant now, Duration keepAccepted) {
    for (Eui64 one : some) {
      HubState each = hub(one);
      HubState after = each.forget(now, keepAccepted);
      forgottenBlindSeconds.add(
          each.blindFor(now).minus(after.blindFor(now)).toMillis() / 1e3);
      put(after);
    }
  }

  /** Forgets where meters are, unless something is remembered of their hubs again. */
  void forgetStrays(List<Eui64> meters) {
    for (Eui64 meter : meters) {
      hubOfMeter.computeIfPresent(meter, (m, hub) -> hubs.containsKey(hub) ? hub : null);
    }
  }

  @Override
  public void restore(Entry recorded) {
    take(recorded.number(), recorded.entry());
    undo.clear();
  }

  @Override
  public boolean restoresWhatPassed() {
    return false;
  }

  @Override
  public void restored(Instant latest) {
    if (latest.isAfter(lastAt)) {
      lastAt = latest;
    }
    kept = new Mark(0, 0, lastAt);
  }

  @Override
  public List<Event.State> state() {
    Switch now = state.orElse(Switch.OFF);
    List<HubState> all = List.copyOf(hubs());
    int parts = Math.max(1, (all.size() + HUBS_A_PART - 1) / HUBS_A_PART);
    List<Event.State> states = new ArrayList<>(parts);
    for (int part = 1; part <= parts; part++) {
      int from = (part - 1) * HUBS_A_PART;
      List<HubState> some = all.subList(from, Math.min(all.size(), from + HUBS_A_PART));
      Overrides first = part == 1 ? precautions : Overrides.NONE;
      states.add(new Event.State(lastAt, part, parts, now, lastAt, first, some));
    }
    return states;
  }

  @Override
  public void mark() {
    marked = new Mark(undo.size(), lately.mark(), lastAt);
    gap.mark();
  }

  @Override
  public void undoToMark() {
    undoTo(marked);
    gap.undoToMark();
  }

  @Override
  public void keep() {
    undo.clear();
    lately.keep();
    kept = new Mark(0, 0, lastAt);
    gap.recorded();
  }

  @Override
  public void undo() {
    undoTo(kept);
    gap.unrecorded();
  }

  private void undoTo(Mark mark) {
    while (undo.size() > mark.changes()) {
      undo.pop().run();
    }
    lately.undoTo(mark.counts());
    lastAt = mark.lastAt();
  }
}

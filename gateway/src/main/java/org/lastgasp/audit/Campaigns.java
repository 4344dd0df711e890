package org.lastgasp.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.ClockSetBack;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * A calculation that adds up what activations did: windows follow from the entries by the
 * transitions of {@link HubState}, as they did when the alerts were judged. Use it once, from one
 * thread.
 *
 * <p>An alert counts for the window its verdict names, whenever that was opened; an activation
 * counts if it was asked for in the time that is looked at.
 */
final class Campaigns {
  /** The most activations that are added up at once: some 500 MB of windows. */
  static final int MOST = 500_000;

  private static final long MOST_MINUTES = 1_440; // a day

  /**
   * The suppressed alerts of a campaign that look like real outages.
   *
   * @param distributor its id, or {@code unknown}
   */
  record Suspects(String model, String firmwareHash, String distributor, long alerts) {}

  /** The event types that have to be read. */
  static final Set<EventType> SORTS =
      EnumSet.of(
          EventType.ALERT_FORWARDED,
          EventType.ALERT_SUPPRESSED,
          EventType.ACTIVATION_TRACKED,
          EventType.ACTIVATION_PASSED,
          EventType.ACTIVATION_ANSWERED,
          EventType.SUPPLY_RESTORED,
          EventType.EVENT);

  private final Map<Eui64, HubState> hubs = new HashMap<>();
  private final Map<Eui64, Eui64> hubOfMeter = new HashMap<>();
  private final Map<Key, Sums> sums = new HashMap<>();
  private final Set<Long> alerted = new HashSet<>(); // windows, by the number of their request
  private final Set<Long> restored = new HashSet<>(); // windows, in the same way
  private int activations;

  /** The key of what is added up separately. */
  private record Key(String model, String firmwareHash, String distributor) {
    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::model)
            .thenComparing(Key::firmwareHash)
            .thenComparing(Key::distributor);

    static Key of(Window window) {
      String distributor =
          window.mpan().map(Mpan::distributor).map(String::valueOf).orElse("unknown");
      return new Key(window.model(), window.firmwareHash(), distributor);
    }
  }

  private static final class Sums {
    private long activations;
    private long refused;
    private long cancelled;
    private long held;
    private long standFor;
    private long observed;
    private long silent;
    private long restored;
    private long before;
    private long after;
    private Duration blind = Duration.ZERO;
    private long asked;
    private long suspects;
    private TreeMap<Duration, Long> windows = new TreeMap<>(); // by length: alerts
    private TreeMap<Integer, Campaign.MinutesToAlert.Minute> minutes = new TreeMap<>();

    /** What alerts alone brought, to be completed by windows. */
    Sums copy() {
      Sums copy = new Sums();
      copy.held = held;
      copy.standFor = standFor;
      copy.observed = observed;
      copy.before = before;
      copy.after = after;
      copy.windows = new TreeMap<>(windows);
      copy.minutes = new TreeMap<>(minutes);
      return copy;
    }

    /** An alert for which a window counted. */
    void came(Window its, Instant compared, long suppressed) {
      Duration length = Duration.between(its.from(), its.until());
      long minute = Math.floorDiv(Duration.between(its.from(), compared).toSeconds(), 60);
      windows.merge(length, 1L, Long::sum);
      if (minute >= 0 && minute < Math.min(MOST_MINUTES, 2 * length.toMinutes())) {
        minutes.merge(
            (int) minute,
            new Campaign.MinutesToAlert.Minute((int) minute, suppressed, 1 - suppressed),
            (one, other) ->
                new Campaign.MinutesToAlert.Minute(
                    one.minute(), one.suppressed() + other.suppressed(),
                    one.forwarded() + other.forwarded()));
      }
    }

    /** The length that most alerts' windows have: few are longer, as their answer came late. */
    private Duration usualWindow() {
      return windows.entrySet().stream()
          .max(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey)
          .orElse(Duration.ZERO);
    }

    Campaign campaign(Key key) {
      return new Campaign(
          key.model(), key.firmwareHash(), key.distributor(), activations, refused, cancelled,
          held, standFor, observed, silent, restored, before, after, blind, asked, suspects,
          new Campaign.MinutesToAlert(usualWindow(), List.copyOf(minutes.values())));
    }
  }

  /** Takes an entry up, in order; false if there are more activations than can be added up. */
  boolean take(Entry recorded) {
    Event entry = recorded.entry();
    if (entry instanceof Event.ActivationRequested asked) {
      requested(recorded.number(), asked);
    } else if (entry instanceof Event.ActivationAnswered answered) {
      answered(answered);
    } else if (entry instanceof Event.AlertJudged alert) {
      judged(alert);
    } else if (entry instanceof Event.Carried carried && carried.restoresSupply()) {
      restored(carried);
    } else if (entry instanceof Event.Supplied supplied) {
      supplied(supplied);
    } else if (entry instanceof Event.Switched switched && switched.to() == Switch.OFF) {
      hubs.replaceAll((hub, state) -> state.switchedOff(switched.at(), recorded.number()));
    } else if (entry instanceof Event.ActivationFailed failed) {
      hubs.computeIfPresent(
          hubOfMeter.getOrDefault(failed.meter(), Event.NOBODY),
          (hub, state) ->
              state.failed(failed.meter(), failed.counter(), failed.guard(), failed.at()));
    } else if (entry instanceof Event.WindowsEnded ended) {
      ClockSetBack back = new ClockSetBack(ended.at(), ended.window());
      hubs.replaceAll((hub, state) -> back.of(state));
    }
    return activations <= MOST;
  }

  private void requested(long number, Event.ActivationRequested asked) {
    if (asked.admission() instanceof TrackingDecision.Tracked tracked) {
      TrackedRequest order = tracked.order();
      Eui64 before = hubOfMeter.getOrDefault(order.meter(), order.hub());
      move(order.meter(), before, order.hub());
      hubOfMeter.put(order.meter(), order.hub());
      hubs.put(order.hub(), hub(order.hub()).requested(order, number));
      activations++;
    } else if (asked.admission() instanceof TrackingDecision.NotTracked passed) {
      activations++; // they take memory too
      for (RequestId mayBe : passed.doubting()) {
        hubs.computeIfPresent(
            hubOfMeter.getOrDefault(mayBe.target(), Event.NOBODY),
            (hub, state) -> state.unreadable(mayBe, number, asked.at()));
      }
    }
  }

  private void move(Eui64 meter, Eui64 from, Eui64 to) {
    if (!from.equals(to)) {
      HubState old = hub(from);
      hubs.put(to, hub(to).with(meter, old));
      hubs.put(from, old.without(meter));
      hubOfMeter.put(meter, to);
    }
  }

  private void answered(Event.ActivationAnswered answered) {
    for (RequestId mayBe : answered.doubting()) {
      hubs.computeIfPresent(
          hubOfMeter.getOrDefault(mayBe.target(), Event.NOBODY),
          (hub, state) ->
              state.answered(
                  mayBe, Step.UNREADABLE, answered.requested(), answered.answer(), answered.at()));
    }
    Optional<RequestId> request = answered.request();
    if (request.isEmpty() || answered.step().isEmpty()) {
      return;
    }
    Eui64 hub = hubOfMeter.get(request.get().target());
    if (hub != null) {
      HubState after =
          hub(hub)
              .answered(
                  request.get(),
                  answered.step().get(),
                  answered.requested(),
                  answered.answer(),
                  answered.at());
      hubs.put(hub, after);
    }
  }

  private void supplied(Event.Supplied supplied) {
    for (Event.Move move : supplied.moves()) {
      if (hubOfMeter.containsKey(move.meter())) {
        move(move.meter(), move.from(), move.to());
      }
    }
    for (Event.Leaving leaving : supplied.leavings()) {
      Eui64 hub = hubOfMeter.get(leaving.meter());
      if (hub != null) {
        hubs.put(hub, hub(hub).left(leaving.meter(), supplied.at()));
      }
    }
  }

  private HubState hub(Eui64 hub) {
    HubState known = hubs.get(hub);
    return known == null ? HubState.empty(hub) : known;
  }

  private void judged(Event.AlertJudged alert) {
    switch (alert.verdict()) {
      case Verdict.Suppress held -> {
        Sums sum = of(held.window());
        sum.held++;
        sum.standFor += alert.standsFor();
        sum.came(held.window(), held.compared(), 1);
        alerted.add(held.window().recorded());
      }
      case Verdict.Forward passed ->
          passed.nearest().ifPresent(window -> forwarded(passed, window));
    }
  }

  private void forwarded(Verdict.Forward passed, Window window) {
    if (window.isLive()) {
      of(window).came(window, passed.compared(), 0);
    }
    boolean near = Campaign.isNear(window, passed.compared());
    if (passed.reason() == Reason.BEFORE_WINDOW && near) {
      of(window).before++;
    } else if (passed.reason() == Reason.AFTER_WINDOW && near) {
      of(window).after++;
    } else if (passed.reason() == Reason.OBSERVE) {
      of(window).observed++;
    }
    if (window.covers(passed.compared())) {
      alerted.add(window.recorded());
    }
  }

  /** A meter's supply is back: of its windows, those in which the gateway received it. */
  private void restored(Event.Carried alert) {
    Eui64 meter = alert.device().orElse(Event.NOBODY);
    Eui64 hub = hubOfMeter.get(meter);
    if (hub != null) {
      hub(hub).windows().stream()
          .filter(window -> window.meter().equals(meter) && window.covers(alert.at()))
          .forEach(window -> restored.add(window.recorded()));
    }
  }

  private Sums of(Window window) {
    return sums.computeIfAbsent(Key.of(window), key -> new Sums());
  }

  /**
   * The accounts by model, firmware and distributor, as they are so far.
   *
   * @param now windows that still run count as far as that
   * @param suspects the suppressed alerts that look like real outages
   */
  List<Campaign> finished(Instant now, List<Suspects> suspects) {
    Map<Key, Sums> all = new HashMap<>(); // sorted at the end: there are many windows of few keys
    sums.forEach((key, sum) -> all.put(key, sum.copy()));
    hubs.values().forEach(hub -> finish(hub, now, all));
    for (Suspects each : suspects) {
      Key key = new Key(each.model(), each.firmwareHash(), each.distributor());
      all.computeIfAbsent(key, k -> new Sums()).suspects += each.alerts();
    }
    return all.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Key.ORDER))
        .map(each -> each.getValue().campaign(each.getKey()))
        .toList();
  }

  private void finish(HubState hub, Instant now, Map<Key, Sums> all) {
    Instant covered = Instant.MIN;
    List<Window> windows =
        hub.windows().size() < 2
            ? hub.windows()
            : hub.windows().stream().sorted(Comparator.comparing(Window::from)).toList();
    for (Window window : windows) {
      Sums sum = all.computeIfAbsent(Key.of(window), key -> new Sums());
      sum.asked++;
      Campaign.Figure outcome = outcome(window, now);
      switch (outcome) {
        case REFUSED -> sum.refused++;
        case CANCELLED -> sum.cancelled++;
        case ASKED -> {} // not begun, or in doubt
        case ACTIVATED, WITHOUT_ALERT -> {
          sum.activations++;
          sum.silent += outcome == Campaign.Figure.WITHOUT_ALERT ? 1 : 0;
          sum.restored += restored.contains(window.recorded()) ? 1 : 0;
          Instant from = window.from().isAfter(covered) ? window.from() : covered;
          Instant to = window.end().isBefore(now) ? window.end() : now;
          if (from.isBefore(to)) {
            sum.blind = sum.blind.plus(Duration.between(from, to));
            covered = to;
          }
        }
      }
    }
  }

  /** The narrowest figure that counts an activation. */
  private Campaign.Figure outcome(Window window, Instant now) {
    Optional<Window.End.Cause> cause = window.ending().map(Window.End::cause);
    if (cause.equals(Optional.of(Window.End.Cause.WITHDRAWN))) {
      return Campaign.Figure.REFUSED;
    }
    if (cause.equals(Optional.of(Window.End.Cause.CANCELLED))) {
      return Campaign.Figure.CANCELLED;
    }
    if (!holdsBack(window, now)) {
      return Campaign.Figure.ASKED;
    }
    return alerted.contains(window.recorded())
        ? Campaign.Figure.ACTIVATED
        : Campaign.Figure.WITHOUT_ALERT;
  }

  /** The activations that a figure counts, in no order. */
  List<Window> activations(Campaign.Figure figure, Instant now) {
    Set<Campaign.Figure> counted =
        switch (figure) {
          case ASKED -> EnumSet.allOf(Campaign.Figure.class);
          case ACTIVATED -> EnumSet.of(figure, Campaign.Figure.WITHOUT_ALERT);
          case REFUSED, CANCELLED, WITHOUT_ALERT -> EnumSet.of(figure);
        };
    return hubs.values().stream()
        .flatMap(hub -> hub.windows().stream())
        .filter(window -> counted.contains(outcome(window, now)))
        .toList();
  }

  /** Returns true if it has begun, and was not ended or put in doubt before. */
  private static boolean holdsBack(Window window, Instant now) {
    return window.hasBegun(now)
        && window.from().isBefore(window.end())
        && !window.tries().isAwaited()
        && window.doubtedBy().isEmpty();
  }
}

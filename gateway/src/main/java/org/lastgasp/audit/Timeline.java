package org.lastgasp.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.Evidence;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * A timeline of what happened around one alert: the activation it was judged by and whatever became
 * of that, the requests for meters on its hub in the day before, what was heard from them until a
 * while after, the switch and the lists.
 */
final class Timeline {
  private static final Duration BEFORE = Duration.ofHours(24);
  private static final Duration AFTER = Duration.ofHours(2);
  private static final int MOST = 20; // of one kind
  private static final int UNTRACKED = 5_000; // requests whose meter may be on the hub

  private final AuditQueries queries;
  private final InventoryLookup devices;
  private final long number;
  private final Event.AlertJudged alert;
  private final Visible visible;
  private final Optional<Window> window;
  private final TreeMap<Long, Entry> found = new TreeMap<>();

  /** Of an alert, with those orders of operators that are seen. */
  Timeline(
      AuditQueries queries,
      InventoryLookup devices,
      long number,
      Event.AlertJudged alert,
      Visible visible) {
    this.queries = queries;
    this.devices = devices;
    this.number = number;
    this.alert = alert;
    this.visible = visible;
    this.window = IndexKey.window(alert.verdict());
    find();
  }

  /** The entries before the alert, in order. */
  List<Event> before() {
    return found.headMap(number).values().stream().map(Entry::entry).toList();
  }

  /** All of it, with the alert, its verdict and the window, as people read it. */
  List<Explanation.Step> timeline(Optional<Case> afterwards) {
    List<Explanation.Step> events = new ArrayList<>();
    found.forEach((n, r) -> events.addAll(steps(n, r.entry())));
    window
        .map(seen -> RealWindow.of(queries, seen, number))
        .ifPresent(real -> events.addAll(real.events(alert.at())));
    events.add(event(alert.at(), "alert", EventText.received(alert, alert.at())));
    events.add(event(alert.judged(), "verdict", verdict()));
    afterwards.ifPresent(about -> events.addAll(hindsight(about)));
    events.sort(Comparator.comparing(Explanation.Step::at)); // stable: as found where equal
    return events;
  }

  /** An import, with each move that it made of windows on the hub or of the meter. */
  private List<Explanation.Step> steps(long number, Event entry) {
    Explanation.Step step = EventText.event(number, entry, alert.at());
    List<Explanation.Step> steps = new ArrayList<>(List.of(step));
    if (entry instanceof Event.Supplied supplied) {
      supplied.moves().stream()
          .filter(this::concerns)
          .map(EventText::move)
          .map(text -> new Explanation.Step(step.at(), step.what(), text, step.number()))
          .forEach(steps::add);
    }
    return steps;
  }

  private boolean concerns(Event.Move move) {
    return alert.hub().filter(hub -> hub.equals(move.from()) || hub.equals(move.to())).isPresent()
        || window.filter(w -> w.meter().equals(move.meter())).isPresent();
  }

  private String verdict() {
    return switch (alert.verdict()) {
      case Verdict.Suppress held -> "suppressed: " + held.rule();
      case Verdict.Forward passed -> "forwarded: " + passed.reason().code();
    };
  }

  private static List<Explanation.Step> hindsight(Case about) {
    List<Explanation.Step> events = new ArrayList<>();
    for (Evidence each : about.assessment().evidence()) {
      if (each.kind() == Evidence.Kind.RELEASED) {
        continue; // the entry itself is told
      }
      String text = each.kind().code().replace('-', ' ') + ": " + each.compared();
      events.add(new Explanation.Step(each.at(), "hindsight", text, each.entry()));
    }
    about
        .settlement()
        .ifPresent(
            s -> events.add(event(s.at(), "settled", "by " + s.by() + ": " + s.reason())));
    return events;
  }

  private static Explanation.Step event(Instant at, String what, String text) {
    return new Explanation.Step(at, what, text, OptionalLong.empty());
  }

  private void find() {
    Set<Eui64> meters = new LinkedHashSet<>();
    window.ifPresent(w -> meters.add(w.meter()));
    window.ifPresent(this::ofWindow);
    alert.hub().ifPresent(hub -> ofHub(hub, meters));
    AuditDatabase.Range earlier = AuditDatabase.Range.upTo(number);
    for (Eui64 meter : meters) {
      IndexKey name = new IndexKey.Device(meter);
      keep(queries.last(name, EventType.ACTIVATIONS, earlier, MOST), BEFORE, Duration.ZERO);
    }
    for (Eui64 meter : meters) {
      heard(meter);
    }
    alert.hub().ifPresent(this::heard);
    Set<EventType> event = EnumSet.of(EventType.EVENT);
    queries
        .last(IndexKey.Topic.SWITCH, event, earlier, 1)
        .forEach(r -> found.put(r.number(), r)); // however long ago
    keep(queries.last(IndexKey.Topic.SWITCH, event, earlier, MOST), BEFORE, Duration.ZERO);
    keep(
        queries.last(IndexKey.Topic.PRECAUTION, event, earlier, MOST).stream()
            .filter(each -> visible.of(each.entry(), other -> OptionalInt.empty()))
            .toList(),
        BEFORE,
        Duration.ZERO);
    queries
        .first(
            new IndexKey.DuplicateOf(number),
            EnumSet.of(EventType.ALERT_COPIED, EventType.EVENT, EventType.RELEASED),
            AuditDatabase.Range.after(0),
            MOST)
        .forEach(r -> found.put(r.number(), r));
  }

  /** The request that opened it, its tries and answers, and whatever ended or doubted it. */
  private void ofWindow(Window window) {
    Set<RequestId> requests = new LinkedHashSet<>();
    requests.add(window.request());
    window.ending().flatMap(Window.End::by).ifPresent(requests::add);
    window.doubtedBy().ifPresent(requests::add);
    for (RequestId request : requests) {
      IndexKey exchange = new IndexKey.Exchange(request.response());
      queries
          .first(exchange, EventType.ACTIVATIONS, AuditDatabase.Range.upTo(number), MOST)
          .forEach(r -> found.put(r.number(), r));
    }
  }

  private void ofHub(Eui64 hub, Set<Eui64> meters) {
    AuditDatabase.Range earlier = AuditDatabase.Range.upTo(number);
    Set<EventType> tracked = EnumSet.of(EventType.ACTIVATION_TRACKED);
    List<Entry> requests = queries.last(new IndexKey.Device(hub), tracked, earlier, MOST);
    for (Entry each : requests) {
      if (each.entry() instanceof Event.ActivationRequested asked
          && asked.admission() instanceof TrackingDecision.Tracked passed
          && isWithin(each.entry().at(), BEFORE, Duration.ZERO)) {
        meters.add(passed.order().meter());
      }
    }
    for (Entry each : moves(hub)) {
      found.put(each.number(), each);
      ((Event.Supplied) each.entry())
          .moves().stream().filter(this::concerns).map(Event.Move::meter).forEach(meters::add);
    }
    if (window.isEmpty()) {
      meters.addAll(untracked(hub));
    }
  }

  /** The imports of the day before that moved windows from the hub or to it. */
  private List<Entry> moves(Eui64 hub) {
    AuditDatabase.Range earlier = AuditDatabase.Range.upTo(number);
    Set<EventType> event = EnumSet.of(EventType.EVENT);
    return queries.last(new IndexKey.Device(hub), event, earlier, MOST).stream()
        .filter(each -> each.entry() instanceof Event.Supplied)
        .filter(each -> isWithin(each.entry().at(), BEFORE, Duration.ZERO))
        .toList();
  }

  /** Meters on the hub, by the inventory of now, whose requests were not tracked. */
  private Set<Eui64> untracked(Eui64 hub) {
    Set<EventType> passed = EnumSet.of(EventType.ACTIVATION_PASSED);
    Map<Eui64, Boolean> looked = new HashMap<>();
    Set<Eui64> meters = new LinkedHashSet<>();
    for (Entry each : queries.last(passed, AuditDatabase.Range.upTo(number), UNTRACKED)) {
      if (!isWithin(each.entry().at(), BEFORE, Duration.ZERO)) {
        break;
      }
      if (each.entry() instanceof Event.ActivationRequested asked && asked.request().isPresent()) {
        Eui64 target = asked.request().get().target();
        if (looked.computeIfAbsent(target, t -> isOn(t, hub))) {
          meters.add(target);
        }
      }
    }
    return meters;
  }

  private boolean isOn(Eui64 meter, Eui64 hub) {
    return devices.device(meter).flatMap(Device::hub).equals(Optional.of(hub));
  }

  private void heard(Eui64 device) {
    IndexKey name = new IndexKey.Device(device);
    Set<EventType> heard =
        EnumSet.of(
            EventType.CARRIED, EventType.SUPPLY_RESTORED, EventType.EVENT, EventType.RELEASED);
    keep(queries.last(name, heard, AuditDatabase.Range.upTo(number), MOST), AFTER, Duration.ZERO);
    keep(
        queries.first(name, heard, AuditDatabase.Range.after(number), MOST),
        Duration.ZERO,
        AFTER);
  }

  private void keep(List<Entry> entries, Duration before, Duration after) {
    for (Entry each : entries) {
      if (isWithin(each.entry().at(), before, after)) {
        found.put(each.number(), each);
      }
    }
  }

  private boolean isWithin(Instant at, Duration before, Duration after) {
    Duration later = Duration.between(alert.at(), at);
    return later.compareTo(before.negated()) >= 0 && later.compareTo(after) <= 0;
  }
}

package org.lastgasp.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.CaseLookup;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.TrackingDecision;

/**
 * A service that finds the alerts of something, and for each of them all that has to do with it.
 */
final class Explainer {
  private static final int REQUESTS = 50; // of a meter, looked at for the hubs it was on
  private static final int MOST_LOOKED_AT = 1_000; // alerts of one thing, for those that are seen
  private static final int EVENTS = 20; // of one kind on a timeline

  private final AuditQueries queries;
  private final InventoryLookup devices;
  private final DeliveryLookup deliveries;
  private final CaseLookup cases;

  Explainer(
      AuditQueries queries, InventoryLookup devices, DeliveryLookup deliveries, CaseLookup cases) {
    this.queries = queries;
    this.devices = devices;
    this.deliveries = deliveries;
    this.cases = cases;
  }

  /**
   * The part that is told: the first so many behind an alert, or the last so many before one, of
   * those that are seen.
   */
  record Part(long after, long before, boolean last, int limit, Visible visible) {
    static Part first(long after, int limit, Visible visible) {
      return new Part(after, Long.MAX_VALUE, false, limit, visible);
    }

    static Part last(long before, int limit, Visible visible) {
      return new Part(0, before, true, limit, visible);
    }

    /** True if no page was asked for before. */
    boolean isFirst() {
      return after == 0 && before == Long.MAX_VALUE;
    }

    List<Entry> read(AuditQueries queries, IndexKey name) {
      int most = visible.everything() ? limit + 1 : MOST_LOOKED_AT;
      return last
          ? queries.last(name, EventType.JUDGED, AuditDatabase.Range.upTo(before - 1), most)
          : queries.first(name, EventType.JUDGED, AuditDatabase.Range.after(after), most);
    }

    List<Entry> of(Collection<Entry> found) {
      int before = last ? Math.max(0, found.size() - limit) : 0;
      return found.stream().skip(before).limit(limit).toList();
    }
  }

  Optional<Explanation> explain(String id, Part part, boolean fresh) {
    Visible visible = part.visible();
    Optional<Eui64> eui = Eui64.parse(id);
    Optional<Device> known =
        eui.flatMap(devices::device)
            .filter(device -> visible.everything() || visible.of(device.mpan()));
    boolean isOwn =
        visible.everything() || known.isPresent() || visible.of(Mpan.parse(id));
    IndexKey name = eui.<IndexKey>map(IndexKey.Device::new).orElseGet(() -> exchangeOrPremises(id));
    Set<IndexKey> names = names(name, known);
    TreeMap<Long, Entry> found = new TreeMap<>();
    for (IndexKey each : names) {
      part.read(queries, each).forEach(r -> found.put(r.number(), r));
    }
    found.values().removeIf(each -> !isSeen(each, visible));
    List<Entry> page = part.of(found.values());
    List<Explanation.Step> own =
        page.isEmpty() && part.isFirst() && isOwn ? own(names) : List.of();
    boolean first = part.isFirst() || !visible.everything();
    if (page.isEmpty() && first && own.isEmpty() && known.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong next =
        !part.last() && found.size() > part.limit()
            ? OptionalLong.of(page.getLast().number())
            : OptionalLong.empty();
    return Optional.of(
        new Explanation(
            id,
            remarks(eui, known, page.isEmpty() && part.isFirst(), fresh),
            page.stream().map(each -> alert(each, visible)).toList(),
            own,
            next));
  }

  private static boolean isSeen(Entry alert, Visible visible) {
    return visible.everything()
        || (alert.entry() instanceof Event.AlertJudged judged
            && visible.distributors().test(judged.distributor()));
  }

  private static IndexKey exchangeOrPremises(String id) {
    return ResponseId.parse(id)
        .<IndexKey>map(IndexKey.Exchange::new)
        .orElse(new IndexKey.Premises(id));
  }

  /** The keys its alerts may be found by: its own name, its hubs, its premises. */
  private Set<IndexKey> names(IndexKey name, Optional<Device> known) {
    Set<IndexKey> names = new LinkedHashSet<>();
    names.add(name);
    known.flatMap(Device::hub).map(IndexKey.Device::new).ifPresent(names::add);
    known.flatMap(Device::mpan).map(Mpan::digits).map(IndexKey.Premises::new).ifPresent(names::add);
    switch (name) {
      case IndexKey.Device device -> hubs(names, device);
      case IndexKey.Exchange exchange -> exchange(names, exchange);
      case IndexKey.Premises premises -> {}
      case IndexKey.DuplicateOf copies -> {}
      case IndexKey.NoteOn note -> {}
      case IndexKey.Topic event -> {}
    }
    return names;
  }

  private void hubs(Set<IndexKey> names, IndexKey.Device device) {
    Set<EventType> tracked = Set.of(EventType.ACTIVATION_TRACKED);
    for (Entry each :
        queries.last(device, tracked, AuditDatabase.Range.after(0), REQUESTS)) {
      if (each.entry() instanceof Event.ActivationRequested asked
          && asked.admission() instanceof TrackingDecision.Tracked passed
          && passed.order().meter().equals(device.id())) {
        names.add(new IndexKey.Device(passed.order().hub()));
      }
    }
  }

  /** A RequestID too, and of a request that is no alert the alerts of its meter. */
  private void exchange(Set<IndexKey> names, IndexKey.Exchange exchange) {
    ResponseId id = exchange.id();
    RequestId asRequest = new RequestId(id.sender(), id.recipient(), id.counter());
    names.add(new IndexKey.Exchange(asRequest.response()));
    Set<IndexKey> meters = new LinkedHashSet<>();
    for (IndexKey each : names) {
      for (Entry r :
          queries.first(each, EventType.ACTIVATIONS, AuditDatabase.Range.after(0), EVENTS)) {
        if (r.entry() instanceof Event.ActivationRequested asked) {
          asked.request().map(q -> new IndexKey.Device(q.target())).ifPresent(meters::add);
        }
      }
    }
    names.addAll(meters);
  }

  /** The events of something that has no alert. */
  private List<Explanation.Step> own(Set<IndexKey> names) {
    TreeMap<Long, Entry> found = new TreeMap<>();
    for (IndexKey each : names) {
      queries
          .last(each, EventType.EXPLAINED, AuditDatabase.Range.after(0), EVENTS)
          .forEach(r -> found.put(r.number(), r));
    }
    List<Explanation.Step> events = new ArrayList<>();
    for (Entry each : found.values()) {
      events.add(EventText.event(each.number(), each.entry(), Instant.MIN));
      RealWindow.of(queries, each).forEach(real -> events.addAll(real.events(Instant.MIN)));
    }
    events.sort(Comparator.comparing(Explanation.Step::at)); // stable: as found where equal
    return events;
  }

  private List<String> remarks(
      Optional<Eui64> eui, Optional<Device> known, boolean without, boolean fresh) {
    List<String> remarks = new ArrayList<>();
    if (known.isPresent()) {
      remarks.add(remark(known.get()));
    } else if (eui.isPresent()) {
      remarks.add("The inventory does not know " + eui.get() + ".");
    }
    if (without) {
      remarks.add("No Power Outage Alert of it is remembered.");
    }
    if (!fresh) {
      remarks.add("The index is behind the journal: the latest may be missing, ask again later.");
    }
    return remarks;
  }

  private String remark(Device device) {
    String on = device.hub().map(hub -> ", on hub " + hub).orElse("");
    String mpan = device.mpan().map(m -> ", MPAN " + m).orElse("");
    String listed =
        devices.isListed(device.id()) ? ", on the GUID list" : ", not on the GUID list";
    String make =
        (device.type() + " " + device.manufacturer() + " " + device.model() + " "
                + device.smetsVersion())
            .replaceAll(" +", " ").strip();
    boolean hub = device.type().strip().equalsIgnoreCase("CHF");
    return "In the inventory now: " + make + on + mpan + (hub ? "" : listed) + ".";
  }

  private Explanation.Alert alert(Entry recorded, Visible visible) {
    Event.AlertJudged alert = (Event.AlertJudged) recorded.entry();
    Timeline around = new Timeline(queries, devices, recorded.number(), alert, visible);
    VerdictExplanation.Why why = new VerdictExplanation(alert, around.before()).why();
    Optional<Case> found = alert.isSuppression() ? cases.of(recorded.number()) : Optional.empty();
    return new Explanation.Alert(
        recorded.number(),
        alert,
        found,
        around.timeline(found),
        why.because(),
        why.otherwise(),
        fate(recorded),
        evidence(recorded.number(), alert));
  }

  /** What became of an alert. */
  DeliveryLookup.Fate fate(Entry recorded) {
    return recorded.entry() instanceof Event.AlertJudged alert && !alert.isSuppression()
        ? deliveries.of(recorded)
        : DeliveryLookup.Fate.WITHHELD;
  }

  private static List<Explanation.Evidence> evidence(long number, Event.AlertJudged alert) {
    List<Explanation.Evidence> all = new ArrayList<>();
    all.add(new Explanation.Evidence("journal entry", String.valueOf(number)));
    alert
        .response()
        .ifPresent(id -> all.add(new Explanation.Evidence("ResponseID", id.toString())));
    all.add(new Explanation.Evidence("message sha256", alert.messageSha256()));
    all.add(new Explanation.Evidence("config hash", alert.configHash()));
    IndexKey.window(alert.verdict())
        .ifPresent(
            window -> {
              all.add(new Explanation.Evidence("activation", window.request().toString()));
              all.add(new Explanation.Evidence("firmware hash", window.firmwareHash()));
            });
    return all;
  }
}

package org.lastgasp.story;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.Cases;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.inventory.View;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Recorded;
import org.lastgasp.policy.Admission;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Verdict;

/** Finds the alerts of something, and for each of them all that has to do with it. */
final class Explainer {
  private static final int REQUESTS = 50; // of a meter, looked at for the hubs it was on
  private static final int EVENTS = 20; // of one kind on a timeline

  private final Chronicle chronicle;
  private final View devices;
  private final Fates fates;
  private final Cases cases;

  Explainer(Chronicle chronicle, View devices, Fates fates, Cases cases) {
    this.chronicle = chronicle;
    this.devices = devices;
    this.fates = fates;
    this.cases = cases;
  }

  Optional<Explanation> explain(String id, long after, int limit, boolean fresh) {
    Optional<Eui64> eui = Eui64.parse(id);
    Optional<Device> known = eui.flatMap(devices::device);
    Name name = eui.<Name>map(Name.Device::new).orElseGet(() -> exchangeOrPremises(id));
    Set<Name> names = names(name, known);
    TreeMap<Long, Recorded> found = new TreeMap<>();
    for (Name each : names) {
      chronicle
          .first(each, Sort.JUDGED, Index.Range.after(after), limit + 1)
          .forEach(r -> found.put(r.number(), r));
    }
    List<Recorded> page = found.values().stream().limit(limit).toList();
    List<Explanation.Event> own = page.isEmpty() && after == 0 ? own(names) : List.of();
    if (page.isEmpty() && after == 0 && own.isEmpty() && known.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong next =
        found.size() > limit
            ? OptionalLong.of(page.getLast().number())
            : OptionalLong.empty();
    return Optional.of(
        new Explanation(
            id,
            remarks(eui, known, page.isEmpty() && after == 0, fresh),
            page.stream().map(this::alert).toList(),
            own,
            next));
  }

  private static Name exchangeOrPremises(String id) {
    return ResponseId.parse(id).<Name>map(Name.Exchange::new).orElse(new Name.Premises(id));
  }

  /** What its alerts may be found by: its own name, its hubs, its premises. */
  private Set<Name> names(Name name, Optional<Device> known) {
    Set<Name> names = new LinkedHashSet<>();
    names.add(name);
    known.flatMap(Device::hub).map(Name.Device::new).ifPresent(names::add);
    known.flatMap(Device::mpan).map(Mpan::digits).map(Name.Premises::new).ifPresent(names::add);
    switch (name) {
      case Name.Device device -> hubs(names, device);
      case Name.Exchange exchange -> exchange(names, exchange);
      case Name.Premises premises -> {}
      case Name.CopyOf copies -> {}
      case Name.Event event -> {}
    }
    return names;
  }

  private void hubs(Set<Name> names, Name.Device device) {
    Set<Sort> tracked = Set.of(Sort.ACTIVATION_TRACKED);
    for (Recorded each :
        chronicle.last(device, tracked, Index.Range.after(0), REQUESTS)) {
      if (each.entry() instanceof Entry.ActivationRequested asked
          && asked.admission() instanceof Admission.Tracked passed
          && passed.order().meter().equals(device.id())) {
        names.add(new Name.Device(passed.order().hub()));
      }
    }
  }

  /** A RequestID too, and of a request that is no alert the alerts of its meter. */
  private void exchange(Set<Name> names, Name.Exchange exchange) {
    ResponseId id = exchange.id();
    RequestId asRequest = new RequestId(id.sender(), id.recipient(), id.counter());
    names.add(new Name.Exchange(asRequest.response()));
    Set<Name> meters = new LinkedHashSet<>();
    for (Name each : names) {
      for (Recorded r :
          chronicle.first(each, Sort.ACTIVATIONS, Index.Range.after(0), EVENTS)) {
        if (r.entry() instanceof Entry.ActivationRequested asked) {
          asked.request().map(q -> new Name.Device(q.target())).ifPresent(meters::add);
        }
      }
    }
    names.addAll(meters);
  }

  /** What happened to something that has no alert. */
  private List<Explanation.Event> own(Set<Name> names) {
    TreeMap<Long, Recorded> found = new TreeMap<>();
    for (Name each : names) {
      chronicle
          .last(each, Sort.EXPLAINED, Index.Range.after(0), EVENTS)
          .forEach(r -> found.put(r.number(), r));
    }
    List<Explanation.Event> events = new ArrayList<>();
    for (Recorded each : found.values()) {
      events.add(Phrases.event(each.number(), each.entry(), Instant.MIN));
      RealWindow.of(chronicle, each).forEach(real -> events.addAll(real.events(Instant.MIN)));
    }
    events.sort(Comparator.comparing(Explanation.Event::at)); // stable: as found where equal
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

  private Explanation.Alert alert(Recorded recorded) {
    Entry.AlertJudged alert = (Entry.AlertJudged) recorded.entry();
    Surroundings around = new Surroundings(chronicle, devices, recorded.number(), alert);
    Reasons.Why why = new Reasons(alert, around.before()).why();
    Optional<Case> found = alert.isSuppression() ? cases.of(recorded.number()) : Optional.empty();
    return new Explanation.Alert(
        recorded.number(),
        alert,
        found,
        around.timeline(found),
        why.because(),
        why.otherwise(),
        fate(recorded, alert),
        evidence(recorded.number(), alert));
  }

  private Fates.Fate fate(Recorded recorded, Entry.AlertJudged alert) {
    return switch (alert.verdict()) {
      case Verdict.Suppress held -> Fates.Fate.WITHHELD;
      case Verdict.Forward passed -> fates.of(recorded);
    };
  }

  private static List<Explanation.Evidence> evidence(long number, Entry.AlertJudged alert) {
    List<Explanation.Evidence> all = new ArrayList<>();
    all.add(new Explanation.Evidence("journal entry", String.valueOf(number)));
    alert
        .response()
        .ifPresent(id -> all.add(new Explanation.Evidence("ResponseID", id.toString())));
    all.add(new Explanation.Evidence("message sha256", alert.messageSha256()));
    all.add(new Explanation.Evidence("config hash", alert.configHash()));
    Name.window(alert.verdict())
        .ifPresent(
            window -> {
              all.add(new Explanation.Evidence("activation", window.request().toString()));
              all.add(new Explanation.Evidence("firmware hash", window.firmwareHash()));
            });
    return all;
  }
}

package org.lastgasp.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;

/**
 * A calculation that adds up activations that were not tracked, and the alerts that came after
 * them: what the lists leave out. Use it once, from one thread.
 *
 * <p>The journal's entry of such a request names neither hub nor model: both are asked of the
 * inventory as it is now. An alert counts for the activation of its hub that began last, by the
 * rules of the windows: from the time asked for, else from the receipt of the request.
 */
final class UntrackedCampaigns {
  /** Until a tracked activation says otherwise: the window of MP102B's impact assessment. */
  private static final Duration USUAL_WINDOW = Duration.ofMinutes(30);

  private final InventoryLookup devices;
  private final Map<Key, Sums> sums = new TreeMap<>(Key.ORDER);
  private final Map<Long, UntrackedRequest> tries =
      new HashMap<>(); // by the number of the try's entry
  private final Map<RequestId, UntrackedRequest> known = new HashMap<>();
  private final Map<Eui64, List<UntrackedRequest>> ofMeter = new HashMap<>();
  private final Map<Eui64, List<UntrackedRequest>> ofHub = new HashMap<>();
  private Duration window = USUAL_WINDOW;

  UntrackedCampaigns(InventoryLookup devices) {
    this.devices = devices;
  }

  private record Key(String model, String firmwareHash, NotTrackedReason reason) {
    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::model)
            .thenComparing(Key::firmwareHash)
            .thenComparing(Key::reason);
  }

  private static final class Sums {
    private long activations;
    private long alertsAfter;
  }

  /** An activation or a cancellation, with all its tries. */
  private static final class UntrackedRequest {
    private final Key key;
    private final Optional<RequestId> request;
    private final Optional<Eui64> hub;
    private final ActivationTime when;
    private final Instant from;
    private Instant until;
    private boolean stands; // a try was accepted, or nobody knows

    private UntrackedRequest(
        Key key,
        Optional<RequestId> request,
        Optional<Eui64> hub,
        ActivationTime when,
        Instant at,
        Duration window) {
      this.key = key;
      this.request = request;
      this.hub = hub;
      this.when = when;
      this.from =
          when instanceof ActivationTime.At dated && dated.time().isAfter(at) ? dated.time() : at;
      this.until = from.plus(window);
    }

    private boolean cancels() {
      return when instanceof ActivationTime.Never;
    }
  }

  /** Takes an entry up, in order. */
  void take(Entry recorded) {
    if (recorded.entry() instanceof Event.ActivationRequested request) {
      switch (request.admission()) {
        case TrackingDecision.Tracked tracked -> window = tracked.order().window();
        case TrackingDecision.NotTracked passed ->
            requested(recorded.number(), request, passed);
      }
    } else if (recorded.entry() instanceof Event.ActivationAnswered answered) {
      answered(answered);
    } else if (recorded.entry() instanceof Event.AlertJudged alert) {
      alert.hub().ifPresent(hub -> judged(hub, alert));
    }
  }

  private void requested(
      long number, Event.ActivationRequested request, TrackingDecision.NotTracked passed) {
    NotTrackedReason reason = passed.reason();
    if (reason == NotTrackedReason.TRANSFORM || reason == NotTrackedReason.ALREADY_ACCEPTED) {
      return;
    }
    Optional<UntrackedRequest> earlier = request.request().map(known::get);
    UntrackedRequest asked = earlier.orElseGet(() -> first(request, passed));
    tries.put(number, asked);
    if (earlier.isPresent()) {
      again(asked, request.at());
    }
  }

  private UntrackedRequest first(
      Event.ActivationRequested request, TrackingDecision.NotTracked passed) {
    Optional<Device> meter = request.request().map(RequestId::target).flatMap(devices::device);
    Key key =
        new Key(
            meter.map(Device::model).orElse(""),
            passed.activation().map(TrackingDecision.Activation::firmwareHash).orElse(""),
            passed.reason());
    ActivationTime when =
        passed
            .activation()
            .map(TrackingDecision.Activation::when)
            .orElseGet(ActivationTime.Now::new);
    Optional<Eui64> hub = meter.flatMap(Device::hub);
    UntrackedRequest asked =
        new UntrackedRequest(key, request.request(), hub, when, request.at(), window);
    request.request().ifPresent(id -> known.put(id, asked));
    if (!asked.cancels()) {
      sums.computeIfAbsent(key, k -> new Sums()).activations++;
      request.request().ifPresent(id -> listed(ofMeter, id.target()).add(asked));
      hub.ifPresent(id -> listed(ofHub, id).add(asked));
    }
    return asked;
  }

  /** A try after one without an answer may be the one that reaches the meter. */
  private void again(UntrackedRequest asked, Instant at) {
    if (asked.stands && !at.isBefore(asked.from)) {
      asked.until = at.plus(window);
    }
  }

  private static List<UntrackedRequest> listed(
      Map<Eui64, List<UntrackedRequest>> all, Eui64 device) {
    return all.computeIfAbsent(device, id -> new ArrayList<>(1));
  }

  private void answered(Event.ActivationAnswered answered) {
    UntrackedRequest asked = tries.remove(answered.requested());
    if (asked == null) {
      return;
    }
    if (answered.answer() != DspAnswer.REFUSED) {
      asked.stands = true;
      if (answered.answer() == DspAnswer.ACCEPTED && !(asked.when instanceof ActivationTime.Now)) {
        replaced(asked, answered.at());
      }
    } else if (!asked.stands) { // it activated nothing
      asked.request.ifPresent(known::remove);
      if (!asked.cancels()) {
        remove(asked);
      }
    }
  }

  /** A dated activation and a cancellation end what the meter holds and has not begun. */
  private void replaced(UntrackedRequest by, Instant at) {
    List<UntrackedRequest> held =
        by.request.map(RequestId::target).map(ofMeter::get).orElseGet(List::of);
    int before = by.cancels() ? held.size() : held.indexOf(by);
    List.copyOf(held.subList(0, before)).stream()
        .filter(each -> each.from.isAfter(at))
        .forEach(this::remove);
  }

  private void remove(UntrackedRequest asked) {
    sums.computeIfAbsent(asked.key, k -> new Sums()).activations--;
    asked.request.ifPresent(id -> listed(ofMeter, id.target()).remove(asked));
    asked.hub.ifPresent(hub -> listed(ofHub, hub).remove(asked));
  }

  private void judged(Eui64 hub, Event.AlertJudged alert) {
    List<UntrackedRequest> all = ofHub.get(hub);
    if (all != null
        && alert.verdict() instanceof Verdict.Forward passed
        && passed.reason().isWithoutWindow()) {
      all.stream()
          .filter(each -> !alert.at().isBefore(each.from) && alert.at().isBefore(each.until))
          .max(Comparator.comparing(each -> each.from))
          .ifPresent(each -> sums.computeIfAbsent(each.key, k -> new Sums()).alertsAfter++);
    }
  }

  /** The accounts, by model, firmware and reason. */
  List<CampaignTotals.Untracked> finished() {
    return sums.entrySet().stream()
        .filter(each -> each.getValue().activations > 0)
        .map(
            each ->
                new CampaignTotals.Untracked(
                    each.getKey().model(), each.getKey().firmwareHash(),
                    each.getKey().reason(), each.getValue().activations,
                    each.getValue().alertsAfter))
        .toList();
  }
}

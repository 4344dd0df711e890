package org.lastgasp.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;

/**
 * A calculation that adds up activations that were not tracked, and the alerts that came after
 * them: what the lists leave out. Use it once, from one thread.
 *
 * <p>The journal's entry of such a request names neither hub nor model: both are asked of the
 * inventory as it is now. The time it was asked for is not recorded either, so alerts are counted
 * from the receipt of the request.
 */
final class UntrackedCampaigns {
  /** Until a tracked activation says otherwise: the window of MP102B's impact assessment. */
  private static final Duration USUAL_WINDOW = Duration.ofMinutes(30);

  private final InventoryLookup devices;
  private final Map<Long, Key> asked = new HashMap<>(); // by the number of the request's entry
  private final Map<Key, Sums> sums = new TreeMap<>(Key.ORDER);
  private final Set<RequestId> seen = new HashSet<>();
  private final Map<Eui64, Last> lastOfHub = new HashMap<>();
  private Duration window = USUAL_WINDOW;

  UntrackedCampaigns(InventoryLookup devices) {
    this.devices = devices;
  }

  private record Key(String model, NotTrackedReason reason) {
    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::model).thenComparing(Key::reason);
  }

  private record Last(long number, Key key, Instant at) {}

  private static final class Sums {
    private long activations;
    private long alertsAfter;
  }

  /** Takes an entry up, in order. */
  void take(Entry recorded) {
    if (recorded.entry() instanceof Event.ActivationRequested request) {
      switch (request.admission()) {
        case TrackingDecision.Tracked tracked -> window = tracked.order().window();
        case TrackingDecision.NotTracked passed ->
            requested(recorded.number(), request, passed.reason());
      }
    } else if (recorded.entry() instanceof Event.ActivationAnswered answered) {
      answered(answered);
    } else if (recorded.entry() instanceof Event.AlertJudged alert) {
      alert.hub().ifPresent(hub -> judged(hub, alert));
    }
  }

  private void requested(
      long number, Event.ActivationRequested request, NotTrackedReason reason) {
    boolean nothingNew =
        reason == NotTrackedReason.TRANSFORM || reason == NotTrackedReason.ALREADY_ACCEPTED;
    if (nothingNew || !request.request().map(seen::add).orElse(true)) {
      return;
    }
    Optional<Device> meter = request.request().map(RequestId::target).flatMap(devices::device);
    Key key = new Key(meter.map(Device::model).orElse(""), reason);
    sums.computeIfAbsent(key, k -> new Sums()).activations++;
    asked.put(number, key);
    meter
        .flatMap(Device::hub)
        .ifPresent(hub -> lastOfHub.put(hub, new Last(number, key, request.at())));
  }

  /** One that the DSP refused activated nothing. */
  private void answered(Event.ActivationAnswered answered) {
    Key key = answered.answer() == DspAnswer.REFUSED ? asked.remove(answered.requested()) : null;
    if (key != null) {
      sums.computeIfAbsent(key, k -> new Sums()).activations--;
      lastOfHub.values().removeIf(last -> last.number() == answered.requested());
      answered.request().ifPresent(seen::remove);
    }
  }

  private void judged(Eui64 hub, Event.AlertJudged alert) {
    Last last = lastOfHub.get(hub);
    if (last != null
        && alert.verdict() instanceof Verdict.Forward passed
        && passed.reason().isWithoutWindow()
        && alert.at().isBefore(last.at().plus(window))) {
      sums.computeIfAbsent(last.key(), k -> new Sums()).alertsAfter++;
    }
  }

  /** The accounts, by model and reason. */
  List<UntrackedActivations> finished() {
    return sums.entrySet().stream()
        .filter(each -> each.getValue().activations > 0)
        .map(
            each ->
                new UntrackedActivations(
                    each.getKey().model(), each.getKey().reason(), each.getValue().activations,
                    each.getValue().alertsAfter))
        .toList();
  }
}

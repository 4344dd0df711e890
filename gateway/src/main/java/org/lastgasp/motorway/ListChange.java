package org.lastgasp.motorway;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Window;

/** What a change of the inventory or the list means for a tracked meter. */
public sealed interface ListChange {

  /** Nothing. */
  record None() implements ListChange {}

  /** It is on another hub. */
  record Moved(Eui64 to) implements ListChange {}

  /** It no longer passes a gate, and loses a window that may still hold. */
  record Left(NotTrackedReason gate) implements ListChange {}

  /**
   * What it means for one meter.
   *
   * @param hub where the meter was last
   * @param prospect what inventory and list will say
   */
  static ListChange of(
      Tracker tracker,
      Policy policy,
      InventoryLookup prospect,
      Eui64 meter,
      Eui64 hub,
      Instant now) {
    if (!prospect.isWhole()) {
      return new None();
    }
    Optional<Device> device = prospect.device(meter);
    Optional<NotTrackedReason> gate =
        device.isEmpty()
            ? Optional.of(NotTrackedReason.UNKNOWN_DEVICE)
            : policy
                .stopping(device.get(), prospect.isListed(meter))
                .map(TrackingDecision.NotTracked::reason);
    if (gate.isPresent()) {
      return tracker.mayHold(meter, now) ? new Left(gate.get()) : new None();
    }
    Eui64 there = device.flatMap(Device::hub).orElse(hub);
    return there.equals(hub) ? new None() : new Moved(there);
  }

  /** The windows that would end at once if inventory and list said something else. */
  static List<Window> ended(Tracker tracker, Policy policy, InventoryLookup prospect, Instant now) {
    return tracker.meters().entrySet().stream()
        .filter(
            e -> of(tracker, policy, prospect, e.getKey(), e.getValue(), now) instanceof Left)
        .flatMap(
            e ->
                tracker.hub(e.getValue()).windows().stream()
                    .filter(w -> w.meter().equals(e.getKey()))
                    .filter(w -> w.isLive() && now.isBefore(w.until())))
        .toList();
  }
}

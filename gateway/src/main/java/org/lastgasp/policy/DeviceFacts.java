package org.lastgasp.policy;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.id.Eui64;

/**
 * The facts of one device that inventory and list give. Immutable.
 *
 * @param device empty if the inventory does not know it
 * @param listed whether it is on the list of GUIDs
 */
public record DeviceFacts(Optional<Device> device, boolean listed) {

  /** The change that the facts mean for a tracked meter. */
  public sealed interface Change {}

  /** The absence of a change. */
  public record None() implements Change {}

  /** A move to another hub. */
  record Moved(Eui64 to) implements Change {}

  /** A meter that no longer passes a gate, and loses a window that may still hold. */
  public record Left(NotTrackedReason gate) implements Change {}

  /**
   * Returns what they mean for a tracked meter.
   *
   * @param hub where the meter was last
   */
  public Change changeOf(
      Eui64 meter, Eui64 hub, TrackingState state, Policy policy, Instant now) {
    Optional<NotTrackedReason> gate =
        device.isEmpty()
            ? Optional.of(NotTrackedReason.UNKNOWN_DEVICE)
            : policy.stopping(device.get(), listed).map(TrackingDecision.NotTracked::reason);
    if (gate.isPresent()) {
      return state.live(meter, now).isEmpty() ? new None() : new Left(gate.get());
    }
    Eui64 there = device.flatMap(Device::hub).orElse(hub);
    return there.equals(hub) ? new None() : new Moved(there);
  }
}

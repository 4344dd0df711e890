package org.lastgasp.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.TrackingDecision;

/** A device, and whether an activation of it would be tracked. */
public record DeviceResponse(
    String deviceId,
    String deviceType,
    String smetsVersion,
    String manufacturer,
    String model,
    @Nullable String chfId,
    @Nullable String mpan,
    String region,
    String postcode,
    String feeder,
    boolean onGuidList,
    boolean tracked,
    @Nullable String stoppedBy) {

  /** All that is known of it; {@code listed} says whether it is on the list of GUIDs. */
  public static DeviceResponse of(Device device, boolean listed, Policy policy) {
    Optional<TrackingDecision.NotTracked> stopped = policy.stopping(device, listed);
    return new DeviceResponse(
        device.id().toString(),
        device.type(),
        device.smetsVersion(),
        device.manufacturer(),
        device.model(),
        Text.of(device.hub()),
        Text.of(device.mpan()),
        device.region(),
        device.postcode(),
        device.feeder(),
        listed,
        stopped.isEmpty(),
        stopped.map(s -> s.reason().code()).orElse(null));
  }
}

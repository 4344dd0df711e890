package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.server.Json;

/** One device as JSON, and whether an activation of it would be tracked. */
public final class DeviceJson {
  private DeviceJson() {}

  /** All that is known of it; {@code listed} says whether it is on the list of GUIDs. */
  public static ObjectNode of(Device device, boolean listed, Policy policy) {
    Optional<TrackingDecision.NotTracked> stopped = policy.stopping(device, listed);
    ObjectNode node = Json.object();
    node.put("device_id", device.id().toString());
    node.put("device_type", device.type());
    node.put("smets_version", device.smetsVersion());
    node.put("manufacturer", device.manufacturer());
    node.put("model", device.model());
    Json.put(node, "chf_id", device.hub());
    Json.put(node, "mpan", device.mpan());
    node.put("region", device.region());
    node.put("postcode", device.postcode());
    node.put("feeder", device.feeder());
    node.put("on_guid_list", listed);
    node.put("tracked", stopped.isEmpty());
    Json.put(node, "stopped_by", stopped.map(s -> s.reason().code()));
    return node;
  }
}

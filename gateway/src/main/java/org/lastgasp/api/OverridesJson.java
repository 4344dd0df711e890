package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.lastgasp.policy.Breaker;
import org.lastgasp.policy.GuardEvidence;
import org.lastgasp.policy.NearbyAlerts;
import org.lastgasp.policy.OrderScope;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.server.Json;

/** Storm orders and the breaker, as they stand or as a verdict compared them. */
public final class OverridesJson {
  private OverridesJson() {}

  /** As they stand. */
  public static ObjectNode of(Overrides precautions) {
    ObjectNode node = Json.object();
    put(node, precautions);
    return node;
  }

  static void put(ObjectNode node, Overrides precautions) {
    ArrayNode storms = node.putArray("storms");
    precautions.storms().forEach(storm -> put(storms.addObject(), storm));
    ObjectNode breaker = node.putObject("breaker");
    Optional<Breaker> open = precautions.breaker();
    Breaker.Position position =
        open.isPresent() ? Breaker.Position.OPEN : Breaker.Position.CLOSED;
    breaker.put("position", position.code());
    Json.put(breaker, "since", open.map(Breaker::since));
    Json.put(breaker, "why", open.map(Breaker::why));
  }

  /** What a verdict compared besides its window. */
  static void put(ObjectNode node, GuardEvidence besides) {
    besides.storm().ifPresent(storm -> put(node.putObject("storm"), storm));
    besides
        .breaker()
        .ifPresent(
            open ->
                node.putObject("breaker")
                    .put("since", open.since().toString())
                    .put("why", open.why()));
    besides.crowd().ifPresent(crowd -> put(node.putObject("crowd"), crowd));
  }

  private static void put(ObjectNode node, NearbyAlerts crowd) {
    node.put("area", crowd.area().toString());
    node.put("hubs", crowd.hubs());
    node.put("within_seconds", crowd.within().toSeconds());
  }

  private static void put(ObjectNode node, StormOrder storm) {
    OrderScope place = storm.place();
    if (place.distributor().isPresent()) {
      node.put("distributor", place.distributor().getAsInt());
    } else {
      node.putNull("distributor");
    }
    Json.put(node, "region", place.region());
    node.put("since", storm.since().toString());
    Json.put(node, "until", storm.until());
    node.put("by", storm.by());
    node.put("reason", storm.reason());
  }
}

package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

/** Storm orders and the breaker, asked and told: what both verbs have in common. */
final class OverrideRequest {
  private OverrideRequest() {}

  static ObjectNode of(String to, String reason) {
    ObjectNode order = CliJson.MAPPER.createObjectNode();
    order.put("to", to);
    order.put("reason", reason.strip());
    order.put("by", System.getProperty("user.name", "unknown"));
    return order;
  }

  /** What stands, by the gateway or by what it left behind. */
  static JsonNode shown(Console console, GatewayOption gateway) {
    GatewayClient client = gateway.client(console);
    return switch (client.get("/api/v1/storm", Map.of())) {
      case GatewayClient.Answer.Done done -> done.body();
      case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      case GatewayClient.Answer.Silent silent ->
          DataFolder.instead(console, gateway, client, silent).precautions();
    };
  }

  /** What stands once an order was given. */
  static JsonNode given(
      Console console, GatewayOption gateway, String path, ObjectNode order) {
    GatewayClient client = gateway.client(console);
    return switch (client.post(
        path, Map.of(), "application/json", BodyPublishers.ofString(order.toString()))) {
      case GatewayClient.Answer.Done done -> done.body();
      case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      case GatewayClient.Answer.Silent silent ->
          throw gateway.silent(client, silent.why(), "; what was ordered before still stands");
    };
  }
}

package org.lastgasp.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An order that somebody sent as JSON, read without trusting it. */
final class Order {
  private static final int LONGEST = 64 << 10; // 64 KiB

  private final Optional<JsonNode> sent;

  Order(ServerRequest request) {
    this.sent = Body.small(request, LONGEST).flatMap(Order::parsed);
  }

  private static Optional<JsonNode> parsed(byte[] body) {
    try {
      return Optional.ofNullable(
          Json.MAPPER.readTree(new String(body, StandardCharsets.UTF_8)));
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  /** A text in it; empty if there is none. */
  String text(String name) {
    return member(name).map(node -> node.asText("").strip()).orElse("");
  }

  /** Whose order it is. */
  String by() {
    return text("by").isEmpty() ? "unnamed" : text("by");
  }

  Optional<JsonNode> member(String name) {
    return sent.map(node -> node.path(name)).filter(n -> !n.isMissingNode() && !n.isNull());
  }
}

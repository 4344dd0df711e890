package org.lastgasp.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** JSON as the interface speaks it: absent is null, instants and identifiers are texts. */
public final class Json {
  public static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static void put(ObjectNode node, String name, Optional<?> value) {
    value.ifPresentOrElse(v -> node.put(name, v.toString()), () -> node.putNull(name));
  }

  /** What to ask for with {@code after}, as a text; null if there is no more. */
  public static void next(ObjectNode node, OptionalLong next) {
    if (next.isPresent()) {
      node.put("next", String.valueOf(next.getAsLong()));
    } else {
      node.putNull("next");
    }
  }

  public static void send(ServerResponse response, JsonNode node) {
    response
        .header("Content-Type", "application/json")
        .send((node.toString() + "\n").getBytes(StandardCharsets.UTF_8));
  }
}

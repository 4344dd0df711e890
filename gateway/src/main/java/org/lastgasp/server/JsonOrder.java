package org.lastgasp.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An order that somebody sent as JSON, read without trusting it: one object and nothing behind it,
 * in which no member stands twice. What is not, is no order at all.
 */
public final class JsonOrder {
  private static final ObjectReader STRICT =
      Json.mapper()
          .reader()
          .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Pattern UNREADABLE = Pattern.compile("[\\p{Cc}&&[^\\t\\r\\n]]|\\p{Cs}");

  private final Optional<JsonNode> sent;

  public JsonOrder(ServerRequest request) {
    this(request.body());
  }

  /** The order in these bytes. */
  public JsonOrder(byte[] body) {
    this.sent = parsed(body);
  }

  private static Optional<JsonNode> parsed(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return Optional.ofNullable(STRICT.readTree(text)).filter(JsonNode::isObject);
    } catch (CharacterCodingException | JsonProcessingException notOneOrder) {
      return Optional.empty();
    }
  }

  /** The names of its members, in their order; none if it is no order. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    sent.ifPresent(node -> node.fieldNames().forEachRemaining(names::add));
    return names;
  }

  /**
   * The answer to an order with a text that nobody can read: with a control character that neither
   * ends a line nor is a tab, or with half of a character. Empty if there is none.
   */
  Optional<Problem> refusal() {
    return names().stream()
        .filter(name -> UNREADABLE.matcher(text(name)).find())
        .findFirst()
        .map(
            name ->
                Problem.of(
                    400, "Not a text",
                    "'" + name + "' has a character that nobody can read; nothing was changed:"
                        + " send it without"));
  }

  /** A text in it; empty if there is none. */
  public String text(String name) {
    return member(name)
        .filter(JsonNode::isTextual)
        .map(node -> node.asText().strip())
        .orElse("");
  }

  public Optional<JsonNode> member(String name) {
    return sent.map(node -> node.path(name)).filter(n -> !n.isMissingNode() && !n.isNull());
  }
}

package org.lastgasp.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * The facts of an entry, read back; the other side of {@link FactWriter}. What is not as it was
 * written is an {@link IllegalArgumentException}.
 */
final class Facts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final JsonNode node;

  private Facts(JsonNode node) {
    this.node = node;
  }

  static Facts of(String json) {
    try {
      return new Facts(JSON.readTree(json));
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException("facts that are no JSON", broken);
    }
  }

  String text(String name) {
    return node.required(name).textValue();
  }

  Optional<String> maybeText(String name) {
    return node.has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  long number(String name) {
    return node.required(name).longValue();
  }

  int small(String name) {
    return Math.toIntExact(number(name));
  }

  OptionalLong maybeNumber(String name) {
    return node.has(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
  }

  OptionalInt maybeSmall(String name) {
    return node.has(name) ? OptionalInt.of(small(name)) : OptionalInt.empty();
  }

  boolean flag(String name) {
    return node.path(name).booleanValue();
  }

  Instant instant(String name) {
    return IsoInstant.parse(text(name));
  }

  Optional<Instant> maybeInstant(String name) {
    return maybeText(name).map(IsoInstant::parse);
  }

  Eui64 eui(String name) {
    return Eui64.of(text(name));
  }

  RequestId request(String name) {
    return RequestId.of(text(name));
  }

  Optional<RequestId> maybeRequest(String name) {
    return maybeText(name).map(RequestId::of);
  }

  Optional<ResponseId> maybeResponse(String name) {
    return maybeText(name).map(ResponseId::of);
  }

  <E extends Enum<E>> E choice(String name, Class<E> type) {
    return constant(text(name), type);
  }

  <E extends Enum<E>> Optional<E> maybeChoice(String name, Class<E> type) {
    return maybeText(name).map(code -> constant(code, type));
  }

  <E extends Enum<E>> List<E> choices(String name, Class<E> type) {
    return list(name, element -> constant(element.textValue(), type));
  }

  List<Long> numbers(String name) {
    return list(name, JsonNode::longValue);
  }

  boolean has(String name) {
    return node.has(name);
  }

  <T> T object(String name, Function<Facts, T> form) {
    return form.apply(new Facts(node.required(name)));
  }

  <T> Optional<T> maybeObject(String name, Function<Facts, T> form) {
    return has(name) ? Optional.of(object(name, form)) : Optional.empty();
  }

  <T> List<T> objects(String name, Function<Facts, T> form) {
    return list(name, element -> form.apply(new Facts(element)));
  }

  private <T> List<T> list(String name, Function<JsonNode, T> form) {
    JsonNode array = node.path(name);
    if (array.isEmpty()) {
      return List.of();
    }
    List<T> all = new ArrayList<>(array.size());
    array.forEach(element -> all.add(form.apply(element)));
    return List.copyOf(all);
  }

  private static <E extends Enum<E>> E constant(String code, Class<E> type) {
    return Enum.valueOf(type, code.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}

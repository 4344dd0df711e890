package org.lastgasp.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lastgasp.server.Json;

/**
 * The JSON schemas of the API's response records, derived from the records as the JSON mapper
 * sees them. For one thread.
 */
final class ApiSchemas {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectNode named = NODES.objectNode();

  /** The schemas of all records that were asked for, by their names. */
  ObjectNode named() {
    return named;
  }

  /** The schema of a type: a reference to the one of a record. */
  ObjectNode of(Class<?> type) {
    return of(Json.mapper().constructType(type));
  }

  private ObjectNode of(JavaType type) {
    ObjectNode schema = NODES.objectNode();
    Class<?> raw = type.getRawClass();
    if (type.isCollectionLikeType()) {
      schema.put("type", "array").set("items", of(type.getContentType()));
    } else if (type.isMapLikeType()) {
      schema.put("type", "object");
      if (type.getContentType().getRawClass() != Object.class) {
        schema.set("additionalProperties", of(type.getContentType()));
      }
    } else if (raw.isRecord()) {
      String name = name(raw);
      if (!named.has(name)) {
        ObjectNode made = named.putObject(name); // first, as a record may hold its own kind
        made.put("type", "object");
        ObjectNode properties = made.putObject("properties");
        ArrayNode required = made.putArray("required");
        members(type, properties, Optional.of(required));
        made.put("additionalProperties", false);
      }
      schema.put("$ref", "#/components/schemas/" + name);
    } else if (raw == Instant.class) {
      schema.put("type", "string").put("format", "date-time");
    } else if (raw == boolean.class || raw == Boolean.class) {
      schema.put("type", "boolean");
    } else if (raw == double.class || raw == Double.class) {
      schema.put("type", "number");
    } else if (type.isPrimitive() || Number.class.isAssignableFrom(raw)) {
      schema.put("type", "integer");
    } else if (raw == String.class || raw.isEnum()) {
      schema.put("type", "string");
    } else if (!JsonNode.class.isAssignableFrom(raw)) {
      throw new IllegalArgumentException("no schema is known of " + type);
    }
    return schema;
  }

  private static String name(Class<?> record) {
    String package_ = record.getPackageName() + ".";
    return record.getName().substring(package_.length()).replace("$", "");
  }

  /** Adds the members of a record; empty if all of them may be missing. */
  private void members(JavaType record, ObjectNode properties, Optional<ArrayNode> required) {
    for (BeanPropertyDefinition each :
        Json.mapper().getSerializationConfig().introspect(record).findProperties()) {
      AnnotatedMember member = each.getAccessor();
      boolean nullable = isNullable(record.getRawClass(), each.getInternalName());
      if (member.hasAnnotation(JsonUnwrapped.class)) {
        members(member.getType(), properties, required.filter(r -> !nullable));
        continue;
      }
      ObjectNode schema = of(member.getType());
      boolean omitted =
          Optional.ofNullable(member.getAnnotation(JsonInclude.class))
              .filter(include -> include.value() == JsonInclude.Include.NON_NULL)
              .isPresent();
      properties.set(each.getName(), nullable && !omitted ? orNull(schema) : schema);
      if (!omitted) {
        required.ifPresent(names -> names.add(each.getName()));
      }
    }
  }

  private static boolean isNullable(Class<?> record, String component) {
    return Arrays.stream(record.getRecordComponents())
        .filter(each -> each.getName().equals(component))
        .map(RecordComponent::getAnnotatedType)
        .anyMatch(type -> type.isAnnotationPresent(Nullable.class));
  }

  private static ObjectNode orNull(ObjectNode schema) {
    if (schema.has("type")) {
      String type = schema.path("type").asText();
      schema.putArray("type").add(type).add("null");
      return schema;
    }
    ObjectNode either = NODES.objectNode();
    either.putArray("anyOf").add(schema).addObject().put("type", "null");
    return either;
  }
}

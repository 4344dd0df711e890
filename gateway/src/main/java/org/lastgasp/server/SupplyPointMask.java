package org.lastgasp.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A mask over the supply points of other premises in a record, wherever they stand: in members of
 * their own and within sentences. Immutable.
 */
public final class SupplyPointMask {
  private static final Set<String> MEMBERS = Set.of("mpxn", "mpan");

  /** Thirteen digits that are no part of a longer word, of an id or of a digest. */
  private static final Pattern MPAN = Pattern.compile("(?<![\\w:.-])\\d{13}(?![\\w:-])");

  /** Nonsense this short may be part of any word. */
  private static final int SHORTEST_WITHIN_TEXT = 6;

  private final Set<String> own;

  /** Leaves these as they are. */
  public SupplyPointMask(Set<String> own) {
    this.own = Set.copyOf(own);
  }

  /** The same record, with those of others masked. */
  public <T> T over(T record, Class<T> type) {
    try {
      return Json.mapper().treeToValue(over(record), type);
    } catch (JsonProcessingException ours) {
      throw new IllegalStateException("reading " + type.getName() + " again", ours);
    }
  }

  /** The JSON of a record, with those of others masked. */
  JsonNode over(Object record) {
    JsonNode tree = Json.mapper().valueToTree(record);
    Set<String> others = new TreeSet<>(Comparator.comparing(String::length).reversed()
        .thenComparing(Comparator.naturalOrder()));
    collect(tree, others);
    return masked(tree, others);
  }

  private void collect(JsonNode node, Set<String> others) {
    for (String member : MEMBERS) {
      String text = node.path(member).asText("");
      if (!text.isBlank() && !own.contains(text)) {
        others.add(text);
      }
    }
    node.forEach(child -> collect(child, others));
  }

  private JsonNode masked(JsonNode node, Set<String> others) {
    switch (node) {
      case ObjectNode object -> {
        for (String name : List.copyOf(object.propertyStream().map(e -> e.getKey()).toList())) {
          JsonNode value = object.path(name);
          boolean another = MEMBERS.contains(name) && others.contains(value.asText(""));
          object.set(
              name, another ? TextNode.valueOf(mask(value.asText())) : masked(value, others));
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, masked(array.path(i), others));
        }
      }
      case TextNode text -> {
        return TextNode.valueOf(masked(text.asText(), others));
      }
      default -> {}
    }
    return node;
  }

  private String masked(String text, Set<String> others) {
    String masked = text;
    for (String other : others) {
      if (other.length() >= SHORTEST_WITHIN_TEXT) {
        masked = masked.replace(other, mask(other));
      }
    }
    return MPAN.matcher(masked)
        .replaceAll(found -> own.contains(found.group()) ? found.group() : mask(found.group()));
  }

  /** The distributor's two digits stay: which one it is matters to the call. */
  private static String mask(String supplyPoint) {
    return MPAN.matcher(supplyPoint).matches()
        ? supplyPoint.substring(0, 2) + "x".repeat(supplyPoint.length() - 2)
        : "(of another)";
  }
}

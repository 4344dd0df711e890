package org.lastgasp.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value of the configuration in force, and where it was written.
 *
 * @param key its full name, as {@code users[0].id}
 * @param value as in the canonical form; a list in one line
 * @param place in the file as {@code file:line:column}, or the variable; empty of a default
 */
public record ConfigValue(String key, String value, Optional<String> place) {

  /** Every value of a configuration, in the contract's order. */
  public static List<ConfigValue> of(Config config, Map<String, String> places) {
    List<ConfigValue> all = new ArrayList<>();
    if (Yaml.read(config.text(), "") instanceof Yaml.Tree tree) {
      add(all, "", tree.root(), places);
    }
    return List.copyOf(all);
  }

  private static void add(
      List<ConfigValue> all, String key, Node node, Map<String, String> places) {
    switch (node) {
      case MappingNode mapping -> {
        for (NodeTuple each : mapping.getValue()) {
          String name = text(each.getKeyNode());
          add(all, key.isEmpty() ? name : key + "." + name, each.getValueNode(), places);
        }
      }
      case SequenceNode list when hasMappings(list) -> {
        for (int i = 0; i < list.getValue().size(); i++) {
          add(all, key + "[" + i + "]", list.getValue().get(i), places);
        }
      }
      default ->
          all.add(new ConfigValue(key, text(node), Optional.ofNullable(places.get(key))));
    }
  }

  private static boolean hasMappings(SequenceNode list) {
    return list.getValue().stream().anyMatch(MappingNode.class::isInstance);
  }

  private static String text(Node node) {
    return switch (node) {
      case ScalarNode scalar -> scalar.getValue();
      case SequenceNode list ->
          String.join(", ", list.getValue().stream().map(ConfigValue::text).toList());
      default -> "";
    };
  }
}

package org.lastgasp.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The source of the values of one reading: the file's name and folder, and the environment, which
 * wins. Collects the faults, and the names of variables that some key has asked for.
 */
final class ConfigSource {
  static final String PREFIX = "LASTGASP_";

  /** The variables that the launcher, the verbs and the tests read themselves. */
  static final Set<String> NOT_SETTINGS =
      Set.of(
          "LASTGASP_JAVA_HOME",
          "LASTGASP_JAVA_OPTS",
          "LASTGASP_TOKEN",
          "LASTGASP_CA",
          "LASTGASP_CONFIG",
          "LASTGASP_WIRE",
          "LASTGASP_LOG_LEVEL",
          "LASTGASP_LOG_FORMAT");

  private final String label;
  private final Path folder;
  private final Map<String, String> environment;
  private final Set<String> asked = new TreeSet<>(NOT_SETTINGS);
  private final Set<String> keys = new LinkedHashSet<>();
  private final Map<String, String> places = new HashMap<>();
  private final List<ConfigFault> faults = new ArrayList<>();

  ConfigSource(String label, Path folder, Map<String, String> environment) {
    this.label = label;
    this.folder = folder;
    this.environment = environment;
  }

  /** Remembers that a key is known that has a value, or a list of them. */
  void ask(String key) {
    keys.add(key);
  }

  /** Remembers where a key was written. */
  void written(String key, String place) {
    places.put(key, place);
  }

  /** The places of the keys that were written. */
  Map<String, String> places() {
    return places;
  }

  /** Every such key. */
  Set<String> keys() {
    return keys;
  }

  /** The variable of a key: {@code log.rotate-at} is {@code LASTGASP_LOG_ROTATE_AT}. */
  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
  }

  /** The variable of a key if it is set, as a plain scalar. */
  Optional<Node> scalar(String key) {
    return text(key).map(text -> new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN));
  }

  /** The variable of a key if it is set, read as YAML; a fault if it is none. */
  Optional<Node> tree(String key) {
    String name = variable(key);
    return text(key)
        .flatMap(
            text ->
                switch (Yaml.read(text, name)) {
                  case Yaml.Tree tree -> Optional.of(tree.root());
                  case Yaml.Nothing nothing ->
                      Optional.of(new ScalarNode(Tag.STR, "", ScalarStyle.PLAIN));
                  case Yaml.Broken broken -> {
                    String allowed = "YAML in one line, as [a, b] or {a: b}";
                    fault(broken.where(), key, broken.problem(), allowed);
                    yield Optional.empty();
                  }
                });
  }

  private Optional<String> text(String key) {
    String name = variable(key);
    asked.add(name);
    return Optional.ofNullable(environment.get(name));
  }

  /** A relative path, written here or there. */
  Path resolve(String where, Path path) {
    boolean fromEnvironment = environment.containsKey(where.split(":", 2)[0]);
    return (fromEnvironment ? Path.of("") : folder).resolve(path).normalize();
  }

  /** The place of a node that was written in the file or, as YAML, in a variable. */
  String place(Node node) {
    return node.getStartMark().map(Yaml::place).orElse(label);
  }

  /** Returns what faults about the whole call the file. */
  String label() {
    return label;
  }

  void fault(String where, String key, String found, String allowed) {
    faults.add(new ConfigFault(where, key, found, allowed));
  }

  /** Refuses what begins like a variable of ours and is none. Call when all keys were asked for. */
  void refuseUnknownVariables() {
    environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !asked.contains(name))
        .sorted()
        .forEach(name -> fault(name, "", "an unknown variable", Suggestions.hint(name, asked)));
  }

  /** In the order of the file, then those of the environment. */
  List<ConfigFault> faults() {
    Comparator<ConfigFault> place =
        Comparator.comparing(ConfigFault::isOfVariable)
            .thenComparingInt(fault -> number(fault.where(), 2))
            .thenComparingInt(fault -> number(fault.where(), 1));
    return faults.stream().sorted(place).toList();
  }

  /** The line (2) or column (1) at the end of a place in the file; 0 if it has none. */
  private int number(String where, int fromEnd) {
    String[] parts = where.substring(Math.min(where.length(), label.length())).split(":", -1);
    return where.startsWith(label + ":") && parts.length == 3
        ? Integer.parseInt(parts[3 - fromEnd])
        : 0;
  }
}

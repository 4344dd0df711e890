package org.lastgasp.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the configuration. A key is known once it was asked for; {@link #end} refuses the
 * others. A key asked for gives its value, or a stand-in and a fault.
 */
final class Section {
  private static final Set<Tag> PLAIN_TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

  private static final int LONGEST = 60; // characters of a value in a fault

  /** User and password of an address, as far as they may go: somebody's secret. */
  private static final Pattern USER = Pattern.compile("(?<=://).*(?=@)");

  /** Its query or fragment, which may be one too. */
  private static final Pattern QUERY = Pattern.compile("(://[^?#]*[?#]|\\?(?=\\S*=)).+");

  private final ConfigSource source;
  private final String prefix;
  private final String where;
  private final boolean inEnvironment;
  private final Map<String, Node> values = new HashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final boolean readable;

  private Section(
      ConfigSource source,
      String prefix,
      String where,
      boolean inEnvironment,
      Optional<Node> node) {
    this.source = source;
    this.prefix = prefix;
    this.where = where;
    this.inEnvironment = inEnvironment;
    this.readable = node.isEmpty() || node.get() instanceof MappingNode;
    node.ifPresent(this::take);
  }

  static Section root(ConfigSource source, Optional<Node> node) {
    return new Section(source, "", Setting.DEFAULT, true, node);
  }

  private void take(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      String name = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
      source.fault(source.place(node), name, found(node), "keys with values, as 'key: value'");
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode scalar)) {
        source.fault(source.place(key), prefix + "?", found(key), "a key that is a single word");
      } else if (values.putIfAbsent(scalar.getValue(), tuple.getValueNode()) != null) {
        String full = prefix + scalar.getValue();
        source.fault(source.place(key), full, "the key a second time", "each key once");
      } else {
        keys.put(scalar.getValue(), key);
      }
    }
  }

  /** A value, or its default. */
  <T> Setting<T> read(String key, ValueType<T> kind, T standard) {
    return optional(key, kind)
        .map(set -> set.as(set.value().orElse(standard)))
        .orElseGet(() -> new Setting<>(standard, Setting.DEFAULT, prefix + key, true));
  }

  /** A value that must be there; the stand-in is only for going on. */
  <T> Setting<T> required(String key, ValueType<T> kind, T standIn) {
    return optional(key, kind)
        .map(set -> set.as(set.value().orElse(standIn)))
        .orElseGet(
            () -> {
              if (readable) {
                source.fault(where, prefix + key, "nothing", kind.allowed());
              }
              return new Setting<>(standIn, where, prefix + key, false);
            });
  }

  /** A value if the key is there; the value is empty if it has a fault. */
  <T> Optional<Setting<Optional<T>>> optional(String key, ValueType<T> kind) {
    known.add(key);
    source.ask(prefix + key);
    return scalarOf(key).map(node -> value(node, prefix + key, place(key, node), kind));
  }

  private Optional<Node> scalarOf(String key) {
    return written(
        key, inEnvironment ? source.scalar(prefix + key) : Optional.empty());
  }

  private Optional<Node> treeOf(String key) {
    return written(key, inEnvironment ? source.tree(prefix + key) : Optional.empty());
  }

  /** What overrides it, or what the file has; its place is remembered. */
  private Optional<Node> written(String key, Optional<Node> overriding) {
    Optional<Node> node = overriding.or(() -> Optional.ofNullable(values.get(key)));
    node.ifPresent(found -> source.written(prefix + key, place(key, found)));
    return node;
  }

  /** A node without a mark was made from a variable. */
  private String place(String key, Node node) {
    return node.getStartMark().isEmpty() ? ConfigSource.variable(prefix + key) : source.place(node);
  }

  private <T> Setting<Optional<T>> value(Node node, String key, String place, ValueType<T> kind) {
    Optional<T> value =
        node instanceof ScalarNode scalar && isReadable(scalar, kind)
            ? kind.parser().apply(scalar.getValue())
            : Optional.empty();
    if (value.isEmpty()) {
      source.fault(place, key, found(node), kind.allowed());
    }
    return new Setting<>(value, place, key, value.isPresent());
  }

  private static boolean isReadable(ScalarNode scalar, ValueType<?> kind) {
    boolean nothing = scalar.getTag().equals(Tag.NULL);
    return !nothing && PLAIN_TAGS.contains(scalar.getTag()) && (scalar.isPlain() || !kind.plain());
  }

  /** A path, resolved; its default is resolved as if it stood in the file. */
  Setting<Path> path(String key, String standard) {
    return resolved(read(key, ValueType.PATH, Path.of(standard)));
  }

  /** A path that was read, resolved from where it was written. */
  Setting<Path> resolved(Setting<Path> path) {
    return path.as(source.resolve(path.where(), path.value()));
  }

  /** A mapping below this one; empty if it is not there. */
  Section section(String key) {
    known.add(key);
    Optional<Node> node = treeOf(key);
    String place = node.map(n -> place(key, n)).orElse(where);
    return new Section(source, prefix + key + ".", place, inEnvironment, node);
  }

  /** The single values of a list; those with a fault are left out. */
  <T> List<Setting<T>> list(String key, ValueType<T> kind, List<T> standard) {
    known.add(key);
    source.ask(prefix + key);
    Optional<Node> node = treeOf(key);
    if (node.isEmpty()) {
      return standard.stream()
          .map(each -> new Setting<>(each, Setting.DEFAULT, prefix + key, true))
          .toList();
    }
    List<Setting<T>> list = new ArrayList<>();
    for (Node item : items(key, node.get(), "a list, each " + kind.allowed())) {
      Setting<Optional<T>> read = value(item, prefix + key, place(key, item), kind);
      read.value().ifPresent(value -> list.add(read.as(value)));
    }
    return list;
  }

  /** The single values of a list, where one value alone needs no list; none twice. */
  <T> List<Setting<T>> oneOrMore(String key, ValueType<T> kind, List<T> standard) {
    Optional<Node> written = treeOf(key);
    List<Setting<T>> all =
        written.filter(ScalarNode.class::isInstance).isPresent()
            ? optional(key, kind).flatMap(one -> one.value().map(one::as)).stream().toList()
            : list(key, kind, standard);
    Set<T> seen = new LinkedHashSet<>();
    all.stream()
        .filter(each -> !seen.add(each.value()))
        .forEach(
            each -> source.fault(each.where(), each.key(), "a value twice", "each value once"));
    return all;
  }

  /** The mappings of a list; empty if it is not there. */
  Optional<List<Section>> sections(String key) {
    known.add(key);
    source.ask(prefix + key);
    return treeOf(key)
        .map(
            node -> {
              List<Section> list = new ArrayList<>();
              for (Node item : items(key, node, "a list, each with keys and values")) {
                String inner = prefix + key + "[" + list.size() + "].";
                list.add(
                    new Section(source, inner, place(key, item), false, Optional.of(item)));
              }
              return list;
            });
  }

  private List<Node> items(String key, Node node, String allowed) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    source.fault(place(key, node), prefix + key, found(node), allowed);
    return List.of();
  }

  /** Returns where this mapping stands. */
  String where() {
    return where;
  }

  /** Returns true if the key is written here, whatever its value. */
  boolean has(String key) {
    return values.containsKey(key);
  }

  /** Refuses the keys that were not asked for. */
  void end() {
    keys.forEach(
        (name, node) -> {
          if (!known.contains(name)) {
            source.fault(
                source.place(node), prefix + name, "an unknown key", Suggestions.hint(name, known));
          }
        });
  }

  /** Returns what stands there, short enough for a line. */
  private static String found(Node node) {
    return switch (node.getNodeType()) {
      case MAPPING -> "keys with values";
      case SEQUENCE -> "a list";
      case ANCHOR -> "an alias";
      case SCALAR -> found((ScalarNode) node);
    };
  }

  private static String found(ScalarNode scalar) {
    if (scalar.getTag().equals(Tag.NULL) || scalar.getValue().isEmpty()) {
      return "nothing";
    }
    String tag = PLAIN_TAGS.contains(scalar.getTag()) ? "" : scalar.getTag().getValue() + " ";
    String quote = scalar.isPlain() ? "'" : "\"";
    String line = scalar.getValue().replaceAll("\\p{Cntrl}+", " ");
    String text =
        QUERY.matcher(USER.matcher(line).replaceFirst("…")).replaceFirst("$1…");
    String part = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return tag + quote + part + quote;
  }
}

package org.lastgasp.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A text read as YAML 1.2, into nodes that know their places. */
sealed interface Yaml {
  /** A configuration is nested four deep; what is deeper would only exhaust the stack. */
  int DEEPEST = 32;

  /** A document that was parsed. */
  record Tree(Node root) implements Yaml {}

  /** A document with nothing but white space and comments. */
  record Nothing() implements Yaml {}

  /**
   * A text that is not YAML.
   *
   * @param where the place, as {@code label:line:column}
   */
  record Broken(String where, String problem) implements Yaml {}

  /** Reads a text; the label stands for its file or variable in places. */
  static Yaml read(String text, String label) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(label).setAllowNonScalarKeys(true).build();
    try {
      Optional<Event> tooDeep = tooDeep(text, settings);
      if (tooDeep.isPresent()) {
        String where = tooDeep.get().getStartMark().map(Yaml::place).orElse(label);
        return new Broken(where, "nested more than " + DEEPEST + " deep");
      }
      return new Compose(settings)
          .composeString(text)
          .<Yaml>map(Tree::new)
          .orElseGet(Nothing::new);
    } catch (MarkedYamlEngineException broken) {
      Optional<Mark> mark = broken.getProblemMark().or(broken::getContextMark);
      String problem = broken.getProblem().replaceAll("\\s+", " ");
      return new Broken(
          mark.map(Yaml::place).orElse(label), problem.replaceFirst("^found ", ""));
    } catch (YamlEngineException broken) {
      return new Broken(label, String.valueOf(broken.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static Optional<Event> tooDeep(String text, LoadSettings settings) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
        return Optional.of(event);
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
    return Optional.empty();
  }

  /** A place as {@code label:line:column}, both counted from 1. */
  static String place(Mark mark) {
    return mark.getName() + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }
}

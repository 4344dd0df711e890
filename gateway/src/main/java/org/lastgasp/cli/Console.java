package org.lastgasp.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.api.Paged;

/** The console of a command, and the environment it was called in. */
public record Console(
    PrintWriter out, PrintWriter err, Map<String, String> environment, Terminal terminal) {
  /** A person who can be asked, if one sits there. */
  public interface Terminal {
    /** Nobody: a script, or a pipe. */
    Terminal NONE = question -> Optional.empty();

    /** The answer to a question, in lower case; empty if nobody is there to give one. */
    Optional<String> ask(String question);

    /** The one this program was started from. */
    static Terminal ofThisProgram() {
      return Optional.ofNullable(System.console())
          .filter(java.io.Console::isTerminal)
          .<Terminal>map(console -> question -> answer(console, question))
          .orElse(NONE);
    }

    private static Optional<String> answer(java.io.Console console, String question) {
      String line = Optional.ofNullable(console.readLine("%s", question)).orElse("");
      return Optional.of(line.strip().toLowerCase(Locale.ROOT));
    }
  }

  /** Without anybody who could be asked. */
  public Console(PrintWriter out, PrintWriter err, Map<String, String> environment) {
    this(out, err, environment, Terminal.NONE);
  }

  /** A result. */
  public void say(String line) {
    out.println(line);
  }

  /** A remark beside the result. */
  public void remark(String line) {
    err.println("lastgasp: " + line);
  }

  /** A result for a program; all pages of a list are one object. */
  public void json(Object record) {
    JsonNode tree = CliJson.MAPPER.valueToTree(record);
    if (record instanceof Paged && tree instanceof ObjectNode page) {
      page.remove("next");
    }
    say(tree);
  }

  /** A result for a program. */
  public void say(JsonNode json) {
    try {
      out.println(CliJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("writing JSON from memory", impossible);
    }
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}

package org.lastgasp.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.lastgasp.access.AdminToken;

/** Calls verbs as a person at a shell does, and hears what they say. */
public final class Shell {
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private Console.Terminal terminal = Console.Terminal.NONE;

  /**
   * What came of a call.
   *
   * @param out standard output
   * @param err standard error
   */
  public record Heard(int exit, String out, String err) {}

  public Shell with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Has the token that a gateway wrote into its data folder. */
  Shell administering(Path data) {
    return with("LASTGASP_TOKEN", AdminToken.read(data).orElseThrow());
  }

  /** A person sits there, and says this to whatever is asked. */
  Shell answering(String word) {
    terminal =
        question -> {
          asked.add(question);
          return Optional.of(word);
        };
    return this;
  }

  /** What was asked so far. */
  List<String> asked() {
    return asked;
  }

  public Heard run(Object... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console =
        new Console(new PrintWriter(out, true), new PrintWriter(err, true), environment, terminal);
    String[] arguments = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].toString();
    }
    int exit = Main.run(console, arguments);
    logAsBefore();
    return new Heard(exit, out.toString(), err.toString());
  }

  /** Some verbs have the whole process log to standard error: here they are not the only ones. */
  private static void logAsBefore() {
    boolean changed =
        Stream.of(Logger.getLogger("").getHandlers()).anyMatch(AsyncLogHandler.class::isInstance);
    if (changed) {
      try {
        LogManager.getLogManager().readConfiguration();
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }
}

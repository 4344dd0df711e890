package org.lastgasp.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;

/** Calls verbs as a person at a shell does, and hears what they say. */
final class Shell {
  private final Map<String, String> environment = new HashMap<>();

  /**
   * What came of a call.
   *
   * @param out standard output
   * @param err standard error
   */
  record Heard(int exit, String out, String err) {}

  Shell with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Heard run(Object... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console =
        new Console(new PrintWriter(out, true), new PrintWriter(err, true), environment);
    String[] arguments = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].toString();
    }
    int exit = Main.run(console, arguments);
    return new Heard(exit, out.toString(), err.toString());
  }
}

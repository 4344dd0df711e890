package org.lastgasp.cli;

import java.util.List;

/**
 * A provider of further verbs, found on the class path through {@link java.util.ServiceLoader}. It
 * has a public constructor without arguments, and is asked once, before the verb is known.
 */
public interface CommandProvider {
  /** The verbs as picocli's commands, in the order in which the help lists them. */
  List<Object> commands(Console console);
}

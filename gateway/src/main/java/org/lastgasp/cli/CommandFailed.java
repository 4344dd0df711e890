package org.lastgasp.cli;

import java.util.List;

/** A verb cannot be done; caught in one place, which prints the lines and ends with the code. */
public final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exit;
  private final transient List<String> lines;

  /** With the exit code and what to tell the person: what failed, then what to do next. */
  public CommandFailed(int exit, String... lines) {
    this(exit, List.of(lines));
  }

  public CommandFailed(int exit, List<String> lines) {
    super(String.join("\n", lines));
    this.exit = exit;
    this.lines = List.copyOf(lines);
  }

  List<String> lines() {
    return lines;
  }

  int exit() {
    return exit;
  }
}

package org.lastgasp.cli;

import picocli.CommandLine.Option;

/** How a verb prints its result. */
public final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      description = "How to print; a table if nothing is said.")
  private Format format = Format.TABLE;

  public boolean isJson() {
    return format == Format.JSON;
  }
}

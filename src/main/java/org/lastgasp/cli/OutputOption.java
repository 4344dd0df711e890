package org.lastgasp.cli;

import picocli.CommandLine.Option;

/** How a verb prints its result. */
final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      description = "How to print; a table if nothing is said.")
  private Format format = Format.TABLE;

  boolean isJson() {
    return format == Format.JSON;
  }
}

package org.lastgasp.cli;

import picocli.CommandLine.Option;

/** The option that says how a command prints its result. */
public final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      description = "Output format (default: table).")
  private Format format = Format.TABLE;

  public boolean isJson() {
    return format == Format.JSON;
  }
}

package org.lastgasp.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The option that every verb has: {@code --help}, and how it looks. */
@Command(
    sortOptions = false,
    sortSynopsis = false,
    usageHelpAutoWidth = true,
    synopsisHeading = "usage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%n",
    commandListHeading = "%nVerbs:%n",
    footerHeading = "%nExample:%n")
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean asked;

  /** Returns true if help is what was asked for; picocli then prints it by itself. */
  boolean isAsked() {
    return asked;
  }
}

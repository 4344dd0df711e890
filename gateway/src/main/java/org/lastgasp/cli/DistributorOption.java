package org.lastgasp.cli;

import java.util.Optional;
import org.lastgasp.hindsight.WorkList;
import picocli.CommandLine.Option;

/** The option that limits a list to one distributor; the client file may name the usual one. */
final class DistributorOption {
  private final Console console;

  @Option(
      names = "--distributor",
      paramLabel = "N",
      description = "Only this distributor: 0 to 99, or unknown.")
  private String given = "";

  private Optional<String> taken = Optional.empty();

  DistributorOption(Console console) {
    this.console = console;
  }

  /** The distributor as the gateway takes it; empty for all. */
  String text() {
    if (taken.isEmpty()) {
      taken = Optional.of(given.equals("all") ? "" : given.isEmpty() ? usual() : given);
    }
    return taken.get();
  }

  /** A list that is shorter than it looks must say so. */
  private String usual() {
    ClientFile file = ClientFile.of(console);
    Optional<String> usual = file.client().distributor();
    usual.ifPresent(
        number ->
            console.remark(
                "only distributor " + number + ", by " + file.path() + "; of all: --distributor"
                    + " all"));
    return usual.orElse("");
  }

  /** The same for a list that is made here; a wrong one ends the verb. */
  WorkList.Whose whose() {
    return WorkListCommand.whose(text());
  }
}

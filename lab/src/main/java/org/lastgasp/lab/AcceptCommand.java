package org.lastgasp.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.acceptance.AcceptancePack;
import org.lastgasp.acceptance.EvidenceFolder;
import org.lastgasp.acceptance.Schedule;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lastgasp accept}. */
@Command(
    name = "accept",
    description = {
      "Runs the acceptance cases and writes a pack to sign.",
      "Activations on demand and future-dated, a cancellation, the three gates, an alert",
      "after the window, the switch, the case of the System Integration Test, the report.",
      "The gateway is one of this program's own, with a clock that skips the waiting.",
      "The pack has a page (acceptance.html), a JUnit report, all messages and log records,",
      "and their hashes. Exit code 0 only if every case passed; a skipped one did not."
    },
    footer = {
      "  lastgasp accept --evidence acceptance-1"
    })
final class AcceptCommand implements Callable<Integer> {
  private static final Duration TO_TIDY_UP = Duration.ofSeconds(30);

  @Option(
      names = "--evidence",
      paramLabel = "DIR",
      description = "A new or empty folder for the pack.")
  private @Nullable Path evidence;

  private final Console console;

  AcceptCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path named =
        Optional.ofNullable(evidence)
            .orElseThrow(
                () ->
                    new CommandFailed(
                        Exit.WRONG_USE, "--evidence: name a new folder for the pack"));
    Path pack = WorkFolder.empty("--evidence", named);
    EvidenceFolder files = new EvidenceFolder(pack);
    try (EndOnInterrupt end = EndOnInterrupt.of("accept-end", TO_TIDY_UP)) {
      return show(own(files), files, pack);
    }
  }

  private AcceptancePack own(EvidenceFolder files) throws InterruptedException {
    Path data = WorkFolder.temporary("lastgasp-accept-");
    try {
      return new OwnGateway(data, files).accept(Schedule.Extent.FULL, line -> {});
    } finally {
      WorkFolder.remove(data);
    }
  }

  private int show(AcceptancePack pack, EvidenceFolder files, Path folder) {
    pack.writeTo(files);
    pack.results()
        .forEach(
            each ->
                console.say(
                    "%-8s %-13s %s"
                        .formatted(
                            each.verdict().word(), each.about().id(), each.about().title())));
    console.say(pack.summary() + ". The pack: " + folder.resolve(AcceptancePack.PAGE));
    return pack.isPassed() ? Exit.DONE : Exit.FAILED;
  }
}

package org.lastgasp.acceptance;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.lastgasp.cli.EndOnInterrupt;
import org.lastgasp.cli.WorkFolder;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.ConfigOption;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.GatewayClient;
import org.lastgasp.cli.OutputOption;
import org.lastgasp.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp accept}. */
@Command(
    name = "accept",
    description = {
      "Runs the acceptance cases and writes a pack to sign.",
      "Activations on demand and future-dated, a cancellation, the three gates, an alert",
      "after the window, the switch, the case of the System Integration Test, the report.",
      "Without --against the gateway is one of this program's own, with a clock that skips",
      "the waiting. The pack has a page (acceptance.html), a JUnit report, all messages and",
      "log records, and their hashes.",
      "Exit code 0 only if every case passed; a skipped case did not pass."
    },
    footer = {
      "  lastgasp accept --evidence acceptance-1",
      "  lastgasp accept --evidence acceptance-2 --against lastgasp.yaml",
      "  lastgasp accept --manual scripts --against lastgasp.yaml"
    })
public final class AcceptCommand implements Callable<Integer> {
  private static final Duration TO_TIDY_UP = Duration.ofMinutes(2);
  private static final Logger SERVERS = Logger.getLogger("org.eclipse.jetty");

  @Option(
      names = "--evidence",
      paramLabel = "DIR",
      description = "A new or empty folder for the pack.")
  private @Nullable Path evidence;

  @Option(
      names = "--against",
      paramLabel = "CONFIG",
      description = {
        "Run them against the gateway that runs on this",
        "machine with this configuration, which must say",
        "acceptance: true. Says first what it changes and how",
        "long it takes, and asks."
      })
  private @Nullable Path against;

  @Option(
      names = "--manual",
      paramLabel = "DIR",
      description = {
        "Run nothing: write a script with its messages for",
        "each case to a new or empty folder, for a person",
        "with curl. With --against for the users of that",
        "configuration."
      })
  private @Nullable Path manual;

  @Option(
      names = "--quick",
      description = {
        "Skip what waits for the end of a window. The pack",
        "records it as skipped."
      })
  private boolean quick;

  @Option(names = "--yes", description = "Do not ask before --against changes a gateway.")
  private boolean sure;

  @Mixin private PartyOptions parties = new PartyOptions();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  /** The outcome for a program. */
  private record Outcome(boolean passed, List<Verdicted> cases, List<String> faults, String page) {}

  /** A case for a program. */
  private record Verdicted(String id, String title, String verdict, String note) {}

  /** The scripts for a program. */
  private record Scripts(String folder, Instant futureDatedFrom) {}

  /** The command, which prints on a console. */
  public AcceptCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (manual != null) {
      return write(manual);
    }
    Path named =
        Optional.ofNullable(evidence)
            .orElseThrow(
                () ->
                    new CommandFailed(
                        Exit.WRONG_USE, "--evidence: name a new folder for the pack"));
    Optional<GivenGateway> given = Optional.ofNullable(against).map(this::given);
    Path folder = WorkFolder.empty("--evidence", named);
    EvidenceFolder files = new EvidenceFolder(folder);
    try (var _ = EndOnInterrupt.of("accept-end", TO_TIDY_UP)) {
      AcceptancePack pack = given.isPresent() ? run(given.get(), files) : own(files);
      return show(pack, files, folder);
    }
  }

  /** Writes the scripts for a person; those are of use for a quarter of an hour. */
  private int write(Path named) {
    Path folder = WorkFolder.empty("--manual", named);
    Optional<Path> file = Optional.ofNullable(against);
    Config config =
        file.map(each -> new ConfigOption(each).config(console)).orElseGet(OwnGateway::example);
    Instant now = InstantSource.system().instant();
    if (!ManualScripts.write(new EvidenceFolder(folder), config, now)) {
      throw new CommandFailed(
          Exit.WRONG_CONFIGURATION, "users and manufacturers: each needs an entry");
    }
    Instant from = now.plus(ManualScripts.LEAD).truncatedTo(ChronoUnit.SECONDS);
    if (output.isJson()) {
      console.json(new Scripts(folder.toString(), from));
    } else {
      console.say(
          "Scripts and messages are in %s. The future-dated activations begin at %s."
              .formatted(folder, from));
    }
    return Exit.DONE;
  }

  private Schedule.Extent extent() {
    return quick ? Schedule.Extent.QUICK : Schedule.Extent.FULL;
  }

  private AcceptancePack own(EvidenceFolder files) throws InterruptedException {
    Path data = WorkFolder.temporary("lastgasp-accept-");
    try {
      return new OwnGateway(data, files, InstantSource.system())
          .accept(extent(), this::progress);
    } finally {
      WorkFolder.remove(data);
    }
  }

  /** The gateway that was named, if it may be used and somebody wants that. */
  private GivenGateway given(Path file) {
    Config config = new ConfigOption(file).config(console);
    Config elsewhere = new ConfigOption(file.toAbsolutePath().normalize()).config(console);
    GivenGateway gateway =
        new GivenGateway(
            config,
            Set.of(config.hash(), elsewhere.hash()),
            GatewayClient.of(config, console),
            GatewayClient.reachable(config.scheme(), config.listen().duis()),
            parties.of(config),
            new RealClock(InstantSource.system()));
    List<String> refusals = gateway.refusals();
    if (!refusals.isEmpty()) {
      List<String> lines = new ArrayList<>(refusals);
      lines.add("nothing was changed: put right what is named above");
      int exit = config.acceptance() ? Exit.FAILED : Exit.WRONG_CONFIGURATION;
      throw new CommandFailed(exit, lines);
    }
    gateway.plan(schedule(config)).forEach(console::remark);
    if (!sure && !isWanted()) {
      throw new CommandFailed(Exit.FAILED, "nothing was changed");
    }
    return gateway;
  }

  private Schedule schedule(Config config) {
    return Schedule.of(config.window(), extent());
  }

  private boolean isWanted() {
    String answer =
        console
            .terminal()
            .ask("Run the cases against it? [y/N] ")
            .orElseThrow(
                () ->
                    new CommandFailed(
                        Exit.WRONG_USE, "nobody can be asked here: say --yes if that is meant"));
    return answer.equals("y") || answer.equals("yes");
  }

  private AcceptancePack run(GivenGateway gateway, EvidenceFolder files)
      throws InterruptedException {
    SERVERS.setLevel(Level.WARNING); // of the stubs: a screen is for what a person can use
    return gateway.accept(files, schedule(gateway.config()), this::progress);
  }

  private void progress(String line) {
    console.remark(line);
    console.err().flush();
  }

  private int show(AcceptancePack pack, EvidenceFolder files, Path folder) {
    pack.writeTo(files);
    Path page = folder.resolve(AcceptancePack.PAGE);
    List<Verdicted> cases = pack.results().stream().map(AcceptCommand::verdicted).toList();
    if (output.isJson()) {
      console.json(new Outcome(pack.isPassed(), cases, pack.faults(), page.toString()));
    } else {
      cases.forEach(
          each -> console.say("%-8s %-13s %s".formatted(each.verdict, each.id, each.title)));
      pack.faults().forEach(console::say);
      console.say(pack.summary() + ". The pack: " + page);
    }
    return pack.isPassed() ? Exit.DONE : Exit.FAILED;
  }

  private static Verdicted verdicted(CaseResult result) {
    return new Verdicted(
        result.about().id(), result.about().title(), result.verdict().word(), result.note());
  }
}

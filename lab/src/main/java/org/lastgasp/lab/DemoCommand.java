package org.lastgasp.lab;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.app.RuntimeProvider;
import org.lastgasp.cli.WorkFolder;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.OutputOption;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.sim.ProvenParties;
import org.lastgasp.sim.Scenario;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp demo}. */
@Command(
    name = "demo",
    description = {
      "Runs a gateway in a simulated network and prints a scoreboard.",
      "All in one process on loopback: suppliers with a firmware campaign, a DSP that",
      "sometimes fails, meters that cut their hub's supply, hubs in both CSP regions, real",
      "outages and a storm, network operators. Then verdicts are compared with the truth.",
      "Exit code 0 if every guarantee held."
    },
    footer = {
      "  lastgasp demo",
      "  lastgasp demo --meters 10000 --evidence demo-evidence",
      "  lastgasp demo --secure --stay"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int FAST_FOR = 4_000; // meters that two cores carry at the full speed
  private static final double FULL_SPEED = 600;
  private static final double SPEED_ON_KAFKA = 30; // what is decided is there after 0.2 s
  private static final String KAFKA = "kafka";
  private static final double HIGHEST_SPEED = 5_000;

  @Option(
      names = "--meters",
      paramLabel = "N",
      description = "Number of meters (default: 2,000).")
  private int meters = 2_000;

  @Option(
      names = "--speed",
      paramLabel = "X",
      description = {
        "Simulated seconds per real second (default: 600,",
        "lower above 4,000 meters and with --secure).",
        "Timeouts and retry pauses use real time."
      })
  private @Nullable Double speed;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the random plan; the same seed gives the same plan.")
  private long seed = 102;

  @Option(
      names = "--north",
      paramLabel = "csp|issue",
      description = {
        "How the North raises alerts: as its CSP describes",
        "it (a timer of three minutes), or as the",
        "modification's issue does (a restoration message",
        "cancels an alert)."
      })
  private String north = "csp";

  @Option(
      names = "--secure",
      description = {
        "With mutual TLS everywhere, signed requests, a signed",
        "list of GUIDs, identities and roles. Somebody without",
        "them tries to open windows and to give orders."
      })
  private boolean secure;

  @Option(
      names = "--kafka",
      description = {
        "Run the gateway on Kafka, with a real broker on this",
        "machine (default speed then: 30)."
      })
  private boolean kafka;

  @Option(names = "--stay", description = "Keep the gateway running afterwards, until Ctrl-C.")
  private boolean stay;

  @Option(
      names = "--evidence",
      paramLabel = "DIR",
      description = {
        "A new or empty folder to work in and keep:",
        "configuration, inventory, journal, suppression",
        "log, the gateway's log, the scoreboard."
      })
  private @Nullable Path evidence;

  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (meters < 1 || meters > 200_000) {
      throw new CommandFailed(Exit.WRONG_USE, "--meters: expected 1 to 200000 but was " + meters);
    }
    double fast = Optional.ofNullable(speed).orElse(usualSpeed());
    if (!(fast >= 1 && fast <= HIGHEST_SPEED)) {
      throw new CommandFailed(Exit.WRONG_USE, "--speed: expected 1 to 5000 but was " + fast);
    }
    Scenario plan = Scenario.drawn(seed, meters, rule());
    Optional<Path> kept = Optional.ofNullable(evidence);
    Path folder =
        kept.map(named -> WorkFolder.empty("--evidence", named))
            .orElseGet(() -> WorkFolder.temporary("lastgasp-demo-"));
    Optional<ProvenParties> parties =
        secure ? Optional.of(new ProvenParties()) : Optional.empty();
    Demo demo = new Demo(console, plan, fast, folder, output.isJson(), parties, runtime());
    return demo.run(stay, kept.isPresent() ? Demo.Traces.KEPT : Demo.Traces.REMOVED);
  }

  private Optional<RuntimeProvider> runtime() {
    Optional<RuntimeProvider> found = kafka ? RuntimeProvider.named(KAFKA) : Optional.empty();
    if (kafka && found.isEmpty()) {
      throw new CommandFailed(
          Exit.WRONG_CONFIGURATION,
          "--kafka: lastgasp-cluster.jar and lib/kafka are not on the class path: start it by the"
              + " launcher of a package that has them");
    }
    return found;
  }

  private double usualSpeed() {
    double full = secure ? FULL_SPEED / 2 : FULL_SPEED; // handshakes take processor time
    return (kafka ? SPEED_ON_KAFKA : full) * Math.min(1, (double) FAST_FOR / meters);
  }

  private AlarmRule rule() {
    return switch (north) {
      case "csp" -> AlarmRule.NORTH_TIMER;
      case "issue" -> AlarmRule.NORTH_HELD;
      default ->
          throw new CommandFailed(
              Exit.WRONG_USE, "--north: expected csp or issue but was '" + north + "'");
    };
  }
}

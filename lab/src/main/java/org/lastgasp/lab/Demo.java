package org.lastgasp.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.app.Gateway;
import org.lastgasp.app.NodeRole;
import org.lastgasp.app.RuntimeProvider;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.EndOnInterrupt;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.LogRedirect;
import org.lastgasp.cli.WorkFolder;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.log.LogVerifier;
import org.lastgasp.log.Verification.Finding;
import org.lastgasp.report.ReportVerification;
import org.lastgasp.report.ReportVerifier;
import org.lastgasp.sim.ProvenParties;
import org.lastgasp.sim.Scenario;
import org.lastgasp.sim.Score;
import org.lastgasp.sim.Scoreboard;
import org.lastgasp.sim.Scorer;
import org.lastgasp.sim.Scorer.LogEntry;
import org.lastgasp.sim.Scorer.Observations;
import org.lastgasp.sim.ScrapedMetrics;
import org.lastgasp.sim.Simulation;
import org.lastgasp.sim.WorldClock;

/** One demo: a world, a gateway in its middle, and the score at the end. */
final class Demo {
  private static final Duration TO_BE_READY = Duration.ofSeconds(20);
  private static final Duration TO_SETTLE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final DeliverySettings PATIENCE =
      new DeliverySettings(
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(2), // so that the demo ends soon after its last receiver is back
          Duration.ofMillis(200),
          Optional.empty());

  private final Console console;
  private final Scenario plan;
  private final double speed;
  private final Path folder;
  private final boolean json;
  private final Optional<ProvenParties> parties;
  private final DemoAccess access;
  private final Optional<RuntimeProvider> runtime;

  /** The choice of what happens to the folder afterwards. */
  enum Traces {
    KEPT,
    REMOVED
  }

  /**
   * A demo.
   *
   * @param parties who prove who they are; empty: without TLS, signatures and identities
   * @param runtime that the gateway runs on besides this machine; empty: nothing
   */
  Demo(
      Console console,
      Scenario plan,
      double speed,
      Path folder,
      boolean json,
      Optional<ProvenParties> parties,
      Optional<RuntimeProvider> runtime) {
    this.parties = parties;
    this.access = new DemoAccess(parties);
    this.runtime = runtime;
    this.console = console;
    this.plan = plan;
    this.speed = speed;
    this.folder = folder;
    this.json = json;
  }

  /** Runs to the end; gives the exit code. */
  int run(boolean stay, Traces traces) throws InterruptedException {
    EndOnInterrupt over = EndOnInterrupt.of("demo-end", TO_SETTLE);
    LogRedirect messages = LogRedirect.to(folder.resolve("gateway.log"));
    WorldClock clock = new WorldClock(Instant.now(), speed);
    try (Simulation world = new Simulation(plan, clock, parties);
        RuntimeProvider.Trial trial = trial()) {
      Path file = world.settle(folder);
      append(file, trial.configuration());
      access.settle(file);
      ConfigResult.Loaded loaded = loaded(file);
      Config config = loaded.config();
      Gateway.Options options =
          new Gateway.Options(
              Optional.empty(), () -> read(file), PATIENCE, runtime, loaded.places(),
              NodeRole.all());
      try (Gateway gateway = Gateway.start(config, clock, options)) {
        Score score = play(world, gateway, config);
        show(score, traces);
        boolean reported = reported(gateway, config, traces);
        if (stay) {
          linger(world, gateway, config);
        }
        return reported ? score.exitCode() : Exit.FAILED;
      }
    } finally {
      messages.close();
      access.close();
      remove(traces);
      over.close();
    }
  }

  /** What the gateway runs on besides this machine, which needs nothing. */
  private RuntimeProvider.Trial trial() throws InterruptedException {
    return runtime.isPresent()
        ? runtime.get().trial(folder.resolve("broker"))
        : RuntimeProvider.Trial.NONE;
  }

  /** Goes on until somebody ends it. */
  private void linger(Simulation world, Gateway gateway, Config config)
      throws InterruptedException {
    URI admin = console(gateway, config);
    String url = admin.toString().replaceAll("/$", "");
    aside("The gateway stays up at " + admin + " until Ctrl-C; the world goes on at real speed.");
    Path token = folder.resolve(parties.isPresent() ? DemoAccess.TOKEN : "data/admin.token");
    aside("To log in there, paste " + token);
    String also = " --url " + url + (parties.isPresent() ? overTls(url) : "");
    String program = ShellWord.program();
    aside("Commands to try:");
    for (String each :
        List.of(
            "export LASTGASP_TOKEN=$(cat " + ShellWord.of(token) + ")",
            program + " status" + also,
            program + " blind" + also,
            program + " alerts --last 5" + also,
            program + " storm on --for 1h --reason 'gale'" + also,
            "curl -N " + curl() + url + "/api/v1/events")) {
      aside("  " + each);
    }
    world.goOn(duis(gateway, config));
  }

  /** Says how to be known and whom to trust; gives what the commands need for it. */
  private String overTls(String url) {
    Path authority = folder.resolve(ProvenParties.AUTHORITY);
    aside("The token is an operator's; viewer.token beside it sees distributors 17 and 20 only.");
    aside("A browser warns of the demo's authority: accept that, or import " + authority);
    aside("An operator's certificate does instead of the token:");
    aside("  curl " + curl() + url + "/api/v1/status");
    return " --ca " + ShellWord.of(authority);
  }

  private String curl() {
    return parties.isEmpty()
        ? ""
        : "--cacert %s --cert %s --key %s "
            .formatted(
                ShellWord.of(folder.resolve(ProvenParties.AUTHORITY)),
                ShellWord.of(folder.resolve("tls/operator.pem")),
                ShellWord.of(folder.resolve("tls/operator.key")));
  }

  private static ConfigResult read(Path file) {
    return ConfigReader.read(Optional.of(file), Map.of());
  }

  private static ConfigResult.Loaded loaded(Path file) {
    return switch (read(file)) {
      case ConfigResult.Loaded loaded -> loaded;
      case ConfigResult.Faulty faulty ->
          throw new IllegalStateException("the demo's own configuration: " + faulty.faults());
    };
  }

  private Score play(Simulation world, Gateway gateway, Config config) throws InterruptedException {
    URI admin = console(gateway, config);
    aside("The gateway's console: " + admin);
    aside(
        String.format(
            Locale.ROOT,
            "%,d meters, %,d activations, %,d outages; seed %d, %s at %s times real time.",
            plan.meters(),
            plan.activations().size(),
            plan.outages().size(),
            plan.seed(),
            ProgressPrinter.hours(plan.length()),
            BigDecimal.valueOf(speed).stripTrailingZeros().toPlainString()));
    awaitReady(admin);
    List<Score.Promise> further = new ArrayList<>(access.attempts(admin));
    try (ProgressPrinter ticker = ProgressPrinter.started(world, console, json)) {
      world.live(duis(gateway, config));
      ticker.say("settling");
      Scorer account = world.account();
      List<LogEntry> log = settled(account, admin, config);
      ScrapedMetrics figures = figures(admin);
      further.addAll(world.intrusions(figures));
      return account.settle(
          new Observations(log, figures, verified(config.log().path()), further));
    }
  }

  private static URI console(Gateway gateway, Config config) {
    return URI.create(config.scheme() + "://127.0.0.1:" + gateway.adminPort() + "/");
  }

  private static URI duis(Gateway gateway, Config config) {
    return URI.create(config.scheme() + "://127.0.0.1:" + gateway.duisPort());
  }

  /** Inventory and list are read in the background: before, nothing would be tracked. */
  private void awaitReady(URI admin) throws InterruptedException {
    Instant last = Instant.now().plus(TO_BE_READY);
    while (!access.get(admin.resolve("/-/ready")).replace(" ", "").contains("\"degraded\":[]")) {
      if (Instant.now().isAfter(last)) {
        throw new CommandFailed(
            Exit.FAILED, "the gateway is not ready: " + access.get(admin.resolve("/-/ready")));
      }
      Thread.sleep(POLL);
    }
  }

  /** Waits until everything has arrived and is in the log; gives the log. */
  private List<LogEntry> settled(Scorer account, URI admin, Config config)
      throws InterruptedException {
    Instant last = Instant.now().plus(TO_SETTLE);
    List<LogEntry> log = LogEntry.read(config.log().path());
    while (Instant.now().isBefore(last) && !isSettled(account, log, figures(admin))) {
      Thread.sleep(POLL);
      log = LogEntry.read(config.log().path());
    }
    return log;
  }

  /** Returns what the product's own verifier finds wrong with the log. */
  private static Optional<String> verified(Path folder) {
    return LogVerifier.verify(files(folder, ".jsonl")).firstFinding().map(Finding::toString);
  }

  private static boolean isSettled(Scorer account, List<LogEntry> log, ScrapedMetrics figures) {
    return figures.sum("lastgasp_delivery_backlog") == 0
        && figures.sum("lastgasp_ad1_suppressed_total") == log.size()
        && account.underWay(log) == 0;
  }

  private ScrapedMetrics figures(URI admin) throws InterruptedException {
    return ScrapedMetrics.read(access.get(admin.resolve("/metrics")));
  }

  private void show(Score score, Traces traces) {
    String text = Scoreboard.text(score);
    String asJson = Scoreboard.json(score);
    console.out().println(json ? asJson : text.stripTrailing());
    console.out().flush();
    if (traces == Traces.KEPT) {
      write(folder.resolve("scoreboard.txt"), text);
      write(folder.resolve("scoreboard.json"), asJson);
      aside("The evidence is in " + folder);
      String program = ShellWord.program();
      String config = " --config " + ShellWord.of(folder.resolve("lastgasp.yaml"));
      aside("See it: " + program + " campaign" + config + "; " + program + " reconcile" + config);
    }
  }

  /** Has the rest reported too; whether every alert suppressed is in a report that arrived. */
  private boolean reported(Gateway gateway, Config config, Traces traces)
      throws InterruptedException {
    Path folder = sentTo(config);
    Instant last = Instant.now().plus(TO_SETTLE);
    ReportVerification seen = reportedNow(console(gateway, config), folder, config);
    while (!isAll(seen) && Instant.now().isBefore(last)) {
      Thread.sleep(POLL);
      seen = reportedNow(console(gateway, config), folder, config);
    }
    aside(
        String.format(
            Locale.ROOT,
            "%d reports of the %,d suppressed alerts were sent to a folder%s; %s.",
            seen.files(),
            seen.logRecords(),
            traces == Traces.KEPT ? ", " + folder : "",
            isAll(seen)
                ? "they are whole"
                : String.format(
                    Locale.ROOT,
                    "BUT they have %,d of them: %s",
                    seen.rows(),
                    seen.findings())));
    return isAll(seen);
  }

  private static Path sentTo(Config config) {
    return config.report().to().stream()
        .flatMap(
            to -> to instanceof Config.Target.Directory there ? Stream.of(there) : Stream.empty())
        .findFirst()
        .orElseThrow()
        .path();
  }

  private ReportVerification reportedNow(URI admin, Path folder, Config config)
      throws InterruptedException {
    String unused = access.post(admin.resolve("/api/v1/reports/build"));
    String unusedToo = access.post(admin.resolve("/api/v1/reports/send"));
    return ReportVerifier.verify(files(folder, ".csv"), files(config.log().path(), ".jsonl"));
  }

  private static boolean isAll(ReportVerification seen) {
    return seen.isWhole() && seen.rows() == seen.logRecords();
  }

  private static List<Path> files(Path folder, String ending) {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(file -> file.toString().endsWith(ending)).toList();
    } catch (IOException broken) {
      throw new UncheckedIOException("looking into " + folder, broken);
    }
  }

  private static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.APPEND);
    } catch (IOException broken) {
      throw new UncheckedIOException("writing " + file, broken);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException broken) {
      throw new UncheckedIOException("writing " + file, broken);
    }
  }

  /** Prints a line beside the result, which must not get into it. */
  private void aside(String line) {
    (json ? console.err() : console.out()).println(line);
    (json ? console.err() : console.out()).flush();
  }

  private synchronized void remove(Traces traces) {
    if (traces == Traces.REMOVED) {
      WorkFolder.remove(folder);
    }
  }
}

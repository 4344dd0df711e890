package org.lastgasp.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.cli.EndOnInterrupt;
import org.lastgasp.cli.WorkFolder;
import org.lastgasp.cli.LogRedirect;
import org.lastgasp.app.Gateway;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.log.Finding;
import org.lastgasp.log.LogVerifier;
import org.lastgasp.report.ReportVerification;
import org.lastgasp.report.ReportVerifier;
import org.lastgasp.sim.LogEntry;
import org.lastgasp.sim.Observations;
import org.lastgasp.sim.Scenario;
import org.lastgasp.sim.Score;
import org.lastgasp.sim.Scoreboard;
import org.lastgasp.sim.Scorer;
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
  private final HttpClient client = HttpClient.newHttpClient();

  /** The choice of what happens to the folder afterwards. */
  enum Traces {
    KEPT,
    REMOVED
  }

  Demo(Console console, Scenario plan, double speed, Path folder, boolean json) {
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
    try (Simulation world = new Simulation(plan, clock)) {
      Config config = config(world.settle(folder));
      Gateway.Options options =
          new Gateway.Options(
              Optional.empty(), () -> new ConfigResult.Loaded(config, List.of()), PATIENCE);
      try (Gateway gateway = Gateway.start(config, clock, options)) {
        Score score = play(world, gateway, config);
        show(score, traces);
        boolean reported = reported(gateway, config, traces);
        if (stay) {
          linger(world, gateway);
        }
        return reported ? score.exitCode() : Exit.FAILED;
      }
    } finally {
      messages.close();
      client.shutdownNow();
      remove(traces);
      over.close();
    }
  }

  /** Goes on until somebody ends it. */
  private void linger(Simulation world, Gateway gateway) throws InterruptedException {
    URI admin = console(gateway);
    String url = admin.toString().replaceAll("/$", "");
    aside("The gateway stays up at " + admin + " until Ctrl-C; the world goes on at real speed.");
    aside("To log in there, paste " + folder.resolve("data/admin.token"));
    aside("Commands to try:");
    for (String each :
        List.of(
            "./lastgasp status --url " + url,
            "./lastgasp blind --url " + url,
            "./lastgasp alerts --last 5 --url " + url,
            "export LASTGASP_TOKEN=$(cat " + folder.resolve("data/admin.token") + ")",
            "./lastgasp storm on --for 1h --reason 'gale' --url " + url,
            "curl -N " + url + "/api/v1/events")) {
      aside("  " + each);
    }
    world.goOn(URI.create("http://127.0.0.1:" + gateway.duisPort()));
  }

  private static Config config(Path file) {
    return switch (ConfigReader.read(Optional.of(file), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.Faulty faulty ->
          throw new IllegalStateException("the demo's own configuration: " + faulty.faults());
    };
  }

  private Score play(Simulation world, Gateway gateway, Config config) throws InterruptedException {
    URI admin = console(gateway);
    aside("The gateway's console: " + admin);
    aside(
        String.format(
            Locale.ROOT,
            "%,d meters, %,d activations, %,d outages; seed %d, %s at %.0f times real time.",
            plan.meters(),
            plan.activations().size(),
            plan.outages().size(),
            plan.seed(),
            ProgressPrinter.hours(plan.length()),
            speed));
    awaitReady(admin);
    try (ProgressPrinter ticker = ProgressPrinter.started(world, console, json)) {
      world.live(URI.create("http://127.0.0.1:" + gateway.duisPort()));
      ticker.say("settling");
      Scorer account = world.account();
      List<LogEntry> log = settled(account, admin, config);
      return account.settle(new Observations(log, figures(admin), verified(config.log().path())));
    }
  }

  private static URI console(Gateway gateway) {
    return URI.create("http://127.0.0.1:" + gateway.adminPort() + "/");
  }

  /** Inventory and list are read in the background: before, nothing would be tracked. */
  private void awaitReady(URI admin) throws InterruptedException {
    Instant last = Instant.now().plus(TO_BE_READY);
    while (!get(admin.resolve("/-/ready")).replace(" ", "").contains("\"degraded\":[]")) {
      if (Instant.now().isAfter(last)) {
        throw new CommandFailed(
            Exit.FAILED, "the gateway is not ready: " + get(admin.resolve("/-/ready")));
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
    return ScrapedMetrics.read(get(admin.resolve("/metrics")));
  }

  private String get(URI uri) throws InterruptedException {
    return answer(HttpRequest.newBuilder(uri).timeout(TO_BE_READY).build());
  }

  private String post(URI uri) throws InterruptedException {
    HttpRequest.BodyPublisher nothing = HttpRequest.BodyPublishers.noBody();
    return answer(HttpRequest.newBuilder(uri).timeout(TO_SETTLE).POST(nothing).build());
  }

  private String answer(HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException broken) {
      throw new UncheckedIOException("asking the gateway at " + request.uri(), broken);
    }
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
      String config = " --config " + folder.resolve("lastgasp.yaml");
      aside("See it: ./lastgasp campaign" + config + "; ./lastgasp reconcile" + config);
    }
  }

  /** Has the rest reported too; whether every alert suppressed is in a report that arrived. */
  private boolean reported(Gateway gateway, Config config, Traces traces)
      throws InterruptedException {
    Path folder = sentTo(config);
    Instant last = Instant.now().plus(TO_SETTLE);
    ReportVerification seen = reportedNow(console(gateway), folder, config);
    while (!isAll(seen) && Instant.now().isBefore(last)) {
      Thread.sleep(POLL);
      seen = reportedNow(console(gateway), folder, config);
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
    String unused = post(admin.resolve("/api/v1/reports/build"));
    String unusedToo = post(admin.resolve("/api/v1/reports/send"));
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

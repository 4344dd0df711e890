package org.lastgasp.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.lastgasp.cli.LogRedirect;
import org.lastgasp.access.AdminToken;
import org.lastgasp.app.Gateway;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.GatewayClient;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.delivery.DeliverySettings;

/** A gateway of our own, in this process, that the acceptance cases are run against. */
final class OwnGateway {
  private static final Duration TO_BE_READY = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String LOG = "gateway.log";

  private final Path folder;
  private final EvidenceFolder evidence;
  private final InstantSource machine;

  /**
   * A gateway that has not started.
   *
   * @param folder a temporary one, for its data
   * @param machine the clock from which its own goes on
   */
  OwnGateway(Path folder, EvidenceFolder evidence, InstantSource machine) {
    this.folder = folder;
    this.evidence = evidence;
    this.machine = machine;
  }

  /** Starts it, runs the cases and stops it. */
  AcceptancePack accept(Schedule.Extent extent, Consumer<String> progress)
      throws InterruptedException {
    JumpingClock clock = new JumpingClock(machine);
    LogRedirect messages = LogRedirect.to(folder.resolve(LOG));
    AcceptancePack pack;
    try (Participants stubs = Participants.onFreePorts(clock)) {
      Config config = configure(stubs);
      TestDevices devices = TestDevices.of(clock.instant(), config).orElseThrow();
      write("inventory.csv", devices.inventory());
      write("guids.txt", devices.guids());
      pack = accept(config, clock, stubs, devices, Schedule.of(config.window(), extent), progress);
    } finally {
      messages.close();
    }
    keepLog();
    return pack;
  }

  private AcceptancePack accept(
      Config config,
      JumpingClock clock,
      Participants stubs,
      TestDevices devices,
      Schedule plan,
      Consumer<String> progress)
      throws InterruptedException {
    Gateway.Options options =
        new Gateway.Options(
            Optional.empty(),
            () -> new ConfigResult.Loaded(config, List.of()),
            DeliverySettings.USUAL);
    try (Gateway gateway = Gateway.start(config, clock, options)) {
      URI admin = URI.create("http://127.0.0.1:" + gateway.adminPort());
      GatewayClient client = new GatewayClient(admin, AdminToken.read(folder.resolve("data")));
      JsonNode status = ready(client);
      TestBed bed =
          new TestBed(
              config,
              URI.create("http://127.0.0.1:" + gateway.duisPort()),
              PartyTls.NONE,
              client,
              clock,
              stubs,
              devices,
              evidence);
      var begun = clock.instant();
      List<CaseResult> results = AcceptanceRun.run(bed, plan, progress);
      return new AcceptancePack(
          "a gateway of this program, started for these cases, with stubs at its ends",
          status.path("version").asText(),
          status.path("config_hash").asText(),
          begun,
          clock.instant(),
          results,
          List.of(
              "The clock that messages are judged by was moved forward over the time in which"
                  + " nothing happens. Everything else is the program as it is delivered."),
          List.of());
    }
  }

  /** Inventory and list are read in the background: before, nothing would be tracked. */
  private static JsonNode ready(GatewayClient client) throws InterruptedException {
    long last = System.nanoTime() + TO_BE_READY.toNanos();
    while (true) {
      if (client.get("/api/v1/status", Map.of()) instanceof GatewayClient.Answer.Done status
          && status.body().path("degraded").isEmpty()) {
        return status.body();
      }
      if (System.nanoTime() > last) {
        throw new CommandFailed(
            Exit.FAILED, "the gateway is not ready: " + client.get("/-/ready", Map.of()));
      }
      Thread.sleep(POLL);
    }
  }

  private Config configure(Participants stubs) {
    Path file =
        write(
            "lastgasp.yaml",
            yaml(stubs.dsp(), stubs.user("operator"), stubs.user("supplier")));
    return read(Optional.of(file), Map.of());
  }

  private static List<String> yaml(URI dsp, URI operator, URI supplier) {
    return List.of(
        "switch: enforce",
        "listen: {duis: \"127.0.0.1:0\", admin: \"127.0.0.1:0\"}",
        "dsp: {url: \"" + dsp + "\"}",
        "users:",
        "  - {id: 90-B3-D5-1F-30-02-00-00, name: operator, distributors: [20], receive: \""
            + operator + "\"}",
        "  - {id: 90-B3-D5-1F-30-01-00-00, name: supplier, receive: \"" + supplier + "\"}",
        "default-user: 90-B3-D5-1F-30-02-00-00");
  }

  /** A configuration with the users of such a gateway. */
  static Config example() {
    String users =
        "[{id: 90-B3-D5-1F-30-02-00-00, name: operator, distributors: [20],"
            + " receive: 'http://127.0.0.1:9081/operator'}]";
    return read(Optional.empty(), Map.of("LASTGASP_USERS", users));
  }

  private static Config read(Optional<Path> file, Map<String, String> environment) {
    return switch (ConfigReader.read(file, environment)) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.Faulty faulty ->
          throw new IllegalStateException("our own configuration: " + faulty.faults());
    };
  }

  /** Writes a file of the gateway; it is evidence too. */
  private Path write(String name, List<String> lines) {
    String text = String.join("\n", lines) + "\n";
    var _ = evidence.write("gateway/" + name, text);
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException broken) {
      throw new UncheckedIOException("writing " + name + " to " + folder, broken);
    }
  }

  private void keepLog() {
    try {
      var _ = evidence.write("gateway/" + LOG, Files.readAllBytes(folder.resolve(LOG)));
    } catch (IOException broken) {
      throw new UncheckedIOException("reading the log in " + folder, broken);
    }
  }
}

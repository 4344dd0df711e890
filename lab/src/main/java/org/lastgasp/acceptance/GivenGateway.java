package org.lastgasp.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.lastgasp.cli.GatewayClient;
import org.lastgasp.config.Config;
import org.lastgasp.id.Eui64;

/**
 * A running gateway that the acceptance cases are run against, with stubs at its ends. It is taken
 * only if nobody else uses it and all that is changed can be put back.
 */
final class GivenGateway {
  private static final Duration QUIET = Duration.ofHours(1);

  private final Config config;
  private final Set<String> configHashes;
  private final Admin admin;
  private final URI duis;
  private final PartyTls tls;
  private final AcceptanceClock clock;
  private final Lists lists;

  /**
   * A gateway that nothing was asked of.
   *
   * @param configHashes of the configuration, however its paths are written
   * @param tls of the parties that are played
   * @param clock that runs as the gateway's
   */
  GivenGateway(
      Config config,
      Set<String> configHashes,
      GatewayClient client,
      URI duis,
      PartyTls tls,
      AcceptanceClock clock) {
    this.config = config;
    this.configHashes = Set.copyOf(configHashes);
    this.admin = new Admin(client);
    this.duis = duis;
    this.tls = tls;
    this.clock = clock;
    this.lists = new Lists(admin, config.inventory(), config.guids());
  }

  /** Its configuration. */
  Config config() {
    return config;
  }

  /** Returns why the cases cannot be run against it, all at once; empty if they can. */
  List<String> refusals() {
    List<String> why = new ArrayList<>();
    if (!config.acceptance()) {
      why.add(
          "acceptance: is not true in the configuration: say so only for a test gateway, then"
              + " restart or reload it");
    }
    why.addAll(Participants.obstacles(config, tls));
    if (!config.signatures().requests().code().equals("off")) {
      why.add(
          "signatures.requests: the messages of the cases are not signed by a party that it"
              + " trusts: set it to off for the run, then reload");
    }
    if (!config.signatures().guids().isAny()) {
      why.add(
          "signatures.guids-key and guids-sha256: the list of the cases is signed by nobody: take"
              + " both out for the run, then reload");
    }
    Optional<TestDevices> devices = TestDevices.of(clock.instant(), config);
    if (devices.isEmpty()) {
      why.add("users and manufacturers: each needs an entry");
    }
    devices.flatMap(all -> anotherParty(all.supplier())).ifPresent(why::add);
    if (!why.isEmpty()) {
      return why;
    }
    try {
      JsonNode status = admin.get("/api/v1/status", Map.of());
      running(status).ifPresent(why::add);
      waiting(status).ifPresent(why::add);
      new OtherTraffic(admin)
          .since(clock.instant().minus(QUIET))
          .ifPresent(found -> why.add("others used the gateway in the last hour: " + found));
      live().ifPresent(why::add);
      lists.notRestorable().ifPresent(why::add);
    } catch (Admin.Refused refused) {
      why.add(String.valueOf(refused.getMessage()));
    }
    return why;
  }

  /** Activations of a party that the certificate does not name would not be tracked. */
  private Optional<String> anotherParty(Eui64 supplier) {
    return config.tls().checksOriginators()
            && tls.isComplete()
            && tls.userEui().filter(supplier::equals).isEmpty()
        ? Optional.of(
            "--user-cert: it names "
                + tls.userEui().map(eui -> "the party " + eui).orElse("no party")
                + ", and " + supplier + " (of users) asks for the activations of the cases: name a"
                + " certificate with that EUI-64 in its subject")
        : Optional.empty();
  }

  private Optional<String> running(JsonNode status) {
    String hash = status.path("config_hash").asText();
    return configHashes.contains(hash)
        ? Optional.empty()
        : Optional.of(
            "the gateway runs with another configuration (hash " + hash + "): reload it, or name"
                + " the file that it was started with");
  }

  private static Optional<String> waiting(JsonNode status) {
    long messages = status.path("waiting").path("messages").asLong();
    return messages == 0
        ? Optional.empty()
        : Optional.of(
            messages + " messages wait for delivery, and a stub would take them: have them"
                + " delivered first");
  }

  private Optional<String> live() {
    for (String state : List.of("awaiting", "pending", "open")) {
      JsonNode windows =
          admin.get("/api/v1/windows", Map.of("state", state)).path("windows");
      if (!windows.isEmpty()) {
        return Optional.of(
            "a window is " + state + " (hub " + windows.path(0).path("hub").asText() + ", until "
                + windows.path(0).path("until").asText() + "), and turning the switch off would end"
                + " it: wait until it is over");
      }
    }
    return Optional.empty();
  }

  /** Returns what a run changes and how long it takes, a sentence each. */
  List<String> plan(Schedule schedule) {
    TestDevices devices = TestDevices.of(clock.instant(), config).orElseThrow();
    return List.of(
        "The gateway at " + admin.client().url() + " gets " + (devices.inventory().size() - 1)
            + " invented devices in its inventory and " + devices.guids().size()
            + " in its list of GUIDs.",
        "Its switch is turned off, which ends every window, and on again.",
        "This command listens as its DSP at " + config.dsp().url() + " and as its "
            + config.users().size() + " Service Users.",
        "At the end lists and switch are as before, also after a failure. Journal, log, audit"
            + " trail and reports keep what was done.",
        "It takes about " + minutes(schedule.length()) + ", until "
            + AcceptanceRun.seconds(clock.instant().plus(schedule.length())) + ".");
  }

  private static String minutes(Duration length) {
    return length.toMinutes() < 2
        ? length.toSeconds() + " seconds"
        : length.plusSeconds(59).toMinutes() + " minutes";
  }

  /** Runs the cases and puts back what was changed; does nothing if a stub's address is taken. */
  AcceptancePack accept(
      EvidenceFolder evidence, Schedule schedule, Consumer<String> progress)
      throws InterruptedException {
    Instant begun = clock.instant();
    TestDevices devices = TestDevices.of(begun, config).orElseThrow();
    JsonNode status = admin.get("/api/v1/status", Map.of());
    String position = status.path("switch").asText();
    List<CaseResult> results = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    try (Participants stubs = Participants.at(config, clock, tls)) {
      try {
        lists.add(devices);
        if (!position.equals("enforce")) {
          var _ = SwitchControl.set(admin, "enforce");
        }
        TestBed bed =
            new TestBed(config, duis, tls, admin.client(), clock, stubs, devices, evidence);
        results.addAll(AcceptanceRun.run(bed, schedule, progress));
      } finally {
        boolean interrupted = Thread.interrupted(); // or nothing could be put back
        List<String> left = restored(position);
        left.forEach(progress);
        faults.addAll(left);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
    new OtherTraffic(admin)
        .since(begun)
        .ifPresent(found -> faults.add("Others used the gateway during the run: " + found + "."));
    return new AcceptancePack(
        "the gateway at " + admin.client().url() + ", with stubs as its DSP and its Service Users",
        status.path("version").asText(),
        status.path("config_hash").asText(),
        begun,
        clock.instant(),
        results,
        faults.isEmpty()
            ? List.of("Lists and switch are as before the run.")
            : List.of(),
        faults);
  }

  /** Puts everything back; gives what could not be, and what to do. */
  private List<String> restored(String position) {
    List<String> said = new ArrayList<>();
    attempt(() -> lists.restore(), "inventory and list of GUIDs", said,
        "import " + config.inventory() + " with --replace and " + config.guids() + " by hand");
    attempt(
        () -> {
          if (!SwitchControl.position(admin).equals(position)) {
            var _ = SwitchControl.set(admin, position);
          }
        },
        "the switch, " + position + ",", said, "set it by hand");
    return said;
  }

  private static void attempt(Runnable work, String what, List<String> said, String otherwise) {
    try {
      work.run();
    } catch (Admin.Refused failed) {
      said.add(what + " could not be put back: " + failed.getMessage() + "; " + otherwise + ".");
    }
  }
}

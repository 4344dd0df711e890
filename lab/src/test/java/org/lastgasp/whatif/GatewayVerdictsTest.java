package org.lastgasp.whatif;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.app.Gateway;
import org.lastgasp.app.Town;
import org.lastgasp.config.Config;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.policy.Guard;
import org.lastgasp.recording.RecordedMessage;
import org.lastgasp.recording.RecordingReader;
import org.lastgasp.sim.DeviceLists;

/**
 * The simulator's traffic goes through a running gateway, over HTTP and with its clock set to each
 * message's time; through replay, as it was made and as the gateway recorded it; and through the
 * simulation. Every alert gets the same verdict for the same reason, and the same window is named.
 */
class GatewayVerdictsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL =
      "guards: {started-before-activation: %1$s, other-premises: %1$s, activation-failed: %1$s,"
          + " coincident-outage: %1$s, breaker: %1$s}\n";
  private static final String TOUCHY =
      "window: 2h\n"
          + "guard-settings: {coincident-outage: {hubs: 3, within: 30m},"
          + " breaker: {suppressions: 3, within: 2h, percent: 5, quiet: 30m}}\n";

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(SimulatedGrid.START);
  private final Map<Long, CompletableFuture<HttpResponse<byte[]>>> calls = new HashMap<>();
  private final Map<Long, byte[]> documents = new HashMap<>();
  private final Semaphore arrived = new Semaphore(0);
  private final Map<String, CompletableFuture<Town.Answer>> answers =
      new ConcurrentHashMap<>();

  @Test
  void withTheUsualSettings() throws IOException {
    assertThat(compared(new SimulatedGrid(6, 500, 3, 0.05), ""))
        .contains("suppressed", "after-window", "hub-not-tracked", "copy");
  }

  @Test
  void withTheOtherClock() throws IOException {
    compared(new SimulatedGrid(10, 300, 3, 0.05), "window-clock: outage-start\n");
  }

  @Test
  void withEachGuardByItself() throws IOException {
    assertSpeaks(Guard.STARTED_BEFORE_ACTIVATION, new SimulatedGrid(2, 300, 3, 0.05));
    assertSpeaks(Guard.OTHER_PREMISES, new SimulatedGrid(5, 300, 3, 0.05));
    assertSpeaks(Guard.COINCIDENT_OUTAGE, new SimulatedGrid(9, 300, 3, 0.05));
    assertSpeaks(Guard.BREAKER, new SimulatedGrid(4, 300, 3, 0.05));
  }

  /** It takes many meters until the network fails under one whose activation failed. */
  @Test
  @Tag("long")
  void withTheGuardForFailedActivations() throws IOException {
    assertSpeaks(Guard.ACTIVATION_FAILED, new SimulatedGrid(15, 8_000, 3, 0.05));
  }

  @Test
  void withAllGuardsInShadowAndThenOn() throws IOException {
    compared(new SimulatedGrid(9, 300, 3, 0.05), TOUCHY + ALL.formatted("shadow"));
    compared(new SimulatedGrid(4, 300, 3, 0.05), TOUCHY + ALL.formatted("on"));
  }

  @Test
  @Tag("long")
  void withAllGuardsOverManySeeds() throws IOException {
    for (long seed = 100; seed < 110; seed++) {
      String guards = ALL.formatted(seed % 2 == 0 ? "on" : "shadow");
      compared(new SimulatedGrid(seed, 3_000, 4, 0.05), TOUCHY + guards);
    }
  }

  private void assertSpeaks(Guard guard, SimulatedGrid country) throws IOException {
    String others = guard == Guard.OTHER_PREMISES ? "" : "other-premises: off, ";
    String guards = "guards: {" + others + guard.code() + ": on}\n";
    assertThat(compared(country, TOUCHY + guards)).contains("guard-" + guard.code());
  }

  /** Compares all of them; the reasons that came up. */
  private Set<String> compared(SimulatedGrid country, String settings) throws IOException {
    Path place = Files.createTempDirectory(folder, "run");
    now.set(SimulatedGrid.START);
    try (Town town = new Town(place)) {
      List<RecordedMessage> items = traffic(TrafficExport.of(country), place);
      Files.writeString(
          place.resolve("lastgasp.yaml"),
          town.yaml("enforce") + "record: {path: tape}\n" + settings);
      Config config = town.config();
      List<String> simulated = Simulated.verdicts(country, config.settings());
      List<String> judged = judged(town, config, items);
      try (Inventory lists = Inventory.readOnly(config.inventoryFolder(), now::get)) {
        assertThat(replayed(config, lists, place.resolve("traffic.lgr")))
            .as("replay of %s with %s", country, settings)
            .isEqualTo(simulated);
        assertThat(judged).as("gateway in %s with %s", country, settings).isEqualTo(simulated);
        assertThat(replayed(config, lists, place.resolve("tape"))).isEqualTo(simulated);
      }
      return simulated.stream()
          .map(line -> line.split("[ ,]")[1])
          .collect(Collectors.toSet());
    }
  }

  private List<String> judged(Town town, Config config, List<RecordedMessage> items)
      throws IOException {
    try (Gateway gateway =
        Gateway.start(
            config,
            now::get,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL))) {
      await(
          "lists are in force",
          () -> !town.text(town.get(gateway.adminPort(), "/api/v1/status")).contains("-missing"));
      town.dspAnswers.set(this::answer);
      boolean hasBreaker = config.settings().guard(Guard.BREAKER) != Guard.Setting.OFF;
      for (RecordedMessage item : items) {
        Instant minute = item.at().truncatedTo(ChronoUnit.MINUTES);
        if (hasBreaker && minute.isAfter(now.get())) {
          now.set(minute);
          Town.sweep(gateway); // a running one does this once a minute
        }
        now.set(item.at());
        pass(town, gateway, item);
      }
      return judged(town, gateway);
    }
  }

  private static List<RecordedMessage> traffic(TrafficExport export, Path folder)
      throws IOException {
    Path file = folder.resolve("traffic.lgr");
    try (OutputStream out = Files.newOutputStream(file)) {
      export.write(out);
    }
    Files.write(folder.resolve("inventory.csv"), DeviceLists.inventory(export.hubs()));
    Files.write(folder.resolve("guids.txt"), DeviceLists.guids(export.hubs()));
    List<RecordedMessage> items = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.skipNBytes(RecordingReader.beginning());
      RecordingReader recording = RecordingReader.after(in);
      Optional<RecordedMessage> item = recording.next();
      while (item.isPresent()) {
        items.add(item.get());
        item = recording.next();
      }
    }
    return items;
  }

  private void pass(Town town, Gateway gateway, RecordedMessage item) {
    switch (item) {
      case RecordedMessage.FromDsp from ->
          assertThat(
                  town.post(gateway.duisPort(), "/api/v1/receive", from.bytes()).statusCode())
              .isEqualTo(204);
      case RecordedMessage.ForDsp request -> {
        answers.put(key(request.bytes()), new CompletableFuture<>());
        calls.put(request.call(), new CompletableFuture<>());
        documents.put(request.call(), request.bytes());
        Thread.startVirtualThread(
            () ->
                calls
                    .get(request.call())
                    .complete(
                        town.post(gateway.duisPort(), request.path(), request.bytes())));
        arrived.acquireUninterruptibly(); // it was recorded before it was relayed
      }
      case RecordedMessage.Answer answer -> {
        Town.Answer reply = new Town.Answer(answer.status(), answer.bytes());
        answers.get(key(documents.remove(answer.call()))).complete(reply);
        calls.remove(answer.call()).join();
      }
    }
  }

  /** The DSP: answers when the traffic says so. */
  private Town.Answer answer(byte[] document) {
    CompletableFuture<Town.Answer> answer = answers.get(key(document));
    arrived.release();
    return answer.join();
  }

  private static String key(byte[] document) {
    return new String(document, US_ASCII);
  }

  /** What the gateway says of each alert. */
  private static List<String> judged(Town town, Gateway gateway) throws IOException {
    List<String> verdicts = new ArrayList<>();
    String after = "";
    while (true) {
      String page =
          town.text(
              town.get(gateway.adminPort(), "/api/v1/alerts?limit=1000" + after));
      JsonNode json = JSON.readTree(page);
      json.path("alerts").forEach(alert -> verdicts.add(line(alert)));
      if (!json.path("next").isTextual()) {
        verdicts.sort(null);
        return verdicts;
      }
      after = "&after=" + json.path("next").asText();
    }
  }

  private static String line(JsonNode alert) {
    String at = alert.path("received_at").asText() + " ";
    String verdict = alert.path("verdict").asText();
    if (verdict.equals("copy")) {
      return at + verdict;
    }
    JsonNode window = alert.path("window");
    List<String> shadows = new ArrayList<>();
    alert.path("shadows").forEach(shadow -> shadows.add(shadow.asText()));
    String named =
        window.isObject()
            ? window.path("request_id").asText() + " from " + window.path("from").asText()
            : "no window";
    String word = verdict.equals("suppressed") ? verdict : alert.path("reason").asText();
    return at + word + ", " + named + ", " + shadows;
  }

  private static List<String> replayed(Config config, InventoryLookup lists, Path recording) {
    List<String> verdicts = new ArrayList<>();
    Replay replay =
        new Replay(
            new RecordingFiles(List.of(recording), 1 << 20),
            lists,
            Duration.ofMinutes(2),
            config.retention().windows(),
            2);
    replay.run(
        List.of(new Replay.Side(config.settings(), config.state())),
        new Replay.Audience() {
          @Override
          public void judged(Replay.Judged alert) {
            Replay.Outcome outcome = alert.outcomes().getFirst();
            verdicts.add(alert.at() + " " + Simulated.line(outcome));
          }

          @Override
          public void fault(RecordingFiles.Fault fault) {
            throw new AssertionError(fault.toString());
          }
        });
    verdicts.sort(null);
    return verdicts;
  }
}

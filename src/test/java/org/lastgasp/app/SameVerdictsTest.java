package org.lastgasp.app;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.config.Config;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.inventory.View;
import org.lastgasp.recording.Item;
import org.lastgasp.recording.Recording;
import org.lastgasp.whatif.Country;
import org.lastgasp.whatif.Footage;
import org.lastgasp.whatif.Replay;
import org.lastgasp.whatif.Transcript;

/**
 * The simulator's traffic goes through a running gateway, over HTTP and with its clock set to each
 * message's time, and through replay: as it was made, and as the gateway recorded it.
 */
class SameVerdictsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Country COUNTRY = new Country(7, 300, 3, 0.05);

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(Country.START);
  private final Map<Long, CompletableFuture<HttpResponse<byte[]>>> calls = new HashMap<>();
  private final Map<Long, byte[]> documents = new HashMap<>();
  private final Semaphore arrived = new Semaphore(0);
  private final Map<String, CompletableFuture<Town.Answer>> answers =
      new ConcurrentHashMap<>();

  @Test
  void gatewayAndReplayJudgeTheSimulatorsTrafficAlike() throws IOException {
    try (Town town = new Town(folder)) {
      List<Item> items = traffic(Transcript.of(COUNTRY));
      Files.writeString(
          folder.resolve("lastgasp.yaml"), town.yaml("enforce") + "record: {path: tape}\n");
      Config config = town.config();
      Map<String, String> judged;
      try (Gateway gateway =
          Gateway.start(
              config,
              now::get,
              new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL))) {
        await(
            "lists are in force",
            () ->
                !town.text(town.get(gateway.adminPort(), "/api/v1/status")).contains("-missing"));
        town.dspAnswers.set(this::answer);
        for (Item item : items) {
          now.set(item.at());
          pass(town, gateway, item);
        }
        judged = judged(town, gateway);
      }
      try (Inventory lists = Inventory.readOnly(config.inventoryFolder(), now::get)) {
        Map<String, String> replayed = replayed(config, lists, folder.resolve("traffic.lgr"));
        assertThat(replayed.values()).contains("suppressed", "forwarded");
        assertThat(judged).isEqualTo(replayed);
        assertThat(replayed(config, lists, folder.resolve("tape"))).isEqualTo(replayed);
      }
    }
  }

  private List<Item> traffic(Transcript transcript) throws IOException {
    Path file = folder.resolve("traffic.lgr");
    try (OutputStream out = Files.newOutputStream(file)) {
      transcript.write(out);
    }
    List<String> lines = new ArrayList<>();
    transcript.inventory(lines::add);
    Files.write(folder.resolve("inventory.csv"), lines);
    lines.clear();
    transcript.guids(lines::add);
    Files.write(folder.resolve("guids.txt"), lines);
    List<Item> items = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.skipNBytes(Recording.beginning());
      Recording recording = Recording.after(in);
      Optional<Item> item = recording.next();
      while (item.isPresent()) {
        items.add(item.get());
        item = recording.next();
      }
    }
    return items;
  }

  private void pass(Town town, Gateway gateway, Item item) {
    switch (item) {
      case Item.FromDsp from ->
          assertThat(
                  town.post(gateway.duisPort(), "/api/v1/receive", from.bytes()).statusCode())
              .isEqualTo(204);
      case Item.ForDsp request -> {
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
      case Item.Answer answer -> {
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

  /** What the gateway says of each alert that is not a copy. */
  private static Map<String, String> judged(Town town, Gateway gateway) throws IOException {
    Map<String, String> verdicts = new TreeMap<>();
    String after = "";
    while (true) {
      String page =
          town.text(
              town.get(gateway.adminPort(), "/api/v1/alerts?limit=100" + after));
      JsonNode json = JSON.readTree(page);
      for (JsonNode alert : json.path("alerts")) {
        String key = alert.path("received_at").asText() + " " + alert.path("hub").asText();
        verdicts.put(key, alert.path("verdict").asText());
      }
      if (!json.path("next").isTextual()) {
        return verdicts;
      }
      after = "&after=" + json.path("next").asText();
    }
  }

  private static Map<String, String> replayed(Config config, View lists, Path recording) {
    Map<String, String> verdicts = new TreeMap<>();
    Replay replay =
        new Replay(
            new Footage(List.of(recording), 1 << 20),
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
            if (outcome.verdict().isPresent()) {
              String key = alert.at() + " " + alert.alert().hub().orElseThrow();
              verdicts.put(key, outcome.held() ? "suppressed" : "forwarded");
            }
          }

          @Override
          public void fault(Footage.Fault fault) {
            throw new AssertionError(fault.toString());
          }
        });
    return verdicts;
  }
}

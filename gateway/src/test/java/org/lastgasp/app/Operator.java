package org.lastgasp.app;

import static org.lastgasp.app.Town.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.lastgasp.delivery.DeliverySettings;

/** A gateway in a town, on a clock the test sets, and what an operator sees and does. For tests. */
final class Operator implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2030-01-15T10:00:00Z"));
  final Path folder;
  final Town town;
  private Optional<Gateway> running = Optional.empty();
  private long counter;

  /** What the admin listener answered. */
  record Answer(int status, JsonNode body) {}

  Operator(Path folder) throws IOException {
    this.folder = folder;
    this.town = new Town(folder);
  }

  /** Starts a gateway with the town's settings and some more. */
  void start(String more) {
    configure(more);
    begin();
    await("lists are in force", () -> !degraded().contains("-missing"));
    await("nothing is being imported",
        () -> town.get(gateway().adminPort(), "/-/ready").statusCode() == 200);
  }

  void configure(String more) {
    write("lastgasp.yaml", town.yaml("enforce") + more);
  }

  /** Starts one whatever its lists are. */
  void begin() {
    running =
        Optional.of(
            Gateway.start(
                town.config(),
                now::get,
                new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL)));
  }

  void end() {
    running.ifPresent(Gateway::close);
    running = Optional.empty();
  }

  void restart() {
    end();
    begin();
  }

  Gateway gateway() {
    return running.orElseThrow();
  }

  void write(String file, String text) {
    try {
      Files.writeString(folder.resolve(file), text);
    } catch (IOException failed) {
      throw new UncheckedIOException("writing " + file, failed);
    }
  }

  void at(String time) {
    now.set(Instant.parse(time.contains("T") ? time : "2030-01-15T" + time + "Z"));
  }

  void activated(long number) {
    town.post(gateway().duisPort(), "/api/v1/serviceS", Town.activation(number, Optional.empty()));
  }

  /** An alert of the tracked hub comes in: the reason of its verdict. */
  String alerted() {
    alert(++counter);
    JsonNode alerts = get("explain/" + Town.HUB).path("alerts");
    return alerts.get(alerts.size() - 1).path("reason").asText();
  }

  /** An alert of the tracked hub comes in, with a number of its own. */
  void alert(long number) {
    byte[] alert = Town.ad1(Town.HUB, number, now.get());
    int status = town.post(gateway().duisPort(), "/api/v1/receive", alert).statusCode();
    if (status != 204) {
      throw new AssertionError("the alert got " + status);
    }
  }

  /** Two alerts of one hub, the second behind the window: the first one is suspect. */
  void aSuspect() {
    activated(1);
    at("10:04:00");
    alert(1);
    at("10:40:00");
    alert(2);
  }

  JsonNode get(String path) {
    return parsed(text("/api/v1/" + path));
  }

  String text(String path) {
    return town.text(town.get(gateway().adminPort(), path));
  }

  Answer post(String path, String body) {
    HttpResponse<byte[]> answer =
        town.post(
            gateway().adminPort(), "/api/v1/" + path, body.getBytes(StandardCharsets.UTF_8));
    return new Answer(answer.statusCode(), parsed(town.text(answer)));
  }

  /** The reasons and details of what works less well than it should. */
  String degraded() {
    return get("status").path("degraded").toString();
  }

  static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException broken) {
      throw new AssertionError(text, broken);
    }
  }

  @Override
  public void close() {
    end();
    town.close();
  }

  /** The newest segment of the journal. */
  Path segment() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("data/journal"))) {
      return files
          .filter(f -> f.getFileName().toString().matches("journal-[0-9]{16}\\.db"))
          .max(Path::compareTo)
          .orElseThrow();
    }
  }
}

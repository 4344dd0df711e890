package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.METER;
import static org.lastgasp.app.Town.OTHER_HUB;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.sqlite.BrokenFile;

/** Alerts, audit trail and explanations of a whole gateway, asked over HTTP. */
class ExplainTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(TEN);
  private final InstantSource clock = now::get;
  private Town town;
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    town = new Town(folder);
    gateway = started();
  }

  @AfterEach
  void stop() {
    gateway.close();
    town.close();
  }

  private Gateway started() {
    Gateway fresh =
        Gateway.start(
            town.config(),
            clock,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    await("lists are in force, and nothing is being imported",
        () -> town.get(fresh.adminPort(), "/-/ready").statusCode() == 200);
    return fresh;
  }

  private void at(String time) {
    now.set(Instant.parse("2030-01-15T" + time + "Z"));
  }

  private void request(byte[] document) {
    town.post(gateway.duisPort(), "/api/v1/serviceS", document);
  }

  private void receive(byte[] document) {
    assertThat(town.post(gateway.duisPort(), "/api/v1/receive", document).statusCode())
        .isEqualTo(204);
  }

  private JsonNode get(String path) {
    HttpResponse<byte[]> answer = town.get(gateway.adminPort(), "/api/v1/" + path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return json(answer);
  }

  private static JsonNode json(HttpResponse<byte[]> answer) {
    try {
      return JSON.readTree(new String(answer.body(), StandardCharsets.UTF_8));
    } catch (JsonProcessingException broken) {
      throw new AssertionError(broken);
    }
  }

  private JsonNode onlyAlert(Object id) {
    JsonNode alerts = get("explain/" + id).path("alerts");
    assertThat(alerts).hasSize(1);
    return alerts.get(0);
  }

  private static List<String> told(JsonNode alert) {
    List<String> lines = new ArrayList<>();
    for (JsonNode event : alert.path("timeline")) {
      String time = event.path("at").asText().substring("2030-01-15T".length());
      lines.add(time + " " + event.path("what").asText() + " " + event.path("text").asText());
    }
    return lines;
  }

  private static String because(JsonNode alert) {
    return alert.path("because").asText();
  }

  @Test
  void anAlertAMomentTooLateNamesTheNearestMiss() {
    request(activation(1, Optional.empty()));
    at("10:30:41");
    receive(ad1(HUB, 1, TEN));
    JsonNode alert = onlyAlert(HUB);
    assertThat(alert.path("verdict").asText()).isEqualTo("forwarded");
    assertThat(because(alert))
        .isEqualTo("41 s after the window of meter " + METER + " ended (10:30:00)");
    assertThat(alert.path("otherwise").asText())
        .isEqualTo(
            "a window longer than 30 min 41 s would have suppressed it; this one had 30 min");
    assertThat(told(alert))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("10:00:00Z switch set to enforce"),
            line -> assertThat(line).startsWith("10:00:00Z request SRV 11.3 CV 5")
                .contains("tracked, on-demand").endsWith("suppressed for 30 min from 10:00:00"),
            line -> assertThat(line).startsWith("10:00:00Z answer the DSP accepted it (HTTP 200"),
            line -> assertThat(line).contains(" window ", " opens, until 10:30:00"),
            line -> assertThat(line).startsWith("10:30:00Z window").contains(" close"),
            line -> assertThat(line).startsWith("10:30:41Z alert AD1 of hub " + HUB),
            line -> assertThat(line).isEqualTo("10:30:41Z verdict forwarded: after-window"));
    await("taken", () -> onlyAlert(HUB).path("delivery").asText().equals("taken"));
  }

  @Test
  void aSuppressedAlertIsExplainedWithAllItsDigests() {
    request(activation(1, Optional.empty()));
    at("10:04:12");
    byte[] bytes = ad1(HUB, 1, TEN);
    receive(bytes);
    receive(bytes);
    JsonNode alert = onlyAlert(METER);
    assertThat(because(alert))
        .startsWith("activation_from<=received_at<window_until holds:"
            + " 10:00:00 <= 10:04:12 < 10:30:00");
    assertThat(alert.path("otherwise").asText())
        .isEqualTo("received 25 min 48 s later it would have been forwarded");
    assertThat(alert.path("delivery").asText()).isEqualTo("withheld");
    assertThat(alert.path("evidence").toString())
        .contains(alert.path("message_sha256").asText(), Town.HASH, "config hash", "ResponseID");
    assertThat(told(alert)).anyMatch(line -> line.contains(" copy a duplicate of alert "));
  }

  @Test
  void hubMeterPremisesAndResponseAllLeadToTheAlert() {
    request(activation(1, Optional.empty()));
    receive(ad1(HUB, 1, TEN));
    String response = new ResponseId(HUB, Town.DISTRIBUTOR, 1).toString();
    JsonNode alert = onlyAlert(HUB);
    assertThat(onlyAlert(METER)).isEqualTo(alert);
    assertThat(onlyAlert(Town.MPAN)).isEqualTo(alert);
    assertThat(onlyAlert(response)).isEqualTo(alert);
    assertThat(onlyAlert(new RequestId(Town.SUPPLIER, METER, 1))).isEqualTo(alert);
    assertThat(onlyAlert(HUB.toString().toLowerCase(java.util.Locale.ROOT))).isEqualTo(alert);
  }

  @Test
  void aCancelledWindowNamesTheRequestThatCancelledIt() {
    Instant noon = Instant.parse("2030-01-15T12:00:00Z");
    request(activation(1, Optional.of(noon)));
    at("10:05:00");
    request(Town.cancellation(2));
    at("12:05:00");
    receive(ad1(HUB, 1, noon));
    JsonNode alert = onlyAlert(HUB);
    assertThat(because(alert))
        .isEqualTo("inside the window of meter " + METER
            + ", which was cancelled at 10:05:00 by " + new RequestId(Town.SUPPLIER, METER, 2));
    assertThat(told(alert)).anyMatch(line -> line.startsWith("10:05:00Z window of meter"));
    assertThat(told(alert)).noneMatch(line -> line.contains(" opens, until"));
  }

  @Test
  void aRefusedRequestIsNamedWithItsCode() {
    town.dspAnswers.set(body -> new Town.Answer(200, Town.acknowledgement("E11")));
    request(activation(1, Optional.empty()));
    receive(ad1(HUB, 1, TEN));
    assertThat(because(onlyAlert(HUB))).contains("withdrawn at 10:00:00").endsWith("(E11)");
  }

  @Test
  void aHubWhoseMeterWasNotTrackedSaysWhichGateStoppedIt() throws IOException {
    String inventory = Files.readString(folder.resolve("inventory.csv"));
    byte[] changed =
        inventory.replace("Landis+Gyr", "Another Maker").getBytes(StandardCharsets.UTF_8);
    assertThat(town.text(town.post(gateway.adminPort(), "/api/v1/inventory", changed)))
        .contains("\"updated\":1");
    request(activation(1, Optional.empty()));
    at("10:01:00");
    receive(ad1(HUB, 1, TEN));
    JsonNode alert = onlyAlert(HUB);
    assertThat(because(alert))
        .isEqualTo("hub not tracked: its meter's request at 10:00:00 was not tracked because"
            + " manufacturer-not-listed ('Another Maker')");
    assertThat(alert.path("otherwise").asText()).contains("manufacturer in the list");
  }

  @Test
  void aHubWithoutAnyRequestSaysSo() {
    receive(ad1(OTHER_HUB, 1, TEN));
    assertThat(because(onlyAlert(OTHER_HUB))).contains("no activation of one was asked for");
  }

  @Test
  void aSwitchThatIsOffSaysSinceWhenAndWhoTurnedIt() {
    String order = "{\"to\":\"off\",\"reason\":\"a storm\"}";
    town.post(gateway.adminPort(), "/api/v1/switch", order.getBytes(StandardCharsets.UTF_8));
    at("10:10:00");
    receive(ad1(HUB, 1, TEN));
    assertThat(because(onlyAlert(HUB)))
        .isEqualTo("the switch was off since 10:00:00, by admin.token: a storm");
  }

  @Test
  void whatNothingIsKnownOfIsNotFoundAndWhatIsKnownHasNoAlert() {
    HttpResponse<byte[]> unknown =
        town.get(gateway.adminPort(), "/api/v1/explain/00-DB-00-00-00-00-00-99");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).path("detail").asText()).contains("name a hub or meter");
    JsonNode known = get("explain/" + METER);
    assertThat(known.path("alerts")).isEmpty();
    assertThat(known.path("remarks").toString())
        .contains("In the inventory now: ESME Landis+Gyr E470", "No Power Outage Alert");
  }

  @Test
  void theAuditTrailHasAllThatPassedAndNothingThatWasSuppressed() {
    request(activation(1, Optional.empty()));
    RequestId read = new RequestId(Town.SUPPLIER, METER, 77);
    request(MessageBuilder.request(read, 1, "4.1.1", "<sr:ReadInstantaneousImportRegisters/>"));
    receive(MessageBuilder.acknowledgement(read, "4.1.1", "I0", TEN));
    byte[] held = ad1(HUB, 1, TEN);
    receive(held);
    receive(held);
    receive(ad1(OTHER_HUB, 1, TEN));
    JsonNode trail = get("audit").path("audit");
    assertThat(trail.findValuesAsText("what"))
        .containsExactly("request", "answer", "request", "response", "ad1");
    assertThat(trail.findValuesAsText("srv")).contains("11.3", "4.1.1");
    assertThat(get("audit?device=" + HUB).path("audit")).hasSize(1);
    assertThat(get("audit?device=" + METER).path("audit")).hasSize(4);
    assertThat(get("audit?device=" + Town.SUPPLIER).path("audit")).isEmpty();
    assertThat(get("audit?user=" + Town.SUPPLIER).path("audit")).hasSize(4);
    assertThat(get("audit?user=" + Town.DISTRIBUTOR).path("audit")).hasSize(1);
    assertThat(get("audit?from=2030-01-15T10:00:01Z").path("audit")).isEmpty();
    assertThat(get("audit?to=2030-01-15T10:00:01Z").path("audit")).hasSize(5);
    assertThat(get("alerts?verdict=suppressed").path("alerts")).hasSize(1);
    assertThat(get("alerts?verdict=copy").path("alerts")).hasSize(1);
    assertThat(get("alerts?hub=" + HUB).path("alerts").findValuesAsText("verdict"))
        .containsExactly("suppressed", "copy");
  }

  @Test
  void pagesAreStableAndLoseNothing() {
    for (int i = 1; i <= 7; i++) {
      receive(ad1(OTHER_HUB, i, TEN));
    }
    List<String> numbers = new ArrayList<>();
    String next = "0";
    while (!next.equals("null")) {
      JsonNode page = get("alerts?limit=3&after=" + next);
      assertThat(page.path("alerts").size()).isLessThanOrEqualTo(3);
      numbers.addAll(page.path("alerts").findValuesAsText("number"));
      next = page.path("next").asText();
    }
    assertThat(numbers).hasSize(7).doesNotHaveDuplicates();
    assertThat(get("explain/" + OTHER_HUB + "?limit=3").path("next").asText())
        .isEqualTo(numbers.get(2));
  }

  @Test
  void wrongParametersAreNamedAtOnce() {
    HttpResponse<byte[]> refused =
        town.get(gateway.adminPort(), "/api/v1/audit?device=x&from=yesterday&limit=0");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(town.text(refused)).contains("device is", "from is a time", "limit is");
  }

  @Test
  void anIndexThatWasRemovedIsBuiltAgainWithTheSameAnswers() throws IOException {
    request(activation(1, Optional.empty()));
    at("10:04:00");
    receive(ad1(HUB, 1, TEN));
    at("10:40:00");
    receive(ad1(HUB, 2, TEN));
    await("taken", () -> get("explain/" + HUB).toString().contains("\"taken\""));
    List<String> paths = List.of("alerts", "audit?to=2030-01-15T10:50:00Z", "explain/" + HUB);
    List<JsonNode> before = paths.stream().map(this::get).toList();
    gateway.close();
    Path story = folder.resolve("data/story");
    try (Stream<Path> files = Files.list(story)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    gateway = started();
    assertThat(paths.stream().map(this::get).toList()).isEqualTo(before);
    gateway.close();
    Files.writeString(story.resolve("story.db"), "this is no database, but it is long enough");
    gateway = started();
    assertThat(paths.stream().map(this::get).toList()).isEqualTo(before);
    assertThat(BrokenFile.in(story)).hasSize(1);
  }
}

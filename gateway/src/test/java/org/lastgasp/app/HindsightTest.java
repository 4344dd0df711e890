package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.METER;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.ResponseId;

/** What a whole gateway says of a suppression afterwards, asked over HTTP. */
class HindsightTest {
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
    run();
  }

  private void run() throws IOException {
    gateway =
        Gateway.start(
            town.config(),
            clock,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    await("lists are in force",
        () -> !text("/api/v1/status").contains("-missing"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    town.close();
  }

  private String text(String path) {
    return town.text(town.get(gateway.adminPort(), path));
  }

  private JsonNode get(String path) {
    return json(town.get(gateway.adminPort(), "/api/v1/" + path));
  }

  private static JsonNode json(HttpResponse<byte[]> answer) {
    try {
      return JSON.readTree(new String(answer.body(), StandardCharsets.UTF_8));
    } catch (JsonProcessingException broken) {
      throw new AssertionError(broken);
    }
  }

  private void at(String time) {
    now.set(Instant.parse("2030-01-15T" + time + "Z"));
  }

  private void receive(byte[] document) {
    assertThat(town.post(gateway.duisPort(), "/api/v1/receive", document).statusCode())
        .isEqualTo(204);
  }

  private long held() {
    town.post(gateway.duisPort(), "/api/v1/serviceS", activation(1, Optional.empty()));
    at("10:12:00");
    receive(ad1(HUB, 1, TEN.plusSeconds(360)));
    JsonNode alerts = get("alerts").path("alerts");
    assertThat(alerts).hasSize(1);
    assertThat(alerts.get(0).path("verdict").asText()).isEqualTo("suppressed");
    assertThat(alerts.get(0).path("assessment").asText()).isEqualTo("unresolved");
    return alerts.get(0).path("number").asLong();
  }

  private static byte[] restoration() {
    Instant off = TEN.plusSeconds(330);
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.supplyRestored(
            METER, Town.DISTRIBUTOR, 77, 0x8F36, off.plusSeconds(600), off,
            off.plusSeconds(600), new byte[64]);
    return MessageBuilder.deviceAlert(
        new ResponseId(METER, Town.DISTRIBUTOR, 77), "8F36", payload, off.plusSeconds(620));
  }

  @Test
  void aRestorationAfterASuppressionIsSaidEverywhere() {
    long number = held();
    at("10:16:00");
    receive(restoration());

    JsonNode alert = get("alerts").path("alerts").get(0);
    assertThat(alert.path("assessment").asText()).isEqualTo("suspect");
    assertThat(alert.at("/assessment_evidence/0/kind").asText()).isEqualTo("supply-restored");
    JsonNode explained = get("explain/" + HUB).at("/alerts/0");
    assertThat(explained.path("assessment").asText()).isEqualTo("suspect");
    assertThat(explained.path("timeline"))
        .anySatisfy(
            event -> {
              assertThat(event.path("what").asText()).isEqualTo("hindsight");
              assertThat(event.path("text").asText())
                  .startsWith("supply restored: 8F36, off from 2030-01-15T10:05:30Z");
            });
    assertThat(text("/metrics")).contains("lastgasp_suspect_total 1.0");
    assertThat(number).isPositive();
  }

  @Test
  void anAlertOfAClockThatWasAheadIsLookedAtOnceTheClockIsRight() throws IOException {
    held();
    gateway.close();
    Instant right = TEN.minus(Duration.ofDays(365));
    now.set(right);
    run();
    await("the window has ended", () -> get("worklist").path("worklist").size() == 1);
    String trust = "{\"to\":\"trusted\",\"reason\":\"NTP is back\"}";
    assertThat(post("/api/v1/clock", trust).statusCode()).isEqualTo(200);
    now.set(right.plus(Duration.ofHours(24)).plusSeconds(90));

    await("silence is found",
        () -> get("worklist").at("/worklist/0/assessment").asText().equals("suspect"));
  }

  @Test
  void theWorkListSaysWhatToDoUntilSomebodyDidIt() {
    long number = held();
    assertThat(get("worklist").path("worklist")).isEmpty();
    at("10:30:00");

    JsonNode items = get("worklist?distributor=20").path("worklist");
    assertThat(get("worklist?distributor=17,20").path("worklist")).isEqualTo(items);
    assertThat(get("worklist?distributor=17,unknown").path("worklist")).isEmpty();
    assertThat(get("worklist?assessment=unresolved").path("worklist")).isEqualTo(items);
    assertThat(get("worklist?assessment=suspect").path("worklist")).isEmpty();

    assertThat(items).hasSize(1);
    assertThat(items.get(0).path("task").asText())
        .isEqualTo("read the supply status, SR 7.4, of meter " + METER);
    String path = "/api/v1/worklist/" + number + "/resolve";
    assertThat(post(path, "{}").statusCode()).isEqualTo(400);
    assertThat(post("/api/v1/worklist/1/resolve", "{\"by\":\"a\",\"reason\":\"b\"}").statusCode())
        .isEqualTo(404);
    HttpResponse<byte[]> done = post(path, "{\"reason\":\"supply is on\"}");
    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(json(done).at("/settled/by").asText()).isEqualTo("admin.token");
    assertThat(post(path, "{\"reason\":\"too\"}").statusCode()).isEqualTo(409);
    assertThat(get("worklist").path("worklist")).isEmpty();
    assertThat(town.get(gateway.adminPort(), "/api/v1/worklist?distributor=SSEN").statusCode())
        .isEqualTo(400);
  }

  @Test
  void aSuspectIsOnTheWorkListAtOnceThoughItsWindowIsOpen() {
    long number = held();
    at("10:16:00");
    receive(restoration());

    JsonNode list = get("worklist");

    assertThat(list.at("/worklist/0/number").asLong()).isEqualTo(number);
    assertThat(list.at("/worklist/0/assessment").asText()).isEqualTo("suspect");
    assertThat(get("status").at("/worklist/open").asLong()).isEqualTo(1);
    assertThat(get("status").at("/worklist/suspect").asLong()).isEqualTo(1);
    String path = "/api/v1/worklist/" + number + "/resolve";
    assertThat(post(path, "{\"reason\":\"seen\"}").statusCode()).isEqualTo(200);
    assertThat(get("worklist").path("worklist")).isEmpty();
  }

  @Test
  void anEmptyWorkListSaysWhatItHasLookedAt() {
    held();

    JsonNode list = get("worklist");

    assertThat(list.path("worklist")).isEmpty();
    assertThat(list.at("/looked_at/alerts").asLong()).isEqualTo(1);
    assertThat(list.at("/looked_at/since").asText()).isEqualTo("2030-01-15T10:12:00Z");
    assertThat(list.at("/looked_at/up_to").asText()).isEqualTo("2030-01-15T10:12:00Z");
    assertThat(list.at("/looked_at/entries_behind").asLong()).isZero();
  }

  @Test
  void anUnresolvedAlertIsOnTheWorkListFromTheRealEndOfItsWindow() {
    long number = held();
    at("10:13:00");
    byte[] without = "00-DB-12-34-56-78-90-FF\n".getBytes(StandardCharsets.UTF_8);
    assertThat(town.post(gateway.adminPort(), "/api/v1/guids?force=true", without).statusCode())
        .isEqualTo(200);

    JsonNode item = get("worklist").at("/worklist/0");

    assertThat(item.path("number").asLong()).isEqualTo(number);
    assertThat(item.path("window_until").asText()).isEqualTo("2030-01-15T10:30:00Z");
    assertThat(item.path("window_ended").asText()).isEqualTo("2030-01-15T10:13:00Z");
    assertThat(get("alerts").at("/alerts/0/window_ended").asText())
        .isEqualTo("2030-01-15T10:13:00Z");
    assertThat(get("explain/" + HUB).toString())
        .contains("ends, the meter no longer passes a gate, by import of guids")
        .contains("it was planned until 10:30:00")
        .doesNotContain(" closes");
    assertThat(get("status").at("/worklist/open").asLong()).isEqualTo(1);
  }

  @Test
  void norDoesItWaitForTheWindowThatTheSwitchEnded() {
    long number = held();
    at("10:13:00");
    assertThat(
            post("/api/v1/switch", "{\"to\":\"off\",\"reason\":\"why\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(get("worklist").at("/worklist/0/number").asLong()).isEqualTo(number);
  }

  @Test
  void whatLiesAheadIsCalledPlannedAlsoForAHubWithoutAnAlert() {
    town.post(gateway.duisPort(), "/api/v1/serviceS", activation(1, Optional.empty()));
    assertThat(get("explain/" + HUB).path("timeline").toString()).contains("is planned to close");
    at("10:13:00");
    String off = "{\"to\":\"off\",\"reason\":\"fire drill\"}";
    assertThat(post("/api/v1/switch", off).statusCode()).isEqualTo(200);
    assertThat(get("explain/" + HUB).path("timeline").toString())
        .contains("ends, the switch is turned off, by switch off by admin.token: fire drill")
        .doesNotContain("is planned to close");
  }

  private HttpResponse<byte[]> post(String path, String body) {
    return town.post(gateway.adminPort(), path, body.getBytes(StandardCharsets.UTF_8));
  }
}

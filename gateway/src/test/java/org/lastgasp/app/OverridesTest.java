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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/** Guards and storm orders in a whole gateway: by messages, orders, and after a restart. */
class OverridesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2030-01-15T10:00:00Z"));
  private Town town;
  private Gateway gateway;
  private long counter;

  @BeforeEach
  void build() throws IOException {
    town = new Town(folder);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      rows.append(neighbour(i)).append(",CHF,,,,,,South,,f1\n");
    }
    rows.append(HUB).append(",CHF,,,,,,South,,F1\n");
    Files.writeString(
        folder.resolve("inventory.csv"),
        Files.readString(folder.resolve("inventory.csv")) + rows);
  }

  @AfterEach
  void stop() {
    gateway.close();
    town.close();
  }

  private static Eui64 neighbour(int i) {
    return new Eui64(0x00DB_0000_0000_0100L + i);
  }

  private void start(String guards) throws IOException {
    Files.writeString(folder.resolve("lastgasp.yaml"), town.yaml("enforce") + guards);
    gateway =
        Gateway.start(
            town.config(),
            now::get,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    await("lists are in force",
        () -> !town.text(town.get(gateway.adminPort(), "/api/v1/status")).contains("-missing"));
  }

  private void restart() {
    gateway.close();
    gateway = Gateway.start(town.config(), now::get);
  }

  private void at(String time) {
    now.set(Instant.parse("2030-01-15T" + time + "Z"));
  }

  private void activated(long number) {
    town.post(gateway.duisPort(), "/api/v1/serviceS", activation(number, Optional.empty()));
  }

  private void receive(byte[] document) {
    assertThat(town.post(gateway.duisPort(), "/api/v1/receive", document).statusCode())
        .isEqualTo(204);
  }

  private int order(String path, String body) {
    return town.post(
            gateway.adminPort(), "/api/v1/" + path, body.getBytes(StandardCharsets.UTF_8))
        .statusCode();
  }

  private JsonNode get(String path) {
    HttpResponse<byte[]> answer = town.get(gateway.adminPort(), "/api/v1/" + path);
    try {
      return JSON.readTree(town.text(answer));
    } catch (JsonProcessingException broken) {
      throw new AssertionError(broken);
    }
  }

  /** An alert of the tracked hub comes in: the reason, and how it is explained. */
  private JsonNode alerted() {
    receive(ad1(HUB, ++counter, now.get()));
    JsonNode alerts = get("explain/" + HUB).path("alerts");
    return alerts.get(alerts.size() - 1);
  }

  private static String reason(JsonNode alert) {
    return alert.path("reason").asText();
  }

  private void neighboursAlert(int many) {
    for (int i = 0; i < many; i++) {
      receive(ad1(neighbour(i), ++counter, now.get()));
    }
  }

  @Test
  void aStormOrderForwardsAndIsExplainedAndOutlivesARestart() throws IOException {
    start("");
    activated(1);
    at("10:01:00");
    assertThat(order("storm", "{\"to\":\"on\",\"region\":\"south\",\"reason\":\"gale\"}"))
        .isEqualTo(200);
    at("10:02:00");
    JsonNode alert = alerted();
    assertThat(reason(alert)).isEqualTo("storm");
    assertThat(alert.path("because").asText())
        .contains("a storm order for region SOUTH stood since 10:01:00, by admin.token: gale");
    assertThat(alert.path("timeline").toString()).contains("storm on, region SOUTH");
    restart();
    at("10:03:00");
    assertThat(get("status").path("storms").get(0).path("reason").asText()).isEqualTo("gale");
    assertThat(reason(alerted())).isEqualTo("storm");
    assertThat(order("storm", "{\"to\":\"off\",\"region\":\"North\",\"reason\":\"over\"}"))
        .isEqualTo(409);
    assertThat(order("storm", "{\"to\":\"off\",\"region\":\"South\",\"reason\":\"over\"}"))
        .isEqualTo(200);
    assertThat(reason(alerted())).isEqualTo("in-window");
  }

  @Test
  void anOrderThatCannotBeReadIsRefused() throws IOException {
    start("");
    assertThat(order("storm", "{\"to\":\"on\"}")).isEqualTo(400);
    assertThat(order("storm", "{\"to\":\"on\",\"distributor\":\"20\",\"reason\":\"gale\"}"))
        .isEqualTo(400);
    assertThat(order("storm", "{\"to\":\"on\",\"region\":\" \",\"reason\":\"gale\"}"))
        .isEqualTo(400);
    assertThat(order("storm", "nonsense")).isEqualTo(400);
    assertThat(order("breaker", "{\"to\":\"open\",\"reason\":\"why\"}")).isEqualTo(400);
    assertThat(order("breaker", "{\"to\":\"closed\",\"reason\":\"why\"}")).isEqualTo(409);
  }

  @Test
  void neighboursThatAlertTooSpeakForARealOutage() throws IOException {
    start("guards: {coincident-outage: on}\n");
    activated(1);
    neighboursAlert(4);
    at("10:05:00");
    JsonNode held = alerted();
    assertThat(reason(held)).isEqualTo("in-window");
    assertThat(held.path("otherwise").asText())
        .contains("only 4 other hubs of feeder F1 without a window alerted in 10 min");
    neighboursAlert(5);
    restart();
    JsonNode alert = alerted();
    assertThat(reason(alert)).isEqualTo("guard-coincident-outage");
    assertThat(alert.path("because").asText())
        .contains("5 other hubs of feeder F1 without a window alerted in 10 min");
    assertThat(alert.path("crowd").path("hubs").asInt()).isEqualTo(5);
    at("10:15:01");
    assertThat(reason(alerted())).isEqualTo("in-window");
  }

  @Test
  void anActivationThatFailedEndsItsWindowAlsoAfterARestart() throws IOException {
    start("guards: {activation-failed: on}\n");
    activated(7);
    at("10:05:00");
    assertThat(reason(alerted())).isEqualTo("in-window");
    receive(outcome(8, 1));
    receive(outcome(7, 3));
    assertThat(reason(alerted())).isEqualTo("in-window");
    receive(outcome(7, 1));
    JsonNode alert = alerted();
    assertThat(reason(alert)).isEqualTo("guard-activation-failed");
    assertThat(alert.path("because").asText()).contains("failed at 10:05:00");
    assertThat(alert.path("timeline").toString()).contains("CS06 with outcome 1; its window ends");
    restart();
    assertThat(reason(alerted())).isEqualTo("guard-activation-failed");
  }

  @Test
  void anAlertThatAFutureDatedActivationFailedEndsItsWindow() throws IOException {
    start("guards: {activation-failed: on}\n");
    Instant date = Instant.parse("2030-01-15T10:10:00Z");
    town.post(gateway.duisPort(), "/api/v1/serviceS", activation(7, Optional.of(date)));
    at("10:12:00");
    assertThat(reason(alerted())).isEqualTo("in-window");
    receive(futureDated(7, "8F66", 0));
    assertThat(reason(alerted())).isEqualTo("in-window");
    receive(futureDated(7, "8F67", 2));
    JsonNode alert = alerted();
    assertThat(reason(alert)).isEqualTo("guard-activation-failed");
    assertThat(alert.path("timeline").toString())
        .contains("8F67 with outcome 2; its window ends");
  }

  @Test
  void whatAnActivationSaysIsNotReadWhileTheGuardIsOff() throws IOException {
    start("");
    activated(7);
    receive(outcome(7, 1));
    assertThat(reason(alerted())).isEqualTo("in-window");
    assertThat(get("windows").path("windows").get(0).path("state").asText()).isEqualTo("open");
  }

  @Test
  void theBreakerOpensForwardsAndCloses() throws IOException {
    start(
        "guards: {breaker: on}\nguard-settings: {breaker: {suppressions: 2, percent: 100}}\n");
    activated(1);
    assertThat(reason(alerted())).isEqualTo("in-window");
    assertThat(reason(alerted())).isEqualTo("in-window");
    assertThat(get("breaker").path("breaker").path("position").asText()).isEqualTo("closed");
    assertThat(reason(alerted())).isEqualTo("in-window");
    JsonNode alert = alerted();
    assertThat(reason(alert)).isEqualTo("guard-breaker");
    assertThat(alert.path("because").asText()).contains("3 alerts suppressed in 600 s");
    assertThat(get("status").path("degraded").toString()).contains("breaker-open");
    restart();
    assertThat(reason(alerted())).isEqualTo("guard-breaker");
    assertThat(order("breaker", "{\"to\":\"closed\",\"reason\":\"a campaign\"}")).isEqualTo(200);
    assertThat(get("status").path("degraded").toString()).doesNotContain("breaker-open");
    assertThat(reason(alerted())).isEqualTo("in-window");
  }

  @Test
  void theBreakerClosesByItselfOnceItWasQuiet() throws IOException {
    start(
        "guards: {breaker: on}\n"
            + "guard-settings: {breaker: {suppressions: 1, percent: 0, quiet: 10m}}\n");
    activated(1);
    alerted();
    alerted();
    assertThat(reason(alerted())).isEqualTo("guard-breaker");
    at("10:05:00");
    assertThat(reason(alerted())).as("held, but for the breaker: abnormal until now")
        .isEqualTo("guard-breaker");
    at("10:14:59");
    gateway.sweep();
    assertThat(get("breaker").path("breaker").path("position").asText()).isEqualTo("open");
    at("10:15:00");
    gateway.sweep();
    assertThat(get("breaker").path("breaker").path("position").asText()).isEqualTo("closed");
    JsonNode alert = alerted();
    assertThat(reason(alert)).isEqualTo("in-window");
    assertThat(alert.path("timeline").toString()).contains("closed by breaker: quiet for 600 s");
  }

  @Test
  void aHubThatTheInventoryDoesNotKnowSpeaksForNoArea() throws IOException {
    start("guards: {coincident-outage: on}\n");
    activated(1);
    for (int i = 100; i < 110; i++) {
      receive(ad1(neighbour(i), ++counter, now.get()));
    }
    assertThat(reason(alerted())).isEqualTo("in-window");
  }

  @Test
  void aHubsOwnFirmwareActivationIsCountedAndToldAndHoldsNothingBack() throws IOException {
    start("");
    String event =
        MessageBuilder.inside(
            "CommsHubFirmwareActivation",
            MessageBuilder.element("DeviceID", HUB)
                + MessageBuilder.element("FirmwareVersion", "1A2B3C4D"));
    receive(
        MessageBuilder.dccAlert(
            new ResponseId(new Eui64(0x90B3_D51F_3000_0002L), Town.SUPPLIER, 5),
            "N55", event, now.get()));
    at("10:02:00");
    JsonNode alert = alerted();
    assertThat(reason(alert)).isEqualTo("hub-not-tracked");
    assertThat(alert.path("timeline").toString())
        .contains("hub-firmware-activation")
        .contains("the hub's own firmware was activated, which never holds an alert back");
    assertThat(metrics()).contains("lastgasp_relayed_total{kind=\"hub-firmware-activation\"} 1");
    await("delivered", () -> town.atSupplier.size() == 1);
  }

  private String metrics() {
    return town.text(town.get(gateway.adminPort(), "/metrics"));
  }

  @Test
  void aReleaseIsInTheAuditTrailCountedAndInTheReport() throws IOException {
    start("release-late: true\n");
    activated(1);
    at("10:05:00");
    assertThat(reason(alerted())).isEqualTo("in-window");
    assertThat(get("audit?device=" + HUB).path("audit").toString()).doesNotContain("ad1");
    at("10:30:00");
    await("released", () -> town.atDistributor.size() == 1);
    JsonNode audit = get("audit?device=" + HUB).path("audit");
    JsonNode release = audit.get(audit.size() - 1);
    assertThat(release.path("what").asText()).isEqualTo("released-ad1");
    assertThat(release.path("user").asText()).isEqualTo(Town.DISTRIBUTOR.toString());
    assertThat(release.path("detail").asText()).contains("the window is over");
    assertThat(metrics())
        .contains("lastgasp_ad1_released_total 1.0")
        .contains("lastgasp_ad1_suppressed_total{distributor=\"20\"} 1.0")
        .contains("lastgasp_ad1_stand_for_total{verdict=\"suppressed\"} 1.0")
        .doesNotContainPattern("lastgasp_ad1_forwarded_total\\{.*\\} [^0]");
    await("explained", () -> explained().path("delivery").asText().equals("released"));
    assertThat(explained().path("why").asText())
        .isEqualTo("nothing shows yet that the supply is back");
    at("12:00:01");
    await("a report tells it", () -> reports().contains("\r\nA,1,unresolved,released,"));
  }

  private JsonNode explained() {
    return get("explain/" + HUB).path("alerts").get(0);
  }

  private String reports() {
    try (Stream<Path> all = Files.walk(folder.resolve("data/reports"))) {
      StringBuilder text = new StringBuilder();
      for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
        text.append(Files.readString(each));
      }
      return text.toString();
    } catch (IOException notYet) {
      return "";
    }
  }

  @Test
  void whatIsNotConsistentAtTheEndOfItsWindowIsDeliveredLateAndOnce() throws IOException {
    start("release-late: true\n");
    activated(1);
    at("10:05:00");
    assertThat(reason(alerted())).isEqualTo("in-window");
    at("10:29:59");
    assertNoneIsReleased();
    at("10:30:00");
    await("released", () -> town.atDistributor.size() == 1);
    JsonNode alert = get("explain/" + HUB).path("alerts").get(0);
    assertThat(alert.path("verdict").asText()).isEqualTo("suppressed");
    assertThat(alert.path("timeline").toString())
        .contains("delivered late to " + Town.DISTRIBUTOR)
        .contains("the window is over, and it is unresolved");
    restart();
    activated(2);
    at("10:31:00");
    assertThat(reason(alerted())).isEqualTo("in-window");
    at("11:01:00");
    await("the second one too", () -> town.atDistributor.size() > 1);
    assertThat(town.atDistributor.stream().map(String::new).distinct()).hasSize(2);
    assertThat(town.atDistributor).hasSize(2);
  }

  @Test
  void whatTurnsSuspectIsReleasedAlthoughItWasConsistent() throws IOException {
    start("release-late: true\n");
    activated(1);
    at("10:05:00");
    assertThat(reason(alerted())).isEqualTo("in-window");
    at("10:06:00");
    receive(outcome(1, 0));
    await("consistent",
        () -> get("explain/" + HUB).toString().contains("\"assessment\":\"consistent\""));
    at("10:30:00");
    assertNoneIsReleased();
    Instant ofTheFirst = Instant.parse("2030-01-15T10:05:00Z");
    at("10:31:00");
    receive(ad1(HUB, ++counter, ofTheFirst));
    await("the first one too", () -> town.atDistributor.size() == 2);
    assertThat(get("explain/" + HUB).path("alerts").get(0).path("timeline").toString())
        .contains("alerted again")
        .contains("delivered late to " + Town.DISTRIBUTOR + ": suspect: ");
  }

  @Test
  void whatSomebodySettledIsNotReleased() throws IOException {
    start("");
    activated(1);
    at("10:05:00");
    assertThat(reason(alerted())).isEqualTo("in-window");
    at("10:30:00");
    String number = get("worklist").path("worklist").get(0).path("number").asText();
    String settled = "{\"reason\":\"supply is on\"}";
    assertThat(order("worklist/" + number + "/resolve", settled)).isEqualTo(200);
    Files.writeString(
        folder.resolve("lastgasp.yaml"), town.yaml("enforce") + "release-late: true\n");
    restart();
    assertNoneIsReleased();
  }

  private void assertNoneIsReleased() {
    await("all is looked at", gateway::release);
    assertThat(metrics()).contains("lastgasp_ad1_released_total 0.0");
    assertThat(town.atDistributor).isEmpty();
  }

  private static byte[] outcome(long request, int outcome) {
    RequestId id = new RequestId(Town.SUPPLIER, METER, request);
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.activationOutcome(
            METER, Town.SUPPLIER, request, outcome, "01020304", Instant.EPOCH, new byte[64]);
    return MessageBuilder.deviceResponse(id, "11.3", payload, Instant.EPOCH);
  }

  private static byte[] futureDated(long request, String code, int outcome) {
    RequestId id = new RequestId(Town.SUPPLIER, METER, request);
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.futureDatedActivation(
            METER, Town.SUPPLIER, 99, Integer.parseInt(code, 16), Instant.EPOCH, request,
            outcome, "01020304", new byte[64]);
    return MessageBuilder.futureDatedAlert(id, "11.3", code, payload, Instant.EPOCH);
  }
}

package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.acknowledgement;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;
import static org.lastgasp.app.Town.cancellation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.ResponseId;

/** What a campaign did, added up by a whole gateway; every figure follows from a timeline. */
class CampaignTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2030-01-15T10:00:00Z"));
  private Town town;
  private Gateway gateway;
  private long alerts;

  @BeforeEach
  void start() throws IOException {
    town = new Town(folder);
    gateway =
        Gateway.start(
            town.config(),
            now::get,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    await(
        "lists are in force",
        () -> !town.text(town.get(gateway.adminPort(), "/api/v1/status")).contains("-missing"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    town.close();
  }

  private void at(String time) {
    now.set(Instant.parse("2030-01-15T" + time + "Z"));
  }

  private void request(String time, byte[] document) {
    at(time);
    town.post(gateway.duisPort(), "/api/v1/serviceS", document);
  }

  private void alert(String time) {
    at(time);
    byte[] document = ad1(HUB, ++alerts, now.get().minusSeconds(180));
    assertThat(town.post(gateway.duisPort(), "/api/v1/receive", document).statusCode())
        .isEqualTo(204);
  }

  private JsonNode campaigns(String query) throws IOException {
    HttpResponse<byte[]> answer =
        town.get(gateway.adminPort(), "/api/v1/campaigns" + query);
    assertThat(answer.statusCode()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("campaigns");
  }

  private JsonNode only() throws IOException {
    assertThat(campaigns("")).hasSize(1);
    return campaigns("").get(0);
  }

  @Test
  void anAlertIsHeldOneComesTooEarlyOneTooLate() throws IOException {
    request("10:00:00", activation(1, Optional.of(Instant.parse("2030-01-15T11:00:00Z"))));
    alert("10:45:00"); // a quarter of an hour before
    alert("11:10:00");
    alert("11:40:00"); // ten minutes after
    alert("12:30:00"); // an hour after: not near
    JsonNode campaign = only();
    assertThat(campaign.path("model").asText()).isEqualTo("E470");
    assertThat(campaign.path("firmware_hash").asText()).isEqualTo(Town.HASH);
    assertThat(campaign.path("distributor").asText()).isEqualTo("20");
    assertThat(campaign.path("activations").asLong()).isEqualTo(1);
    assertThat(campaign.path("alerts_held").asLong()).isEqualTo(1);
    assertThat(campaign.path("held_per_thousand").asDouble()).isEqualTo(1_000);
    assertThat(campaign.path("without_alert").asLong()).isZero();
    assertThat(campaign.path("just_before").asLong()).isEqualTo(1);
    assertThat(campaign.path("just_after").asLong()).isEqualTo(1);
    assertThat(campaign.path("blind_hub_seconds").asLong()).isEqualTo(1_800);
    assertThat(campaign.path("questions")).isEmpty(); // one before: an outage of the area
  }

  @Test
  void anActivationWhoseMeterSaysThatItsSupplyIsBackIsCounted() throws IOException {
    request("10:00:00", activation(1, Optional.empty()));
    at("10:05:00");
    byte[] restored =
        MessageBuilder.deviceAlert(
            new ResponseId(Town.METER, Town.SUPPLIER, 9), "8F36", new byte[] {1}, now.get());
    assertThat(town.post(gateway.duisPort(), "/api/v1/receive", restored).statusCode())
        .isEqualTo(204);
    assertThat(only().path("supply_restored").asLong()).isEqualTo(1);
  }

  @Test
  void alertsJustAfterAWindowAskWhetherItIsTooShort() throws IOException {
    request("10:00:00", activation(1, Optional.empty()));
    alert("10:35:00");
    alert("10:40:00");
    assertThat(only().path("questions").get(0).asText()).contains("is the window too short?");
  }

  @Test
  void anActivationWithoutAnAlertIsCountedAndARefusedOneIsNone() throws IOException {
    request("10:00:00", activation(1, Optional.empty()));
    town.dspAnswers.set(body -> new Town.Answer(200, acknowledgement("E11")));
    request("12:00:00", activation(2, Optional.empty()));
    at("14:00:00");
    JsonNode campaign = only();
    assertThat(campaign.path("activations").asLong()).isEqualTo(1);
    assertThat(campaign.path("refused").asLong()).isEqualTo(1);
    assertThat(campaign.path("without_alert").asLong()).isEqualTo(1);
    assertThat(campaign.path("blind_hub_seconds").asLong()).isEqualTo(1_800);
  }

  @Test
  void aRepeatedRequestIsOneActivation() throws IOException {
    request("10:00:00", activation(1, Optional.empty()));
    request("10:05:00", activation(1, Optional.empty()));
    at("14:00:00");
    assertThat(only().path("activations").asLong()).isEqualTo(1);
    assertThat(only().path("blind_hub_seconds").asLong()).isEqualTo(1_800);
  }

  @Test
  void windowsOfOneHubAtOnceMakeItBlindOnce() throws IOException {
    request("10:00:00", activation(1, Optional.empty()));
    request("10:10:00", activation(2, Optional.empty()));
    at("10:25:00"); // the second still runs
    assertThat(only().path("activations").asLong()).isEqualTo(2);
    assertThat(only().path("blind_hub_seconds").asLong()).isEqualTo(25 * 60);
    at("14:00:00");
    assertThat(only().path("blind_hub_seconds").asLong()).isEqualTo(40 * 60);
  }

  @Test
  void aCancelledActivationBlindsNobody() throws IOException {
    request("10:00:00", activation(1, Optional.of(Instant.parse("2030-01-15T18:00:00Z"))));
    request("10:10:00", cancellation(2));
    at("23:00:00");
    assertThat(only().path("activations").asLong()).isZero();
    assertThat(only().path("cancelled").asLong()).isEqualTo(1);
    assertThat(only().path("blind_hub_seconds").asLong()).isZero();
  }

  @Test
  void onlyTheTimeAskedForIsAddedUp() throws IOException {
    request("10:00:00", activation(1, Optional.empty()));
    alert("10:10:00");
    at("14:00:00");
    assertThat(campaigns("?from=2030-01-15T12:00:00Z")).isEmpty();
    assertThat(campaigns("?from=2030-01-15T10:00:00Z&to=2030-01-15T11:00:00Z")).hasSize(1);
    assertThat(campaigns("?from=2030-01-15T10:05:00Z").get(0).path("activations").asLong())
        .isZero();
  }
}

package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.files.Sha256;

/** Evidence packs, and the figures of delivery, blindness and configuration. */
class EvidenceTest {
  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void start() throws IOException {
    operator = new Operator(folder);
    operator.start("");
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void aPackHasTheMessageAndItsLineOfTheLog() {
    operator.activated(1);
    operator.at("10:04:00");
    assertThat(operator.alerted()).isEqualTo("in-window");
    operator.at("10:50:00");
    assertThat(operator.alerted()).isEqualTo("after-window");
    await("logged", () -> operator.get("status").at("/log/last_seq").asLong() == 1);
    JsonNode pack = operator.get("evidence/" + HUB);
    JsonNode held = pack.at("/messages/0");
    byte[] document = Base64.getDecoder().decode(held.path("document_base64").asText());
    assertThat(new String(document, UTF_8)).contains(Town.MPAN);
    assertThat(Sha256.of(document)).isEqualTo(held.path("message_sha256").asText());
    String line = held.at("/log/line").asText();
    assertThat(line).contains(held.path("message_sha256").asText(), "\"seq\":1");
    String open = line.replaceAll(",\"hash\":\"[0-9a-f]{64}\"", "");
    assertThat(line).contains("\"hash\":\"" + Sha256.of(open) + "\"");
    assertThat(folder.resolve("data/log").resolve(held.at("/log/file").asText())).content()
        .contains(line);
    assertThat(pack.at("/messages/1/log").isNull()).as("one that was forwarded").isTrue();
    assertThat(pack.at("/support/explanation/alerts")).hasSize(2);
  }

  @Test
  void aPackThatIsTooLargeToBeHeldAtOnceIsAskedForInParts() {
    for (long i = 1; i <= 3; i++) {
      byte[] small = Town.ad1(HUB, i, operator.now.get());
      byte[] large =
          (new String(small, UTF_8) + "<!--" + "x".repeat(11 << 20) + "-->").getBytes(UTF_8);
      assertThat(
              operator.town.post(operator.gateway().duisPort(), "/api/v1/receive", large)
                  .statusCode())
          .isEqualTo(204);
    }
    await("indexed", () -> operator.get("explain/" + HUB).path("alerts").size() == 3);
    JsonNode refused = operator.get("evidence/" + HUB);
    assertThat(refused.path("status").asInt()).isEqualTo(422);
    assertThat(refused.path("detail").asText()).contains("32 MiB", "limit", "after");
    JsonNode two = operator.get("evidence/" + HUB + "?limit=2");
    assertThat(two.path("messages")).hasSize(2);
  }

  @Test
  void theLastAlertsOfSomethingArePagedBackwards() {
    operator.activated(1);
    for (int i = 1; i <= 5; i++) {
      operator.at("10:0" + i + ":00");
      operator.alerted();
    }
    JsonNode last = operator.get("explain/" + HUB + "?last=2").path("alerts");
    assertThat(last).hasSize(2);
    assertThat(last.get(1).path("received_at").asText()).startsWith("2030-01-15T10:05:00");
    JsonNode before =
        operator.get("explain/" + HUB + "?last=2&before=" + last.get(0).path("number").asLong());
    assertThat(before.path("alerts")).hasSize(2);
    assertThat(before.at("/alerts/1/received_at").asText()).startsWith("2030-01-15T10:03:00");
    JsonNode pack = operator.get("evidence/" + HUB + "?last=2");
    assertThat(pack.path("messages")).hasSize(2);
    assertThat(pack.at("/messages/1/number")).isEqualTo(last.at("/1/number"));
    assertThat(operator.get("support/" + HUB + "?last=2").at("/explanation/alerts/1/received_at"))
        .isEqualTo(last.get(1).path("received_at"));
  }

  @Test
  void alertsAreFilteredByFeederPostcodeAndRegion() {
    operator.activated(1);
    operator.at("10:04:00");
    operator.alerted();
    for (String area : List.of("F1", "feeder%20f1", "so14", "SO141", "south")) {
      assertThat(operator.get("alerts?last=5&area=" + area).path("alerts")).as(area).hasSize(1);
    }
    for (String area : List.of("F2", "SO15", "sou")) {
      assertThat(operator.get("alerts?last=5&area=" + area).path("alerts")).as(area).isEmpty();
    }
    assertThat(operator.text("/api/v1/alerts?area=F1")).contains("area goes with last");
    for (String list :
        List.of("alerts", "explain/" + HUB, "support/" + HUB, "evidence/" + HUB)) {
      assertThat(operator.text("/api/v1/" + list + "?before=9")).contains("before goes with last");
      assertThat(operator.text("/api/v1/" + list + "?last=5&after=9"))
          .contains("last gives the newest");
    }
  }

  @Test
  void deliveryAndDspAreMeasured() {
    operator.activated(1);
    operator.at("10:50:00");
    operator.alerted();
    await(
        "delivered",
        () ->
            Stream.of(operator.get("delivery").path("users"))
                .flatMap(users -> users.valueStream())
                .anyMatch(user -> user.at("/lanes/0/delivered").asLong() == 1));
    JsonNode figures = operator.get("delivery");
    assertThat(figures.at("/dsp/answers/2xx").asLong()).isEqualTo(1);
    assertThat(figures.at("/dsp/p50_at_most").isNumber()).isTrue();
    assertThat(figures.at("/dsp/activations/accepted").asLong()).isEqualTo(1);
  }

  @Test
  void blindHubsAreCountedByHourAndTheDaysPeakIsKnown() {
    operator.activated(1);
    operator.at("10:04:00");
    JsonNode hours = operator.get("blind/hours");
    assertThat(hours.path("peak").asLong()).isEqualTo(1);
    assertThat(hours.path("hours")).hasSize(48);
    JsonNode now = hours.at("/hours/23");
    assertThat(now.path("from").asText()).isEqualTo("2030-01-15T10:00:00Z");
    assertThat(now.path("hubs").asLong()).isEqualTo(1);
    assertThat(now.at("/by_distributor/20").asLong()).isEqualTo(1);
    assertThat(now.path("planned").asBoolean()).isFalse();
    assertThat(hours.at("/hours/24/hubs").asLong()).as("30 minutes are over by then").isZero();
  }

  @Test
  void theConfigurationInForceSaysWhereItIsWritten() throws IOException {
    JsonNode config = operator.get("config");
    JsonNode window = value(config, "window");
    assertThat(window.path("value").asText()).isEqualTo("30m");
    assertThat(window.path("written_at").isNull()).as("a default").isTrue();
    Path file = folder.resolve("lastgasp.yaml");
    Files.writeString(file, operator.town.yaml("enforce") + "window: 45m\n");
    assertThat(operator.post("reload", "").status()).isEqualTo(200);
    JsonNode changed = value(operator.get("config"), "window");
    assertThat(changed.path("value").asText()).isEqualTo("45m");
    assertThat(changed.path("written_at").asText()).contains("lastgasp.yaml:");
    assertThat(value(operator.get("config"), "users[0].name").path("written_at").asText())
        .contains("lastgasp.yaml:");
  }

  private static JsonNode value(JsonNode config, String key) {
    return config
        .path("values")
        .valueStream()
        .filter(each -> each.path("key").asText().equals(key))
        .findFirst()
        .orElseThrow(() -> new AssertionError(key + " is not in " + config));
  }
}

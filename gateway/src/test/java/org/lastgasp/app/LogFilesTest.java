package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the suppression log, and where alerts are, as programs are told. */
class LogFilesTest {
  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void start() throws IOException {
    operator = new Operator(folder);
    operator.start("");
    operator.activated(1);
    operator.at("10:04:00");
    assertThat(operator.alerted()).isEqualTo("in-window");
    operator.at("11:04:00");
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void eachFileIsListedWithItsRecordsAndGivenByteForByte() throws IOException {
    Town.await("it is in the log", () -> operator.get("log").path("last_seq").asLong() == 1);
    JsonNode log = operator.get("log");
    assertThat(log.path("count").asLong()).isEqualTo(1);
    assertThat(log.path("statement").isNull()).isTrue();
    JsonNode file = log.path("files").get(0);
    assertThat(file.path("name").asText())
        .isEqualTo("poa-suppression-20300115T100000Z-000001.jsonl");
    assertThat(file.path("first_seq").asLong()).isEqualTo(1);
    assertThat(file.path("records").asLong()).isEqualTo(1);
    String name = file.path("name").asText();
    byte[] written = Files.readAllBytes(folder.resolve("data/log").resolve(name));
    assertThat(file.path("bytes").asLong()).isEqualTo(written.length);
    HttpResponse<byte[]> answer = given(name);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(written);
  }

  private HttpResponse<byte[]> given(String name) {
    String path = "/api/v1/log/" + name;
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + operator.gateway().adminPort() + path))
            .header("Authorization", "Bearer " + operator.town.token().orElseThrow())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(path, failed);
    }
  }

  @Test
  void nothingElseIsGiven() {
    for (String name : new String[] {"..%2Fadmin.token", "poa.jsonl", "%2e%2e%2fjournal"}) {
      assertThat(given(name).statusCode()).as(name).isIn(400, 404);
    }
  }

  @Test
  void anAlertHasItsPlaceAndItsDeliveryIfThatIsAskedFor() {
    assertThat(operator.alerted()).isEqualTo("after-window");
    Town.await(
        "it is delivered",
        () -> operator.text("/api/v1/alerts?details=true").contains("\"delivery\":\"taken\""));
    JsonNode alerts = operator.get("alerts?details=true").path("alerts");
    assertThat(alerts.get(0).path("delivery").asText()).isEqualTo("withheld");
    assertThat(alerts.get(0).path("place").path("feeder").asText()).isEqualTo("F1");
    assertThat(operator.text("/api/v1/alerts")).doesNotContain("\"place\"", "\"delivery\"");
  }
}

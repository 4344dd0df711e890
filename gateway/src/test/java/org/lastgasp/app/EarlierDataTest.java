package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.access.AdminToken;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;

/**
 * A data folder that the demo of the first format wrote: 17 alerts, of which 3 were suppressed, and
 * 4 reports. Its journal has none of the later kinds of entries, its stores none of their columns.
 */
class EarlierDataTest {
  private static final Instant LATER = Instant.parse("2026-11-30T12:00:00Z");
  private static final String SUPPRESSED_HUB = "00-DB-12-34-DA-A6-6D-2B";

  @TempDir private Path folder;

  @BeforeEach
  void unpack() throws IOException {
    try (InputStream packed =
            EarlierDataTest.class.getResourceAsStream("/upgrade/first-format.zip");
        ZipInputStream zip = new ZipInputStream(packed)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }

  @Test
  void itsAlertsVerdictsAndEvidenceAreStillThere() throws Exception {
    try (Gateway gateway = start()) {
      Town.await("the lists are in force", () -> !text(gateway, "status").contains("-missing"));
      Map<String, Integer> verdicts = new TreeMap<>();
      json(gateway, "alerts?limit=100")
          .path("alerts")
          .forEach(
              alert ->
                  verdicts.merge(
                      alert.path("verdict").asText() + " " + alert.path("reason").asText(), 1,
                      Integer::sum));
      assertThat(verdicts)
          .isEqualTo(
              Map.of("suppressed in-window", 3, "forwarded hub-not-tracked", 13,
                  "forwarded after-window", 1));
      assertThat(text(gateway, "explain/" + SUPPRESSED_HUB)).contains("in-window");
    }
  }

  @Test
  void itsLogAndReportsGoOnAndNothingIsDeliveredAgain() throws Exception {
    try (Gateway gateway = start()) {
      JsonNode status = json(gateway, "status");
      assertThat(status.path("log").path("last_seq").asLong()).isEqualTo(3);
      assertThat(status.path("reports").path("last_seq").asLong()).isGreaterThanOrEqualTo(3);
      assertThat(status.path("waiting").path("messages").asLong()).isZero();
      assertThat(status.path("waiting").path("dead_letters").asLong()).isZero();
      assertThat(status.path("degraded").toString())
          .doesNotContain("broken-file", "foreign-files", "restored-behind", "delivery-rebuilt");
    }
  }

  @Test
  void itsBooksBalance() throws Exception {
    try (Gateway gateway = start()) {
      Town.await(
          "the index has all",
          () -> text(gateway, "alerts?limit=100").contains("after-window"));
      JsonNode books =
          json(gateway, "reconcile?from=2026-11-30T00:00:00Z&to=2026-11-30T11:00:00Z");
      assertThat(books.path("total").path("received").asLong()).as(books.toString()).isEqualTo(17);
      assertThat(books.path("balances").asBoolean()).as(books.toString()).isTrue();
    }
  }

  @Test
  void dataOfALaterFormatIsRefusedWithWhatToDo() throws Exception {
    Path segment = folder.resolve("data/journal/journal-0000000000000001.db");
    try (Connection later = DriverManager.getConnection("jdbc:sqlite:" + segment)) {
      later.createStatement().execute("UPDATE meta SET value = '99' WHERE name = 'format'");
    }
    assertThatThrownBy(this::start)
        .hasMessageContaining("has format 99; this version knows format 1")
        .hasMessageContaining("use the version that wrote it");
    assertThat(segment).exists();
  }

  private Gateway start() {
    return Gateway.start(config(), () -> LATER);
  }

  private Config config() {
    return switch (ConfigReader.read(Optional.of(folder.resolve("lastgasp.yaml")), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults().toString());
    };
  }

  private JsonNode json(Gateway gateway, String path) throws IOException {
    return new ObjectMapper().readTree(text(gateway, path));
  }

  private String text(Gateway gateway, String path) {
    URI uri = URI.create("http://127.0.0.1:" + gateway.adminPort() + "/api/v1/" + path);
    String token = AdminToken.read(folder.resolve("data")).orElseThrow();
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(path, failed);
    }
  }
}

package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.log.LogVerifier;
import org.lastgasp.log.Verification;

/** A gateway whose files beside the journal are of no use any more when it is started again. */
class BrokenFilesTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(TEN);
  private final List<Gateway> running = new ArrayList<>();
  private Town town;

  @BeforeEach
  void build() throws IOException {
    town = new Town(folder);
  }

  @AfterEach
  void stop() {
    running.forEach(Gateway::close);
    town.close();
  }

  private Gateway start() {
    Gateway gateway =
        Gateway.start(
            town.config(),
            now::get,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    running.add(gateway);
    await("lists are in force", () -> !text(gateway, "/api/v1/status").contains("-missing"));
    return gateway;
  }

  private void stop(Gateway gateway) {
    running.remove(gateway);
    gateway.close();
  }

  private String text(Gateway gateway, String path) {
    return town.text(town.get(gateway.adminPort(), path));
  }

  private JsonNode get(Gateway gateway, String path) {
    try {
      return JSON.readTree(text(gateway, "/api/v1/" + path));
    } catch (JsonProcessingException broken) {
      throw new AssertionError(broken);
    }
  }

  private void receive(Gateway gateway, long counter) {
    byte[] alert = ad1(HUB, counter, TEN.plusSeconds(60 + counter));
    assertThat(town.post(gateway.duisPort(), "/api/v1/receive", alert).statusCode())
        .isEqualTo(204);
  }

  /** Two alerts are suppressed, one is logged, and the gateway ends. */
  private void anEarlierRun() {
    Gateway before = start();
    town.post(before.duisPort(), "/api/v1/serviceS", activation(1, Optional.empty()));
    now.set(TEN.plusSeconds(120));
    receive(before, 1);
    receive(before, 2);
    await("logged", () -> get(before, "status").at("/log/last_seq").asLong() == 2);
    assertThat(town.post(before.adminPort(), "/api/v1/reports/build", new byte[0]).statusCode())
        .isEqualTo(200);
    assertThat(get(before, "alerts").path("alerts")).hasSize(2);
    stop(before);
  }

  /** Everything goes on as before: what was suppressed once is neither lost nor new. */
  private void allIsWellExceptFor(Gateway after, Path file) throws IOException {
    now.set(TEN.plusSeconds(180));
    receive(after, 3);
    await("logged", () -> get(after, "status").at("/log/last_seq").asLong() == 3);
    assertThat(get(after, "alerts").path("alerts")).hasSize(3);
    assertThat(get(after, "alerts").path("alerts"))
        .allSatisfy(each -> assertThat(each.path("assessment").asText()).isEqualTo("unresolved"));
    List<JsonNode> degraded = new ArrayList<>();
    get(after, "status").path("degraded").forEach(degraded::add);
    assertThat(degraded)
        .singleElement()
        .satisfies(
            only -> {
              assertThat(only.path("reason").asText()).isEqualTo("broken-file");
              assertThat(only.path("detail").asText())
                  .contains(file.getFileName() + ".broken-", "move it away");
            });
    assertThat(town.atDistributor).isEmpty();
    soundLog(3);
  }

  private void soundLog(long records) throws IOException {
    try (var files = Files.list(folder.resolve("data/log"))) {
      Verification all =
          LogVerifier.verify(
              files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList());
      assertThat(all.isWhole()).isTrue();
      assertThat(all.records()).isEqualTo(records);
    }
  }

  @ParameterizedTest
  @EnumSource(Garbage.class)
  void cursorsThatCannotBeReadAreSetAsideAndEveryReaderFindsItsPlace(Garbage garbage)
      throws IOException {
    anEarlierRun();
    Path file = folder.resolve("data/journal/cursors.db");
    garbage.put(file);
    Gateway after = start();
    allIsWellExceptFor(after, file);
    stop(after);
    Gateway again = start();
    assertThat(get(again, "status").path("degraded")).hasSize(1);
    try (var files = Files.list(file.getParent())) {
      for (Path each : files.filter(f -> f.toString().contains(".broken-")).toList()) {
        Garbage.remove(each);
      }
    }
    assertThat(get(again, "status").path("degraded")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Garbage.class)
  void anIndexThatCannotBeReadIsSetAsideAndBuiltAgain(Garbage garbage) throws IOException {
    anEarlierRun();
    Path file = find("story.db");
    garbage.put(file);
    allIsWellExceptFor(start(), file);
  }

  @ParameterizedTest
  @EnumSource(Garbage.class)
  void casesThatCannotBeReadAreSetAsideAndBuiltAgain(Garbage garbage) throws IOException {
    anEarlierRun();
    Path file = find("hindsight.db");
    garbage.put(file);
    allIsWellExceptFor(start(), file);
  }

  @ParameterizedTest
  @EnumSource(Garbage.class)
  void aLedgerOfReportsThatCannotBeReadUsesNoNumberTwice(Garbage garbage) throws IOException {
    anEarlierRun();
    Path file = find("report.db");
    garbage.put(file);
    Gateway after = start();
    allIsWellExceptFor(after, file);
    now.set(TEN.plusSeconds(240));
    assertThat(town.post(after.adminPort(), "/api/v1/reports/build", new byte[0]).statusCode())
        .isEqualTo(200);
    JsonNode reports = get(after, "reports").path("reports");
    assertThat(reports).hasSize(2);
    assertThat(reports.get(1).path("sequence").asLong()).isEqualTo(2);
    assertThat(reports.get(1).path("rows").asLong()).as("the third alert alone").isEqualTo(1);
    try (var files = Files.list(folder.resolve("data/report/spool"))) {
      assertThat(files).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Garbage.class,
      names = {"RANDOM_BYTES", "CUT_IN_THE_MIDDLE", "A_FOLDER"})
  void aListThatCannotBeReadEndsNoWindow(Garbage garbage) throws IOException {
    anEarlierRun();
    garbage.put(find("guids.sqlite"));
    Gateway after = start();
    await("it is read again", () -> !text(after, "/api/v1/status").contains("guids-unusable"));
    now.set(TEN.plusSeconds(180));
    receive(after, 3);
    await("logged", () -> get(after, "status").at("/log/last_seq").asLong() == 3);
    assertThat(get(after, "windows").at("/windows/0/state").asText()).isEqualTo("open");
  }

  @ParameterizedTest
  @EnumSource(
      value = Garbage.class,
      names = {"RANDOM_BYTES", "CUT_IN_THE_MIDDLE", "A_FOLDER"})
  void anInventoryThatCannotBeReadEndsNoWindowWhileNobodyMendsIt(Garbage garbage)
      throws IOException {
    anEarlierRun();
    garbage.put(find("devices.sqlite"));
    Files.delete(folder.resolve("inventory.csv"));
    Gateway after =
        Gateway.start(
            town.config(),
            now::get,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    running.add(after);
    now.set(TEN.plusSeconds(180));
    receive(after, 3);
    await("logged", () -> get(after, "status").at("/log/last_seq").asLong() == 3);
    assertThat(get(after, "status").path("degraded").toString())
        .containsAnyOf("inventory-unusable", "inventory-not-read", "inventory-missing");
    String other =
        """
        device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region,postcode,feeder
        00-DB-12-34-56-78-90-FF,ESME,SMETS2 V4.2,Landis+Gyr,E470,,,,,
        """;
    assertThat(
            town.post(
                    after.adminPort(),
                    "/api/v1/inventory?replace=true",
                    other.getBytes(StandardCharsets.UTF_8))
                .statusCode())
        .isEqualTo(200);
    assertThat(get(after, "windows").at("/windows/0/cause").asText())
        .as("what it says counts once it can be read")
        .isEqualTo("meter-left");
  }

  private Path find(String name) throws IOException {
    try (var files = Files.walk(folder.resolve("data"))) {
      return files.filter(f -> f.endsWith(name)).findFirst().orElseThrow();
    }
  }

  @Test
  void aFileThatIsMerelyGoneIsNoTrouble() throws IOException {
    anEarlierRun();
    Files.delete(find("story.db"));
    Files.delete(find("hindsight.db"));
    Files.delete(find("cursors.db"));
    Gateway after = start();
    now.set(TEN.plusSeconds(180));
    receive(after, 3);
    await("logged", () -> get(after, "status").at("/log/last_seq").asLong() == 3);
    assertThat(get(after, "alerts").path("alerts")).hasSize(3);
    assertThat(get(after, "status").path("degraded")).isEmpty();
    soundLog(3);
  }

  @ParameterizedTest
  @EnumSource(Garbage.class)
  void deliverysFilesThatCannotBeReadAreSetAsideAndSayIt(Garbage garbage) throws IOException {
    boolean nothingToLose = garbage == Garbage.CUT_IN_THE_MIDDLE; // of a table without rows
    List<String> names =
        nothingToLose ? List.of("delivery.db") : List.of("delivery.db", "set-aside.db");
    for (String name : names) {
      anEarlierRun();
      garbage.put(folder.resolve("data/delivery/" + name));
      Gateway after = start();
      assertThat(text(after, "/api/v1/status")).as(name).contains("delivery-rebuilt", name);
      stop(after);
      try (var files = Files.list(folder.resolve("data/delivery"))) {
        assertThat(files.map(each -> String.valueOf(each.getFileName())))
            .as(name)
            .anyMatch(each -> each.startsWith(name + ".broken-"));
      }
      Garbage.remove(folder.resolve("data"));
      now.set(TEN);
    }
  }
}

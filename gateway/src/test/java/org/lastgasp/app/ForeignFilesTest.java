package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.OTHER_HUB;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeliverySettings;

/** A gateway that is started on files that do not belong together. */
class ForeignFilesTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");

  @TempDir Path folder;
  private Town town;
  private Gateway gateway;
  private long counter;

  @BeforeEach
  void run() throws IOException {
    town = new Town(folder);
    gateway = started();
    assertThat(town.post(gateway.duisPort(), "/api/v1/serviceS", activation(1, Optional.empty()))
        .statusCode()).isEqualTo(200);
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
            () -> TEN,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    await("lists are in force", () -> !status(fresh).contains("-missing"));
    return fresh;
  }

  private String status(Gateway of) {
    return town.text(town.get(of.adminPort(), "/api/v1/status"));
  }

  private String degraded() {
    String status = status(gateway);
    return status.substring(status.indexOf("\"degraded\""));
  }

  /** Two alerts each time: one is suppressed while the window is known. */
  private void alerts(int many) {
    alerts(many, many);
  }

  private void alerts(int many, int delivered) {
    int before = town.atDistributor.size();
    for (int i = 0; i < many; i++) {
      counter++;
      Instant start = TEN.plusSeconds(counter);
      for (byte[] each : List.of(ad1(OTHER_HUB, counter, start), ad1(HUB, counter, start))) {
        assertThat(town.post(gateway.duisPort(), "/api/v1/receive", each).statusCode())
            .isEqualTo(204);
      }
    }
    await("delivered", () -> town.atDistributor.size() == before + delivered);
    assertThat(town.text(town.get(gateway.adminPort(), "/api/v1/alerts"))).contains("alerts");
  }

  private Path data(String name) {
    return folder.resolve("data").resolve(name);
  }

  private void remove(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  @Test
  void databasesWithoutTheirJournalAreSetAsideAndSaid() throws IOException {
    alerts(3);
    gateway.close();
    remove(data("journal"));
    gateway = started();
    assertThat(degraded())
        .contains("foreign-files", "story.db.foreign", "hindsight.db.foreign")
        .contains("delivery.db.foreign", "lastgasp restore");
    alerts(2, 4);
    gateway.close();
    gateway = started();
    assertThat(degraded()).as("until somebody has looked").contains("foreign-files");
    for (String each : List.of("story/story.db", "hindsight/hindsight.db",
        "delivery/delivery.db", "delivery/set-aside.db", "report/report.db",
        "housekeeping/delivery-copy.db")) {
      Files.deleteIfExists(data(each + ".foreign"));
    }
    assertThat(degraded()).doesNotContain("foreign-files");
  }

  @Test
  void theJournalOfAnotherFolderIsNoticedThoughItIsLonger() throws IOException {
    alerts(1);
    gateway.close();
    Files.move(data(""), folder.resolve("first"));
    gateway = started();
    alerts(9, 18);
    gateway.close();
    remove(data("delivery"));
    remove(data("story"));
    copy(folder.resolve("first/delivery"), data("delivery"));
    copy(folder.resolve("first/story"), data("story"));
    remove(data("housekeeping"));
    copy(folder.resolve("first/housekeeping"), data("housekeeping"));
    Files.copy(
        folder.resolve("first/journal/cursors.db"),
        data("journal/cursors.db"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    int before = town.atDistributor.size();
    gateway = started();
    assertThat(degraded())
        .contains("foreign-files", "story.db.foreign", "delivery.db.foreign")
        .contains("cursors.db.foreign", "delivery-copy.db.foreign");
    await("all of this journal is sent", () -> town.atDistributor.size() == before + 18);
  }

  @Test
  void aJournalPutBackFromAnOlderCopyIsSaidAndNothingIsSkipped() throws IOException {
    alerts(2);
    gateway.close();
    copy(data("journal"), folder.resolve("older"));
    gateway = started();
    alerts(5);
    gateway.close();
    remove(data("journal"));
    copy(folder.resolve("older"), data("journal"));
    int before = town.atDistributor.size();
    gateway = started();
    assertThat(degraded()).contains("restored-behind", "delivery.db.ahead", "story.db.ahead");
    counter = 100;
    alerts(4);
    assertThat(town.atDistributor).as("what comes now, and nothing again").hasSize(before + 4);
    await("told", () -> town.text(town.get(gateway.adminPort(), "/api/v1/alerts?limit=100"))
        .contains(TEN.plusSeconds(104).toString()));
    gateway.close();
    gateway = started();
    assertThat(degraded()).contains("restored-behind");
  }

  @Test
  void aFolderOfAVersionThatKnewNoIdentityIsOpenedWithoutAnAlarm() throws Exception {
    alerts(2);
    gateway.close();
    try (Stream<Path> all = Files.walk(data(""))) {
      for (Path each : all.filter(file -> file.toString().endsWith(".db")).toList()) {
        forget(each);
      }
    }
    gateway = started();
    alerts(1);
    assertThat(degraded()).contains("[]");
  }

  private static void forget(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA application_id = 0");
    }
  }
}

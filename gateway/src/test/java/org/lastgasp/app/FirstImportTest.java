package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeliverySettings;

class FirstImportTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");

  @TempDir Path folder;

  private Gateway start(Town town) {
    return Gateway.start(
        town.config(),
        () -> TEN,
        new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
  }

  private static HttpResponse<byte[]> ready(Town town, Gateway gateway) {
    return town.get(gateway.adminPort(), "/-/ready");
  }

  @Test
  void aFirstStartIsReadyOnceItsListsAreInForceAndTakesMessagesBefore() throws Exception {
    try (Town town = new Town(folder)) {
      Path guids = folder.resolve("guids.txt");
      StringBuilder many = new StringBuilder();
      for (int i = 0; i < 400_000; i++) {
        many.append("00-DB-12-34-57-").append(hex(i)).append('\n');
      }
      Files.writeString(guids, many + Files.readString(guids));
      try (Gateway gateway = start(town)) {
        HttpResponse<byte[]> first = ready(town, gateway);
        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(town.text(first)).contains("the first import of").contains("guids.txt");
        byte[] alert = Town.ad1(Town.OTHER_HUB, 1, TEN);
        assertThat(town.post(gateway.duisPort(), "/api/v1/receive", alert).statusCode())
            .isEqualTo(204);
        Town.await("ready", () -> ready(town, gateway).statusCode() == 200);
        assertThat(town.text(ready(town, gateway)))
            .contains("\"waiting_for\":null")
            .contains("\"degraded\":[]");
        byte[] activation = Town.activation(1, Optional.empty());
        assertThat(town.post(gateway.duisPort(), "/api/v1/serviceS", activation).statusCode())
            .isEqualTo(200);
        assertThat(town.text(town.get(gateway.adminPort(), "/api/v1/windows")))
            .contains(Town.METER.toString());
      }
      try (Gateway again = start(town)) {
        assertThat(ready(town, again).statusCode()).as("a later start").isEqualTo(200);
      }
    }
  }

  @Test
  void aListThatIsRefusedOrMissingIsNotWaitedFor() throws IOException {
    try (Town town = new Town(folder)) {
      Files.delete(folder.resolve("inventory.csv"));
      Files.writeString(folder.resolve("guids.txt"), "nonsense\n");
      try (Gateway gateway = start(town)) {
        Town.await("ready", () -> ready(town, gateway).statusCode() == 200);
        assertThat(town.text(ready(town, gateway)))
            .contains("guids-missing")
            .contains("inventory-missing");
      }
    }
  }

  @Test
  void aDiskThatFailsForAMomentLeavesNoListUnread() throws IOException {
    try (Town town = new Town(folder);
        Gateway gateway = start(town)) {
      Town.await("ready", () -> town.text(ready(town, gateway)).contains("\"degraded\":[]"));
      Path staging = folder.resolve("data/inventory");
      Path away = folder.resolve("away");
      Files.move(staging, away);
      Files.writeString(staging, "no folder");
      Path guids = folder.resolve("guids.txt");
      Files.setLastModifiedTime(guids, FileTime.from(TEN.plusSeconds(60)));

      gateway.reload();
      assertThat(town.text(ready(town, gateway))).contains("guids-refused");

      Files.delete(staging);
      Files.move(away, staging);
      Town.await(
          "imported by itself",
          () -> town.text(ready(town, gateway)).contains("\"degraded\":[]"));
    }
  }

  private static String hex(int i) {
    String digits = "%06X".formatted(i);
    return digits.substring(0, 2) + "-" + digits.substring(2, 4) + "-" + digits.substring(4);
  }
}

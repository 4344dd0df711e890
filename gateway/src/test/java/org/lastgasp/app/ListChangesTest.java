package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.Eui64;

/** A list of GUIDs that changes a lot is not taken without a person's word. */
class ListChangesTest {
  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void build() throws IOException {
    operator = new Operator(folder);
    operator.start("");
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private static String strangers(int many) {
    StringBuilder list = new StringBuilder();
    for (int i = 1; i <= many; i++) {
      list.append(new Eui64(i)).append('\n');
    }
    return list.toString();
  }

  private void configured(String list) throws IOException {
    operator.write("guids.txt", list);
    Files.setLastModifiedTime(
        folder.resolve("guids.txt"), FileTime.from(Instant.parse("2031-01-01T00:00:00Z")));
  }

  @Test
  void aListThatReplacesEverythingIsRefusedWithWhatItWouldDo() {
    operator.activated(1);
    Operator.Answer refused = operator.post("guids?name=big.txt&by=ann", strangers(6_667));
    assertThat(refused.status()).isEqualTo(422);
    JsonNode preview = refused.body().path("preview");
    assertThat(preview.path("added").asLong()).isEqualTo(6_667);
    assertThat(preview.path("removed").asLong()).isEqualTo(1);
    assertThat(preview.path("removed_ids").get(0).asText()).isEqualTo(Town.METER.toString());
    assertThat(preview.path("windows_ended").asLong()).isEqualTo(1);
    assertThat(preview.path("windows").get(0).path("until").asText())
        .isEqualTo("2030-01-15T10:30:00Z");
    assertThat(preview.path("listed_meters").asLong()).isZero();
    assertThat(preview.path("meters").asLong()).isEqualTo(1);
    assertThat(operator.alerted()).as("the window is untouched").isEqualTo("in-window");
    assertThat(operator.get("status").path("guids").path("count").asLong()).isEqualTo(1);

    Operator.Answer forced = operator.post("guids?name=big.txt&by=ann&force=true", strangers(9));
    assertThat(forced.status()).isEqualTo(200);
    assertThat(forced.body().path("windows_ended").asLong()).isEqualTo(1);
    assertThat(operator.alerted()).isNotEqualTo("in-window");
  }

  @Test
  void whatAnImportDidIsCountedAsWhatItWouldDo() {
    operator.activated(1);
    operator.activated(2);
    String hub =
        "device_id,device_type,smets_version,manufacturer,chf_id\n"
            + Town.METER + ",ESME,SMETS2 V4.2,Landis+Gyr," + Town.OTHER_HUB + "\n";
    Operator.Answer moving = operator.post("inventory?dry-run=true", hub);
    assertThat(moving.body().path("windows_moved").asLong()).isEqualTo(2);
    assertThat(moving.body().path("windows_ended").asLong()).isZero();
    Operator.Answer moved = operator.post("inventory", hub);
    assertThat(moved.body().path("windows_moved").asLong()).isEqualTo(2);
    Operator.Answer preview = operator.post("guids?force=true&dry-run=true", strangers(9));
    assertThat(preview.body().path("windows_ended").asLong()).isEqualTo(2);
    Operator.Answer done = operator.post("guids?force=true", strangers(9));
    assertThat(done.body().path("windows_ended").asLong()).isEqualTo(2);
  }

  @Test
  void anImportWithAParameterThatThereIsNotImportsNothing() {
    String before = operator.get("status").at("/guids").toString();
    for (String misspelt : List.of("dryrun=true", "dry_run=true&force=true", "Dry-Run=true")) {
      Operator.Answer guids = operator.post("guids?force=true&" + misspelt, strangers(9));
      assertThat(guids.status()).as(misspelt).isEqualTo(400);
      assertThat(guids.body().path("detail").asText()).contains("is no parameter here");
      Operator.Answer devices = operator.post("inventory?replace=true&" + misspelt, "");
      assertThat(devices.body().path("title").asText()).isEqualTo("Unknown names");
    }
    assertThat(operator.get("status").at("/guids").toString()).isEqualTo(before);
  }

  @Test
  void aListOfTheConfigurationWaitsAndTheOldOneStaysInForce() throws IOException {
    operator.activated(1);
    configured(strangers(10));
    assertThat(operator.post("reload", "").status()).isEqualTo(200);
    String waiting = operator.degraded();
    assertThat(waiting)
        .contains("guids-need-confirmation")
        .contains("Windows that would end: 1;")
        .contains("lastgasp guids import " + folder.resolve("guids.txt") + " --force");
    assertThat(operator.alerted()).isEqualTo("in-window");

    operator.end();
    operator.begin();
    Town.await("it waits after a restart too",
        () -> operator.degraded().contains("guids-need-confirmation"));
    assertThat(operator.alerted()).isEqualTo("in-window");

    assertThat(operator.post("guids?force=true", strangers(10)).status()).isEqualTo(200);
    assertThat(operator.degraded()).doesNotContain("guids-need-confirmation");
  }

  @Test
  void aListThatTheDiskCannotTakeSaysThatNothingWasImported() throws IOException {
    Path lists = folder.resolve("data/inventory");
    Path away = folder.resolve("away");
    Files.move(lists, away);
    Files.writeString(lists, "no folder");
    Operator.Answer full = operator.post("guids?force=true", strangers(9));
    assertThat(full.status()).isEqualTo(503);
    assertThat(full.body().path("title").asText()).isEqualTo("The list was not received");
    assertThat(full.body().path("detail").asText())
        .contains("a file is in the way", "; nothing was imported");
    Files.delete(lists);
    Files.move(away, lists);
  }

  @Test
  void anInventoryThatReplacesEverythingIsRefusedToo() {
    operator.activated(1);
    String other = "device_id,device_type\n" + new Eui64(7) + ",ESME\n";
    Operator.Answer refused = operator.post("inventory?replace=true", other);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body().path("preview").path("windows_ended").asLong()).isEqualTo(1);
    assertThat(operator.alerted()).isEqualTo("in-window");
    assertThat(operator.post("inventory?replace=true&force=true", other).status()).isEqualTo(200);
  }
}

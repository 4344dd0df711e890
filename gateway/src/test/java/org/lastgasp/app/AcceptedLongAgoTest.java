package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.METER;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.api.AdminServices;

/** A request that the DSP accepted long ago opens no window again, and costs no start. */
class AcceptedLongAgoTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private final AtomicReference<Instant> now = new AtomicReference<>(TEN);
  @TempDir private Path folder;
  private Town town;
  private Gateway gateway;
  private long alerts;

  @BeforeEach
  void begin() throws IOException {
    town = new Town(folder);
    start();
    ask(1);
    now.set(TEN.plus(Duration.ofHours(25)));
    gateway.sweep();
  }

  @AfterEach
  void end() {
    gateway.close();
    town.close();
  }

  @Test
  void aRepetitionIsRelayedAndOpensNothing() {
    ask(1);
    assertThat(reason()).isEqualTo("hub-not-tracked");
    assertThat(metrics()).contains("reason=\"already-accepted\"} 1");
    assertThat(town.atDsp).hasSize(2);
    ask(2);
    assertThat(metrics()).contains("lastgasp_windows{state=\"open\"} 1.0");
  }

  @Test
  void aRepetitionAfterARestartOpensNothing() {
    restart();
    ask(1);
    assertThat(reason()).isEqualTo("hub-not-tracked");
    restart();
    assertThat(reason()).isEqualTo("hub-not-tracked");
  }

  @Test
  void aRepetitionAfterTheMetersHubWasExchangedOpensNothing() throws IOException {
    Path file = folder.resolve("inventory.csv");
    Files.writeString(
        file, Files.readString(file).replace(HUB.toString(), Town.OTHER_HUB.toString()));
    assertThat(gateway.reload()).isEqualTo(new AdminServices.ReloadResult.Taken(List.of()));
    ask(1);
    assertThat(metrics()).contains("lastgasp_windows{state=\"open\"} 0.0");
  }

  @Test
  void aRequestThatWasAcceptedWhileItsMeterWasNotListedOpensNothingLater() throws IOException {
    for (boolean elsewhere : new boolean[] {false, true}) {
      long number = elsewhere ? 8 : 7;
      list("# nobody\n00-DB-00-00-00-00-99-99\n");
      ask(number);
      list(METER + "\n");
      if (elsewhere) {
        gateway.sweep();
        restart();
      }
      ask(number);
      assertThat(metrics()).contains("lastgasp_windows{state=\"open\"} 0.0");
    }
    ask(9);
    assertThat(metrics()).contains("lastgasp_windows{state=\"open\"} 1.0");
  }

  @Test
  void aRequestThatWasRefusedWhileItsMeterWasNotListedMayOpenAWindowLater() throws IOException {
    list("00-DB-00-00-00-00-99-99\n");
    town.dspAnswers.set(body -> new Town.Answer(200, Town.acknowledgement("E1")));
    ask(7);
    town.dspAnswers.set(body -> new Town.Answer(200, Town.acknowledgement("I0")));
    list(METER + "\n");
    ask(7);
    assertThat(metrics()).contains("lastgasp_windows{state=\"open\"} 1.0");
  }

  private void list(String guids) throws IOException {
    Path file = folder.resolve("guids.txt");
    Files.writeString(file, guids);
    assertThat(
            town.post(
                    gateway.adminPort(), "/api/v1/guids?force=true",
                    guids.getBytes(StandardCharsets.UTF_8))
                .statusCode())
        .as(guids)
        .isEqualTo(200);
  }

  @Test
  void itIsForgottenWhenRetentionSaysSo() {
    now.set(TEN.plus(Duration.ofDays(91)));
    gateway.sweep();
    ask(1);
    assertThat(metrics()).contains("lastgasp_windows{state=\"open\"} 1.0");
  }

  @Test
  void aFileOfNoUseIsSetAsideAndFilledAgainFromTheJournal() throws IOException {
    gateway.close();
    Path file = folder.resolve("data/journal/accepted.db");
    assertThat(file).exists();
    Files.writeString(file, "garbage ".repeat(1_000));
    start();
    assertThat(status()).contains("broken-file").contains("accepted.db");
    gateway.sweep();
    ask(1);
    assertThat(reason()).isEqualTo("hub-not-tracked");
  }

  @Test
  void theSwitchEndsWindowsAtOnceThoughHubsAreSettledLater() {
    ask(2);
    assertThat(reason()).isEqualTo("in-window");
    order("off");
    order("enforce");
    now.set(now.get().plusSeconds(60));
    assertThat(reason()).isEqualTo("after-window");
    ask(3);
    assertThat(metrics())
        .contains("lastgasp_windows{state=\"open\"} 1.0")
        .contains("lastgasp_windows{state=\"ended\"} 1.0");
    String before = windows();
    gateway.sweep();
    assertThat(windows()).isEqualTo(before);
    restart();
    gateway.sweep();
    assertThat(windows()).isEqualTo(before);
  }

  private void order(String to) {
    String body = "{\"to\":\"" + to + "\",\"reason\":\"test\",\"by\":\"test\"}";
    assertThat(
            town.post(
                    gateway.adminPort(), "/api/v1/switch", body.getBytes(StandardCharsets.UTF_8))
                .statusCode())
        .as(to)
        .isEqualTo(200);
  }

  private void start() {
    gateway = Gateway.start(town.config(), now::get);
    await("lists are in force", () -> !status().contains("-missing"));
  }

  private void restart() {
    gateway.close();
    start();
  }

  private void ask(long counter) {
    town.post(gateway.duisPort(), "/api/v1/serviceS", activation(counter, Optional.empty()));
  }

  /** What becomes of an alert that comes in now: the newest of the hub's. */
  private String reason() {
    byte[] alert = ad1(HUB, 100 + ++alerts, now.get());
    town.post(gateway.duisPort(), "/api/v1/receive", alert);
    String told = town.text(town.get(gateway.adminPort(), "/api/v1/alerts?limit=100"));
    String id = HUB + ":" + Town.DISTRIBUTOR + ":" + (100 + alerts);
    assertThat(told).contains(id);
    return told.substring(told.indexOf(id))
        .replaceAll("(?s).*?\"reason\":\"([^\"]*)\".*", "$1");
  }

  private String windows() {
    return town.text(town.get(gateway.adminPort(), "/api/v1/windows?meter=" + METER));
  }

  private String status() {
    return town.text(town.get(gateway.adminPort(), "/api/v1/status"));
  }

  private String metrics() {
    return town.text(town.get(gateway.adminPort(), "/metrics"));
  }
}

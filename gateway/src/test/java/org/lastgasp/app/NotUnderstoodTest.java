package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.acknowledgement;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;
import static org.lastgasp.app.Town.cancellation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.lastgasp.policy.HubLimits;

/** A running gateway forwards what it does not understand, and what nobody can send by right. */
class NotUnderstoodTest {
  private static final String CODE = "<sr:DCCAlertCode>N1</sr:DCCAlertCode>";
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
  }

  @AfterEach
  void end() {
    gateway.close();
    town.close();
  }

  @Test
  void anAlertInWhichAnythingIsThereTwiceIsForwarded() {
    ask(activation(1, Optional.empty()));
    byte[] held = ad1(HUB, 1, TEN);
    receive(held);
    List<String> faulty =
        List.of(
            text(held).replace("<sr:Body>", "<sr:Body><sr:ResponseMessage/>"),
            text(held).replace("<sr:DCCAlert>", CODE + "<sr:DCCAlert>"),
            text(held).replace("<sr:DCCAlert>", "<sr:DCCAlert><sr:PowerOutageEvent/>"),
            text(held).replace("<sr:MPxN>", "<sr:MPxN>1</sr:MPxN><sr:MPxN>"),
            text(held).replace("<sr:Header>", "<sr:Header/><sr:Header>"),
            text(held).replace("<sr:Body>", "<sr:Body>AD1 "),
            text(held).replace("<sr:Body>", "<!-- x --><sr:Body>AD1 "));
    for (String each : faulty) {
      receive(each.getBytes(StandardCharsets.UTF_8));
    }
    await("forwarded", () -> town.atDistributor.size() == faulty.size());
    assertThat(metrics())
        .contains("lastgasp_ad1_suppressed_total{distributor=\"20\"} 1")
        .contains("{distributor=\"20\",reason=\"unreadable\"} " + (faulty.size() - 1))
        .contains("{distributor=\"unknown\",reason=\"unreadable\"} 1"); // two MPxNs

  }

  @Test
  void aCancellationThatCannotBeReadPutsWhatItMayCancelInDoubt() {
    ask(activation(1, Optional.of(TEN.plus(Duration.ofHours(4)))));
    ask(twice(cancellation(2)));
    gateway.close();
    start();

    now.set(TEN.plus(Duration.ofHours(4)).plusSeconds(60));
    assertThat(reason()).isEqualTo("unconfirmed-cancellation");
  }

  @Test
  void aCancellationThatCannotBeReadAndIsRefusedCancelsNothing() {
    ask(activation(1, Optional.of(TEN.plus(Duration.ofHours(4)))));
    town.dspAnswers.set(body -> new Town.Answer(200, acknowledgement(" e100 ")));
    ask(twice(cancellation(2)));

    now.set(TEN.plus(Duration.ofHours(4)).plusSeconds(60));
    assertThat(reason()).isEqualTo("suppressed");
  }

  @Test
  void aRefusalInLowerCaseIsARefusal() {
    town.dspAnswers.set(body -> new Town.Answer(200, acknowledgement("e100")));
    ask(activation(1, Optional.empty()));
    now.set(TEN.plusSeconds(60));
    assertThat(reason()).isEqualTo("withdrawn");
  }

  @Test
  void aRequestSentAnewAfterItsWindowHoldsFromThereAndNothingBetween() {
    town.dspAnswers.set(body -> new Town.Answer(500, new byte[0]));
    ask(activation(1, Optional.empty()));
    now.set(TEN.plus(Duration.ofHours(4)));
    town.dspAnswers.set(body -> new Town.Answer(200, acknowledgement("I0")));
    ask(activation(1, Optional.empty()));
    now.set(now.get().plusSeconds(1));

    assertThat(reason()).isEqualTo("suppressed");
    assertThat(metrics())
        .contains("lastgasp_blind_hub_seconds_total 1801")
        .contains("lastgasp_windows_opened_total{mode=\"on-demand\"} 2");
  }

  @Test
  void aRepetitionOpensNoWindowAndIsNotCountedAsOne() {
    for (int i = 0; i < 5; i++) {
      ask(activation(1, Optional.empty()));
    }
    ask(cancellation(2));
    assertThat(metrics())
        .contains("lastgasp_windows_opened_total{mode=\"on-demand\"} 1.0")
        .doesNotContain("mode=\"cancellation\"")
        .contains("lastgasp_cancellations_total 1.0");
  }

  @Test
  void aSenderInALoopHidesNoOutage() {
    for (int i = 1; i <= HubLimits.MOST_WINDOWS + 20; i++) {
      ask(activation(i, Optional.empty()));
    }
    now.set(TEN.plusSeconds(60));
    assertThat(reason()).isEqualTo("hub-limit");
    assertThat(town.text(town.get(gateway.adminPort(), "/api/v1/explain/" + HUB)))
        .contains("its hub has more than 64 windows");
  }

  private void start() {
    gateway = Gateway.start(town.config(), now::get);
    await("lists are in force",
        () -> !town.text(town.get(gateway.adminPort(), "/api/v1/status")).contains("-missing"));
  }

  /** With a header more than the schema has. */
  private static byte[] twice(byte[] document) {
    return text(document)
        .replace("<sr:Header>", "<sr:Header/><sr:Header>")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void ask(byte[] request) {
    town.post(gateway.duisPort(), "/api/v1/serviceS", request);
  }

  private void receive(byte[] document) {
    assertThat(town.post(gateway.duisPort(), "/api/v1/receive", document).statusCode())
        .isEqualTo(204);
  }

  /** What becomes of an alert that comes in now. */
  private String reason() {
    receive(ad1(HUB, 100 + ++alerts, now.get()));
    String metrics = metrics();
    return metrics.matches("(?s).*_ad1_suppressed_total\\{[^}]*\\} [1-9].*")
        ? "suppressed"
        : metrics.replaceAll(
            "(?s).*_ad1_forwarded_total\\{[^}]*reason=\"([^\"]*)\"\\} [1-9].*", "$1");
  }

  private String metrics() {
    return town.text(town.get(gateway.adminPort(), "/metrics"));
  }

  private static String text(byte[] document) {
    return new String(document, StandardCharsets.UTF_8);
  }
}

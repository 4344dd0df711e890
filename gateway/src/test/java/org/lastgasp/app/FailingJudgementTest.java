package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with a mistake in the middle of a judgement: here its clock fails once. */
class FailingJudgementTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final String BREAKER_OPENS_AT_THE_FIRST =
      "guards: {breaker: shadow}\n"
          + "guard-settings: {breaker: {suppressions: 1, percent: 0, quiet: 10m}}\n";

  @TempDir Path folder;
  private final AtomicInteger failsAt = new AtomicInteger(Integer.MAX_VALUE);
  private Town town;
  private Gateway gateway;

  private final InstantSource clock =
      () -> {
        boolean judging = Thread.currentThread().getName().equals("journal-writer");
        if (judging && failsAt.decrementAndGet() == 0) {
          throw new IllegalStateException("a mistake of ours");
        }
        return TEN;
      };

  @BeforeEach
  void start() throws IOException {
    town = new Town(folder);
    Files.writeString(
        folder.resolve("lastgasp.yaml"), town.yaml("enforce") + BREAKER_OPENS_AT_THE_FIRST);
    gateway = Gateway.start(town.config(), clock);
    await("lists are in force", () -> !status().contains("-missing"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    town.close();
  }

  @Test
  void anAlertWhoseJudgementFailsIsForwardedAndNoneIsTakenForItsCopy() {
    assertThat(post("serviceS", activation(1, Optional.empty()))).isEqualTo(200);
    assertThat(post("receive", ad1(HUB, 1, TEN))).isEqualTo(204);
    byte[] second = ad1(HUB, 2, TEN);
    failsAt.set(1); // the one look of the decision
    assertThat(post("receive", second)).isEqualTo(204);
    assertThat(failsAt.get()).as("it did fail").isNegative();
    await("forwarded", () -> town.atDistributor.size() == 1);
    assertThat(town.atDistributor.getFirst()).isEqualTo(second);
    assertThat(post("receive", second)).isEqualTo(204);
    assertThat(status()).contains("\"copies\":0").contains("\"error\":1");
    assertThat(status()).as("by the one that was judged again").contains("breaker-open");
  }

  private int post(String path, byte[] document) {
    return town.post(gateway.duisPort(), "/api/v1/" + path, document).statusCode();
  }

  private String status() {
    return town.text(town.get(gateway.adminPort(), "/api/v1/status")).replace(" ", "");
  }
}

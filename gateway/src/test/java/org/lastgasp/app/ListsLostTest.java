package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;
import static org.lastgasp.app.Town.cancellation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is started again when its list of GUIDs is gone, with a window still to come. */
class ListsLostTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Instant ELEVEN = TEN.plus(Duration.ofHours(1));
  private final AtomicReference<Instant> now = new AtomicReference<>(TEN);
  @TempDir private Path folder;
  private Town town;
  private Gateway gateway;

  @BeforeEach
  void begin() throws IOException {
    town = new Town(folder);
    gateway = Gateway.start(town.config(), now::get);
    await("lists are in force", () -> !status().contains("-missing"));
    request(activation(1, Optional.of(ELEVEN)));
    gateway.close();
    Files.delete(folder.resolve("guids.txt"));
    Files.delete(folder.resolve("data/inventory/guids.sqlite"));
    gateway = Gateway.start(town.config(), now::get);
    await("the list is missed", () -> status().contains("guids-missing"));
  }

  @AfterEach
  void end() {
    gateway.close();
    town.close();
  }

  @Test
  void itsAlertsAreStillSuppressed() {
    assertThat(alertAt(ELEVEN.plus(Duration.ofMinutes(5)))).contains("in-window");
  }

  @Test
  void itsAlertsAreForwardedOnceTheActivationMayBeCancelled() {
    request(cancellation(2));
    assertThat(alertAt(ELEVEN.plus(Duration.ofMinutes(5)))).contains("unconfirmed-cancellation");
    assertThat(town.atDsp).hasSize(2);
  }

  private void request(byte[] document) {
    town.post(gateway.duisPort(), "/api/v1/serviceS", document);
  }

  private String alertAt(Instant at) {
    now.set(at);
    town.post(gateway.duisPort(), "/api/v1/receive", ad1(HUB, 1, at));
    return town.text(town.get(gateway.adminPort(), "/api/v1/alerts"));
  }

  private String status() {
    return town.text(town.get(gateway.adminPort(), "/api/v1/status"));
  }
}

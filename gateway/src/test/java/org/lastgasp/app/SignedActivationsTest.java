package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.METER;
import static org.lastgasp.app.Town.SUPPLIER;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.await;
import static org.lastgasp.app.Town.cancellation;

import java.io.IOException;
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
import org.lastgasp.access.HostileSignature;
import org.lastgasp.access.Signing;
import org.lastgasp.access.SigningParty;
import org.lastgasp.api.AdminServices;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.id.Eui64;

/** A running gateway opens windows only for activations that their originators have signed. */
class SignedActivationsTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final SigningParty BY = SigningParty.of(SUPPLIER, 10);

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(TEN);
  private Town town;
  private Gateway gateway;

  @BeforeEach
  void begin() throws Exception {
    town = new Town(folder);
    BY.trustedIn(folder.resolve("certs"));
    configure("signatures: {requests: required}");
    start();
  }

  @AfterEach
  void end() {
    gateway.close();
    town.close();
  }

  private void configure(String further) throws IOException {
    Files.writeString(folder.resolve("lastgasp.yaml"), town.yaml("enforce") + further + "\n");
  }

  private void start() {
    gateway =
        Gateway.start(
            town.config(), now::get,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    await("lists are in force", () -> !get("status").contains("-missing"));
  }

  private String get(String path) {
    return town.text(town.get(gateway.adminPort(), "/api/v1/" + path));
  }

  private String metrics() {
    return town.text(town.get(gateway.adminPort(), "/metrics"));
  }

  private void ask(byte[] document) {
    assertThat(town.post(gateway.duisPort(), "/api/v1/serviceS", document).statusCode())
        .isEqualTo(200);
    assertThat(town.atDsp.getLast()).as("relayed untouched").isEqualTo(document);
  }

  private String windows() {
    return get("windows");
  }

  private static byte[] signed(byte[] request) {
    return Signing.signed(BY, request);
  }

  @Test
  void aSignedActivationOpensAWindow() {
    ask(signed(activation(1, Optional.empty())));
    assertThat(windows()).contains("\"state\":\"open\"");
    assertThat(get("status")).doesNotContain("signature-");
  }

  @Test
  void oneWithoutASignatureIsRelayedAndLoudlyOpensNone() {
    ask(activation(1, Optional.empty()));
    assertThat(windows()).doesNotContain("\"state\"");
    assertThat(metrics())
        .contains("lastgasp_activations_untracked_total{reason=\"signature-missing\"} 1");
    assertThat(get("status"))
        .contains("\"reason\":\"signature-missing\"")
        .contains("1 activation since the start opened no window");
    now.set(TEN.plus(Duration.ofHours(1)));
    assertThat(get("status")).doesNotContain("\"reason\":\"signature-missing\"");
  }

  @Test
  void aHostileSignatureIsRelayedUntouchedAndOpensNone() {
    long counter = 0;
    for (HostileSignature hostile : HostileSignature.values()) {
      counter++;
      ask(hostile.of(BY, activation(counter, Optional.empty())));
      assertThat(windows()).as(hostile.name()).doesNotContain("\"state\"");
    }
    assertThat(metrics()).doesNotContainPattern("lastgasp_windows_opened_total\\{.*\\} [^0]");
  }

  @Test
  void whyItOpenedNoneIsExplained() {
    ask(HostileSignature.WRONG_SERIAL.of(BY, activation(1, Optional.empty())));
    town.post(gateway.duisPort(), "/api/v1/receive", Town.ad1(HUB, 1, TEN));
    await("explained", () -> get("explain/" + HUB).contains("with a signature that verifies"));
    assertThat(get("explain/" + HUB))
        .contains("signature-invalid (no certificate in the folder signatures.trust");
  }

  @Test
  void aCancellationThatCannotBeTrustedPutsWhatItMayCancelInDoubt() {
    ask(signed(activation(1, Optional.of(TEN.plus(Duration.ofHours(4))))));
    ask(cancellation(2));
    assertThat(windows()).contains("\"state\":\"doubted\"");
  }

  @Test
  void oneThatTheDspRefusesChangesNothing() {
    ask(signed(activation(1, Optional.of(TEN.plus(Duration.ofHours(4))))));
    town.dspAnswers.set(body -> new Town.Answer(200, Town.acknowledgement("E100")));
    ask(cancellation(2));
    assertThat(windows()).contains("\"state\":\"pending\"");
  }

  @Test
  void aReloadTrustsACertificateThatWasAddedAndRefusesOneThatCannotBeUsed() throws Exception {
    SigningParty next = SigningParty.of(SUPPLIER, 11);
    ask(Signing.signed(next, activation(1, Optional.empty())));
    assertThat(windows()).doesNotContain("\"state\"");
    next.trustedIn(folder.resolve("certs"));
    assertThat(gateway.reload()).isEqualTo(new AdminServices.ReloadResult.Taken(List.of()));
    ask(Signing.signed(next, activation(2, Optional.empty())));
    assertThat(windows()).contains("\"state\":\"open\"");
    Files.writeString(folder.resolve("certs/broken.pem"), "no certificate");
    assertThat(gateway.reload())
        .isInstanceOfSatisfying(
            AdminServices.ReloadResult.Refused.class,
            refused ->
                assertThat(refused.faults()).singleElement().asString().contains("broken.pem"));
  }

  @Test
  void aSupplierThatMayNotActivateFirmwareOpensNone() throws Exception {
    configure("authority: {activate: [90-B3-D5-1F-30-09-00-00]}");
    assertThat(gateway.reload()).isEqualTo(new AdminServices.ReloadResult.Taken(List.of()));
    ask(activation(1, Optional.empty()));
    assertThat(windows()).doesNotContain("\"state\"");
    assertThat(get("status")).contains("\"reason\":\"not-authorised\"");
    configure("authority: {activate: [" + SUPPLIER + "]}");
    assertThat(gateway.reload()).isEqualTo(new AdminServices.ReloadResult.Taken(List.of()));
    ask(activation(2, Optional.empty()));
    assertThat(windows()).contains("\"state\":\"open\"").contains(METER.toString());
  }

  @Test
  void aCancellationOfSomebodyWithoutAuthorityPutsWhatItMayCancelInDoubt() throws Exception {
    ask(signed(activation(1, Optional.of(TEN.plus(Duration.ofHours(4))))));
    configure("authority: {activate: [" + new Eui64(7) + "]}");
    assertThat(gateway.reload()).isEqualTo(new AdminServices.ReloadResult.Taken(List.of()));
    ask(activation(2, Optional.empty()));
    assertThat(windows()).contains("\"state\":\"pending\"");
    ask(cancellation(3));
    assertThat(windows()).contains("\"state\":\"doubted\"");
  }
}

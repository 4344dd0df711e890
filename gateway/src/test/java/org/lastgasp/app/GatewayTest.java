package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.OTHER_HUB;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.RequestId;

/** A whole gateway over HTTP, with a clock the test sets. */
class GatewayTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(TEN);
  private final InstantSource clock = now::get;
  private Town town;
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    town = new Town(folder);
    gateway = started();
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
            clock,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    await("lists are in force", () -> !status(fresh).contains("-missing"));
    return fresh;
  }

  private void at(String time) {
    now.set(Instant.parse("2030-01-15T" + time + "Z"));
  }

  private String status(Gateway of) {
    return town.text(town.get(of.adminPort(), "/api/v1/status"));
  }

  private int request(byte[] document) {
    return town.post(gateway.duisPort(), "/api/v1/serviceS", document).statusCode();
  }

  private int receive(byte[] document) {
    return town.post(gateway.duisPort(), "/api/v1/receive", document).statusCode();
  }

  private int turn(String to) {
    String order = "{\"to\":\"" + to + "\",\"reason\":\"test\",\"by\":\"test\"}";
    return town.post(
            gateway.adminPort(), "/api/v1/switch", order.getBytes(StandardCharsets.UTF_8))
        .statusCode();
  }

  private List<String> logged() {
    try (Stream<Path> files = Files.list(folder.resolve("data/log"))) {
      return files
          .filter(file -> file.toString().endsWith(".jsonl"))
          .sorted()
          .flatMap(
              file -> {
                try {
                  return Files.readAllLines(file).stream();
                } catch (IOException failed) {
                  throw new UncheckedIOException(failed);
                }
              })
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  void holdsBackTheAlertOfAnActivationAndDeliversTheOthers() {
    assertThat(request(activation(1, Optional.empty()))).isEqualTo(200);
    byte[] other = ad1(OTHER_HUB, 1, TEN);
    assertThat(receive(ad1(HUB, 1, TEN))).isEqualTo(204);
    assertThat(receive(other)).isEqualTo(204);
    await("one delivered", () -> town.atDistributor.size() == 1);
    assertThat(town.atDistributor.getFirst()).isEqualTo(other);
    await("one logged", () -> logged().size() == 1);
    assertThat(logged().getFirst())
        .startsWith("{\"seq\":1,\"suppressed_at\":\"2030-01-15T10:00:00.000Z\",\"chf\":\"" + HUB);
    assertThat(status(gateway)).contains("\"received\":2").contains("\"suppressed\":1");
  }

  @Test
  void theWindowEndsAfterHalfAnHour() {
    request(activation(1, Optional.empty()));
    at("10:29:59.999");
    receive(ad1(HUB, 1, TEN));
    at("10:30:00");
    byte[] late = ad1(HUB, 2, TEN);
    receive(late);
    await("the late one delivered", () -> town.atDistributor.size() == 1);
    assertThat(town.atDistributor.getFirst()).isEqualTo(late);
  }

  @Test
  void aCancelledActivationHoldsNothingBack() {
    Instant noon = Instant.parse("2030-01-15T12:00:00Z");
    request(activation(1, Optional.of(noon)));
    request(Town.cancellation(2));
    at("12:05:00");
    receive(ad1(HUB, 1, noon));
    await("delivered", () -> town.atDistributor.size() == 1);
    String alerts = town.text(town.get(gateway.adminPort(), "/api/v1/alerts"));
    assertThat(alerts).contains("\"reason\":\"cancelled\"");
  }

  @Test
  void aRefusedActivationHoldsNothingBack() {
    town.dspAnswers.set(body -> new Town.Answer(200, Town.acknowledgement("E11")));
    request(activation(1, Optional.empty()));
    receive(ad1(HUB, 1, TEN));
    await("delivered", () -> town.atDistributor.size() == 1);
  }

  @Test
  void anActivationTheDspNeverAnsweredHoldsAndIsAnsweredWithRetry() {
    town.dspAnswers.set(body -> new Town.Answer(0, new byte[0]));
    HttpResponse<byte[]> answer =
        town.post(gateway.duisPort(), "/api/v1/serviceS", activation(1, Optional.empty()));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    receive(ad1(HUB, 1, TEN));
    await("logged", () -> logged().size() == 1);
  }

  @Test
  void aDspThatFailsAgainAndAgainIsToldUntilItAnswers() {
    town.dspAnswers.set(body -> new Town.Answer(0, new byte[0]));
    request(activation(1, Optional.empty()));
    request(activation(1, Optional.empty()));
    assertThat(status(gateway)).doesNotContain("dsp-failing");
    town.dspAnswers.set(body -> new Town.Answer(502, new byte[0]));
    request(activation(1, Optional.empty()));
    assertThat(status(gateway))
        .contains("the last 3 requests to the DSP failed, since 2030-01-15T10:00")
        .contains("the last one: it answered 502; ");
    town.dspAnswers.set(body -> new Town.Answer(400, new byte[0]));
    request(activation(1, Optional.empty()));
    assertThat(status(gateway)).doesNotContain("dsp-failing");
  }

  @Test
  void otherRequestsAndTheirAnswersPassByteForByte() {
    RequestId id = new RequestId(Town.SUPPLIER, Town.METER, 77);
    byte[] request =
        MessageBuilder.request(id, 1, "4.1.1", "<sr:ReadInstantaneousImportRegisters/>");
    byte[] answer = MessageBuilder.acknowledgement(id, "4.1.1", "I99", TEN);
    town.dspAnswers.set(body -> new Town.Answer(200, answer));
    HttpResponse<byte[]> got =
        town.post(gateway.duisPort(), "/api/v1/serviceS", request);
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(answer);
    assertThat(town.atDsp.getLast()).isEqualTo(request);
    byte[] response = MessageBuilder.acknowledgement(id, "4.1.1", "I0", TEN);
    receive(response);
    await("delivered to the supplier", () -> town.atSupplier.size() == 1);
    assertThat(town.atSupplier.getFirst()).isEqualTo(response);
  }

  @Test
  void refusesWhatIsNoDocumentForAUser() {
    assertThat(receive("no xml".getBytes(StandardCharsets.UTF_8))).isEqualTo(400);
    assertThat(receive(activation(1, Optional.empty()))).isEqualTo(400);
    assertThat(receive("<!DOCTYPE a><a/>".getBytes(StandardCharsets.UTF_8))).isEqualTo(400);
    assertThat(receive("<a/>".getBytes(StandardCharsets.UTF_8))).isEqualTo(204);
    assertThat(receive(new byte[17 << 20])).isEqualTo(413);
  }

  @Test
  void aRestartKeepsWindowsAndKnowsCopies() {
    request(activation(1, Optional.empty()));
    byte[] alert = ad1(HUB, 1, TEN);
    receive(alert);
    await("logged", () -> logged().size() == 1);
    gateway.close();
    at("10:10:00");
    gateway = started();
    assertThat(receive(alert)).isEqualTo(204);
    assertThat(receive(ad1(HUB, 2, TEN))).isEqualTo(204);
    await("the second logged", () -> logged().size() == 2);
    assertThat(status(gateway)).contains("\"copies\":1");
    assertThat(town.atDistributor).isEmpty();
  }

  @Test
  void theSwitchEndsEveryWindowForGood() {
    request(activation(1, Optional.empty()));
    assertThat(turn("off")).isEqualTo(200);
    assertThat(turn("enforce")).isEqualTo(200);
    receive(ad1(HUB, 1, TEN));
    await("delivered", () -> town.atDistributor.size() == 1);
    assertThat(logged()).isEmpty();
  }

  @Test
  void observeForwardsAndRecordsWhatItWouldHaveSuppressed() {
    turn("observe");
    request(activation(1, Optional.empty()));
    receive(ad1(HUB, 1, TEN));
    await("delivered", () -> town.atDistributor.size() == 1);
    assertThat(town.text(town.get(gateway.adminPort(), "/api/v1/alerts")))
        .contains("\"reason\":\"observe\"");
    assertThat(logged()).isEmpty();
  }

  @Test
  void aMeterTakenOffTheListLosesItsWindowAtOnce() throws IOException {
    request(activation(1, Optional.empty()));
    byte[] list = "00-DB-12-34-56-78-90-FF\n".getBytes(StandardCharsets.UTF_8);
    HttpResponse<byte[]> refused = town.post(gateway.adminPort(), "/api/v1/guids", new byte[0]);
    assertThat(refused.statusCode()).isEqualTo(422);
    HttpResponse<byte[]> taken =
        town.post(gateway.adminPort(), "/api/v1/guids?force=true", list);
    assertThat(taken.statusCode()).isEqualTo(200);
    assertThat(town.text(taken)).contains("\"windows_ended\":1");
    receive(ad1(HUB, 1, TEN));
    await("delivered", () -> town.atDistributor.size() == 1);
  }

  @Test
  void nothingIsSuppressedUntilTheClockHasCaughtUpWithTheJournal() {
    at("10:20:00");
    request(activation(1, Optional.empty()));
    gateway.close();
    at("10:05:00");
    gateway = started();
    request(activation(2, Optional.empty()));
    receive(ad1(HUB, 1, TEN));
    await("delivered", () -> town.atDistributor.size() == 1);
    at("10:21:00");
    receive(ad1(HUB, 2, TEN.plus(Duration.ofMinutes(20))));
    await("logged", () -> logged().size() == 1);
  }
}

package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.DISTRIBUTOR;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.api.AdminServices;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.ResponseId;

/** A whole gateway whose receivers take some messages only, or nothing, or are gone. */
class StubbornReceiverTest {
  private static final Instant NEW_YEAR = Instant.parse("2030-01-01T00:00:00Z");
  private static final Eui64 DSP = Eui64.of("90-B3-D5-1F-30-00-00-02");
  private static final String BAD = "2099999999999"; // no MPAN, and its receiver chokes on it
  private static final Town.Answer FAILS = new Town.Answer(500, new byte[0]);
  private static final Town.Answer TAKEN = new Town.Answer(204, new byte[0]);

  private static final DeliverySettings HASTY =
      new DeliverySettings(
          Duration.ofSeconds(10),
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          Duration.ofMillis(50),
          Optional.empty());

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(NEW_YEAR);
  private Town town;
  private Gateway gateway;
  private int counter;

  @BeforeEach
  void town() throws IOException {
    town = new Town(folder);
  }

  @AfterEach
  void stop() {
    gateway.close();
    town.close();
  }

  private void start(String more) throws IOException {
    configure(town.yaml("enforce") + more);
    gateway =
        Gateway.start(
            town.config(),
            now::get,
            new Gateway.Options(Optional.empty(), town::read, HASTY));
    await("lists are in force", () -> !admin("/api/v1/status").contains("-missing"));
  }

  private void configure(String yaml) throws IOException {
    Files.writeString(folder.resolve("lastgasp.yaml"), yaml);
  }

  private void failsWith(String text) {
    town.distributorAnswers.set(body -> text(body).contains(text) ? FAILS : TAKEN);
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static Town.Answer failsOnce(CountDownLatch happened) {
    try {
      assertThat(happened.await(10, TimeUnit.SECONDS)).isTrue();
      return FAILS;
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  private byte[] ad1(String mpxn) {
    Eui64 hub = new Eui64(0x00DB_0000_0002_0000L + ++counter);
    ResponseId id = new ResponseId(DSP, DISTRIBUTOR, counter);
    return MessageBuilder.ad1(id, hub, now.get(), mpxn, OptionalLong.empty(), now.get());
  }

  private void receive(byte[] document) {
    assertThat(town.post(gateway.duisPort(), "/api/v1/receive", document).statusCode())
        .isEqualTo(204);
  }

  private String admin(String path) {
    return town.text(town.get(gateway.adminPort(), path));
  }

  @Test
  void alertsArriveBehindHundredsThatTheirReceiverFailsWith() throws IOException {
    failsWith(BAD);
    start("");
    for (int i = 0; i < 905; i++) {
      receive(ad1(BAD));
    }
    long began = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      receive(ad1(Town.MPAN));
    }
    await("the others arrive", () -> town.atDistributor.size() == 20);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
    await("it is said", () -> admin("/-/ready").contains("receiver-failing"));
    now.set(NEW_YEAR.plus(Duration.ofMinutes(11)));
    await("that they wait too", () -> admin("/-/ready").contains("delivery-backlog"));
  }

  @Test
  void oneAlertOfTheDspThatFailsHoldsUpNoOther() throws IOException {
    failsWith("N16");
    start("");
    receive(dccAlert("N16"));
    for (int i = 0; i < 50; i++) {
      receive(dccAlert("N17"));
    }
    await("the others arrive", () -> town.atDistributor.size() == 50);
  }

  private byte[] dccAlert(String code) {
    String event = MessageBuilder.inside("DeviceStatusChange", "");
    return MessageBuilder.dccAlert(
        new ResponseId(DSP, DISTRIBUTOR, ++counter), code, event, now.get());
  }

  @Test
  void whatWaitsForAUserTakenOutOfTheConfigurationIsListedAndSentToAnother()
      throws IOException {
    failsWith("AD1");
    start("");
    for (int i = 0; i < 30; i++) {
      receive(ad1(Town.MPAN));
    }
    String other = Eui64.of("90-B3-D5-1F-30-09-00-00").toString();
    configure(Files.readString(folder.resolve("lastgasp.yaml")).replace("" + DISTRIBUTOR, other));
    assertThat(gateway.reload()).isEqualTo(new AdminServices.ReloadResult.Taken(List.of()));
    await("it is said", () -> admin("/-/ready").contains("no-recipient"));
    await("all are listed", () -> admin("/api/v1/dead-letters").split("\"number\"").length == 31);
    town.distributorAnswers.set(body -> TAKEN);
    String resend = "/api/v1/dead-letters/" + number() + "/resend";
    String order = "{\"user\":\"" + other + "\",\"reason\":\"it is the new one\"}";
    assertThat(
            town.post(gateway.adminPort(), resend, order.getBytes(StandardCharsets.UTF_8))
                .statusCode())
        .isEqualTo(200);
    await("it arrives", () -> town.atDistributor.size() == 1);
  }

  @Test
  void aTryThatFailsAfterItsUserWasTakenOutMakesNoFailingReceiver() throws IOException {
    CountDownLatch gone = new CountDownLatch(1);
    town.distributorAnswers.set(body -> failsOnce(gone));
    start("");
    for (int i = 0; i < 30; i++) {
      receive(ad1(Town.MPAN));
    }
    String other = Eui64.of("90-B3-D5-1F-30-09-00-00").toString();
    configure(Files.readString(folder.resolve("lastgasp.yaml")).replace("" + DISTRIBUTOR, other));
    assertThat(gateway.reload()).isEqualTo(new AdminServices.ReloadResult.Taken(List.of()));
    gone.countDown();
    await("all are listed", () -> admin("/api/v1/dead-letters").split("\"number\"").length == 31);
    assertThat(admin("/-/ready")).contains("no-recipient").doesNotContain("receiver-failing");
  }

  private String number() {
    String list = admin("/api/v1/dead-letters");
    assertThat(list).contains("no-recipient");
    return list.replaceAll("(?s).*?\"number\":(\\d+).*", "$1");
  }

  @Test
  void aDeadReceiverKeepsNoSegmentAndGetsAllOnceItIsBack() throws IOException {
    town.distributorAnswers.set(body -> FAILS);
    startWithSmallSegments("");
    for (int i = 0; i < 300; i++) {
      receive(ad1(Town.MPAN));
    }
    now.set(NEW_YEAR.plus(Duration.ofHours(2)));
    receive(ad1(Town.MPAN));
    Path first = folder.resolve("data/journal/journal-0000000000000001.db");
    await("the first segment goes", () -> sweptAway(first));
    town.distributorAnswers.set(body -> TAKEN);
    await("all arrive", () -> town.atDistributor.size() == 301);
  }

  @Test
  void oneOfAClockThatWasAYearAheadKeepsNoSegmentEither() throws IOException {
    now.set(NEW_YEAR.plus(Duration.ofDays(365)));
    town.distributorAnswers.set(body -> FAILS);
    startWithSmallSegments("");
    for (int i = 0; i < 100; i++) {
      receive(ad1(Town.MPAN));
    }
    now.set(NEW_YEAR);
    for (int i = 0; i < 200; i++) {
      receive(ad1(Town.MPAN));
    }
    now.set(NEW_YEAR.plus(Duration.ofHours(2)));
    receive(ad1(Town.MPAN));
    Path first = folder.resolve("data/journal/journal-0000000000000001.db");
    assertThat(first).exists();
    await("the first segment goes", () -> sweptAway(first));
    town.distributorAnswers.set(body -> TAKEN);
    await("all arrive", () -> town.atDistributor.size() == 301);
  }

  private void startWithSmallSegments(String more) throws IOException {
    String yaml = town.yaml("enforce").replace("data/journal}", "data/journal, segment: 64KiB}");
    configure(yaml);
    start("");
    configure(yaml + "retention: {delivered: 30m}\n" + more);
    restart();
  }

  private void restart() {
    gateway.close();
    gateway =
        Gateway.start(
            town.config(),
            now::get,
            new Gateway.Options(Optional.empty(), town::read, HASTY));
  }

  private boolean sweptAway(Path segment) {
    admin("/api/v1/audit?limit=1"); // who is asked hurries
    admin("/api/v1/worklist?limit=1");
    gateway.sweep();
    return segments().noneMatch(segment::equals);
  }

  private Stream<Path> segments() {
    try (Stream<Path> files = Files.list(folder.resolve("data/journal"))) {
      return files.toList().stream();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  void aLateReleaseComesHoweverShortlyTheJournalIsKept() throws IOException {
    startWithSmallSegments("release-late: true\n");
    await("lists are in force", () -> !admin("/api/v1/status").contains("-missing"));
    byte[] request = Town.activation(7, Optional.empty());
    assertThat(town.post(gateway.duisPort(), "/api/v1/serviceS", request).statusCode())
        .isEqualTo(200);
    byte[] held = Town.ad1(HUB, 9, now.get());
    receive(held);
    for (int i = 0; i < 200; i++) {
      receive(ad1(Town.MPAN));
    }
    now.set(NEW_YEAR.plus(Duration.ofMinutes(61)));
    receive(ad1(Town.MPAN));
    await("all others arrive", () -> town.atDistributor.size() == 201);
    for (int i = 0; i < 3; i++) {
      sweptAway(folder);
    }
    await("it is released", gateway::release);
    await("it arrives", () -> town.atDistributor.size() == 202);
    assertThat(town.atDistributor.getLast()).isEqualTo(held);
  }

  @Test
  void anEntryThatCannotBeReadKeepsNoOtherFromBeingReleased() throws IOException {
    startWithSmallSegments("release-late: true\n");
    await("lists are in force", () -> !admin("/api/v1/status").contains("-missing"));
    byte[] request = Town.activation(7, Optional.empty());
    assertThat(town.post(gateway.duisPort(), "/api/v1/serviceS", request).statusCode())
        .isEqualTo(200);
    receive(Town.ad1(HUB, 9, now.get()));
    List<Path> before = segments().filter(file -> file.toString().endsWith(".db")).toList();
    for (int i = 0; i < 200; i++) {
      receive(ad1(Town.MPAN));
    }
    byte[] readable = Town.ad1(HUB, 10, now.get());
    receive(readable);
    await("all others arrive", () -> town.atDistributor.size() == 200);
    await("both are logged", () -> admin("/api/v1/status").contains("\"last_seq\":2"));
    await("both are indexed", () -> admin("/api/v1/explain/" + HUB).split("in-window").length > 2);
    restart(); // so that nothing of it is in memory
    for (Path segment : before) {
      Files.write(segment, new byte[(int) Files.size(segment)]);
    }
    now.set(NEW_YEAR.plus(Duration.ofMinutes(61)));
    assertThat(gateway.release()).as("everything is done").isFalse();
    await("the other one is released", () -> town.atDistributor.size() == 201);
    assertThat(town.atDistributor.getLast()).isEqualTo(readable);
    assertThat(admin("/api/v1/status")).contains("releases-not-made", "1 suppressed alert cannot");
  }

  @Test
  void aSuspectIsReleasedInItsWindowAlthoughItsEntryWasNotReadAtFirst() throws IOException {
    startWithSmallSegments("release-late: true\n");
    await("lists are in force", () -> !admin("/api/v1/status").contains("-missing"));
    byte[] request = Town.activation(7, Optional.empty());
    assertThat(town.post(gateway.duisPort(), "/api/v1/serviceS", request).statusCode())
        .isEqualTo(200);
    byte[] held = Town.ad1(HUB, 9, now.get());
    receive(held);
    List<Path> before = segments().filter(file -> file.toString().endsWith(".db")).toList();
    for (int i = 0; i < 200; i++) {
      receive(ad1(Town.MPAN));
    }
    await("all others arrive", () -> town.atDistributor.size() == 200);
    await("it is logged", () -> admin("/api/v1/status").contains("\"last_seq\":1"));
    await("it is indexed", () -> admin("/api/v1/explain/" + HUB).contains("in-window"));
    restart(); // so that nothing of it is in memory
    await("all is looked at", gateway::release);
    Map<Path, byte[]> whole = new HashMap<>();
    for (Path segment : before) {
      whole.put(segment, Files.readAllBytes(segment));
      Files.write(segment, new byte[(int) Files.size(segment)]);
    }
    now.set(NEW_YEAR.plus(Duration.ofMinutes(12)));
    receive(restoration());
    await(
        "it is said",
        () -> !gateway.release() && admin("/api/v1/status").contains("releases-not-made"));
    for (Path segment : before) {
      Files.write(segment, whole.get(segment));
    }
    await("all is done", gateway::release);
    await("it arrives", () -> town.atDistributor.stream().anyMatch(d -> Arrays.equals(d, held)));
  }

  private static byte[] restoration() {
    Instant off = NEW_YEAR.minusSeconds(30);
    Instant back = NEW_YEAR.plus(Duration.ofMinutes(10));
    byte[] payload =
        PayloadBuilder.supplyRestored(
            Town.METER, DISTRIBUTOR, 77, 0x8F36, back, off, back, new byte[64]);
    return MessageBuilder.deviceAlert(
        new ResponseId(Town.METER, DISTRIBUTOR, 77), "8F36", payload, back);
  }
}

package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.METER;
import static org.lastgasp.app.Town.OTHER_HUB;
import static org.lastgasp.app.Town.SUPPLIER;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/**
 * What strangers, broken senders and unusual messages meet at the HTTP doors of a whole gateway,
 * and that meanwhile an ordinary alert is served.
 */
class HostileDoorsTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final String RECEIVE = "/api/v1/receive";
  private static final String SERVICE_S = "/api/v1/serviceS";
  private static final RequestId READING = new RequestId(SUPPLIER, METER, 77);
  private static final byte[] REQUEST =
      MessageBuilder.request(READING, 1, "4.1.1", "<sr:ReadInstantaneousImportRegisters/>");
  private static final Duration GENEROUS = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Town town;
  private Gateway gateway;
  private long alerts;

  @BeforeEach
  void start() throws IOException {
    town = new Town(folder);
    gateway =
        Gateway.start(
            town.config(),
            () -> TEN,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    await("lists are in force", () -> !admin("/api/v1/status").contains("-missing"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    town.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no xml",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;&b;'><!ENTITY d '&c;&c;'>]><a>&d;</a>",
        "<a><b></a>",
        "\u0000\u0001\u0002"
      })
  void whatIsNoDocumentIsRefusedWithItsFaultAndTheNextAlertIsTaken(String text) {
    HttpResponse<byte[]> refused = town.post(gateway.duisPort(), RECEIVE, text.getBytes(UTF_8));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(town.text(refused)).contains("\"detail\":");
    servesAnAlert();
    assertThat(receivedByAnybody()).isEqualTo(1);
  }

  @Test
  void whatIsNoDocumentIsRelayedToTheDspWhichAnswersIt() {
    for (String text : new String[] {"no xml", "<!DOCTYPE a><a/>", "<a>", "<unknown/>"}) {
      town.dspAnswers.set(body -> new Town.Answer(400, "your fault".getBytes(UTF_8)));
      HttpResponse<byte[]> answer = post(SERVICE_S, text.getBytes(UTF_8));

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(town.text(answer)).isEqualTo("your fault");
      assertThat(town.atDsp.getLast()).isEqualTo(text.getBytes(UTF_8));
    }
  }

  @Test
  void bombsAreRefusedWhileAlertsAreServed() {
    String deep = "<a>".repeat(5_000_000);
    String wide = "<a " + many(400_000, i -> "a" + i + "='' ") + "/>";
    String names = "<a>" + many(400_000, i -> "<e" + i + "/>") + "</a>";
    String billion =
        "<!DOCTYPE a [<!ENTITY x0 'lol'>"
            + many(30, i -> "<!ENTITY x" + (i + 1) + " '" + ("&x" + i + ";").repeat(10) + "'>")
            + "]><a>&x30;</a>";
    for (String bomb : new String[] {deep, wide, names, billion}) {
      List<Integer> answers = servingMeanwhile(() -> status(RECEIVE, bomb.getBytes(UTF_8)));
      assertThat(answers).containsOnly(400);
    }
    assertThat(receivedByAnybody()).isEqualTo((int) alerts);
  }

  @Test
  void twentyMebibytesAreTooMuchAtEitherDoorAndTheSenderCanReadThat() {
    String xml = "<a>" + "x".repeat(20 << 20) + "</a>";
    for (String path : new String[] {RECEIVE, SERVICE_S}) {
      List<Integer> answers = servingMeanwhile(() -> status(path, xml.getBytes(UTF_8)));
      assertThat(answers).containsOnly(413);
    }
    assertThat(town.atDsp).isEmpty();
  }

  @Test
  void twentyMebibytesInChunksAreTooMuchToo() {
    byte[] chunk = chunk("x".repeat(1 << 20).getBytes(UTF_8));
    List<Integer> answers =
        servingMeanwhile(
            () -> {
              try (RawLine line = line()) {
                line.head(RECEIVE, "Transfer-Encoding: chunked");
                for (int i = 0; i < 20; i++) {
                  line.say(chunk);
                }
                return line.say(chunk(new byte[0])).status();
              }
            });
    assertThat(answers).containsOnly(413);
  }

  @Test
  void theLargestLegalRequestCrossesByteForByteWhileAlertsAreServed() {
    String image = "QUJD".repeat(14_900_000 / 4);
    byte[] request =
        MessageBuilder.request(
            READING,
            1,
            "11.1",
            MessageBuilder.inside(
                "UpdateFirmware", MessageBuilder.element("FirmwareImage", image)));

    List<Integer> answers = servingMeanwhile(() -> status(SERVICE_S, request.clone()));

    assertThat(answers).containsOnly(200);
    assertThat(town.atDsp).hasSize(answers.size());
    assertThat(town.atDsp.getFirst()).isEqualTo(request);
  }

  @Test
  void aBodyThatEndsEarlyIsNeitherTakenNorRelayed() {
    byte[] small = ad1(OTHER_HUB, 1, TEN);
    byte[] large = ("<a>" + "x".repeat(300_000) + "</a>").getBytes(UTF_8);
    for (byte[] body : List.of(small, large)) {
      for (String path : List.of(RECEIVE, SERVICE_S)) {
        try (RawLine line = line()) {
          line.head(path, "Content-Length: " + (body.length + 10)).say(body);
          assertThat(line.falterAndListen().status()).isIn(0, 400);
        }
      }
    }
    servesAnAlert();
    assertThat(town.atDsp).isEmpty();
    assertThat(receivedByAnybody()).isEqualTo(1);
    assertThat(admin("/metrics")).doesNotContainPattern("lastgasp_relayed_total\\{.*\\} [^0]");
  }

  @Test
  void aChunkedBodyThatEndsEarlyIsNeitherTakenNorRelayed() {
    byte[] body = ad1(OTHER_HUB, 1, TEN);
    for (String path : List.of(RECEIVE, SERVICE_S)) {
      try (RawLine line = line()) {
        line.head(path, "Transfer-Encoding: chunked").say(chunk(body));
        assertThat(line.falterAndListen().status()).isIn(0, 400);
      }
    }
    servesAnAlert();
    assertThat(town.atDsp).isEmpty();
    assertThat(receivedByAnybody()).isEqualTo(1);
  }

  @Test
  void anAlertCutInHalfIsRefused() {
    byte[] alert = ad1(OTHER_HUB, 1, TEN);
    assertThat(status(RECEIVE, Arrays.copyOf(alert, alert.length / 2))).isEqualTo(400);
    servesAnAlert();
  }

  @Test
  void theContentTypeIsNotAskedForAndTravelsWithARequest() {
    byte[] alert = ad1(OTHER_HUB, ++alerts, TEN);
    try (RawLine line = line()) {
      line.head(RECEIVE, "Content-Type: image/png", "Content-Length: " + alert.length).say(alert);
      assertThat(line.status()).isEqualTo(204);
    }
    await("delivered", () -> town.atDistributor.size() == 1);
    assertThat(town.atDistributor.getFirst()).isEqualTo(alert);
    try (RawLine line = line()) {
      line.head(SERVICE_S, "Content-Type: <nonsense", "Content-Length: " + REQUEST.length);
      assertThat(line.say(REQUEST).status()).isEqualTo(200);
    }
    assertThat(town.atDsp.getLast()).isEqualTo(REQUEST);
  }

  @Test
  void aChunkedBodyIsTakenAsItIs() {
    byte[] alert = ad1(OTHER_HUB, ++alerts, TEN);
    byte[] first = Arrays.copyOf(alert, 100);
    byte[] rest = Arrays.copyOfRange(alert, 100, alert.length);
    try (RawLine line = line()) {
      line.head(RECEIVE, "Transfer-Encoding: chunked").say(chunk(first)).say(chunk(rest));
      assertThat(line.say(chunk(new byte[0])).status()).isEqualTo(204);
      line.head(SERVICE_S, "Transfer-Encoding: chunked").say(chunk(REQUEST));
      assertThat(line.say(chunk(new byte[0])).status()).isEqualTo(200);
    }
    await("delivered", () -> town.atDistributor.size() == 1);
    assertThat(town.atDistributor.getFirst()).isEqualTo(alert);
    assertThat(town.atDsp.getFirst()).isEqualTo(REQUEST);
  }

  @Test
  void aPostWithoutLengthHasNoBodyAndIsRefused() {
    try (RawLine line = line()) {
      assertThat(line.head(RECEIVE).status()).isEqualTo(400);
    }
    servesAnAlert();
  }

  @Test
  void aLengthAndChunksAtOnceAreRefusedAndNothingIsSmuggled() {
    byte[] alert = ad1(OTHER_HUB, 900, TEN);
    try (RawLine line = line()) {
      line.head(RECEIVE, "Content-Length: 4", "Transfer-Encoding: chunked");
      line.say(chunk("<a/>".getBytes(UTF_8))).say(chunk(new byte[0]));
      assertThat(line.status()).isIn(0, 400, 204);
    }
    try (RawLine line = line()) {
      line.head(RECEIVE, "Content-Length: 4", "Content-Length: " + alert.length).say(alert);
      assertThat(line.status()).isEqualTo(400);
    }
    servesAnAlert();
  }

  @Test
  void aBodyThatIsPackedIsRefusedAtBothDoors() throws IOException {
    byte[] alert = packed(ad1(OTHER_HUB, 900, TEN));
    byte[] request = packed(activation(1, Optional.empty()));
    for (String encoding : List.of("gzip", "deflate", "br", "klingon")) {
      try (RawLine line = line()) {
        line.head(
            RECEIVE, "Content-Encoding: " + encoding, "Content-Length: " + alert.length);
        assertThat(line.say(alert).answer())
            .startsWith("HTTP/1.1 415")
            .containsIgnoringCase("accept-encoding: identity")
            .contains("without Content-Encoding");
      }
      try (RawLine line = line()) {
        line.head(
            SERVICE_S, "Content-Encoding: " + encoding, "Content-Length: " + request.length);
        assertThat(line.say(request).status()).isEqualTo(415);
      }
    }
    servesAnAlert();
    assertThat(town.atDsp).isEmpty();
    assertThat(receivedByAnybody()).isEqualTo(1);
  }

  @Test
  void aHeaderWithForeignLettersStopsNoRequest() {
    byte[] request = activation(1, Optional.empty());
    try (RawLine line = line()) {
      line.head(SERVICE_S, "X-Name: Zoë € ", "Content-Length: " + request.length);
      assertThat(line.say(request).status()).isIn(200, 400);
    }
    try (RawLine line = line()) {
      line.say(
          ("POST " + SERVICE_S + " HTTP/1.1\r\nHost: a\r\nX-Name: Zoë €\r\nContent-Length: "
                  + request.length + "\r\n\r\n")
              .getBytes(UTF_8));
      assertThat(line.say(request).status()).isEqualTo(200);
    }
    assertThat(town.atDsp.getLast()).isEqualTo(request);
  }

  @Test
  void nonsenseInsteadOfHttpIsRefused() {
    for (String said :
        new String[] {
          "HELLO\r\n\r\n",
          "POST " + RECEIVE + " HTTP/9.9\r\n\r\n",
          "POST " + RECEIVE + " HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
          "POST " + RECEIVE + " HTTP/1.1\r\nHost: a\r\nContent-Length: lots\r\n\r\n",
          "POST " + RECEIVE
              + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "POST " + RECEIVE
              + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\nabc",
          "POST " + RECEIVE + " HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\nabc",
          "POST " + RECEIVE + " HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(100_000) + "\r\n\r\n",
          "POST /" + "y".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
        }) {
      try (RawLine line = line()) {
        String start = said.substring(0, Math.min(100, said.length()));
        line.say(said.getBytes(UTF_8)).falterAndListen();
        assertThat(line.status()).as(start).isIn(400, 413, 414, 431, 505);
      }
    }
    servesAnAlert();
  }

  @Test
  void aRefusalCannotHideInAPackedAnswer() {
    byte[] request = activation(1, Optional.empty());
    try (RawLine line = line()) {
      line.head(
          SERVICE_S, "Accept-Encoding: gzip", "X-Mine: 1", "Content-Length: " + request.length);
      assertThat(line.say(request).status()).isEqualTo(200);
    }
    assertThat(town.lastHeaders.get()).containsKey("X-mine").doesNotContainKey("Accept-encoding");
  }

  @Test
  void aRequestPostedToReceiveIsRefusedAndSaysWhereItBelongs() {
    HttpResponse<byte[]> refused = post(RECEIVE, activation(1, Optional.empty()));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(town.text(refused)).contains("serviceS");
    assertThat(admin("/api/v1/windows")).doesNotContain(METER.toString());
    servesAnAlert();
  }

  @Test
  void aResponsePostedToServiceSIsTheDspsToAnswer() {
    byte[] response = MessageBuilder.acknowledgement(READING, "4.1.1", "I0", TEN);
    town.dspAnswers.set(body -> new Town.Answer(400, new byte[0]));
    assertThat(status(SERVICE_S, response)).isEqualTo(400);
    assertThat(town.atDsp.getFirst()).isEqualTo(response);
    byte[] alert = ad1(OTHER_HUB, 900, TEN);
    assertThat(status(SERVICE_S, alert)).isEqualTo(400);
    servesAnAlert();
    assertThat(receivedByAnybody()).isEqualTo(1);
  }

  @Test
  void unknownServicesAndRootsAreCarried() {
    byte[] service = MessageBuilder.request(READING, 9, "99.99", "<sr:TeaMaking strength='7'/>");
    byte[] root = "<tea:Pot xmlns:tea='urn:tea'>\r\n</tea:Pot>".getBytes(UTF_8);
    assertThat(status(SERVICE_S, service)).isEqualTo(200);
    assertThat(status(SERVICE_S, root)).isEqualTo(200);
    assertThat(town.atDsp.get(0)).isEqualTo(service);
    assertThat(town.atDsp.get(1)).isEqualTo(root);

    assertThat(status(RECEIVE, root)).isEqualTo(204);
    assertThat(admin("/metrics")).contains("lastgasp_relayed_total{kind=\"unknown\"} 1");
    await("kept and alarmed", () -> admin("/metrics").contains("set_aside{user=\"nobody\"} 1"));
  }

  @Test
  void anAlertWithANonsenseMpxnIsJudgedAsUsualItsDistributorUnknown() {
    byte[] held = changed(ad1(HUB, 1, TEN), Town.MPAN, "BANANA");
    byte[] passed = changed(ad1(OTHER_HUB, 2, TEN), Town.MPAN, "BANANA");
    status(SERVICE_S, activation(1, Optional.empty()));

    assertThat(status(RECEIVE, held)).isEqualTo(204);
    assertThat(status(RECEIVE, passed)).isEqualTo(204);

    await("delivered", () -> town.atDistributor.size() == 1);
    assertThat(town.atDistributor.getFirst()).isEqualTo(passed);
    assertThat(admin("/metrics"))
        .contains("lastgasp_ad1_suppressed_total{distributor=\"unknown\"} 1")
        .contains("{distributor=\"unknown\",reason=\"hub-not-tracked\"} 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2030-01-15T10:00:00", "yesterday", "2030-13-15T10:00:00Z", "", "10:00:00Z"})
  void anAlertWhoseTimeCannotBeReadIsForwardedThatBeingTheReason(String time) {
    status(SERVICE_S, activation(1, Optional.empty()));
    byte[] alert =
        changed(
            ad1(HUB, 1, TEN),
            "<sr:StartDateTime>2030-01-15T10:00:00Z",
            "<sr:StartDateTime>" + time);

    assertThat(status(RECEIVE, alert)).isEqualTo(204);

    await("delivered", () -> town.atDistributor.size() == 1);
    assertThat(town.atDistributor.getFirst()).isEqualTo(alert);
    assertThat(admin("/metrics")).contains("{distributor=\"20\",reason=\"unreadable\"} 1");
  }

  @Test
  void devicesAreTheSameInLowerAndUpperCase() {
    byte[] request =
        changed(activation(1, Optional.empty()), METER.toString(), lower(METER));
    byte[] alert = changed(ad1(HUB, 1, TEN), HUB.toString(), lower(HUB));

    assertThat(status(SERVICE_S, request)).isEqualTo(200);
    assertThat(status(RECEIVE, alert)).isEqualTo(204);
    assertThat(status(RECEIVE, ad1(HUB, 2, TEN))).isEqualTo(204);

    assertThat(town.atDsp.getFirst()).isEqualTo(request);
    assertThat(admin("/metrics"))
        .contains("lastgasp_ad1_suppressed_total{distributor=\"20\"} 2");
  }

  @Test
  void anActivationWhosePayloadNamesAnotherDeviceIsRelayedNotTrackedAndCounted() {
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.activateFirmware(
            SUPPLIER, OTHER_HUB, 1, Town.HASH, Optional.empty());
    byte[] request =
        MessageBuilder.signedActivation(
            new RequestId(SUPPLIER, METER, 1),
            5,
            org.lastgasp.gbcs.PayloadBuilder.signed(payload, new byte[64]));

    assertThat(status(SERVICE_S, request)).isEqualTo(200);

    assertThat(town.atDsp.getFirst()).isEqualTo(request);
    assertThat(admin("/metrics")).contains("reason=\"unreadable-activation\"} 1");
    byte[] alert = ad1(HUB, 1, TEN);
    status(RECEIVE, alert);
    await("delivered", () -> town.atDistributor.size() == 1);
  }

  @Test
  void manyWhoSayHalfARequestAndWaitHoldUpNobody() {
    byte[] slow = ad1(OTHER_HUB, ++alerts, TEN);
    List<RawLine> waiting = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      waiting.add(line().say(("POST " + RECEIVE + " HTTP/1.1\r\nHo").getBytes(UTF_8)));
      waiting.add(line().head(RECEIVE, "Content-Length: 100000").say(new byte[10]));
      waiting.add(line().head(SERVICE_S, "Transfer-Encoding: chunked").say(chunk(REQUEST)));
    }
    try (RawLine line = line()) {
      line.head(RECEIVE, "Content-Length: " + slow.length).say(Arrays.copyOf(slow, 50));
      for (int i = 0; i < 20; i++) {
        servesAnAlert();
      }
      line.say(Arrays.copyOfRange(slow, 50, slow.length));
      assertThat(line.status()).isEqualTo(204);
    }
    waiting.forEach(RawLine::close);
    assertThat(town.atDsp).isEmpty();
    await("delivered", () -> deliveredAlerts() == alerts);
  }

  @Test
  void manyWhoPromiseMuchAndKeepLittleLeaveRoomForAlertsAndInTheEndForOthers() {
    List<RawLine> promising = new ArrayList<>();
    long heap = Runtime.getRuntime().maxMemory();
    for (long promised = 0; promised < heap; promised += 15 << 20) {
      promising.add(line().head(SERVICE_S, "Content-Length: " + (15 << 20)).say(REQUEST));
    }
    byte[] large = (new String(REQUEST, UTF_8) + " ".repeat(1 << 20)).getBytes(UTF_8);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var crossing = CompletableFuture.supplyAsync(() -> status(SERVICE_S, large), threads);
      for (int i = 0; i < 20; i++) {
        servesAnAlert();
      }
      assertThat(crossing).isNotDone();
      promising.forEach(RawLine::close);
      assertThat(crossing.join()).isEqualTo(200);
    }
    assertThat(town.atDsp).hasSize(1);
  }

  /** Four at once, and alerts beside them until they are all answered. */
  private List<Integer> servingMeanwhile(Supplier<Integer> heavy) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(CompletableFuture.supplyAsync(heavy, threads));
      }
      do {
        servesAnAlert();
      } while (!all.stream().allMatch(CompletableFuture::isDone));
      return all.stream().map(CompletableFuture::join).toList();
    }
  }

  private void servesAnAlert() {
    byte[] alert = ad1(OTHER_HUB, ++alerts, TEN);
    long began = System.nanoTime();
    assertThat(status(RECEIVE, alert)).isEqualTo(204);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(GENEROUS);
  }

  /** What reached a receiver once what was taken has had its time. */
  private int receivedByAnybody() {
    await("alerts delivered", () -> deliveredAlerts() == alerts);
    return town.atDistributor.size() + town.atSupplier.size();
  }

  private long deliveredAlerts() {
    return town.atDistributor.size();
  }

  private RawLine line() {
    return new RawLine(gateway.duisPort());
  }

  private HttpResponse<byte[]> post(String path, byte[] body) {
    return town.post(gateway.duisPort(), path, body);
  }

  private int status(String path, byte[] body) {
    return post(path, body).statusCode();
  }

  private String admin(String path) {
    return town.text(town.get(gateway.adminPort(), path));
  }

  private static byte[] changed(byte[] document, String what, String to) {
    String text = new String(document, UTF_8);
    assertThat(text).contains(what);
    return text.replace(what, to).getBytes(UTF_8);
  }

  private static String lower(Eui64 device) {
    return device.toString().toLowerCase(Locale.ROOT);
  }

  private static byte[] chunk(byte[] bytes) {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8));
    chunk.writeBytes(bytes);
    chunk.writeBytes("\r\n".getBytes(UTF_8));
    return chunk.toByteArray();
  }

  private static byte[] packed(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return packed.toByteArray();
  }

  private static String many(int count, java.util.function.IntFunction<String> piece) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(piece.apply(i));
    }
    return text.toString();
  }
}

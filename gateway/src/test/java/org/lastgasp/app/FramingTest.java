package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.METER;
import static org.lastgasp.app.Town.SUPPLIER;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.RequestId;

/**
 * Where a request ends, said wrongly in every way that is known: the answer is a refusal, the
 * connection ends, and an 11.3 that stands behind or inside is never executed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final String POST = "POST /api/v1/serviceS HTTP/1.1\r\nHost: localhost\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final byte[] READING =
      MessageBuilder.request(
          new RequestId(SUPPLIER, METER, 77), 1, "4.1.1", "<sr:ReadInstantaneousImport/>");

  private Town town;
  private Gateway gateway;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    town = new Town(folder);
    gateway =
        Gateway.start(
            town.config(),
            () -> TEN,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
  }

  @AfterAll
  void stop() {
    gateway.close();
    town.close();
  }

  @BeforeEach
  void forget() {
    town.atDsp.clear();
  }

  /** What is wrong, in front of a whole request that activates firmware. */
  static Stream<String> broken() {
    return Stream.of(
        POST + CHUNKED + "\r\nzz\r\n",
        POST + CHUNKED + "\r\n-1\r\n",
        POST + CHUNKED + "\r\n+1\r\nA\r\n0\r\n\r\n",
        POST + CHUNKED + "\r\n0x1\r\nA\r\n0\r\n\r\n",
        POST + CHUNKED + "\r\n\r\n",
        POST + CHUNKED + "\r\n 1\r\nA\r\n0\r\n\r\n",
        POST + CHUNKED + "\r\n;name=value\r\n",
        POST + CHUNKED + "\r\n1_0\r\nA\r\n0\r\n\r\n",
        POST + CHUNKED + "\r\nfffffffffffffffff1\r\nA\r\n0\r\n\r\n",
        POST + CHUNKED + "\r\n1\r\nAB\r\n0\r\n\r\n",
        POST + CHUNKED + "\r\n1\nA\n0\n\n",
        POST + CHUNKED + "\r\n1;a\nb\r\nA\r\n0\r\n\r\n",
        POST + CHUNKED + "Content-Length: 5\r\n\r\n0\r\n\r\n",
        POST + "Content-Length: 5\r\n" + CHUNKED + "\r\n0\r\n\r\n",
        POST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        POST + "Content-Length: 5, 6\r\n\r\nabcdef",
        POST + "Content-Length: +5\r\n\r\nabcde",
        POST + "Content-Length: -5\r\n\r\nabcde",
        POST + "Content-Length: 0x5\r\n\r\nabcde",
        POST + "Content-Length: \r\n\r\nabcde",
        POST + "Content-Length: 99999999999999999999\r\n\r\nabcde",
        POST + "Content-Length : 5\r\n\r\nabcde",
        POST + "Content Length: 5\r\n\r\nabcde",
        POST + "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: \u000Bchunked\r\n\r\n0\r\n\r\n",
        POST + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        POST + "X: a\r\n folded\r\nContent-Length: 5\r\n\r\nabcde",
        POST + "X: a\u0000b\r\nContent-Length: 5\r\n\r\nabcde",
        POST + "X: a\rContent-Length: 5\r\n\r\nabcde",
        POST + "X\r\nContent-Length: 5\r\n\r\nabcde",
        POST + ": a\r\nContent-Length: 5\r\n\r\nabcde",
        POST + " X: a\r\nContent-Length: 5\r\n\r\nabcde",
        POST + "X: " + "y".repeat(40_000) + "\r\nContent-Length: 5\r\n\r\nabcde",
        POST + "Host: elsewhere\r\nContent-Length: 5\r\n\r\nabcde",
        "POST /api/v1/serviceS HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde",
        "POST /api/v1/serviceS HTTP/1.1\r\nHost: a b\r\nContent-Length: 5\r\n\r\nabcde",
        "POST /api/v1/serviceS HTTP/1.1\r\nHost:\r\nContent-Length: 5\r\n\r\nabcde",
        "POST http://elsewhere/api/v1/serviceS HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /api/v1/serviceS HTTP/1.2\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde",
        "POST /api/v1/serviceS HTTP/2.0\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde",
        "POST /api/v1/serviceS\r\n\r\n",
        "POST /api/v1/serviceS HTTP/1.1 \r\nHost: localhost\r\n\r\n",
        "POST /api/v1/service\u0000S HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "P\u0000ST /api/v1/serviceS HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void whatEndsNobodyKnowsWhereEndsTheConnectionAndNothingBehindIsExecuted(String wrong) {
    byte[] hidden = activation(5, Optional.empty());
    try (RawLine line = new RawLine(gateway.duisPort())) {
      line.say(wrong.getBytes(ISO_8859_1)).head("/api/v1/serviceS", length(hidden)).say(hidden);
      String first = line.answer();
      line.hears();
      assertThat(first.isEmpty() ? "HTTP/1.1 400" : first)
          .as(shown(wrong))
          .matches("(?s)HTTP/1.1 (400|413|414|426|431|501|505).*");
      assertThat(line.isClosed()).as("closed behind " + shown(wrong)).isTrue();
    }
    assertThat(town.atDsp).as(shown(wrong)).noneMatch(body -> contains(body, hidden));
    assertThat(windows()).as(shown(wrong)).doesNotContain(METER.toString());
  }

  /** One byte more than 32 bits count. A gateway that does not wrap around waits for all of it. */
  @Test
  void aChunkOfFourGibibytesIsNotOneByte() {
    byte[] hidden = activation(5, Optional.empty());
    try (RawLine line = new RawLine(gateway.duisPort())) {
      line.say((POST + CHUNKED + "\r\n100000001\r\nA\r\n0\r\n\r\n").getBytes(ISO_8859_1));
      line.head("/api/v1/serviceS", length(hidden)).say(hidden);
      assertThat(line.falterAndListen().hears())
          .doesNotContain("HTTP/1.1 2")
          .matches("(?s)|HTTP/1.1 (400|413).*");
    }
    assertThat(town.atDsp).isEmpty();
    assertThat(windows()).doesNotContain(METER.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1;name=value\r\n<\r\n",
        "1;a=\"q;\\\"x\"\r\n<\r\n",
        "0001\r\n<\r\n",
        "1 \r\n<\r\n",
        "1;\r\n<\r\n"
      })
  void whatIsPartOfChunksButNotOfTheBodyIsReadOrRefusedWhole(String chunk) {
    byte[] hidden = activation(5, Optional.empty());
    try (RawLine line = new RawLine(gateway.duisPort())) {
      line.say((POST + CHUNKED + "\r\n" + chunk).getBytes(ISO_8859_1));
      line.say(chunk(READING, 1)).say("0\r\n\r\n".getBytes(ISO_8859_1));
      assertThat(line.status()).isIn(200, 400);
    }
    assertThat(town.atDsp)
        .allSatisfy(body -> assertThat(body).isEqualTo(READING))
        .noneMatch(body -> contains(body, hidden));
  }

  @Test
  void requestsInARowAreAnsweredInTheirOrder() {
    try (RawLine line = new RawLine(gateway.duisPort())) {
      byte[] chunked =
          (POST + CHUNKED + "Trailer: X\r\n\r\n").getBytes(ISO_8859_1);
      line.head("/api/v1/serviceS", length(READING)).say(READING);
      line.say(chunked).say(chunk(READING, 0)).say("0\r\nX: y\r\n\r\n".getBytes(ISO_8859_1));
      line.head("/api/v1/nothing", "Content-Length: 0");
      line.head("/api/v1/receive", length(ad1(Town.OTHER_HUB, 1, TEN)));
      line.say(ad1(Town.OTHER_HUB, 1, TEN));
      assertThat(line.status()).isEqualTo(200);
      assertThat(line.status()).isEqualTo(200);
      assertThat(line.status()).isEqualTo(404);
      assertThat(line.status()).isEqualTo(204);
    }
    assertThat(town.atDsp).hasSize(2).allSatisfy(body -> assertThat(body).isEqualTo(READING));
  }

  @Test
  void aConnectionThatIsToCloseCloses() {
    try (RawLine line = new RawLine(gateway.duisPort())) {
      line.head("/api/v1/serviceS", "Connection: close", length(READING)).say(READING);
      assertThat(line.answer())
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("connection: close");
      assertThat(line.isClosed()).isTrue();
    }
    try (RawLine line = new RawLine(gateway.duisPort())) {
      line.head("/api/v1/serviceS", "Connection: x, Close", length(READING)).say(READING);
      assertThat(line.status()).isEqualTo(200);
      assertThat(line.isClosed()).isTrue();
    }
  }

  @Test
  void anOldHttpIsSpoken() {
    String old = "POST /api/v1/serviceS HTTP/1.0\r\n" + length(READING) + "\r\n";
    try (RawLine line = new RawLine(gateway.duisPort())) {
      line.say((old + "\r\n").getBytes(ISO_8859_1)).say(READING);
      assertThat(line.status()).isEqualTo(200);
      assertThat(line.isClosed()).isTrue();
    }
    try (RawLine line = new RawLine(gateway.duisPort())) {
      for (int i = 0; i < 2; i++) {
        line.say((old + "Connection: keep-alive\r\n\r\n").getBytes(ISO_8859_1)).say(READING);
        assertThat(line.answer())
            .startsWith("HTTP/1.1 200")
            .containsIgnoringCase("connection: keep-alive");
      }
    }
    try (RawLine line = new RawLine(gateway.adminPort())) {
      line.say("GET /-/healthy HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1));
      assertThat(line.answer()).contains("healthy");
    }
  }

  @Test
  void whatCanBeReadForCertainIsRead() {
    try (RawLine line = new RawLine(gateway.duisPort())) {
      line.say("\r\n\r\n".getBytes(ISO_8859_1));
      line.head("/api/v1/serviceS", length(READING)).say(READING);
      assertThat(line.status()).isEqualTo(200);
      line.say(
          ("POST http://localhost/api/v1/serviceS HTTP/1.1\r\nHost: localhost\r\n"
                  + length(READING) + "\r\n\r\n")
              .getBytes(ISO_8859_1));
      assertThat(line.say(READING).status()).isEqualTo(200);
      line.head(
          "/api/v1/serviceS", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
          "HTTP2-Settings: AAMAAABkAAQAAP__", length(READING));
      assertThat(line.say(READING).status()).isEqualTo(200);
    }
  }

  @Test
  void whoAsksFirstIsToldToGoOn() {
    try (RawLine line = new RawLine(gateway.duisPort())) {
      line.head("/api/v1/serviceS", "Expect: 100-continue", length(READING));
      assertThat(line.answer()).startsWith("HTTP/1.1 100");
      assertThat(line.say(READING).status()).isEqualTo(200);
    }
    try (RawLine line = new RawLine(gateway.duisPort())) {
      line.head("/api/v1/nothing", "Expect: 100-continue", length(READING));
      assertThat(line.status()).isEqualTo(404);
      assertThat(line.isClosed()).as("what follows may be the body or not").isTrue();
    }
    try (RawLine line = new RawLine(gateway.duisPort())) {
      line.head("/api/v1/serviceS", "Expect: a miracle", length(READING)).say(READING);
      assertThat(line.status()).isEqualTo(417);
    }
  }

  private String windows() {
    return town.text(town.get(gateway.adminPort(), "/api/v1/windows"));
  }

  static String length(byte[] body) {
    return "Content-Length: " + body.length;
  }

  private static byte[] chunk(byte[] body, int from) {
    String rest = new String(body, from, body.length - from, ISO_8859_1);
    return (Integer.toHexString(rest.length()) + "\r\n" + rest + "\r\n").getBytes(ISO_8859_1);
  }

  private static boolean contains(byte[] body, byte[] part) {
    return new String(body, ISO_8859_1).contains(new String(part, ISO_8859_1));
  }

  private static String shown(String wrong) {
    String text = wrong.replace("\r", "\\r").replace("\n", "\\n");
    return text.substring(0, Math.min(text.length(), 160));
  }
}

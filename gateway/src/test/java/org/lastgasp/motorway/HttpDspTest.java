package org.lastgasp.motorway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a DSP may do to a request besides answering it. */
class HttpDspTest {
  private static final byte[] REQUEST = "<a/>".getBytes(US_ASCII);
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /** What it says to the first who comes; the line stays open. */
  private interface Saying {
    void to(OutputStream out) throws IOException;
  }

  private Dsp.Outcome ask(Duration timeout, Saying saying) {
    Thread unused = Thread.ofPlatform().daemon().start(() -> answer(saying));
    URI url = URI.create("http://127.0.0.1:" + server.getLocalPort());
    try (HttpDsp dsp = new HttpDsp(url, timeout, Optional.empty())) {
      return dsp.post("/api/v1/serviceS", Map.of(), REQUEST);
    }
  }

  private void answer(Saying saying) {
    try (Socket socket = server.accept()) {
      saying.to(socket.getOutputStream());
      int unused = socket.getInputStream().readAllBytes().length; // until it hangs up
    } catch (IOException hungUp) {
      // as it may
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(US_ASCII));
    out.flush();
  }

  @Test
  void returnsTheAnswerAsItCame() {
    Dsp.Outcome outcome =
        ask(
            Duration.ofSeconds(30),
            out -> say(out, "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 4\r\n\r\n<b/>"));
    assertThat(outcome).isInstanceOfSatisfying(Dsp.Outcome.Answered.class, answered -> {
      assertThat(answered.status()).isEqualTo(200);
      assertThat(answered.headers()).containsKey("x-a");
      assertThat(answered.body()).asString(US_ASCII).isEqualTo("<b/>");
    });
  }

  @Test
  void whatAConnectionNamesAsItsOwnPassesNeitherWay() {
    Map<String, List<String>> fields =
        HttpDsp.ofTheMessage(
            Map.of(
                "Connection", List.of("close, X-Mine", "x-Other"),
                "x-mine", List.of("1"),
                "X-Other", List.of("1"),
                "Keep-Alive", List.of("timeout=5"),
                "Proxy-Connection", List.of("keep-alive"),
                "X-Message", List.of("1", "2")));
    assertThat(fields).isEqualTo(Map.of("x-message", List.of("1", "2")));
    Dsp.Outcome outcome =
        ask(
            Duration.ofSeconds(30),
            out ->
                say(
                    out,
                    "HTTP/1.0 200 OK\r\nConnection: x-b\r\nX-B: 1\r\nX-C: 1\r\n"
                        + "Content-Length: 0\r\n\r\n"));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Dsp.Outcome.Answered.class,
            answered ->
                assertThat(answered.headers()).containsKey("x-c").doesNotContainKey("x-b"));
  }

  @Test
  void givesUpAnAnswerThatEndsWithItsHead() {
    Dsp.Outcome outcome =
        ask(
            Duration.ofMillis(500),
            out -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<b"));
    assertSilent(outcome, "timeout");
    assertThat(((Dsp.Outcome.Silent) outcome).why()).endsWith(": no answer within 0.5 s");
  }

  private static void assertSilent(Dsp.Outcome outcome, String code) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Dsp.Outcome.Silent.class, silent -> assertThat(silent.code()).isEqualTo(code));
  }

  @Test
  void givesUpAnAnswerWithoutEnd() {
    Dsp.Outcome outcome =
        ask(
            Duration.ofSeconds(60),
            out -> {
              say(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
              byte[] more = new byte[1 << 20];
              for (int mebibytes = 0; mebibytes < 200; mebibytes++) {
                out.write(more);
              }
            });
    assertSilent(outcome, "unreachable");
  }
}

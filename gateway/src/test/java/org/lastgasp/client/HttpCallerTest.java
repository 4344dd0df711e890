package org.lastgasp.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.client.HttpCaller.CallFailed;

/** What old, plain, slow and broken servers answer, and what becomes of the call. */
class HttpCallerTest {
  private static final byte[] BODY = "<a/>".getBytes(ISO_8859_1);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(400);

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /** What is done once a request has come. */
  private interface Conversation {
    void with(Socket socket) throws IOException;
  }

  private void serve(Conversation conversation) {
    Thread unused =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (!server.isClosed()) {
                    try {
                      Socket socket = server.accept();
                      Thread alsoUnused =
                          Thread.ofPlatform().daemon().start(() -> talk(socket, conversation));
                    } catch (IOException closed) {
                      return;
                    }
                  }
                });
  }

  /** One request after the other, as long as the conversation leaves the line open. */
  private void talk(Socket socket, Conversation conversation) {
    try (socket) {
      while (!socket.isClosed()) {
        String request = request(socket.getInputStream());
        if (request.isEmpty()) {
          return;
        }
        heard.add(request);
        conversation.with(socket);
      }
    } catch (IOException hungUp) {
      // as it may
    }
  }

  private static String request(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (!all.toString(ISO_8859_1).endsWith("\r\n\r\n" + new String(BODY, ISO_8859_1))) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      all.write(next);
    }
    return all.toString(ISO_8859_1);
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private record Heard(int status, String body) {}

  private Heard post(HttpCaller caller) throws CallFailed {
    return caller.post(
        uri(),
        "/a?b={c}",
        Map.of("X-A", List.of("1", "2")),
        BODY,
        answer -> new Heard(answer.status(), new String(answer.body(100), ISO_8859_1)));
  }

  private Heard answered(String said) throws CallFailed {
    serve(
        socket -> {
          say(socket, said);
          socket.shutdownOutput();
        });
    try (HttpCaller caller = new HttpCaller(HttpCaller.Settings.of(LONG))) {
      return post(caller);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok",
        "HTTP/1.1 200 OK\r\n\r\nok",
        "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 \r\ncontent-length:2\r\n\r\nok",
        "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "1;x=y\r\no\r\n1\r\nk\r\n0\r\nA: b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok",
      })
  void anAnswerIsUnderstoodHoweverItIsFramed(String said) throws CallFailed {
    assertThat(answered(said)).isEqualTo(new Heard(200, "ok"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 205 Reset\r\n\r\n",
        "HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No\r\n\r\n",
        "HTTP/1.1 204 No\r\nContent-Length: 17\r\n\r\n",
        "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.0 204 No\r\n\r\n",
        "HTTP/1.1 299 Yes\r\nContent-Length: 0\r\n\r\n",
      })
  void anAnswerWithoutABodyIsAtItsEndBehindItsHead(String said) throws CallFailed {
    serve(socket -> say(socket, said)); // and the line stays open
    try (HttpCaller caller = new HttpCaller(HttpCaller.Settings.of(LONG))) {
      assertThat(post(caller).body()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 twohundred OK\r\n\r\n",
        "SSH-2.0-OpenSSH\r\n"
      })
  void whatIsNotWholeIsNoAnswer(String said) {
    assertThatThrownBy(() -> answered(said))
        .isInstanceOfSatisfying(
            CallFailed.class,
            failed -> assertThat(failed.why()).isEqualTo(CallFailed.Why.BROKEN));
    assertThat(heard).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok",
        "HTTP/1.1 200 OK\r\n\r\nok"
      })
  void aCallThatHangsEndsInItsTime(String said) {
    serve(socket -> say(socket, said));
    assertLate();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 100 Continue\r\n\r\n", "X-Drop: by-drop\r\n", "a"})
  void aCallThatIsAnsweredDropByDropEndsInItsTime(String drop) {
    serve(
        socket -> {
          say(socket, drop.startsWith("HTTP") ? drop : "HTTP/1.1 200 OK\r\n");
          if (drop.equals("a")) {
            say(socket, "\r\n");
          }
          while (!socket.isClosed()) {
            say(socket, drop);
            pause();
          }
        });
    assertLate();
  }

  private static void pause() {
    java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
  }

  private void assertLate() {
    assertTimeoutPreemptively(LONG.dividedBy(2), this::callThatIsLate);
    assertThat(heard).hasSize(1);
  }

  private void callThatIsLate() {
    try (HttpCaller caller = new HttpCaller(HttpCaller.Settings.of(SHORT))) {
      assertThatThrownBy(
              () ->
                  caller.post(
                      uri(), "/", Map.of(), BODY, answer -> answer.body(Integer.MAX_VALUE - 8)))
          .isInstanceOfSatisfying(
              CallFailed.class, failed -> assertThat(failed).hasMessage("no answer within 0.4 s"));
    }
  }

  private static String failure(URI system) {
    try (HttpCaller caller = new HttpCaller(HttpCaller.Settings.of(LONG))) {
      caller.post(system, "/", Map.of(), BODY, Answer::status);
      throw new AssertionError("it was answered");
    } catch (CallFailed failed) {
      return failed.getMessage();
    }
  }

  @Test
  void aHostWhereNobodyListensRefusesTheConnection() throws IOException {
    server.close();
    assertThat(failure(uri())).isEqualTo("connection refused");
  }

  @Test
  void aNameThatNobodyKnowsIsSaid() {
    assertThat(failure(URI.create("http://no-such-host.invalid:80")))
        .isEqualTo("unknown host no-such-host.invalid");
  }

  @Test
  void aServerThatHangsUpGivesNoAnswer() {
    serve(Socket::close);
    assertThat(failure(uri())).isEqualTo("the connection was closed without an answer");
  }

  @Test
  void whatIsNoHttpIsNamedSo() {
    serve(
        socket -> {
          say(socket, "220 mail.example ESMTP\r\n".repeat(20));
          socket.close();
        });
    assertThat(failure(uri())).startsWith("what came is no HTTP answer: ");
  }

  @Test
  void aServerWithoutTlsIsNamedSo() {
    Thread unused = Thread.ofPlatform().daemon().start(this::answerInPlainText);
    assertThat(failure(URI.create("https://127.0.0.1:" + server.getLocalPort())))
        .isEqualTo("TLS: the other side does not speak TLS");
  }

  private void answerInPlainText() {
    try (Socket socket = server.accept()) {
      say(socket, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    } catch (IOException hungUp) {
      // as it may
    }
  }

  @Test
  void aRequestIsWrittenAsItIsAndAsksForNothing() throws CallFailed {
    assertThat(answered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").body()).isEqualTo("ok");
    String request = heard.getFirst();
    assertThat(request).startsWith("POST /a?b={c} HTTP/1.1\r\n");
    assertThat(request).contains("X-A: 1\r\n").contains("X-A: 2\r\n");
    assertThat(request)
        .doesNotContainIgnoringCase("upgrade")
        .doesNotContainIgnoringCase("accept-encoding")
        .doesNotContainIgnoringCase("user-agent")
        .doesNotContainIgnoringCase("expect");
  }

  @ParameterizedTest
  @ValueSource(strings = {"301", "307", "401", "407"})
  void nothingIsFollowedAndNothingIsSentTwice(String status) throws CallFailed {
    Heard answer =
        answered(
            "HTTP/1.1 " + status + " No\r\nLocation: /b\r\nWWW-Authenticate: Basic realm=a\r\n"
                + "Proxy-Authenticate: Basic realm=a\r\nContent-Length: 0\r\n\r\n");
    assertThat(answer.status()).isEqualTo(Integer.parseInt(status));
    assertThat(heard).hasSize(1);
  }

  @Test
  void aKeptLineThatWasClosedMeanwhileIsReplacedBeforeAnythingIsWritten() throws CallFailed {
    serve(
        socket -> {
          say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"); // as if it were kept
          socket.close();
        });
    try (HttpCaller caller = new HttpCaller(HttpCaller.Settings.of(LONG))) {
      for (int i = 0; i < 50; i++) {
        assertThat(post(caller)).isEqualTo(new Heard(200, "ok"));
        pause();
      }
    }
    assertThat(heard).hasSize(50);
  }

  @Test
  void aSystemThatClosesKeptLinesAtOnceIsTrustedOnlyOnce() {
    serve(
        socket -> {
          say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"); // as if it were kept
          socket.close();
        });
    HttpCaller.Settings trusting =
        new HttpCaller.Settings(LONG, Duration.ofHours(1), Optional.empty());
    int failed = 0;
    try (HttpCaller caller = new HttpCaller(trusting)) {
      for (int i = 0; i < 50; i++) {
        try {
          post(caller);
        } catch (CallFailed closedMeanwhile) {
          failed++;
        }
        pause();
      }
    }
    assertThat(failed).as("or closed between the look and the use, on a busy machine")
        .isBetween(1, 3);
  }

  @Test
  void aKeptLineIsUsedAgain() throws CallFailed {
    serve(
        socket ->
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: " + socket.getPort()
                + "\r\n\r\nok"));
    try (HttpCaller caller = new HttpCaller(HttpCaller.Settings.of(LONG))) {
      List<String> ports = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 3; i++) {
        ports.add(
            caller.post(
                uri(),
                "/",
                Map.of(),
                BODY,
                answer -> {
                  assertThat(answer.body(100)).hasSize(2);
                  return answer.field("x").orElse("");
                }));
      }
      assertThat(ports).hasSize(3).containsOnly(ports.getFirst());
    }
  }

  @Test
  void whatIsAnsweredOnAClosedLineAfterTheRequestIsNotSentAgain() {
    serve(Socket::close);
    try (HttpCaller caller = new HttpCaller(HttpCaller.Settings.of(LONG))) {
      assertThatThrownBy(() -> post(caller)).isInstanceOf(CallFailed.class);
    }
    assertThat(heard).hasSize(1);
  }
}

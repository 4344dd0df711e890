package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.duis.Document;

class HttpMessageSenderTest {
  private static final Document SMALL = Document.of("<a/>".getBytes());
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  @TempDir Path folder;

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  private interface Conversation {
    void hold(Socket with) throws IOException;
  }

  /** Holds a conversation with each who connects. */
  private static ServerSocket listen(Conversation conversation) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> accept(server, conversation));
    return server;
  }

  private static void accept(ServerSocket server, Conversation conversation) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> hold(conversation, socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void hold(Conversation conversation, Socket socket) {
    try (socket) {
      conversation.hold(socket);
    } catch (IOException hungUp) {
      return;
    }
  }

  private static void readRequest(InputStream in, int body) throws IOException {
    int ends = 0;
    while (ends < 2) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("hung up");
      }
      ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
    }
    in.skipNBytes(body);
  }

  private static URI uri(ServerSocket server) {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/duis");
  }

  private MessageSender messageSender(Duration timeout, Optional<SSLContext> tls) {
    DeliverySettings usual = DeliverySettings.USUAL;
    return new HttpMessageSender(
        new DeliverySettings(
            timeout, usual.firstRetry(), usual.longestRetry(), usual.flush(),
            tls.map(t -> () -> t)),
        () -> Instant.parse("2026-03-01T12:00:00Z"));
  }

  /** As it is called in earnest: by a virtual thread. */
  private static Outcome post(MessageSender messageSender, URI endpoint, Document document) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> outcome.complete(messageSender.post(endpoint, document)));
    return outcome.join();
  }

  private Outcome answered(String answer) throws IOException {
    Conversation conversation =
        socket -> {
          readRequest(socket.getInputStream(), SMALL.length());
          socket.getOutputStream().write(answer.getBytes());
        };
    try (ServerSocket server = listen(conversation);
        MessageSender messageSender = messageSender(LONG, Optional.empty())) {
      return post(messageSender, uri(server), SMALL);
    }
  }

  @Test
  void understandsRetryAfterInSecondsAndAsADate() throws IOException {
    assertThat(answered("HTTP/1.1 503 No\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"))
        .isEqualTo(new Outcome.Later("HTTP 503", Optional.of(Duration.ofSeconds(7))));
    String date = "Sun, 01 Mar 2026 12:00:30 GMT";
    String dated = "Retry-After: " + date + "\r\n";
    assertThat(answered("HTTP/1.1 429 No\r\n" + dated + "Content-Length: 0\r\n\r\n"))
        .isEqualTo(new Outcome.Later("HTTP 429", Optional.of(Duration.ofSeconds(30))));
    assertThat(answered("HTTP/1.1 503 No\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n"))
        .isEqualTo(new Outcome.Later("HTTP 503", Optional.empty()));
  }

  @Test
  void whatIsNoHttpIsTriedAgain() throws IOException {
    assertThat(answered("SSH-2.0-whatever\r\n")).isInstanceOf(Outcome.Later.class);
    assertThat(answered("")).isInstanceOf(Outcome.Later.class);
  }

  @Test
  void keepsTheBeginningOfARefusalOnOneLine() throws IOException {
    String body = "no\r\n\u0000such " + "x".repeat(1_000);
    String head = "HTTP/1.1 422 No\r\nContent-Length: " + body.length() + "\r\n\r\n";
    Outcome.Refused refused = (Outcome.Refused) answered(head + body);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.excerpt()).startsWith("no such xxx").hasSizeLessThanOrEqualTo(200);
  }

  @Test
  void givesUpOnAReceiverThatDoesNotRead() throws IOException {
    Conversation stare = socket -> LockSupport.parkNanos(LONG.toNanos());
    try (ServerSocket server = listen(stare);
        MessageSender messageSender = messageSender(SHORT, Optional.empty())) {
      long began = System.nanoTime();
      Document large = Document.of(new byte[15 << 20]);
      assertThat(post(messageSender, uri(server), large))
          .isEqualTo(new Outcome.Later("no answer within 0.3 s", Optional.empty()));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG.dividedBy(2));
    }
  }

  @Test
  void givesUpOnAReceiverThatAnswersDropByDrop() throws IOException {
    Conversation drip =
        socket -> {
          readRequest(socket.getInputStream(), SMALL.length());
          while (true) {
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes());
            for (int i = 0; i < 1_000; i++) {
              LockSupport.parkNanos(SHORT.toNanos() / 10);
              socket.getOutputStream().write('x');
            }
          }
        };
    try (ServerSocket server = listen(drip);
        MessageSender messageSender = messageSender(SHORT, Optional.empty())) {
      long began = System.nanoTime();
      assertThat(post(messageSender, uri(server), SMALL)).isInstanceOf(Outcome.Later.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG.dividedBy(2));
    }
  }

  @Test
  void comesThroughToAReceiverThatHangsUpAfterEachAnswer() throws IOException {
    Conversation hangUp =
        socket -> {
          readRequest(socket.getInputStream(), SMALL.length());
          socket.getOutputStream().write("HTTP/1.1 204 OK\r\n\r\n".getBytes());
        };
    try (ServerSocket server = listen(hangUp);
        MessageSender messageSender = messageSender(LONG, Optional.empty())) {
      for (int i = 0; i < 20; i++) {
        Mail.until(
            "it is taken",
            () -> post(messageSender, uri(server), SMALL) instanceof Outcome.Taken);
      }
    }
  }

  @Test
  void speaksTlsToThoseItTrusts() throws Exception {
    SSLContext trusted = context("ip:127.0.0.1");
    SSLContext stranger = context("dns:elsewhere.example");
    assertThat(overTls(trusted, trusted)).isEqualTo(new Outcome.Taken("HTTP 204"));
    assertThat(overTls(trusted, SSLContext.getDefault()))
        .isEqualTo(new Outcome.Later("TLS: certificate not trusted", Optional.empty()));
    assertThat(overTls(stranger, stranger))
        .isEqualTo(new Outcome.Later("TLS: the certificate is for another host", Optional.empty()));
  }

  private Outcome overTls(SSLContext servers, SSLContext clients) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpsServer server = HttpsServer.create(any, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(servers));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(204, -1);
        });
    server.start();
    try (MessageSender messageSender = messageSender(LONG, Optional.of(clients))) {
      int port = server.getAddress().getPort();
      return post(messageSender, URI.create("https://127.0.0.1:" + port + "/duis"), SMALL);
    } finally {
      server.stop(0);
    }
  }

  /** Of one who trusts only itself. */
  private SSLContext context(String name)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path file = folder.resolve(name.replace(':', '-') + ".p12");
    char[] password = "changeit".toCharArray();
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    new ProcessBuilder(
            keytool, "-genkeypair", "-keyalg", "EC", "-alias", "a", "-dname", "CN=receiver",
            "-ext", "san=" + name, "-keystore", file.toString(), "-storepass", "changeit")
        .start()
        .waitFor();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, password);
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, password);
    certificates.setCertificateEntry("a", store.getCertificate("a"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(certificates);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}

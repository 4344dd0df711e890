package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.app.Gateway;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.tls.CertificateAuthority;

/** The commands ask a gateway over TLS if they can tell that it is the one. */
class CommandsOverTlsTest {
  @TempDir Path folder;
  private final CertificateAuthority authority = new CertificateAuthority("CN=authority");
  private Gateway gateway;
  private Path config;
  private Path ca;

  @BeforeEach
  void start() throws IOException {
    authority.issue("CN=gateway").write(folder, "own");
    ca = authority.write(folder.resolve("ca.pem"));
    config = configure(0);
    Config settings =
        switch (ConfigReader.read(Optional.of(config), Map.of())) {
          case ConfigResult.Loaded loaded -> loaded.config();
          case ConfigResult.Faulty faulty -> throw new AssertionError(faulty);
        };
    gateway =
        Gateway.start(
            settings,
            InstantSource.system(),
            new Gateway.Options(
                Optional.empty(),
                () -> new ConfigResult.Loaded(settings, List.of()),
                DeliverySettings.USUAL));
    config = configure(gateway.adminPort());
  }

  private Path configure(int port) throws IOException {
    return Files.writeString(
        folder.resolve("lastgasp.yaml"),
        """
        listen: {duis: "127.0.0.1:0", admin: "127.0.0.1:%d"}
        tls: {certificate: own.pem, key: own.key}
        """
            .formatted(port));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private String url() {
    return "https://localhost:" + gateway.adminPort();
  }

  @Test
  void anAuthorityThatIsNamedIsTrusted() {
    assertThat(new Shell().run("status", "--url", url(), "--ca", ca).exit()).isZero();
    Shell.Heard heard =
        new Shell().with("LASTGASP_CA", ca.toString()).run("status", "--url", url());
    assertThat(heard.exit()).as(heard.err()).isZero();
  }

  @Test
  void aGatewayOfAnotherAuthorityIsNotAskedAndItIsSaidWhatToDo() {
    Path another = new CertificateAuthority("CN=another").write(folder.resolve("another.pem"));
    assertThat(new Shell().run("status", "--url", url(), "--ca", another))
        .satisfies(
            heard -> {
              assertThat(heard.exit()).isEqualTo(Exit.FAILED);
              assertThat(heard.err()).contains("cannot be asked over TLS", "--ca FILE");
            });
    assertThat(new Shell().run("status", "--url", url()).exit()).isEqualTo(Exit.FAILED);
  }

  @Test
  void aServerWithoutTlsIsNotBlamedOnItsAuthority() throws IOException {
    assertThat(storm(PlainText::answer))
        .contains("the other side does not speak TLS")
        .doesNotContain("--ca FILE");
  }

  @Test
  void anOrderWhoseTlsBreaksAfterTheHandshakeMayHaveBeenDone() throws IOException {
    SSLContext own = authority.client(Optional.of(authority.issue("CN=gateway")));
    assertThat(storm(socket -> PlainText.answerBehindTheHandshake(socket, own)))
        .contains("gave no answer", "may have been done")
        .doesNotContain("--ca FILE");
  }

  private interface Answering {
    void on(Socket socket) throws IOException;
  }

  /** What is said of an order to a server that answers in its own way. */
  private String storm(Answering answering) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> serve(server, answering));
      return new Shell()
          .with("LASTGASP_TOKEN", "token")
          .run(
              "storm", "on", "--reason", "wind", "--ca", ca, "--url",
              "https://localhost:" + server.getLocalPort())
          .err();
    }
  }

  private static void serve(ServerSocket server, Answering answering) {
    try (Socket socket = server.accept()) {
      answering.on(socket);
      while (socket.getInputStream().read() >= 0) {
        continue; // until the client has seen enough
      }
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  /** What is not TLS. */
  private static final class PlainText {
    private static final byte[] TEXT =
        "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    static void answer(Socket socket) throws IOException {
      assertThat(socket.getInputStream().read()).isNotNegative();
      socket.getOutputStream().write(TEXT);
    }

    static void answerBehindTheHandshake(Socket socket, SSLContext own) throws IOException {
      InputStream none = InputStream.nullInputStream();
      SSLSocket tls = (SSLSocket) own.getSocketFactory().createSocket(socket, none, false);
      tls.setUseClientMode(false);
      assertThat(tls.getInputStream().read()).as("of the order").isEqualTo('P');
      String head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
      tls.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] record = new byte[5 + 32]; // that nobody encrypted
      record[0] = 23; // application data, of TLS 1.2 as all of 1.3 are, 32 bytes
      record[1] = 3;
      record[2] = 3;
      record[4] = 32;
      socket.getOutputStream().write(record);
    }
  }

  @Test
  void whoReadsTheGatewaysConfigurationNeedsNothingElse() {
    Shell.Heard heard = new Shell().run("status", "--config", config);
    assertThat(heard.exit()).as(heard.err()).isZero();
    assertThat(heard.err()).isEmpty();
  }

  @Test
  void aServerWithAnotherCertificateThanTheConfigurationsIsNotAsked() {
    authority.issue("CN=gateway").write(folder, "own");
    assertThat(new Shell().run("status", "--config", config).err())
        .contains("the gateway shows another certificate than the one in its configuration");
  }

  @Test
  void aFileThatIsNoAuthorityIsWrongUse() throws IOException {
    Path nothing = Files.writeString(folder.resolve("nothing.pem"), "nothing");
    assertThat(new Shell().run("status", "--url", url(), "--ca", nothing))
        .satisfies(
            heard -> {
              assertThat(heard.exit()).isEqualTo(Exit.WRONG_USE);
              assertThat(heard.err()).contains("nothing.pem", "X.509 certificates in PEM");
            });
  }
}

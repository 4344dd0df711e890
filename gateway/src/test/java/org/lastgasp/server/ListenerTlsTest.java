package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.tls.CertificateAuthority;
import org.lastgasp.tls.PeerCertificate;
import org.lastgasp.tls.TlsMaterial;
import org.lastgasp.tls.TlsMaterial.TlsFiles;

/** A listener over TLS refuses whom it does not know, in a handshake or on an open connection. */
class ListenerTlsTest {
  private static final Instant PAST = Instant.parse("2021-01-01T00:00:00Z");

  @TempDir Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2030-01-15T10:00:00Z"));
  private CertificateAuthority authority;
  private CertificateAuthority.Issued client;
  private ListenerTls tls;
  private HttpListener listener;

  @BeforeEach
  void open() {
    authority = new CertificateAuthority("CN=authority");
    client = authority.issue("CN=90-B3-D5-1F-30-01-00-00");
    authority.issue("CN=gateway").write(folder, "own");
    open(ListenerTls.ClientAuth.REQUIRED);
  }

  private void open(ListenerTls.ClientAuth clients) {
    tls = new ListenerTls("test", material(), clients, now::get);
    RouteTable table =
        new RouteTable()
            .register(
                routes ->
                    routes.open(
                        "/who",
                        (request, response) ->
                            response.send(
                                request.certificateSha256().orElse("nobody") + " "
                                    + request
                                        .certificate()
                                        .flatMap(PeerCertificate::eui)
                                        .map(Object::toString)
                                        .orElse("-")
                                    + " " + request.isSecure())));
    listener =
        HttpListener.open(
            "test",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.of(tls),
            HttpListener.Threads.VIRTUAL,
            64,
            new Router(table, List.of()));
  }

  private TlsMaterial material() {
    Path crl = authority.writeCrl(folder.resolve("a.crl"), CertificateAuthority.LATER);
    TlsFiles files =
        new TlsFiles(
            Optional.of(
                new TlsFiles.Own(folder.resolve("own.pem"), folder.resolve("own.key"))),
            Optional.of(authority.write(folder.resolve("ca.pem"))),
            List.of(crl),
            Optional.empty(),
            Optional.empty());
    return switch (TlsMaterial.read(files)) {
      case TlsMaterial.Result.Loaded loaded -> loaded.material();
      case TlsMaterial.Result.Faulty faulty -> throw new AssertionError(faulty.faults());
    };
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private SSLSocket connect(SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), listener.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static String ask(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] some = new byte[4_000];
    int read = socket.getInputStream().read(some);
    if (read < 0) {
      throw new IOException("closed");
    }
    return new String(some, 0, read, StandardCharsets.US_ASCII);
  }

  private String asked(Optional<CertificateAuthority.Issued> shown) throws IOException {
    try (SSLSocket socket = connect(authority.client(shown))) {
      return ask(socket);
    }
  }

  @Test
  void knowsAClientByItsCertificate() throws IOException {
    assertThat(asked(Optional.of(client)))
        .contains(
            PeerCertificate.sha256(client.certificate()) + " 90-B3-D5-1F-30-01-00-00 true");
  }

  @Test
  void refusesAClientWithoutACertificate() {
    assertThatThrownBy(() -> asked(Optional.empty())).isInstanceOf(IOException.class);
  }

  @Test
  void letsAClientInWithoutACertificateWhereOneIsOnlyWanted() throws IOException {
    listener.close();
    open(ListenerTls.ClientAuth.WANTED);
    assertThat(asked(Optional.empty())).contains("nobody - true");
    assertThat(asked(Optional.of(client))).contains("90-B3-D5-1F-30-01-00-00");
  }

  @Test
  void refusesAClientOfAnotherAuthority() {
    CertificateAuthority.Issued stranger =
        new CertificateAuthority("CN=authority").issue("CN=stranger");
    assertThatThrownBy(() -> asked(Optional.of(stranger))).isInstanceOf(IOException.class);
  }

  @Test
  void refusesAClientWhoseCertificateEnded() {
    CertificateAuthority.Issued old = authority.issue("CN=old", PAST);
    assertThatThrownBy(() -> asked(Optional.of(old))).isInstanceOf(IOException.class);
  }

  @Test
  void refusesARevokedClient() {
    authority.revoke(client);
    tls.replace(material(), ListenerTls.ClientAuth.REQUIRED);
    assertThatThrownBy(() -> asked(Optional.of(client))).isInstanceOf(IOException.class);
  }

  @Test
  void refusesTheNextRequestOnAnOpenConnectionOfARevokedClient() throws IOException {
    try (SSLSocket socket = connect(authority.client(Optional.of(client)))) {
      assertThat(ask(socket)).startsWith("HTTP/1.1 200");
      tls.replace(material(), ListenerTls.ClientAuth.REQUIRED);
      assertThat(ask(socket)).startsWith("HTTP/1.1 200");
      authority.revoke(client);
      tls.replace(material(), ListenerTls.ClientAuth.REQUIRED);
      assertThat(ask(socket)).startsWith("HTTP/1.1 403").contains("Connection: close");
    }
  }

  @Test
  void refusesAClientWhoseCertificateEndsWhileItsConnectionIsOpen() throws IOException {
    SSLContext context = authority.client(Optional.of(client));
    try (SSLSocket socket = connect(context)) {
      now.set(CertificateAuthority.LATER);
      assertThat(ask(socket)).startsWith("HTTP/1.1 200");
      now.set(CertificateAuthority.LATER.plusMillis(1));
      assertThat(ask(socket))
          .startsWith("HTTP/1.1 403")
          .contains("Connection: close", "ended at 2100-01-01T00:00:00Z");
    }
    try (SSLSocket resumed = connect(context)) {
      assertThat(ask(resumed)).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void doesNotResumeASessionMadeWithOtherMaterial() throws IOException {
    SSLContext context = authority.client(Optional.of(client));
    try (SSLSocket socket = connect(context)) {
      assertThat(ask(socket)).startsWith("HTTP/1.1 200");
    }
    authority.revoke(client);
    tls.replace(material(), ListenerTls.ClientAuth.REQUIRED);
    assertThatThrownBy(
            () -> {
              try (SSLSocket socket = connect(context)) {
                var unused = ask(socket);
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void showsTheNewCertificateAfterItWasReplaced() throws IOException {
    assertThat(shown()).hasToString("CN=gateway");
    authority.issue("CN=renewed").write(folder, "own");
    tls.replace(material(), ListenerTls.ClientAuth.REQUIRED);
    assertThat(shown()).hasToString("CN=renewed");
  }

  private Principal shown() throws IOException {
    try (SSLSocket socket = connect(authority.client(Optional.of(client)))) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal();
    }
  }

  private String negotiated(String protocol, String... suites) throws IOException {
    try (SSLSocket socket = connect(authority.client(Optional.of(client)))) {
      socket.setEnabledProtocols(new String[] {protocol});
      if (suites.length > 0) {
        socket.setEnabledCipherSuites(suites);
      }
      assertThat(ask(socket)).startsWith("HTTP/1.1 200");
      return socket.getSession().getProtocol() + " " + socket.getSession().getCipherSuite();
    }
  }

  @Test
  void speaksTls13AndTls12WithEcdsa() throws IOException {
    assertThat(negotiated("TLSv1.3")).isEqualTo("TLSv1.3 TLS_AES_256_GCM_SHA384");
    assertThat(negotiated("TLSv1.2"))
        .isEqualTo("TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
  }

  @Test
  void speaksNoOlderTlsAndNoOtherSuite() {
    assertThatThrownBy(() -> negotiated("TLSv1.1")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> negotiated("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () -> negotiated("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void agreesOnAKeyOfP256Alone() {
    assertThatThrownBy(
            () -> {
              try (SSLSocket socket = connect(authority.client(Optional.of(client)))) {
                var parameters = socket.getSSLParameters();
                parameters.setNamedGroups(new String[] {"secp384r1"});
                socket.setSSLParameters(parameters);
                var unused = ask(socket);
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void answersNobodyWithoutTls() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.setSoTimeout(20_000);
      assertThat(ask(socket)).as("an alert of TLS").doesNotContain("HTTP/1.1");
    }
  }
}

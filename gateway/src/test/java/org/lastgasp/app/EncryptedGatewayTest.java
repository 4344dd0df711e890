package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.tls.CertificateAuthority;
import org.lastgasp.tls.PeerCertificate;

/** A running gateway speaks TLS to those who send, to those it calls and to its operators. */
class EncryptedGatewayTest {
  private static final String TLS =
      "tls: {certificate: own.pem, key: own.key, client-ca: ca.pem, crl: [a.crl], trust: ca.pem}\n";

  @TempDir Path folder;
  private final CertificateAuthority authority = new CertificateAuthority("CN=authority");
  private final CertificateAuthority.Issued dspCertificate = authority.issue("CN=dsp");
  private final List<String> callers = new CopyOnWriteArrayList<>();
  private Operator operator;
  private HttpsServer dsp;
  private long activations;

  @BeforeEach
  void build() throws IOException {
    operator = new Operator(folder);
    authority.issue("CN=gateway").write(folder, "own");
    authority.write(folder.resolve("ca.pem"));
    authority.writeCrl(folder.resolve("a.crl"), CertificateAuthority.LATER);
    dsp = dsp();
  }

  @AfterEach
  void stop() {
    operator.close();
    dsp.stop(0);
  }

  /** Answers whoever shows a certificate of the authority. */
  private HttpsServer dsp() throws IOException {
    SSLContext context = authority.server(dspCertificate);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters asked) {
            SSLParameters parameters = context.getDefaultSSLParameters();
            parameters.setNeedClientAuth(true);
            asked.setSSLParameters(parameters);
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var https = (com.sun.net.httpserver.HttpsExchange) exchange;
            callers.add(https.getSSLSession().getPeerPrincipal().toString());
            exchange.getRequestBody().readAllBytes();
            byte[] answer = Town.acknowledgement("I0");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    server.start();
    return server;
  }

  private void configure(String tls, String more) throws IOException {
    String yaml =
        operator.town.yaml("enforce")
            .replaceFirst(
                "dsp: \\{url: \"[^\"]*\"",
                "dsp: {url: \"https://127.0.0.1:" + dsp.getAddress().getPort() + "\"");
    Files.writeString(folder.resolve("lastgasp.yaml"), yaml + tls + more);
  }

  private void start(String more) throws IOException {
    configure(TLS, more);
    operator.begin();
  }

  private HttpResponse<String> send(
      Optional<CertificateAuthority.Issued> shown, int port, String path, Optional<byte[]> body)
      throws IOException, InterruptedException {
    String type = path.contains("/service") ? "application/xml" : "application/json";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
            .header("Content-Type", type);
    if (shown.isEmpty()) {
      operator.town.token().ifPresent(t -> request.header("Authorization", "Bearer " + t));
    }
    body.map(HttpRequest.BodyPublishers::ofByteArray).ifPresent(request::POST);
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(authority.client(shown))
            .build()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Each call relays an activation of its own. */
  private HttpResponse<String> relayed(CertificateAuthority.Issued client) throws Exception {
    byte[] request = Town.activation(++activations, Optional.empty());
    return send(
        Optional.of(client), operator.gateway().duisPort(), "/api/v1/serviceS",
        Optional.of(request));
  }

  private String status() throws Exception {
    return send(
            Optional.empty(), operator.gateway().adminPort(), "/api/v1/status", Optional.empty())
        .body();
  }

  private HttpResponse<String> reload() throws Exception {
    return send(
        Optional.empty(), operator.gateway().adminPort(), "/api/v1/reload",
        Optional.of(new byte[0]));
  }

  @Test
  void aRequestGoesOverTlsAllTheWayAndTheDspKnowsTheGateway() throws Exception {
    start("");
    assertThat(relayed(authority.issue("CN=supplier")).statusCode()).isEqualTo(200);
    assertThat(callers).containsExactly("CN=gateway");
  }

  @Test
  void aClientOfTheDuisListenerNeedsACertificateAndAnOperatorDoesNot() throws Exception {
    start("");
    assertThatThrownBy(
            () ->
                send(
                    Optional.empty(), operator.gateway().duisPort(), "/api/v1/receive",
                    Optional.of(new byte[0])))
        .isInstanceOf(IOException.class);
    assertThat(status()).contains("\"degraded\"");
  }

  @Test
  void aCertificateProvesAnIdentityOnTheAdminListener() throws Exception {
    CertificateAuthority.Issued jane = authority.issue("CN=jane");
    operator.write(
        "identities.yaml",
        "identities: [{name: jane, role: operator, certificate-sha256: %s}]"
            .formatted(PeerCertificate.sha256(jane.certificate())));
    start("identities: {file: identities.yaml}\n");
    byte[] off = "{\"to\":\"off\",\"reason\":\"a test\"}".getBytes();
    int port = operator.gateway().adminPort();
    assertThat(send(Optional.of(jane), port, "/api/v1/switch", Optional.of(off)).statusCode())
        .isEqualTo(200);
    assertThat(
            send(Optional.of(jane), port, "/api/v1/changes?last=1", Optional.empty()).body())
        .contains("\"jane\"");
    CertificateAuthority.Issued unknown = authority.issue("CN=unknown");
    assertThat(send(Optional.of(unknown), port, "/api/v1/switch", Optional.of(off)).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aReloadReplacesTheCertificateBothWays() throws Exception {
    start("");
    assertThat(reload().statusCode()).isEqualTo(200);
    authority.issue("CN=renewed").write(folder, "own");
    assertThat(reload().statusCode()).isEqualTo(200);
    assertThat(relayed(authority.issue("CN=supplier")).statusCode()).isEqualTo(200);
    assertThat(callers).containsExactly("CN=renewed");
  }

  @Test
  void aReloadWithAFaultKeepsWhatWasInForce() throws Exception {
    start("");
    Files.writeString(folder.resolve("own.key"), "nothing");
    HttpResponse<String> refused = reload();
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("tls.key", "own.key");
    assertThat(relayed(authority.issue("CN=supplier")).statusCode()).isEqualTo(200);
    assertThat(status()).contains("config-refused");
  }

  @Test
  void aReloadRefusesWhoWasRevoked() throws Exception {
    CertificateAuthority.Issued supplier = authority.issue("CN=supplier");
    start("");
    assertThat(relayed(supplier).statusCode()).isEqualTo(200);
    authority.revoke(supplier);
    authority.writeCrl(folder.resolve("a.crl"), CertificateAuthority.LATER);
    assertThat(reload().statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> relayed(supplier)).isInstanceOf(IOException.class);
    assertThat(relayed(authority.issue("CN=another")).statusCode()).isEqualTo(200);
  }

  private void await() {
    Town.await(
        "lists are in force",
        () -> {
          try {
            return !status().contains("-missing");
          } catch (Exception broken) {
            throw new IllegalStateException(broken);
          }
        });
  }

  private String windows() throws Exception {
    return send(
            Optional.empty(), operator.gateway().adminPort(), "/api/v1/windows", Optional.empty())
        .body();
  }

  private String metrics() throws Exception {
    return send(Optional.empty(), operator.gateway().adminPort(), "/metrics", Optional.empty())
        .body();
  }

  @Test
  void aRequestIsTrackedOnlyIfItsCertificateNamesItsOriginator() throws Exception {
    start("");
    await();
    CertificateAuthority.Issued stranger = authority.issue("CN=90-B3-D5-1F-30-09-00-00");
    assertThat(relayed(stranger).statusCode()).isEqualTo(200);
    assertThat(windows()).doesNotContain(Town.METER.toString());
    assertThat(metrics()).contains("reason=\"originator-differs\"} 1");
    assertThat(relayed(authority.issue("CN=" + Town.SUPPLIER)).statusCode()).isEqualTo(200);
    assertThat(windows()).contains(Town.METER.toString());
  }

  @Test
  void aSenderNeedNotBeTheOriginatorIfThatIsConfigured() throws Exception {
    configure(TLS.replace("trust:", "originator: any, trust:"), "");
    operator.begin();
    await();
    assertThat(relayed(authority.issue("CN=gateway of a supplier")).statusCode()).isEqualTo(200);
    assertThat(windows()).contains(Town.METER.toString());
  }

  private int received(CertificateAuthority.Issued shown) throws Exception {
    byte[] alert = Town.ad1(Town.HUB, 1, operator.now.get());
    return send(
            Optional.of(shown), operator.gateway().duisPort(), "/api/v1/receive",
            Optional.of(alert))
        .statusCode();
  }

  @Test
  void messagesForServiceUsersAreTakenFromTheDspAlone() throws Exception {
    CertificateAuthority.Issued renewed = authority.issue("CN=dsp renewed");
    configure(TLS, "");
    Path file = folder.resolve("lastgasp.yaml");
    String proof =
        ", eui: 90-B3-D5-1F-30-00-00-02, certificate-sha256: [%s]}"
            .formatted(PeerCertificate.sha256(renewed.certificate()));
    Files.writeString(
        file, Files.readString(file).replace(", timeout: 2s}", ", timeout: 2s" + proof));
    operator.begin();
    assertThat(received(authority.issue("CN=90-B3-D5-1F-30-00-00-02"))).isEqualTo(204);
    assertThat(received(renewed)).isEqualTo(204);
    assertThat(received(authority.issue("CN=" + Town.SUPPLIER))).isEqualTo(403);
    assertThat(metrics()).contains("lastgasp_receive_refused_total 1");
    assertThat(status()).contains("sender-refused");
  }

  @Test
  void tlsCannotBeSwitchedOffByAReload() throws Exception {
    start("");
    configure("tls: {trust: ca.pem}\n", "");
    assertThat(reload().body()).contains("restart it");
  }

  @Test
  void aCertificateThatEndsInAWeekIsDegradedAndItsEndIsAMetric() throws Exception {
    Instant end = Instant.parse("2030-01-21T00:00:00Z");
    authority.issue("CN=gateway", end).write(folder, "own");
    start("");
    assertThat(status()).contains("certificate-expiry", "own.pem ends at 2030-01-21T00:00:00Z");
    assertThat(metrics())
        .contains("lastgasp_certificate_expiry_timestamp_seconds{file=\"" + folder + "/own.pem\"");
    operator.at("2030-01-12T00:00:00Z");
    assertThat(status()).doesNotContain("certificate-expiry");
  }

  @Test
  void aListOfRevokedCertificatesThatIsOverdueIsDegraded() throws Exception {
    authority.writeCrl(folder.resolve("a.crl"), Instant.parse("2030-01-15T09:00:00Z"));
    start("");
    assertThat(status()).contains("crl-outdated", "a.crl should have been replaced");
  }

  @Test
  void aListenerWithoutTlsThatOthersReachIsDegraded() throws Exception {
    Files.writeString(
        folder.resolve("lastgasp.yaml"),
        operator.town.yaml("enforce")
            .replace("duis: \"127.0.0.1:0\"", "insecure: true, duis: \"0.0.0.0:0\""));
    operator.begin();
    assertThat(operator.degraded()).contains("insecure", "other machines reach 0.0.0.0:0");
  }
}

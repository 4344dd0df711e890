package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.tls.CertificateAuthority;

/** Who sends to the DUIS listener, where TLS ends in a proxy in front of it. */
class BehindATlsProxyTest {
  private static final String SECRET = "a secret of sixteen letters";

  @TempDir Path folder;
  private final CertificateAuthority authority = new CertificateAuthority("CN=authority");
  private Operator operator;
  private HttpClient client;

  @BeforeEach
  void build() throws IOException {
    operator = new Operator(folder);
    client = HttpClient.newHttpClient();
    operator.write("edge.txt", SECRET + "\n");
  }

  @AfterEach
  void stop() {
    operator.close();
    client.close();
  }

  private void start(String from) {
    operator.write(
        "lastgasp.yaml",
        operator.town.yaml("enforce")
                .replace("timeout: 2s", "timeout: 2s, eui: 90-B3-D5-1F-30-0F-00-00")
            + "tls: {proxy: {from: [" + from + "], secret-file: edge.txt}}\n");
    operator.begin();
    Town.await("lists are in force", () -> !operator.degraded().contains("-missing"));
  }

  private String certificate(String eui) throws Exception {
    byte[] der = authority.issue("CN=" + eui).certificate().getEncoded();
    return ":" + Base64.getEncoder().encodeToString(der) + ":";
  }

  private HttpResponse<byte[]> post(
      String path, byte[] body, Optional<String> secret, Optional<String> certificate)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + operator.gateway().duisPort() + path))
            .header("Content-Type", "application/xml")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    secret.ifPresent(value -> request.header("X-Lastgasp-Proxy-Secret", value));
    certificate.ifPresent(value -> request.header("Client-Cert", value));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private boolean opens(int number, Optional<String> secret, Optional<String> certificate)
      throws Exception {
    int before = operator.get("windows").path("windows").size();
    HttpResponse<byte[]> answer =
        post(
            "/api/v1/serviceT", Town.activation(number, Optional.empty()), secret, certificate);
    assertThat(answer.statusCode()).as("it is relayed").isEqualTo(200);
    return operator.get("windows").path("windows").size() > before;
  }

  @Test
  void theCertificateThatTheProxyPassesOnNamesTheOriginator() throws Exception {
    start("127.0.0.1");
    String own = certificate(Town.SUPPLIER.toString());
    assertThat(opens(1, Optional.of(SECRET), Optional.of(own))).isTrue();
    String pem =
        "-----BEGIN CERTIFICATE-----\n" + own.replace(":", "") + "\n-----END CERTIFICATE-----\n";
    assertThat(
            opens(
                2,
                Optional.of(SECRET),
                Optional.of(
                    URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20"))))
        .as("as nginx writes it")
        .isTrue();
  }

  @Test
  void whatOthersSayOfThemselvesIsNotBelieved() throws Exception {
    start("127.0.0.1");
    String own = certificate(Town.SUPPLIER.toString());
    String another = certificate("90-B3-D5-1F-30-09-00-00");
    assertThat(opens(1, Optional.empty(), Optional.of(own))).as("no secret").isFalse();
    assertThat(opens(2, Optional.of(SECRET + "?"), Optional.of(own))).as("another").isFalse();
    assertThat(opens(3, Optional.of(SECRET), Optional.of(another))).as("a party").isFalse();
    assertThat(opens(4, Optional.of(SECRET), Optional.empty())).as("none").isFalse();
    assertThat(opens(5, Optional.of(SECRET), Optional.of("::"))).as("nothing").isFalse();
    assertThat(opens(6, Optional.of(SECRET), Optional.of(own + own))).as("two").isFalse();
    assertThat(operator.text("/metrics")).contains("originator-differs");
  }

  @Test
  void theSecretAloneIsNotEnoughFromAnotherAddress() throws Exception {
    start("10.0.0.6");
    String own = certificate(Town.SUPPLIER.toString());
    assertThat(opens(1, Optional.of(SECRET), Optional.of(own))).isFalse();
  }

  @Test
  void messagesAreTakenFromTheDspAlone() throws Exception {
    start("127.0.0.1");
    byte[] alert = Town.ad1(Town.HUB, 1, operator.now.get());
    String dsp = certificate("90-B3-D5-1F-30-0F-00-00");
    String another = certificate(Town.SUPPLIER.toString());
    String path = "/api/v1/receive";
    assertThat(post(path, alert, Optional.of(SECRET), Optional.of(another)).statusCode())
        .isEqualTo(403);
    assertThat(post(path, alert, Optional.empty(), Optional.of(dsp)).statusCode()).isEqualTo(403);
    assertThat(post(path, alert, Optional.of(SECRET), Optional.of(dsp)).statusCode())
        .isEqualTo(204);
  }

  @Test
  void theSecretGoesToNobodyElse() throws Exception {
    start("127.0.0.1");
    opens(1, Optional.of(SECRET), Optional.of(certificate(Town.SUPPLIER.toString())));
    assertThat(operator.town.lastHeaders.get())
        .isNotEmpty()
        .allSatisfy((name, values) -> assertThat(values.toString()).doesNotContain(SECRET));
  }
}

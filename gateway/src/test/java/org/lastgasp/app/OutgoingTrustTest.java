package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.api.AdminServices;
import org.lastgasp.tls.CertificateAuthority;

/** Those whom a running gateway calls besides DSP and receivers have authorities of their own. */
class OutgoingTrustTest {
  @TempDir Path folder;
  private final CertificateAuthority authority = new CertificateAuthority("CN=tools");
  private final List<String> paths = new CopyOnWriteArrayList<>();
  private Operator operator;
  private HttpsServer server;

  @BeforeEach
  void listen() throws IOException {
    operator = new Operator(folder);
    authority.write(folder.resolve("tools.pem"));
    new CertificateAuthority("CN=another").write(folder.resolve("another.pem"));
    server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(authority.server(authority.issue("CN=tools"))));
    server.createContext(
        "/",
        exchange -> {
          paths.add(exchange.getRequestURI().getPath());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    operator.close();
    server.stop(0);
  }

  private String url() {
    return "https://localhost:" + server.getAddress().getPort();
  }

  private void start(String tls) throws IOException {
    Files.writeString(folder.resolve("graph.secret"), "a secret of the application\n");
    operator.start(
        """
        tls: {%1$s}
        hindsight: {webhook: "%2$s/suspects"}
        report:
          to:
            - sharepoint: {site: "%2$s/sites/outages", library: L, tenant: t,
                client: 11111111-2222-3333-4444-555555555555, secret-file: graph.secret,
                graph: "%2$s/v1.0", authority: "%2$s"}
        """
            .formatted(tls, url()));
  }

  /** An alert of an outage that began before the activation in whose window it is suppressed. */
  private void suspect() {
    operator.activated(1);
    byte[] alert = Town.ad1(Town.HUB, 1, operator.now.get().minus(Duration.ofMinutes(10)));
    operator.town.post(operator.gateway().duisPort(), "/api/v1/receive", alert);
  }

  private void report() {
    operator.post("reports/build", "");
    operator.post("reports/send", "");
  }

  @Test
  void theWebhookAndSharePointAreTrustedByTheFileForThem() throws IOException {
    start("trust: another.pem, trust-others: tools.pem");
    suspect();
    await("the webhook is called", () -> paths.contains("/suspects"));
    report();
    await("a token is asked for", () -> paths.stream().anyMatch(p -> p.endsWith("/token")));
  }

  @Test
  void whoIsNotTrustedIsNotToldAndThatIsDegraded() throws IOException {
    start("trust: tools.pem, trust-others: another.pem");
    suspect();
    await(
        "it is said",
        () -> operator.degraded().contains("/suspects: TLS: certificate not trusted"));
    assertThat(operator.degraded()).contains("webhook-not-taken");
    report();
    operator.at("13:30:00");
    await("it is said of the target, too", () -> operator.degraded().contains("report-not-sent"));
    assertThat(operator.degraded()).contains("certification path");
    assertThat(paths).isEmpty();
  }

  @Test
  void aReloadTrustsTheWebhookByAnotherFile() throws IOException {
    start("trust-others: another.pem");
    suspect();
    await("it is said", () -> operator.degraded().contains("certificate not trusted"));
    Files.copy(
        folder.resolve("tools.pem"),
        folder.resolve("another.pem"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(operator.gateway().reload())
        .isEqualTo(new AdminServices.ReloadResult.Taken(List.of()));
    await("the webhook is called", () -> paths.contains("/suspects"));
  }
}

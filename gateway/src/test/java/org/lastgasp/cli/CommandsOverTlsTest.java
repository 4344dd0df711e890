package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

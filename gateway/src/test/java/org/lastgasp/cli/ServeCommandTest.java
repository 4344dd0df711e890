package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.files.FolderLock;

/** How a gateway that cannot run says so; one that runs is seen as a process of its own. */
class ServeCommandTest {
  @TempDir Path folder;
  private final Shell shell = new Shell();

  @Test
  void aFaultyConfigurationIsSaidInFullAndNothingIsMade() throws IOException {
    Path file = write("windw: 30m\nwindow: 3h\nlog: {rotate-at: big}\n");
    Shell.Heard heard = shell.run("serve", "--config", file);
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.out()).isEmpty();
    assertThat(heard.err()).contains(file + ":1:1: windw", file + ":2:9: window", ":3:18: log.rot");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void everyFileThatCannotBeUsedIsSaidAtOnce() throws IOException {
    Files.writeString(folder.resolve("people.yaml"), "identities: [{name: x, role: operatr}]\n");
    Path file =
        write(
            """
            listen: {duis: "127.0.0.1:0", admin: "127.0.0.1:0"}
            identities: {file: people.yaml}
            log: {signing-key: missing.pem}
            hindsight: {webhook: "http://127.0.0.1:1/x", webhook-secret: missing}
            """);
    Shell.Heard heard = shell.run("serve", "--config", file);
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.err())
        .contains("people.yaml:1:", "'operatr'")
        .contains("missing.pem: log.signing-key: found ")
        .contains("missing: hindsight.webhook-secret: found what cannot be read");
  }

  @Test
  void aLogThatAnotherGatewayWritesIsNotWritten() throws IOException {
    Path held = Files.createDirectories(folder.resolve("log")).resolve("log.lock");
    Path file =
        write(
            """
            listen: {duis: "127.0.0.1:0", admin: "127.0.0.1:0"}
            log: {path: "%s"}
            journal: {path: "%s"}
            """
                .formatted(held.getParent(), folder.resolve("data/journal")));
    try (var _ = FolderLock.tryTake(held).orElseThrow()) {
      Shell.Heard heard = shell.run("serve", "--config", file);
      assertThat(heard.exit()).isOne();
      assertThat(heard.err())
          .contains(
              "the gateway could not be started: " + held.getParent()
                  + " is in use by another gateway, which holds " + held + ": stop it first\n");
    }
  }

  @Test
  void theShortWayToServeSaysWhatTheLongWaySays() throws IOException {
    Path file = write("windw: 30m\n");
    Shell.Heard usual = shell.run("serve", "--config", file);
    Shell.Heard read = shell.run("serve", "--output", "table", "--config", file);
    assertThat(usual).isEqualTo(read);
    assertThat(usual.err()).startsWith("lastgasp serve: ").contains("windw");
  }

  @Test
  void aFaultyValueOfConfigIsLeftToTheLongWay() {
    Shell.Heard heard = shell.run("serve", "--config", "--output");
    assertThat(heard.exit()).isEqualTo(64);
    assertThat(heard.err()).contains("lastgasp serve: ", "see lastgasp serve --help");
  }

  @Test
  void anUnknownVariableOfOursIsAFault() {
    Shell.Heard heard = new Shell().with("LASTGASP_WINDW", "20m").run("serve");
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.err())
        .contains("LASTGASP_WINDW: found an unknown variable; allowed: 'LASTGASP_WINDOW'");
  }

  @Test
  void anAddressThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Path file = write("listen: {duis: '" + address + "', admin: '127.0.0.1:0'}\n");
      Shell.Heard heard = shell.run("serve", "--config", file);
      assertThat(heard.exit()).isEqualTo(1);
      assertThat(heard.err()).contains("could not be started").contains(address);
    }
  }

  @Test
  void aRuntimeWhoseLibrariesAreNotThereIsRefused() {
    Shell.Heard heard = shell.run("serve", "--runtime", "kafka");
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.err()).contains("lib/kafka");
  }

  @Test
  void rolesAreOfACluster() {
    Shell.Heard embedded = shell.run("serve", "--roles", "edge");
    assertThat(embedded.exit()).isEqualTo(64);
    assertThat(embedded.err()).contains("--runtime kafka only");
    Shell.Heard unknown = shell.run("serve", "--runtime", "kafka", "--roles", "edge,king");
    assertThat(unknown.exit()).isEqualTo(78);
    assertThat(unknown.err()).contains("king");
  }

  @Test
  void aLogLevelThatIsNoneIsAFault() {
    Shell.Heard heard = new Shell().with(Logging.VARIABLE, "loud").run("serve");
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.err()).contains("LASTGASP_LOG_LEVEL: found 'loud'; allowed: error, warn");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("lastgasp.yaml"), text);
  }
}

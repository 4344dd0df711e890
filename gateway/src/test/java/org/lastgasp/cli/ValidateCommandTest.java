package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
  private static final String LIST = "90-B3-D5-1F-30-01-00-00\n";
  private static final String DEVICES = "device_id,device_type\n90-B3-D5-1F-30-01-00-00,ESME\n";

  @TempDir Path folder;
  private final Shell shell = new Shell();

  @Test
  void aGoodConfigurationIsSaidToBeValidWithItsHash() throws IOException {
    write("guids.txt", LIST);
    write("inventory.csv", DEVICES);
    Path file = write("lastgasp.yaml", "window: 20m\n");
    Shell.Heard heard = shell.run("validate", "--config", file);
    assertThat(heard.exit()).isZero();
    assertThat(heard.out()).matches("(?s).*lastgasp.yaml is valid; its hash is [0-9a-f]{64}\n");
    assertThat(heard.err().lines()).containsExactly(
        "warning: users: none, so every message from the DSP is kept and nothing is delivered");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void anEmptyNameOfTheConfigurationIsSaid() {
    Shell.Heard heard = shell.run("validate", "--config", "");
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.err().lines())
        .containsExactly(
            "lastgasp validate: --config: found nothing; allowed: a YAML file, or neither it nor"
                + " LASTGASP_CONFIG",
            "lastgasp validate: 1 fault in --config: put right what is named above");
  }

  @Test
  void fiveMistakesAreFiveLinesAndExit78() throws IOException {
    String five = "windw: 1\nwindow: 1\nguids: []\nlisten: {duis: x}\nlog: {rotate-at: 1MB}\n";
    Path file = write("lastgasp.yaml", five);
    Shell.Heard heard = shell.run("validate", "--config", file);
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.out()).isEmpty();
    assertThat(heard.err().lines()).hasSize(6);
    assertThat(heard.err().lines().limit(5))
        .allSatisfy(line -> assertThat(line).contains(file + ":"));
    assertThat(heard.err().lines().skip(5)).first().asString().contains("5 faults in");
  }

  @Test
  void whatItPointsToIsCheckedToo() throws IOException {
    write("guids.txt", LIST + "nonsense\n");
    write("inventory.csv", "device_id,colour\n");
    write("data", "a file where a folder should be");
    Path file = write("lastgasp.yaml", "listen: {duis: 'nowhere.invalid:1', insecure: true}\n");
    Shell.Heard heard = shell.run("validate", "--config", file);
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.err())
        .contains(folder.resolve("guids.txt") + ":2: guids: found ")
        .contains(folder.resolve("inventory.csv") + ":1: inventory: found unknown column 'colour'")
        .contains("journal.path: found " + folder.resolve("data") + " is no folder")
        .contains("log.path: found " + folder.resolve("data") + " is no folder")
        .contains("listen.duis: found 'nowhere.invalid', which is unknown");
  }

  /** Nobody should have to mend and ask again; a default that nobody meant is not looked at. */
  @Test
  void whatSoundKeysPointToIsCheckedBesideAKeyWithAFault() throws IOException {
    write("list", "nonsense\n");
    write("data", "a file where the default folder of the journal would be");
    write("logs", "a file where a folder should be");
    Path file =
        write(
            "lastgasp.yaml",
            """
            window: 1
            guids: list
            inventry: devices.csv
            journal: {pth: journal}
            log: {path: logs}
            listen: {duis: 'nowhere.invalid:1', insecure: true}
            hindsight: {webhook: 'http://127.0.0.1:1/', webhook-secret: none}
            """);
    Shell.Heard heard = shell.run("validate", "--config", file);
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.err().lines())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains(": window: found '1'"),
            line -> assertThat(line).contains(": inventry: found "),
            line -> assertThat(line).contains(": journal.pth: found "),
            line -> assertThat(line).contains("list:1: guids: found 'nonsense'"),
            line -> assertThat(line).contains("log.path: found ", "logs is no folder"),
            line -> assertThat(line).contains("listen.duis: found 'nowhere.invalid'"),
            line -> assertThat(line).contains("hindsight.webhook-secret: found "),
            line -> assertThat(line).contains("7 faults in"));

    Shell.Heard serve = shell.run("serve", "--config", file);
    assertThat(serve.exit()).isEqualTo(78);
    assertThat(serve.err())
        .contains(": window: found '1'", "hindsight.webhook-secret: found ");
  }

  @Test
  void aBrokenLinkIsNoFolder() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("data"), folder.resolve("gone"));
    Path file = write("lastgasp.yaml", "");
    Shell.Heard heard = shell.run("validate", "--config", file);
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.err())
        .contains("journal.path: found " + link + " is a link to what is not there");
  }

  @Test
  void theKeysOfTargetsAreLookedAtWithoutAskingAnybody() throws Exception {
    Files.setPosixFilePermissions(
        write("key", "no key"), PosixFilePermissions.fromString("rw-r--r--"));
    write("known", "other.example ssh-ed25519 "
        + "AAAAC3NzaC1lZDI1NTE5AAAAIAtH8WAmlTiMSDUQRxRRKzVZlBUGWa7fPOuTCWQqW1Ff\n");
    Path file =
        write(
            "lastgasp.yaml",
            """
            report:
              to:
                - {sftp: "sftp://dcc@host.invalid/in", key: key, known-hosts: known}
                - {sftp: "sftp://dcc@host.invalid/out", key: missing, known-hosts: known}
                - sharepoint:
                    site: https://dno.example/sites/a
                    library: b
                    tenant: c
                    client: 11111111-2222-3333-4444-555555555555
                    certificate: key
                    key: missing
            """);
    Shell.Heard heard = shell.run("validate", "--config", file);
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.err()).containsOnlyOnce("report.to.known-hosts").doesNotContain("INFO");
    assertThat(heard.err())
        .contains(folder.resolve("key") + ": report.to.key: found what cannot be used")
        .contains("chmod 600 " + folder.resolve("key"))
        .contains("report.to.known-hosts: found no key of host.invalid:22")
        .contains(folder.resolve("missing") + ": report.to.key: found no file that can be read")
        .contains(folder.resolve("key") + ": report.to.certificate: found what cannot be used");
  }

  @Test
  void identitiesAndTheSecretsOfProxiesAreRead() throws IOException {
    write("people.yaml", "identities: [{name: x, role: operatr}]\n");
    write("short", "abc\n");
    Path file =
        write(
            "lastgasp.yaml",
            """
            identities: {file: people.yaml, proxy: {from: [10.0.0.5], secret-file: short}}
            """);
    Shell.Heard heard = shell.run("validate", "--config", file);
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.err())
        .contains(folder.resolve("people.yaml") + ":1:", "'operatr'")
        .contains(
            folder.resolve("short") + ": identities.proxy.secret-file: found a short secret;"
                + " allowed: 16 letters or more");
  }

  @Test
  void listsThatAreNotThereAreAWarning() throws IOException {
    Path file = write("lastgasp.yaml", "");
    Shell.Heard heard = shell.run("validate", "--config", file);
    assertThat(heard.exit()).isZero();
    assertThat(heard.err())
        .contains("warning: guids: " + folder.resolve("guids.txt") + " is not there")
        .contains("warning: inventory: " + folder.resolve("inventory.csv") + " is not there");
  }

  @Test
  void aProgramGetsJson() throws IOException {
    Path file = write("lastgasp.yaml", "window: 1\n");
    Shell.Heard heard = shell.run("validate", "--config", file, "-o", "json");
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(CliJson.MAPPER.readTree(heard.out()).at("/faults/0/key").asText())
        .isEqualTo("window");
    assertThat(CliJson.MAPPER.readTree(heard.out()).at("/valid").asBoolean(true)).isFalse();
  }

  @Test
  void theEnvironmentIsCheckedAsTheFileIs() {
    Shell.Heard heard = new Shell().with("LASTGASP_WINDOW", "ages").run("validate");
    assertThat(heard.exit()).isEqualTo(78);
    assertThat(heard.err()).contains("LASTGASP_WINDOW: window: found 'ages'");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}

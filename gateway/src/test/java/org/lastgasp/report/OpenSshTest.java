package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.report.Target.SftpSettings;

/** Against OpenSSH's own server, which most network operators will have. */
@Tag("long")
class OpenSshTest {
  private static final Path SSHD = Path.of("/usr/sbin/sshd");
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private Path in;
  private int port;
  private Process sshd;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(SSHD), "OpenSSH's server is not installed: " + SSHD);
    in = Files.createDirectory(folder.resolve("in"));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    keygen("-q", "-t", "ed25519", "-N", "", "-f", folder.resolve("host").toString());
    keygen("-q", "-t", "ed25519", "-N", "", "-f", folder.resolve("key").toString());
    know(port);
    Path settings = folder.resolve("sshd_config");
    Files.writeString(
        settings,
        """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %s
        AuthorizedKeysFile %s
        PidFile none
        StrictModes no
        UsePAM no
        PasswordAuthentication no
        PermitRootLogin prohibit-password
        Subsystem sftp internal-sftp
        """
            .formatted(port, folder.resolve("host"), folder.resolve("key.pub")));
    if (System.getProperty("user.name").equals("root")) {
      Files.createDirectories(Path.of("/run/sshd")); // where it locks itself in before a login
    }
    sshd =
        new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", settings.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader said = sshd.inputReader();
    StringBuilder all = new StringBuilder();
    String line = said.readLine();
    while (line != null && !line.startsWith("Server listening")) {
      all.append(line).append('\n');
      line = said.readLine();
    }
    assertThat(line).as(all.toString()).isNotNull();
    Thread.ofVirtual().start(() -> drain(said));
  }

  private static void drain(Reader said) {
    try {
      said.transferTo(Writer.nullWriter());
    } catch (IOException ended) {
      // the server was stopped: nothing more is said
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (sshd != null) {
      sshd.destroy();
      sshd.waitFor(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aReportArrivesWholeWithItsPermissionsAndOnce() throws Exception {
    byte[] bytes = Transfers.bytes(5 * MIB + 3);
    try (SftpTarget target = new SftpTarget(settings(port, "/{scope}"))) {
      TransferFile transfer = Transfers.of(folder, bytes);
      assertThat(target.put(transfer)).isEqualTo(new Outcome.Taken());
      Path there = in.resolve("17").resolve(Transfers.NAME);
      assertThat(there).hasBinaryContent(bytes);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(there)))
          .isEqualTo("rw-r-----");
      assertThat(target.put(transfer)).isEqualTo(new Outcome.Taken());
      Files.write(there, new byte[MIB]);
      assertThat(why(target.put(transfer))).contains("another file");
      assertThat(there).hasBinaryContent(new byte[MIB]);
    }
  }

  @Test
  void aBrokenLineIsTakenUpWhereItBroke() throws Exception {
    byte[] bytes = Transfers.bytes(8 * MIB);
    try (CutLine line = new CutLine(port, 4 * MIB)) {
      know(line.port());
      try (SftpTarget target = new SftpTarget(settings(line.port(), ""))) {
        TransferFile transfer = Transfers.of(folder, bytes);
        assertThat(why(target.put(transfer))).contains("broke in writing");
        assertThat(Files.size(in.resolve(Transfers.NAME + ".part"))).isPositive();
        line.mend();
        assertThat(target.put(transfer)).isEqualTo(new Outcome.Taken());
      }
    }
    assertThat(in.resolve(Transfers.NAME)).hasBinaryContent(bytes);
    assertThat(in.resolve(Transfers.NAME + ".part")).doesNotExist();
  }

  @Test
  void whoIsNotExpectedIsRefusedOnEitherSide() throws Exception {
    Files.delete(folder.resolve("key"));
    keygen("-q", "-t", "ecdsa", "-N", "", "-f", folder.resolve("key2").toString());
    Files.move(folder.resolve("key2"), folder.resolve("key"));
    try (SftpTarget target = new SftpTarget(settings(port, ""))) {
      TransferFile transfer = Transfers.of(folder, Transfers.bytes(10));
      assertThat(why(target.put(transfer))).contains("does not let").contains("SHA256:");
      Files.writeString(
          folder.resolve("known_hosts"),
          "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("key2.pub")));
      assertThat(why(target.put(transfer))).contains("somebody may stand between");
    }
  }

  /** As an operator does who keeps names out of the file. */
  private void know(int asked) throws Exception {
    Path known = folder.resolve("known_hosts");
    Files.writeString(
        known, "[127.0.0.1]:" + asked + " " + Files.readString(folder.resolve("host.pub")));
    keygen("-q", "-H", "-f", known.toString());
  }

  private static void keygen(String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("ssh-keygen");
    builder.command().addAll(List.of(arguments));
    Process keygen = builder.redirectErrorStream(true).start();
    String said = new String(keygen.getInputStream().readAllBytes());
    assertThat(keygen.waitFor()).as(said).isZero();
  }

  private SftpSettings settings(int to, String below) {
    String user = System.getProperty("user.name");
    String where = in + below;
    return new SftpSettings(
        "sftp://" + user + "@127.0.0.1:" + to + where,
        user,
        "127.0.0.1",
        to,
        where,
        folder.resolve("key"),
        folder.resolve("known_hosts"),
        Optional.of("0640"),
        Duration.ofSeconds(30));
  }

  private static String why(Outcome outcome) throws IOException {
    return switch (outcome) {
      case Outcome.NotYet notYet -> notYet.why();
      case Outcome.Taken taken -> throw new AssertionError("it was taken");
    };
  }
}

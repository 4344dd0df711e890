package org.lastgasp.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.lastgasp.report.Target.SftpSettings;

/** An SFTP server on loopback whose only user is dcc, with a folder {@code in}. */
final class SftpServer implements AutoCloseable {
  /** Held, or its level would be forgotten with it. */
  private static final Logger SSH = Logger.getLogger("org.apache.sshd");

  private final Path home;
  private final Path root;
  private final SshServer server = SshServer.setUpDefaultServer();
  private final KeyPair user;
  private KeyPair known;

  SftpServer(Path home, SftpEventListener listener, SftpFileSystemAccessor disk)
      throws Exception {
    SSH.setLevel(Level.OFF);
    this.home = home;
    this.root = Files.createDirectories(home.resolve("root"));
    Files.createDirectories(root.resolve("in"));
    user = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    write(user, home.resolve("key"));
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setFileSystemFactory(new VirtualFileSystemFactory(root));
    server.setPublickeyAuthenticator((name, key, session) ->
        name.equals("dcc") && KeyUtils.compareKeys(key, user.getPublic()));
    SftpSubsystemFactory sftp =
        new SftpSubsystemFactory.Builder().withFileSystemAccessor(disk).build();
    sftp.addSftpEventListener(listener);
    server.setSubsystemFactories(List.of(sftp));
    newHostKeys();
    server.start();
    know(server.getPort());
  }

  /**
   * The server shows other keys from now on: as after it was set up anew, or was replaced. Gives
   * the fingerprint of one of them.
   */
  String newHostKeys() throws GeneralSecurityException {
    known = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    KeyPair other = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    server.setKeyPairProvider(KeyPairProvider.wrap(other, known));
    return KeyUtils.getFingerPrint(known.getPublic());
  }

  /** Writes down one of its keys, as an operator does who was told only that. */
  void know(int port) throws IOException {
    String entry = PublicKeyEntry.toString(known.getPublic());
    Files.writeString(knownHosts(), "[127.0.0.1]:" + port + " " + entry + "\n");
  }

  static void write(KeyPair pair, Path file) throws Exception {
    try (OutputStream out = Files.newOutputStream(file)) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "", null, out);
    }
  }

  Path knownHosts() {
    return home.resolve("known_hosts");
  }

  Path key() {
    return home.resolve("key");
  }

  Path root() {
    return root;
  }

  int port() {
    return server.getPort();
  }

  List<? extends Session> sessions() {
    return server.getActiveSessions();
  }

  SftpSettings settings(int port, String folder) {
    return new SftpSettings(
        "sftp://dcc@127.0.0.1:" + port + folder,
        "dcc",
        "127.0.0.1",
        port,
        folder,
        key(),
        knownHosts(),
        Optional.of("0640"),
        Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    try {
      server.stop(true);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}

package org.lastgasp.report;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.lastgasp.report.Target.SftpSettings;

/**
 * The connection to an SFTP server: made when it is needed, kept while there is work, closed when
 * idle. The machine's own SSH settings are ignored. One thread uses it; any may close it.
 */
final class SftpConnection implements AutoCloseable {
  private final SftpSettings settings;
  private Optional<SftpClient> sftp = Optional.empty();
  private Optional<SshClient> client = Optional.empty();
  private long used; // System.nanoTime of the last use
  private boolean closed;

  SftpConnection(SftpSettings settings) {
    this.settings = settings;
  }

  /** The open connection, or a new one. */
  SftpClient open() {
    synchronized (this) {
      long idle = System.nanoTime() - used;
      used = System.nanoTime();
      boolean alive = sftp.isPresent() && sftp.get().isOpen();
      if (alive && idle < settings.patience().toNanos() / 2) { // or it may be about to end
        return sftp.get();
      }
    }
    drop();
    KnownHosts hosts = KnownHosts.read(settings);
    SshKey key = SshKey.read(settings.key());
    SshClient fresh = client(hosts);
    register(fresh);
    try {
      fresh.start();
      SftpClient connected = connect(fresh, key);
      synchronized (this) {
        sftp = Optional.of(connected);
      }
      return connected;
    } catch (IOException | UnresolvedAddressException | IllegalStateException failed) {
      drop();
      throw new TransferFailed(why(failed, hosts, key), failed);
    }
  }

  private synchronized void register(SshClient fresh) {
    if (closed) {
      throw new TransferFailed("the gateway is stopping");
    }
    client = Optional.of(fresh);
  }

  private SshClient client(KnownHosts hosts) {
    SshClient fresh = SshClient.setUpDefaultClient();
    fresh.setServerKeyVerifier(hosts);
    fresh.setSignatureFactories(hosts.inOrder(fresh.getSignatureFactories()));
    fresh.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    fresh.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    fresh.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    Duration patience = settings.patience();
    CoreModuleProperties.IO_CONNECT_TIMEOUT.set(fresh, patience);
    CoreModuleProperties.AUTH_TIMEOUT.set(fresh, patience);
    CoreModuleProperties.IDLE_TIMEOUT.set(fresh, patience);
    CoreModuleProperties.CHANNEL_OPEN_TIMEOUT.set(fresh, patience);
    CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(fresh, patience);
    SftpModuleProperties.SFTP_CHANNEL_OPEN_TIMEOUT.set(fresh, patience);
    CoreModuleProperties.NIO_WORKERS.set(fresh, 1);
    return fresh;
  }

  private SftpClient connect(SshClient fresh, SshKey key) throws IOException {
    InetAddress address = InetAddress.getByName(settings.host());
    InetSocketAddress server = new InetSocketAddress(address, settings.port());
    ClientSession session =
        fresh.connect(settings.user(), server).verify(settings.patience()).getSession();
    session.addCloseFutureListener(ended -> fresh.close(true)); // ends the client's threads too
    session.addPublicKeyIdentity(key.pair());
    session.auth().verify(settings.patience());
    return SftpClientFactory.instance().createSftpClient(session);
  }

  private String why(Exception failed, KnownHosts hosts, SshKey key) {
    if (hosts.refusal().isPresent()) {
      return hosts.refusal().get();
    }
    if (failed instanceof UnknownHostException) {
      return settings.host() + " is no name that is known: correct report.to, or ask for the name"
          + " service to be fixed";
    }
    if (failed instanceof SshException refused
        && refused.getDisconnectCode()
            == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
      return settings.server() + " does not let " + settings.user() + " in with the key "
          + key.fingerprint() + " of " + settings.key()
          + ": ask who runs it to enter its public half for that user";
    }
    return "no connection to " + settings.server() + " (" + reason(failed)
        + "): see whether it runs and can be reached from here";
  }

  /** The fault as text: the message of the deepest cause, or a general text if it has none. */
  static String reason(Throwable broken) {
    if (broken instanceof InterruptedIOException && !(broken instanceof SocketTimeoutException)) {
      Thread.currentThread().interrupt();
    }
    Throwable deepest = broken;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    if (deepest instanceof UnresolvedAddressException) {
      return "its name is not known";
    }
    String message = Optional.ofNullable(deepest.getMessage()).orElse("");
    return message.isBlank() ? words(broken, deepest) : message;
  }

  /** The text for a cause without a message, such as a refused connection of Java's HTTP client. */
  private static String words(Throwable broken, Throwable deepest) {
    for (Throwable each = broken; each != deepest; ) {
      if (each instanceof ConnectException) {
        return "no connection";
      }
      each = Optional.ofNullable(each.getCause()).orElse(deepest);
    }
    return switch (deepest) {
      case ConnectException none -> "no connection";
      case ClosedChannelException closed -> "the connection was closed";
      case EOFException closed -> "the connection was closed";
      case SocketTimeoutException late -> "no answer in time";
      case TimeoutException late -> "no answer in time";
      default -> "the connection failed";
    };
  }

  /** Closes the connection; the next use opens another. */
  synchronized void drop() {
    client.ifPresent(each -> each.close(true));
    client = Optional.empty();
    sftp = Optional.empty();
  }

  @Override
  public synchronized void close() {
    closed = true;
    drop();
  }
}

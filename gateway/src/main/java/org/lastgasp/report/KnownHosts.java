package org.lastgasp.report;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.signature.Signature;
import org.lastgasp.files.ErrorText;
import org.lastgasp.report.Target.SftpSettings;

/**
 * A verifier of one server's keys against a known-hosts file in OpenSSH's form. A server with any
 * other key is refused, and so is one that the file does not name: no trust on first use.
 */
final class KnownHosts implements ServerKeyVerifier {
  private final Path file;
  private final String server;
  private final List<PublicKey> keys = new ArrayList<>();
  private final List<PublicKey> revoked = new ArrayList<>();
  private volatile Optional<String> refusal = Optional.empty();

  private KnownHosts(Path file, String server) {
    this.file = file;
    this.server = server;
  }

  /** Reads it each time, so that a key that is entered there counts without a restart. */
  static KnownHosts read(SftpSettings settings) {
    KnownHosts known = new KnownHosts(settings.knownHosts(), settings.server());
    try {
      for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(known.file)) {
        if (entry.isHostMatch(settings.host(), settings.port())) {
          known.take(entry);
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
      // The library throws any of these for a line that it cannot read.
      String why =
          known.file + " cannot be read (" + ErrorText.of((Throwable) unreadable)
              + "): known-hosts must name a file of server keys, as ssh-keyscan prints them";
      throw new TransferFailed(why, unreadable);
    }
    return known;
  }

  private void take(KnownHostEntry entry) throws IOException, GeneralSecurityException {
    String marker = Optional.ofNullable(entry.getMarker()).orElse("");
    Optional<PublicKey> key =
        Optional.ofNullable(
            entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING));
    switch (marker) {
      case "" -> key.ifPresent(keys::add);
      case "revoked" -> key.ifPresent(revoked::add);
      default -> {} // an authority's key is not the server's
    }
  }

  /** Puts the types of known keys first, so that a server with several keys shows a known one. */
  List<NamedFactory<Signature>> inOrder(List<NamedFactory<Signature>> offered) {
    Set<String> kinds = keys.stream().map(KeyUtils::getKeyType).collect(Collectors.toSet());
    Comparator<NamedFactory<Signature>> knownFirst =
        Comparator.comparing(
            factory -> !kinds.contains(KeyUtils.getCanonicalKeyType(factory.getName())));
    return offered.stream()
        .filter(factory -> !factory.getName().contains("-cert-"))
        .sorted(knownFirst)
        .toList();
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
    String shown = KeyUtils.getFingerPrint(key);
    if (isAmong(revoked, key)) {
      refusal = Optional.of(server + " showed the key " + shown + ", which " + file
          + " calls revoked: ask who runs the server");
    } else if (isAmong(keys, key)) {
      return true;
    } else if (keys.isEmpty()) {
      refusal = Optional.of(server + " is not in " + file + "; it showed the key " + shown
          + ": ask who runs it for the fingerprint, and if it is the same,"
          + " add what ssh-keyscan prints for it");
    } else {
      String known = keys.stream().map(KeyUtils::getFingerPrint).collect(joining(" or "));
      refusal = Optional.of(server + " showed the key " + shown + ", but " + file + " has " + known
          + ": somebody may stand between; ask who runs the server, and only if it was changed"
          + " there, replace its line in that file");
    }
    return false;
  }

  private static boolean isAmong(List<PublicKey> keys, PublicKey key) {
    return keys.stream().anyMatch(each -> KeyUtils.compareKeys(each, key));
  }

  /** The reason the server was refused, if it was. */
  Optional<String> refusal() {
    return refusal;
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }
}

package org.lastgasp.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Iterator;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.security.SecurityUtils;

/** The private key with which a user authenticates at an SFTP server. */
record SshKey(KeyPair pair) {

  /** Reads the file, at each connection, so that a replaced key needs no restart. */
  static SshKey read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Iterable<KeyPair> pairs =
          SecurityUtils.loadKeyPairIdentities(
              null, NamedResource.ofName(file.toString()), in, FilePasswordProvider.EMPTY);
      if (pairs != null) {
        Iterator<KeyPair> each = pairs.iterator();
        if (each.hasNext()) {
          return new SshKey(each.next());
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
      // The library throws any of these for a key that is cut, encrypted or of an unknown kind.
      throw new TransferFailed(useless(file, unusable.toString()), unusable);
    }
    throw new TransferFailed(useless(file, "there is none in it"));
  }

  private static String useless(Path file, String reason) {
    return "the private key in " + file + " cannot be used (" + reason
        + "): put a key there that ssh-keygen made without a passphrase";
  }

  String fingerprint() {
    return KeyUtils.getFingerPrint(pair.getPublic());
  }
}

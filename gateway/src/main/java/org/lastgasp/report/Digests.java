package org.lastgasp.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 digests that footers and the ledger state: 64 lower-case hexadecimal digits. */
final class Digests {
  private static final int BUFFER = 1 << 17;

  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException("no SHA-256 in this Java", everyJavaHasIt);
    }
  }

  static String text(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  /** Of a file. */
  static String of(Path file) throws IOException {
    MessageDigest sha256 = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
      }
    }
    return text(sha256.digest());
  }
}

package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Files to be sent. */
final class Transfers {
  static final String NAME = "poa-report-17-20261121T090000Z-000007.csv";

  private Transfers() {}

  /** So many bytes that no two places of it are alike. */
  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  static TransferFile of(Path spool, byte[] bytes) throws IOException {
    Path file = Files.write(spool.resolve(NAME), bytes);
    try {
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new TransferFile(
          NAME, "log", "17", file, bytes.length, HexFormat.of().formatHex(sha256));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}

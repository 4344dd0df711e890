package org.lastgasp.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 digests that make up the hash chain. */
final class Digests {
  private static final HexFormat HEX = HexFormat.of();

  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException("no SHA-256 in this Java", everyJavaHasIt);
    }
  }

  /** SHA-256 of some bytes, as {@link #text}. */
  static String of(byte[] bytes, int from, int to) {
    MessageDigest sha256 = sha256();
    sha256.update(bytes, from, to - from);
    return text(sha256.digest());
  }

  /** 64 lower-case hexadecimal digits. */
  static String text(byte[] digest) {
    return HEX.formatHex(digest);
  }
}

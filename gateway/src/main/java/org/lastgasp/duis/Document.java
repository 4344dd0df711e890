package org.lastgasp.duis;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One received document, byte for byte as it came, with its SHA-256.
 *
 * <p>The bytes are signed and must leave as they came, so they are never re-serialised. The array
 * is shared, not copied: nobody writes to it. Safe to pass between threads.
 */
public final class Document {
  private static final String UNKNOWN = "";

  /** Never used, only copied: to look one up costs more than a short document's digest. */
  private static final MessageDigest SHA256 = sha256Unused();

  private final byte[] bytes;
  private String sha256; // a race computes it twice at worst: a String needs no lock to be seen

  private Document(byte[] bytes, String sha256) {
    this.bytes = bytes;
    this.sha256 = sha256;
  }

  /** Takes the array over: the caller must not write to it afterwards. */
  public static Document of(byte[] bytes) {
    return new Document(bytes, UNKNOWN);
  }

  /** A document whose digest is already recorded, as a journal reads it back. */
  public static Document recorded(byte[] bytes, String sha256) {
    return new Document(bytes, sha256);
  }

  /** The bytes as they came; never write to them. */
  public byte[] bytes() {
    return bytes;
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** SHA-256 of the bytes, 64 lower-case hexadecimal digits. The first who asks computes it. */
  public String sha256() {
    String known = sha256;
    if (known.isEmpty()) {
      known = hash(bytes);
      sha256 = known;
    }
    return known;
  }

  private static String hash(byte[] bytes) {
    try {
      MessageDigest sha256 = (MessageDigest) SHA256.clone();
      return HexFormat.of().formatHex(sha256.digest(bytes));
    } catch (CloneNotSupportedException thePlatformsOwnCanBeCopied) {
      throw new IllegalStateException(thePlatformsOwnCanBeCopied);
    }
  }

  private static MessageDigest sha256Unused() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Document that && sha256().equals(that.sha256());
  }

  @Override
  public int hashCode() {
    return sha256().hashCode();
  }

  /** Says how long it is, never what is in it. */
  @Override
  public String toString() {
    return bytes.length + " bytes, sha256 " + sha256();
  }
}

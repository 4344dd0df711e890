package org.lastgasp.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest, as text 64 lower-case hexadecimal digits. */
public final class Sha256 {
  private static final HexFormat HEX = HexFormat.of();
  private static final int BUFFER = 1 << 17;

  private Sha256() {}

  /** A new digest. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException("no SHA-256 in this Java", everyJavaHasIt);
    }
  }

  /** A digest of all so far, to which more may be added. */
  public static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException everyJavaCan) {
      throw new IllegalStateException("SHA-256 cannot be copied in this Java", everyJavaCan);
    }
  }

  /** Ends a digest, as text. */
  public static String text(MessageDigest digest) {
    return HEX.formatHex(digest.digest());
  }

  /** Of some bytes. */
  public static String of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /** Of the bytes from one place up to, not including, another. */
  public static String of(byte[] bytes, int from, int to) {
    MessageDigest digest = digest();
    digest.update(bytes, from, to - from);
    return text(digest);
  }

  /** Of a text's bytes in UTF-8. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of a file. */
  public static String of(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return text(digest);
  }
}

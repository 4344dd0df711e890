package org.lastgasp.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.lastgasp.files.Ed25519Signer;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.Sha256;

/**
 * The trust in a list of GUIDs: a list counts if its SHA-256 is pinned, or if an Ed25519 signature
 * over its bytes holds by a pinned public key. With neither configured every list counts.
 * Immutable.
 *
 * @param key the public key's PEM file, read at each question so that a new key needs no restart
 * @param sha256 of the bytes of lists as they come, packed ones packed
 */
public record ListTrust(Optional<Path> key, Set<String> sha256) {
  /** Every list counts. */
  public static final ListTrust ANY = new ListTrust(Optional.empty(), Set.of());

  /** The end of the name of the file that has a list's signature: raw, or as base64. */
  public static final String SIGNATURE = ".sig";

  /** 64 MiB, 3.8 million ids, twice that if packed: a signature is checked in memory. */
  private static final int LARGEST = 64 << 20;

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+=*");
  private static final int RAW = 64; // bytes of an Ed25519 signature
  private static final int LONGEST = 1024; // of a file with a signature

  public ListTrust {
    sha256 = Set.copyOf(sha256);
  }

  /** The bytes of a list, to be opened once. */
  @FunctionalInterface
  public interface Content {
    InputStream open() throws IOException;
  }

  /** True if every list counts. */
  public boolean isAny() {
    return key.isEmpty() && sha256.isEmpty();
  }

  /**
   * Returns why a list does not count; empty if it does.
   *
   * @param read the SHA-256 of the bytes that were read as the list, 64 hexadecimal digits
   * @param content the same bytes once more
   * @param signature as base64, if one came with it
   */
  public Optional<String> refusal(String read, Content content, Optional<String> signature) {
    if (isAny() || sha256.contains(read)) {
      return Optional.empty();
    }
    if (key.isEmpty()) {
      return Optional.of("its SHA-256, " + read + ", is not among signatures.guids-sha256");
    }
    if (signature.isEmpty()) {
      return Optional.of(
          "it has no signature: sign it with the key of signatures.guids-key, and put the signature"
              + " beside it as FILE" + SIGNATURE);
    }
    return switch (Ed25519Signer.readPublic(key.get())) {
      case Ed25519Signer.Key.Public shown -> unsigned(shown.key(), read, content, signature.get());
      case Ed25519Signer.Key.Ours _ ->
          Optional.of("signatures.guids-key " + key.get() + " is a private key");
      case Ed25519Signer.Key.Unusable not ->
          Optional.of("signatures.guids-key " + key.get() + " is " + not.what());
    };
  }

  private static Optional<String> unsigned(
      PublicKey key, String read, Content content, String signature) {
    byte[] bytes;
    try (InputStream in = content.open()) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (IOException unreadable) {
      return Optional.of("it cannot be read again: " + ErrorText.of(unreadable));
    }
    if (bytes.length > LARGEST) {
      return Optional.of(
          "it has more than " + (LARGEST >> 20) + " MiB, too much for a signature to be checked:"
              + " pack it with gzip before you sign it, or use signatures.guids-sha256");
    }
    if (!Sha256.of(bytes).equals(read)) {
      return Optional.of("it changed while it was read: import it again");
    }
    return decoded(signature).filter(raw -> Ed25519Signer.holds(key, bytes, raw)).isPresent()
        ? Optional.empty()
        : Optional.of(
            "its signature does not hold by the key of signatures.guids-key: sign these bytes"
                + " (SHA-256 " + read + ")");
  }

  private static Optional<byte[]> decoded(String signature) {
    try {
      return Optional.of(Base64.getDecoder().decode(signature)).filter(raw -> raw.length == RAW);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /**
   * Returns the signature that lies beside a list, as base64, whichever way it is written.
   *
   * @throws IOException if it is there and cannot be read
   */
  public static Optional<String> beside(Path list) throws IOException {
    Path file = list.resolveSibling(list.getFileName() + SIGNATURE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST);
      String text = new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("\\s", "");
      return Optional.of(
          bytes.length == RAW
              ? Base64.getEncoder().encodeToString(bytes)
              : BASE64.matcher(text).matches() ? text : "no-signature");
    }
  }
}

package org.lastgasp.log;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastgasp.files.Ed25519Signer;

/**
 * A signed statement of the operator about the end of the log at one moment: whoever has it can
 * tell later whether the log was replaced as a whole, or its end was cut off. Immutable.
 *
 * <p>Seven lines of ASCII, each ended by a line feed, set down in {@code docs/formats.md}. Signed
 * are the bytes of all before the last.
 *
 * @param seq the number of the log's last record, 0 if it has none
 * @param hash its hash, 64 zeros if there is none
 * @param at when this was stated
 * @param configHash SHA-256 of the configuration in force
 * @param key what the key is named by
 */
public record SignedCheckpoint(
    long seq, String hash, Instant at, String configHash, String key, String signature) {

  private static final String SIGNATURE = "signature: ";
  private static final Pattern FORM =
      Pattern.compile(
          """
          lastgasp-log-statement 1
          log-seq: ([0-9]{1,18})
          log-hash: ([0-9a-f]{64})
          stated-at: ([0-9T:.Z-]{20,30})
          config-hash: ([0-9a-f]{64})
          key: ([0-9a-f]{64})
          signature: ([A-Za-z0-9+/]{86}==)
          """);

  /** The result of reading one. */
  sealed interface Reading {
    /** A checkpoint that has the right form. */
    record Stated(SignedCheckpoint statement) implements Reading {}

    /** A text that does not. */
    record Unreadable() implements Reading {}
  }

  /** States it. */
  public static SignedCheckpoint of(
      long seq, String hash, Instant at, String configHash, Ed25519Signer signatory) {
    SignedCheckpoint open = new SignedCheckpoint(seq, hash, at, configHash, signatory.name(), "");
    byte[] signature = signatory.sign(open.signed());
    String text = Base64.getEncoder().encodeToString(signature);
    return new SignedCheckpoint(seq, hash, at, configHash, signatory.name(), text);
  }

  /** Reads the bytes of a file. */
  static Reading read(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Matcher found = FORM.matcher(text);
    Optional<SignedCheckpoint> read = found.matches() ? stated(found) : Optional.empty();
    return read.filter(one -> one.text().equals(text))
        .<Reading>map(Reading.Stated::new)
        .orElse(new Reading.Unreadable());
  }

  private static Optional<SignedCheckpoint> stated(Matcher found) {
    try {
      return Optional.of(
          new SignedCheckpoint(
              Long.parseLong(found.group(1)),
              found.group(2),
              Instant.parse(found.group(3)),
              found.group(4),
              found.group(5),
              found.group(6)));
    } catch (DateTimeException noSuchTime) {
      return Optional.empty();
    }
  }

  /** The file. */
  public String text() {
    return head() + SIGNATURE + signature + "\n";
  }

  private String head() {
    return "lastgasp-log-statement 1\n"
        + "log-seq: " + seq + "\n"
        + "log-hash: " + hash + "\n"
        + "stated-at: " + FieldType.text(at) + "\n"
        + "config-hash: " + configHash + "\n"
        + "key: " + key + "\n";
  }

  private byte[] signed() {
    return head().getBytes(StandardCharsets.US_ASCII);
  }

  /** The same with the name of another key. */
  SignedCheckpoint named(PublicKey given) {
    return new SignedCheckpoint(seq, hash, at, configHash, Ed25519Signer.name(given), signature);
  }

  boolean isNamedBy(PublicKey given) {
    return key.equals(Ed25519Signer.name(given));
  }

  boolean isSignedBy(PublicKey given) {
    return Ed25519Signer.holds(given, signed(), Base64.getDecoder().decode(signature));
  }
}

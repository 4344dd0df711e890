package org.lastgasp.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A signer that signs with an Ed25519 key of the operator. Safe for any number of
 * threads.
 */
public final class Ed25519Signer {
  private static final String ALGORITHM = "Ed25519";
  private static final int SEED = 32; // bytes of a private key

  private final PrivateKey key;
  private final PublicKey shown;

  private Ed25519Signer(PrivateKey key, PublicKey shown) {
    this.key = key;
    this.shown = shown;
  }

  /** The result of reading a key. */
  public sealed interface Key {
    /** A private one. */
    record Ours(Ed25519Signer signatory) implements Key {}

    /** A public one. */
    record Public(PublicKey key) implements Key {}

    /** A key that cannot be used: what was found, in words. */
    record Unusable(String what) implements Key {}
  }

  /** Reads a private key: PKCS#8 in PEM, without a passphrase. */
  public static Key read(Path file) {
    return read(
        file,
        "PRIVATE KEY",
        der -> {
          PrivateKey key =
              KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der));
          return new Key.Ours(new Ed25519Signer(key, shown(key)));
        });
  }

  /** Reads a public key: SubjectPublicKeyInfo in PEM, as {@code openssl pkey -pubout} writes it. */
  public static Key readPublic(Path file) {
    return read(
        file,
        "PUBLIC KEY",
        der ->
            new Key.Public(
                KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der))));
  }

  private interface Decoding {
    Key decode(byte[] der) throws GeneralSecurityException;
  }

  private static Key read(Path file, String kind, Decoding decoding) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      Optional<byte[]> der = der(text, kind);
      return der.isPresent()
          ? decoding.decode(der.get())
          : new Key.Unusable("no PEM of a '" + kind + "'");
    } catch (GeneralSecurityException other) {
      return new Key.Unusable("a key that is not Ed25519");
    } catch (IOException unreadable) {
      return new Key.Unusable("what cannot be read (" + ErrorText.of(unreadable) + ")");
    }
  }

  private static Optional<byte[]> der(String text, String kind) {
    String begin = "-----BEGIN " + kind + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + kind + "-----");
    if (from < 0 || to < from) {
      return Optional.empty();
    }
    try {
      String inner = text.substring(from + begin.length(), to).replaceAll("\\s", "");
      return Optional.of(Base64.getDecoder().decode(inner));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** The public key of a private one: a generator that is given its bytes makes the same pair. */
  private static PublicKey shown(PrivateKey key) throws GeneralSecurityException {
    byte[] bytes =
        key instanceof EdECPrivateKey known ? known.getBytes().orElse(new byte[0]) : new byte[0];
    if (bytes.length != SEED) {
      throw new GeneralSecurityException("a private key of " + bytes.length + " bytes");
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
    generator.initialize(NamedParameterSpec.ED25519, new Given(bytes));
    return generator.generateKeyPair().getPublic();
  }

  /** A source of randomness that returns the given bytes. */
  private static final class Given extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] given;

    Given(byte[] given) {
      this.given = given.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      byte[] fitting = Arrays.copyOf(given, bytes.length);
      System.arraycopy(fitting, 0, bytes, 0, bytes.length);
    }
  }

  /** The name of a key in a statement: the SHA-256 of the public key's encoding. */
  public static String name(PublicKey key) {
    return Sha256.of(key.getEncoded());
  }

  public String name() {
    return name(shown);
  }

  public byte[] sign(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException everyJavaCan) {
      throw new IllegalStateException("signing with Ed25519", everyJavaCan);
    }
  }

  public static boolean holds(PublicKey key, byte[] bytes, byte[] signature) {
    try {
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(bytes);
      return check.verify(signature);
    } catch (GeneralSecurityException notOne) {
      return false; // bytes that cannot be a signature
    }
  }
}

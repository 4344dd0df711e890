package org.lastgasp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lastgasp.app.Town;

/** Where the native code cannot be loaded, all of this is Java's own, and only that is said. */
class EcdsaProviderTest {
  private static final byte[] TEXT = "a text".getBytes(StandardCharsets.UTF_8);
  private static final List<String> KINDS =
      List.of("SHA256withECDSA", "SHA256withECDSAinP1363Format", "SHA384withECDSA");
  private static final EcdsaProvider PROVIDER = new EcdsaProvider();

  @BeforeAll
  static void load() {
    assertThat(PROVIDER.text()).as("before it is asked for").isEqualTo("SunEC");
    PROVIDER.load();
    PROVIDER.load();
    Town.await("it is loaded, or not", () -> !PROVIDER.text().equals("SunEC"));
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static byte[] sign(Signature by, PrivateKey key) throws GeneralSecurityException {
    by.initSign(key);
    by.update(TEXT);
    return by.sign();
  }

  private static boolean holds(Signature by, PublicKey key, byte[] value)
      throws GeneralSecurityException {
    by.initVerify(key);
    by.update(TEXT);
    try {
      return by.verify(value);
    } catch (SignatureException noSignature) {
      return false;
    }
  }

  @Test
  void eachTakesTheSignaturesOfTheOther() throws Exception {
    KeyPair keys = keys();
    for (String kind : KINDS) {
      byte[] javas = sign(Signature.getInstance(kind, "SunEC"), keys.getPrivate());
      byte[] ours = sign(Signature.getInstance(kind), keys.getPrivate());
      assertThat(holds(Signature.getInstance(kind), keys.getPublic(), javas)).as(kind).isTrue();
      assertThat(holds(Signature.getInstance(kind, "SunEC"), keys.getPublic(), ours)).as(kind)
          .isTrue();
    }
  }

  @Test
  void bothRefuseWhatIsNoneOfThatKey() throws Exception {
    KeyPair keys = keys();
    for (String kind : KINDS) {
      byte[] good = sign(Signature.getInstance(kind, "SunEC"), keys.getPrivate());
      for (int i = 0; i < good.length; i++) {
        byte[] spoilt = good.clone();
        spoilt[i] ^= 1;
        assertThat(holds(Signature.getInstance(kind), keys.getPublic(), spoilt)).isFalse();
      }
      for (byte[] none : List.of(new byte[0], new byte[64], new byte[good.length + 1])) {
        assertThat(holds(Signature.getInstance(kind), keys.getPublic(), none)).isFalse();
      }
      assertThat(holds(Signature.getInstance(kind), keys().getPublic(), good)).isFalse();
    }
  }

  @Test
  void whereItIsLoadedJavaAsksItForSignaturesAndForNothingElse() throws Exception {
    assumeThat(PROVIDER.text()).startsWith("AmazonCorrettoCryptoProvider");
    Signature asked = Signature.getInstance("SHA256withECDSA");
    asked.initVerify(keys().getPublic());
    assertThat(asked.getProvider().getName()).isEqualTo("LastgaspEcdsa");
    assertThat(MessageDigest.getInstance("SHA-256").getProvider().getName()).isEqualTo("SUN");
  }
}

package org.lastgasp.access;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.lastgasp.id.Eui64;

/** A party with a key and an organisation certificate as the SMKI makes them. For tests. */
public record SigningParty(PrivateKey key, X509Certificate certificate) {
  static final Instant FROM = Instant.parse("2029-01-01T00:00:00Z");
  static final Instant UNTIL = Instant.parse("2031-01-01T00:00:00Z");
  private static final String CURVE = "secp256r1";

  /** One that is valid in 2029 and 2030. */
  public static SigningParty of(Eui64 party, long serial) {
    return of(subject(party), serial, CURVE, KeyUsage.digitalSignature);
  }

  static SigningParty of(X500Name subject, long serial, String curve, int usage) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      KeyPair pair = generator.generateKeyPair();
      X500Name issuer =
          new X500NameBuilder().addRDN(BCStyle.OU, "07").addRDN(BCStyle.CN, "Z1").build();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer, BigInteger.valueOf(serial), Date.from(FROM), Date.from(UNTIL), subject,
              pair.getPublic());
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      return new SigningParty(
          pair.getPrivate(),
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))));
    } catch (Exception everyJavaCan) {
      throw new IllegalStateException("making a certificate", everyJavaCan);
    }
  }

  /** {@code OU=02}, and the EUI-64 as the bit string uniqueIdentifier. */
  static X500Name subject(Eui64 party) {
    byte[] bits = HexFormat.of().parseHex(party.toString().replace("-", ""));
    return new X500NameBuilder()
        .addRDN(BCStyle.OU, "02")
        .addRDN(BCStyle.UNIQUE_IDENTIFIER, new DERBitString(bits))
        .build();
  }

  /** Puts the certificate in a folder of trust. */
  public Path trustedIn(Path folder) throws Exception {
    Files.createDirectories(folder);
    return pem(
        folder.resolve(certificate.getSerialNumber() + ".pem"), "CERTIFICATE",
        certificate.getEncoded());
  }

  static Path pem(Path file, String kind, byte[] der) throws Exception {
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes()).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
  }
}

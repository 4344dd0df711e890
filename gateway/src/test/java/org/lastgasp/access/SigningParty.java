package org.lastgasp.access;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.lastgasp.id.Eui64;
import org.lastgasp.tls.CertificateAuthority;

/** A party with a key and an organisation certificate as the SMKI makes them. For tests. */
public record SigningParty(PrivateKey key, X509Certificate certificate) {
  static final Instant FROM = Instant.parse("2029-01-01T00:00:00Z");
  static final Instant UNTIL = Instant.parse("2031-01-01T00:00:00Z");
  private static final CertificateAuthority SMKI = new CertificateAuthority("OU=07,CN=Z1");

  /** One that is valid in 2029 and 2030. */
  public static SigningParty of(Eui64 party, long serial) {
    CertificateAuthority.Issued issued =
        SMKI.issue(CertificateAuthority.subject(party), FROM, UNTIL, serial);
    return new SigningParty(issued.key(), issued.certificate());
  }

  /** Puts the certificate in a folder of trust. */
  public Path trustedIn(Path folder) throws Exception {
    Files.createDirectories(folder);
    return CertificateAuthority.pem(
        folder.resolve(certificate.getSerialNumber() + ".pem"), "CERTIFICATE",
        certificate.getEncoded());
  }
}

package org.lastgasp.tls;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.lastgasp.files.Sha256;
import org.lastgasp.id.Eui64;

/** The identity that a peer's certificate gives. */
public final class PeerCertificate {
  private static final String UNIQUE_IDENTIFIER = "X500UNIQUEIDENTIFIER";
  private static final String UID = "UID";

  /** Where an EUI-64 is looked for, in this order. */
  private static final List<String> ATTRIBUTES = List.of(UNIQUE_IDENTIFIER, UID, "CN");

  private static final Map<String, String> NAMES = Map.of("2.5.4.45", UNIQUE_IDENTIFIER);
  private static final int BIT_STRING = 3;
  private static final int OCTET_STRING = 4;

  private PeerCertificate() {}

  /** The SHA-256 of its DER form, 64 lower-case hexadecimal digits. */
  public static String sha256(X509Certificate certificate) {
    try {
      return Sha256.of(certificate.getEncoded());
    } catch (CertificateEncodingException broken) {
      throw new IllegalStateException("a certificate that was read cannot be written", broken);
    }
  }

  /**
   * The EUI-64 of its subject: the first of x500UniqueIdentifier, UID and CN that is one. Which
   * field the real certificates use is not public; these are ours.
   */
  public static Optional<Eui64> eui(X509Certificate certificate) {
    try {
      String subject =
          certificate.getSubjectX500Principal().getName(X500Principal.RFC2253, NAMES);
      List<Rdn> parts = new LdapName(subject).getRdns();
      return ATTRIBUTES.stream()
          .flatMap(name -> parts.stream().filter(rdn -> rdn.getType().equalsIgnoreCase(name)))
          .flatMap(rdn -> eui(rdn.getValue()).stream())
          .findFirst();
    } catch (InvalidNameException unusual) {
      return Optional.empty();
    }
  }

  private static Optional<Eui64> eui(Object value) {
    return value instanceof byte[] der ? ofDer(der) : Eui64.parse(value.toString().strip());
  }

  /** A string of eight bytes, as DER. */
  private static Optional<Eui64> ofDer(byte[] der) {
    boolean bits = der.length == 11 && der[0] == BIT_STRING && der[1] == 9 && der[2] == 0;
    boolean octets = der.length == 10 && der[0] == OCTET_STRING && der[1] == 8;
    if (!bits && !octets) {
      return Optional.empty();
    }
    long value = 0;
    for (byte each : Arrays.copyOfRange(der, der.length - Long.BYTES, der.length)) {
      value = value << 8 | (each & 0xff);
    }
    return Optional.of(new Eui64(value));
  }
}

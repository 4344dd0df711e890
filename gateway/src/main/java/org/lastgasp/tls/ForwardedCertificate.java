package org.lastgasp.tls;

import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;

/**
 * The client certificate that a proxy passes on in a header, where TLS ends in it: as RFC 9440 says
 * ({@code :base64:} of the DER form, or that without colons), or as PEM with the escapes of a URL,
 * as nginx writes {@code $ssl_client_escaped_cert}.
 */
public final class ForwardedCertificate {
  private static final int LONGEST = 16 << 10; // characters; a certificate of the trade has 1,000
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private ForwardedCertificate() {}

  /** Reads a header's value; empty if it is no certificate. */
  public static Optional<X509Certificate> parse(String value) {
    if (value.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      byte[] der = Base64.getDecoder().decode(base64(value.strip()));
      ByteArrayInputStream in = new ByteArrayInputStream(der);
      X509Certificate found =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return in.available() == 0 ? Optional.of(found) : Optional.empty();
    } catch (IllegalArgumentException | CertificateException none) {
      return Optional.empty();
    }
  }

  private static String base64(String value) {
    if (value.startsWith("-----")) {
      String pem = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.US_ASCII).strip();
      boolean whole = pem.length() >= BEGIN.length() + END.length(); // or both share letters
      return whole && pem.startsWith(BEGIN) && pem.endsWith(END)
          ? pem.substring(BEGIN.length(), pem.length() - END.length()).replaceAll("\\s", "")
          : "";
    }
    return value.length() > 2 && value.startsWith(":") && value.endsWith(":")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}

package org.lastgasp.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastgasp.files.ErrorText;
import org.lastgasp.report.Target.SharePointSettings;

/** A certificate and the private key that belongs to it. */
record CertificateFiles(X509Certificate certificate, RSAPrivateKey key) {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final String REMEDY =
      ": put an RSA key there without a passphrase, as 'openssl pkcs8 -topk8 -nocrypt' writes it";

  static CertificateFiles read(SharePointSettings.Credential.Certificate files) {
    X509Certificate certificate = certificate(files.certificate());
    RSAPrivateKey key = key(files.key());
    if (!(certificate.getPublicKey() instanceof RSAPublicKey open)
        || !open.getModulus().equals(key.getModulus())) {
      throw new TransferFailed(
          files.key() + " is not the key of the certificate in " + files.certificate()
              + ": put the two that belong together there");
    }
    return new CertificateFiles(certificate, key);
  }

  static X509Certificate certificate(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      if (CertificateFactory.getInstance("X.509").generateCertificate(in)
          instanceof X509Certificate certificate) {
        return certificate;
      }
      throw new TransferFailed(file + " holds no X.509 certificate: put one in PEM there");
    } catch (IOException | GeneralSecurityException unreadable) {
      String why = file + " holds no certificate that can be read ("
          + ErrorText.of(unreadable) + "): put one in PEM there";
      throw new TransferFailed(why, unreadable);
    }
  }

  static RSAPrivateKey key(Path file) {
    try {
      Matcher pem = PKCS8.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      if (!pem.find()) {
        throw new TransferFailed(file + " holds no private key in PKCS#8" + REMEDY);
      }
      byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
      if (KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der))
          instanceof RSAPrivateKey key) {
        return key;
      }
      throw new TransferFailed(file + " holds no RSA key" + REMEDY);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
      String why = file + " holds no private key that can be read ("
          + ErrorText.of(unreadable) + ")" + REMEDY;
      throw new TransferFailed(why, unreadable);
    }
  }

  Instant end() {
    return certificate.getNotAfter().toInstant();
  }

  /** The UTC date of an instant, as {@code 2026-01-31}. */
  static String day(Instant end) {
    return end.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }
}

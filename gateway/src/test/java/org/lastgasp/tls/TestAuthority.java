package org.lastgasp.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A small certification authority that issues and revokes certificates. For tests. */
public final class TestAuthority {
  private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");
  public static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  private final AtomicLong serial = new AtomicLong(1);
  private final KeyPair pair = pair("EC");
  private final X500Name name;
  private final X509Certificate certificate;
  private final List<X509Certificate> revoked = new ArrayList<>();

  /** A certificate and its key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {
    /** Writes both, and gives the settings that name them. */
    public String write(Path folder, String name) {
      pem(folder.resolve(name + ".pem"), "CERTIFICATE", encoded(certificate));
      secret(folder.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded());
      return "certificate: " + name + ".pem, key: " + name + ".key";
    }

    KeyManager[] keyManagers() {
      return TlsContexts.keyManagers(key, List.of(certificate));
    }
  }

  public TestAuthority(String name) {
    this(name, LATER);
  }

  TestAuthority(String name, Instant end) {
    this.name = new X500Name("CN=" + name);
    this.certificate = sign(this.name, pair, end, Optional.of("ca"));
  }

  /** A certificate for this machine, of P-256. */
  public Issued issue(String subject) {
    return issue(subject, LATER);
  }

  public Issued issue(String subject, Instant end) {
    return issue(subject, end, "EC");
  }

  Issued issue(String subject, Instant end, String algorithm) {
    KeyPair own = pair(algorithm);
    return new Issued(sign(new X500Name(subject), own, end, Optional.empty()), own.getPrivate());
  }

  private X509Certificate sign(
      X500Name subject, KeyPair own, Instant end, Optional<String> authority) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(serial.getAndIncrement()),
              Date.from(BEGIN),
              Date.from(end),
              subject,
              own.getPublic());
      GeneralNames here =
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.dNSName, "localhost")
              });
      builder.addExtension(Extension.subjectAlternativeName, false, here);
      if (authority.isPresent()) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    } catch (IOException | GeneralSecurityException | OperatorCreationException broken) {
      throw new IllegalStateException(broken);
    }
  }

  static KeyPair pair(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public void revoke(Issued issued) {
    revoked.add(issued.certificate());
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** Writes its own certificate. */
  public Path write(Path file) {
    return pem(file, "CERTIFICATE", encoded(certificate));
  }

  /** Writes the list of what it revoked, whose successor is due then. */
  public Path writeCrl(Path file, Instant due) {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(name, Date.from(BEGIN));
      builder.setNextUpdate(Date.from(due));
      for (X509Certificate each : revoked) {
        builder.addCRLEntry(
            each.getSerialNumber(), Date.from(BEGIN.plus(Duration.ofDays(1))),
            CRLReason.keyCompromise);
      }
      X509CRL crl =
          new JcaX509CRLConverter()
              .getCRL(
                  builder.build(
                      new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
      return pem(file, "X509 CRL", crl.getEncoded());
    } catch (GeneralSecurityException | OperatorCreationException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** A client that trusts this authority and shows a certificate, or none. */
  public SSLContext client(Optional<Issued> shown) {
    return TlsContexts.context(
        shown.map(Issued::keyManagers).orElse(new KeyManager[0]),
        Optional.of(TlsContexts.trustManager(Optional.of(List.of(certificate)))));
  }

  /** A server that shows this certificate and asks for one of this authority. */
  public SSLContext server(Issued own) {
    return client(Optional.of(own));
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** Writes a file that its user alone can read. */
  static Path secret(Path file, String kind, byte[] der) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(file);
      Files.setPosixFilePermissions(
          file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
      return pem(file, kind, der);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static Path pem(Path file, String kind, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    try {
      return Files.writeString(
          file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}

package org.lastgasp.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.lastgasp.id.Eui64;

/**
 * A small certificate authority for the demo, for trials and for tests. What it issues has the
 * shape of the real certificates: P-256, and the EUI-64 of the party in the subject. It is not for
 * production: its key is in memory only, and it keeps no record. Safe for any number of threads.
 */
public final class CertificateAuthority {
  private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");
  private static final String SIGNATURE = "SHA256withECDSA";

  /** When everything ends that is issued without another end. */
  public static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  private final AtomicLong serial = new AtomicLong(1);
  private final KeyPair pair = pair("EC");
  private final X500Name name;
  private final X509Certificate certificate;
  private final List<X509Certificate> revoked = new ArrayList<>();

  /** A certificate and its key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {
    /**
     * Writes both as NAME.pem and NAME.key, the key readable by its user alone; gives the settings
     * that name them.
     */
    public String write(Path folder, String name) {
      writeCertificate(folder.resolve(name + ".pem"));
      secret(folder.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded());
      return "certificate: " + name + ".pem, key: " + name + ".key";
    }

    /** Writes the certificate alone. */
    public Path writeCertificate(Path file) {
      return pem(file, "CERTIFICATE", encoded(certificate));
    }

    KeyManager[] keyManagers() {
      return TlsContexts.keyManagers(key, List.of(certificate));
    }
  }

  /** An authority with this distinguished name, such as {@code CN=trial}. */
  public CertificateAuthority(String name) {
    this(name, LATER);
  }

  CertificateAuthority(String name, Instant end) {
    this.name = new X500Name(name);
    this.certificate = sign(this.name, pair, Terms.until(end, serial), true);
  }

  private record Terms(Instant from, Instant until, long serial) {
    static Terms until(Instant end, AtomicLong serial) {
      return new Terms(BEGIN, end, serial.getAndIncrement());
    }
  }

  /** A certificate of a party, as the SMKI names it: its EUI-64 as uniqueIdentifier. */
  public Issued issue(Eui64 party) {
    return issue(subject(party));
  }

  /** {@code OU=02}, and the EUI-64 as the bit string uniqueIdentifier. */
  public static String subject(Eui64 party) {
    return "OU=02,2.5.4.45=#030900" + party.toString().replace("-", "");
  }

  /** A certificate for this machine with this distinguished name. */
  public Issued issue(String subject) {
    return issue(subject, LATER);
  }

  /** The same with an end. */
  public Issued issue(String subject, Instant end) {
    return issue(subject, end, "EC");
  }

  Issued issue(String subject, Instant end, String algorithm) {
    return issue(subject, Terms.until(end, serial), algorithm);
  }

  /** The same with a beginning and a serial number; the caller sees that it is used once. */
  public Issued issue(String subject, Instant from, Instant until, long number) {
    return issue(subject, new Terms(from, until, number), "EC");
  }

  private Issued issue(String subject, Terms terms, String algorithm) {
    KeyPair own = pair(algorithm);
    return new Issued(sign(new X500Name(subject), own, terms, false), own.getPrivate());
  }

  private X509Certificate sign(X500Name subject, KeyPair own, Terms terms, boolean authority) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(terms.serial()),
              Date.from(terms.from()),
              Date.from(terms.until()),
              subject,
              own.getPublic());
      extend(builder, authority);
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder(SIGNATURE).build(pair.getPrivate())));
    } catch (IOException | GeneralSecurityException | OperatorCreationException broken) {
      throw new IllegalStateException("making a certificate", broken);
    }
  }

  private static void extend(JcaX509v3CertificateBuilder builder, boolean authority)
      throws CertIOException {
    GeneralNames here =
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
              new GeneralName(GeneralName.dNSName, "localhost")
            });
    builder.addExtension(Extension.subjectAlternativeName, false, here);
    int usage = authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature;
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    if (authority) {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
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
      throw new IllegalStateException("making a key", impossible);
    }
  }

  /** Has the next list name a certificate as revoked. */
  public synchronized void revoke(Issued issued) {
    revoked.add(issued.certificate());
  }

  /** Its own certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Writes its own certificate. */
  public Path write(Path file) {
    return pem(file, "CERTIFICATE", encoded(certificate));
  }

  /** Writes the list of what it revoked, whose successor is due then. */
  public synchronized Path writeCrl(Path file, Instant due) {
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
                  builder.build(new JcaContentSignerBuilder(SIGNATURE).build(pair.getPrivate())));
      return pem(file, "X509 CRL", crl.getEncoded());
    } catch (GeneralSecurityException | OperatorCreationException broken) {
      throw new IllegalStateException("making a revocation list", broken);
    }
  }

  /** A client that trusts this authority and shows a certificate, or none. */
  public SSLContext client(Optional<Issued> shown) {
    return TlsContexts.context(
        shown.map(Issued::keyManagers).orElse(new KeyManager[0]),
        Optional.of(TlsContexts.trustManager(Optional.of(List.of(certificate)))));
  }

  /** A server that shows this certificate and trusts clients of this authority. */
  public SSLContext server(Issued own) {
    return client(Optional.of(own));
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("encoding a certificate", broken);
    }
  }

  /** Writes a file that its user alone can read. */
  static Path secret(Path file, String kind, byte[] der) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return pem(file, kind, der);
    } catch (IOException failed) {
      throw new UncheckedIOException("writing " + file, failed);
    }
  }

  /** Writes a PEM file (RFC 7468). */
  public static Path pem(Path file, String kind, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    try {
      return Files.writeString(
          file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    } catch (IOException failed) {
      throw new UncheckedIOException("writing " + file, failed);
    }
  }
}

package org.lastgasp.access;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.P256;
import org.lastgasp.id.Eui64;

/**
 * The certificates that requests may be signed by: all of one folder, read at once. Each is trusted
 * by being there, whoever issued it. Immutable.
 *
 * <p>The party of a certificate is the EUI-64 in its subject: the eight bytes of the bit string
 * {@code uniqueIdentifier} (2.5.4.45), as organisation certificates of the SMKI have it; without
 * one, ours, a {@code CN} that is an EUI-64.
 */
public final class TrustedCertificates {
  private static final String UNIQUE_IDENTIFIER = "2.5.4.45";
  private static final int DIGITAL_SIGNATURE = 0; // the first bit of a KeyUsage (RFC 5280)
  private static final long LARGEST = 1L << 20; // 1 MiB; a certificate has about one kilobyte
  private static final byte[] EUI_BITS = {3, 9, 0}; // DER: a bit string, 9 bytes, no bit unused

  private final Map<Name, Certificate> all;

  private TrustedCertificates(Map<Name, Certificate> all) {
    this.all = Map.copyOf(all);
  }

  private record Name(X500Principal issuer, BigInteger serial) {}

  /** A certificate, the party it belongs to and the file it was read from. */
  record Certificate(X509Certificate certificate, Eui64 party, Path file) {
    /** Returns true within its validity, the first and the last second included. */
    boolean isValid(Instant at) {
      return !at.isBefore(certificate.getNotBefore().toInstant())
          && !at.isAfter(certificate.getNotAfter().toInstant());
    }
  }

  /** The result of reading a folder. */
  public sealed interface Result {
    /** Every file could be used. */
    record Loaded(TrustedCertificates certificates) implements Result {}

    /** Some could not; each fault names its file. */
    record Faulty(List<Fault> faults) implements Result {
      public Faulty {
        faults = List.copyOf(faults);
      }
    }
  }

  /** A fault of a file: what was found and what is allowed. */
  public record Fault(Path file, String found, String allowed) {
    @Override
    public String toString() {
      return file + ": found " + found + "; allowed: " + allowed;
    }
  }

  /** A file that cannot be used. */
  private static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;
    private final String allowed;

    Unusable(String found, String allowed) {
      super(found);
      this.allowed = allowed;
    }
  }

  /** Reads a folder: certificates in PEM or DER, hidden files left out. */
  public static Result read(Path folder) {
    List<Path> files;
    try (Stream<Path> inside = Files.list(folder)) {
      files = inside.filter(file -> !isHidden(file)).sorted().toList();
    } catch (IOException unreadable) {
      return new Result.Faulty(
          List.of(
              new Fault(
                  folder, "no folder that can be read", "a folder of certificates, PEM or DER")));
    }
    Map<Name, Certificate> all = new HashMap<>();
    List<Fault> faults = new ArrayList<>();
    for (Path file : files) {
      try {
        read(file, all);
      } catch (Unusable unusable) {
        faults.add(new Fault(file, String.valueOf(unusable.getMessage()), unusable.allowed));
      }
    }
    if (files.isEmpty()) {
      faults.add(new Fault(folder, "an empty folder", "one certificate at least"));
    }
    return faults.isEmpty()
        ? new Result.Loaded(new TrustedCertificates(all))
        : new Result.Faulty(faults);
  }

  private static boolean isHidden(Path file) {
    return String.valueOf(file.getFileName()).startsWith(".");
  }

  /** Returns those that are not valid at an instant, in words. */
  public List<String> notValid(Instant at) {
    return all.values().stream()
        .filter(each -> !each.isValid(at))
        .map(
            each ->
                each.file() + ": the certificate of " + each.party() + " is valid from "
                    + each.certificate().getNotBefore().toInstant() + " until "
                    + each.certificate().getNotAfter().toInstant() + " only")
        .sorted()
        .toList();
  }

  private static void read(Path file, Map<Name, Certificate> all) throws Unusable {
    for (X509Certificate each : certificates(file)) {
      Certificate usable = new Certificate(checked(each), party(each), file);
      Name name = new Name(each.getIssuerX500Principal(), each.getSerialNumber());
      Certificate before = all.putIfAbsent(name, usable);
      if (before != null && !before.certificate().equals(each)) {
        throw new Unusable(
            "another certificate with the issuer and serial number of " + before.file(),
            "each issuer and serial number once");
      }
    }
  }

  private static List<X509Certificate> certificates(Path file) throws Unusable {
    String allowed = "X.509 certificates in PEM or DER";
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
        throw new Unusable("no file, or one over 1 MiB", allowed);
      }
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (found.isEmpty()) {
        throw new Unusable("no certificate", allowed);
      }
      return found;
    } catch (IOException unreadable) {
      throw new Unusable(
          "what cannot be read (" + ErrorText.of(unreadable) + ")", "a readable file");
    } catch (CertificateException other) {
      throw new Unusable("what is no certificate", allowed);
    }
  }

  private static X509Certificate checked(X509Certificate certificate) throws Unusable {
    if (!(certificate.getPublicKey() instanceof ECPublicKey key) || !P256.is(key.getParams())) {
      throw new Unusable("a key that is not on P-256", "a certificate for ECDSA on P-256");
    }
    boolean[] usage = certificate.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      throw new Unusable(
          "a key that is not for digital signatures", "a certificate for digital signatures");
    }
    return certificate;
  }

  private static Eui64 party(X509Certificate certificate) throws Unusable {
    String allowed = "one EUI-64 as uniqueIdentifier (2.5.4.45), or else as CN";
    List<Eui64> identifiers = new ArrayList<>();
    List<Eui64> names = new ArrayList<>();
    String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    try {
      for (Rdn rdn : new LdapName(subject).getRdns()) {
        if (rdn.getType().equals(UNIQUE_IDENTIFIER) && rdn.getValue() instanceof byte[] der) {
          identifiers.add(bits(der).orElseThrow(() -> new Unusable("'" + subject + "'", allowed)));
        } else if (rdn.getType().equals("CN") && rdn.getValue() instanceof String text) {
          Eui64.parse(text).ifPresent(names::add);
        }
      }
    } catch (InvalidNameException notOne) {
      throw new Unusable("a subject that cannot be read", allowed);
    }
    List<Eui64> found = identifiers.isEmpty() ? names : identifiers;
    if (found.size() != 1) {
      throw new Unusable("'" + subject + "', with " + found.size() + " of them", allowed);
    }
    return found.getFirst();
  }

  private static Optional<Eui64> bits(byte[] der) {
    if (der.length != EUI_BITS.length + Long.BYTES
        || !new BigInteger(der, 0, EUI_BITS.length).equals(new BigInteger(EUI_BITS))) {
      return Optional.empty();
    }
    return Optional.of(new Eui64(new BigInteger(der, EUI_BITS.length, Long.BYTES).longValue()));
  }

  /** The certificate with this issuer and serial number. */
  Optional<Certificate> find(X500Principal issuer, BigInteger serial) {
    return Optional.ofNullable(all.get(new Name(issuer, serial)));
  }
}

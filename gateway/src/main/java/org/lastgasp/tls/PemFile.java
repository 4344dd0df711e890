package org.lastgasp.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.P256;

/** A PEM file (RFC 7468) that was read: its blocks, and what stands in them. */
final class PemFile {
  private static final Pattern BLOCK =
      Pattern.compile("(?s)-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----");
  private static final long LARGEST = 64L << 20; // a list of a million revoked certificates
  private static final String CRL = "X509 CRL";
  private static final String CERTIFICATE = "CERTIFICATE";

  private final Path file;
  private final byte[] bytes;
  private final List<Block> blocks;

  private record Block(String kind, byte[] der) {}

  private PemFile(Path file, byte[] bytes, List<Block> blocks) {
    this.file = file;
    this.bytes = bytes;
    this.blocks = blocks;
  }

  static PemFile read(Path file) throws UnusableFile {
    try {
      if (Files.size(file) > LARGEST) {
        throw new UnusableFile("a file over 64 MiB", "a PEM file");
      }
      byte[] bytes = Files.readAllBytes(file);
      return new PemFile(file, bytes, blocks(bytes));
    } catch (IOException unreadable) {
      String why = "what cannot be read (" + ErrorText.of((Throwable) unreadable) + ")";
      throw new UnusableFile(why, "a PEM file that the gateway's user can read");
    }
  }

  private static List<Block> blocks(byte[] bytes) throws UnusableFile {
    List<Block> blocks = new ArrayList<>();
    Matcher each = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    while (each.find()) {
      try {
        String inner = each.group(2).replaceAll("\\s", "");
        blocks.add(new Block(each.group(1), Base64.getDecoder().decode(inner)));
      } catch (IllegalArgumentException notBase64) {
        blocks.add(new Block(each.group(1) + " that is not base64", new byte[0]));
      }
    }
    return blocks;
  }

  /** All certificates in it, at least one, in their order. */
  List<X509Certificate> certificates() throws UnusableFile {
    String allowed = "X.509 certificates in PEM";
    List<X509Certificate> all = new ArrayList<>();
    for (Block block : blocks) {
      if (block.kind().equals(CERTIFICATE)) {
        all.add(certificate(block.der(), allowed));
      }
    }
    if (all.isEmpty()) {
      throw new UnusableFile(kinds() + " and no certificate", allowed);
    }
    return all;
  }

  private static X509Certificate certificate(byte[] der, String allowed) throws UnusableFile {
    try {
      if (x509().generateCertificate(new ByteArrayInputStream(der)) instanceof X509Certificate c) {
        return c;
      }
      throw new UnusableFile("a certificate that is not X.509", allowed);
    } catch (GeneralSecurityException broken) {
      throw new UnusableFile("a certificate that cannot be read: " + broken.getMessage(), allowed);
    }
  }

  /** The list of revoked certificates in it, in PEM or, as authorities publish it, in DER. */
  X509CRL crl() throws UnusableFile {
    String allowed = "one X.509 certificate revocation list, complete, in PEM or DER";
    byte[] der = bytes;
    for (Block block : blocks) {
      if (block.kind().equals(CRL)) {
        der = block.der();
      }
    }
    try {
      if (x509().generateCRL(new ByteArrayInputStream(der)) instanceof X509CRL crl) {
        var special = crl.getCriticalExtensionOIDs();
        if (special != null && !special.isEmpty()) {
          throw new UnusableFile("a list of a part only (extension " + special + ")", allowed);
        }
        return crl;
      }
      throw new UnusableFile("no list of X.509", allowed);
    } catch (GeneralSecurityException broken) {
      throw new UnusableFile("no list that can be read: " + broken.getMessage(), allowed);
    }
  }

  /** The one private key in it: of P-256, as PKCS#8, and not for everybody to read. */
  PrivateKey privateKey() throws UnusableFile {
    String remedy = "a P-256 key, PKCS#8 in PEM, without a passphrase: openssl pkcs8 -topk8"
        + " -nocrypt -in " + file + " -out NEW";
    for (Block block : blocks) {
      switch (block.kind()) {
        case "PRIVATE KEY" -> {
          refuseIfEverybodyReads();
          return ec(block.der(), remedy);
        }
        case "EC PRIVATE KEY" -> throw new UnusableFile("a key in the older form SEC1", remedy);
        case "ENCRYPTED PRIVATE KEY" -> throw new UnusableFile("a key with a passphrase", remedy);
        default -> {
          // parameters of the curve, or a certificate beside the key
        }
      }
    }
    throw new UnusableFile(kinds() + " and no key", remedy);
  }

  private static PrivateKey ec(byte[] der, String remedy) throws UnusableFile {
    try {
      PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
      if (key instanceof ECKey on && P256.is(on.getParams())) {
        return key;
      }
      throw new UnusableFile("a key of another curve", remedy);
    } catch (GeneralSecurityException other) {
      throw new UnusableFile(
          "a key that is not of an elliptic curve, or is damaged",
          "a P-256 key, PKCS#8 in PEM: openssl genpkey -algorithm EC"
              + " -pkeyopt ec_paramgen_curve:P-256 -out NEW, and a certificate for it");
    }
  }

  private void refuseIfEverybodyReads() throws UnusableFile {
    try {
      boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
      if (posix
          && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
        throw new UnusableFile("a private key that everybody can read", "chmod 600 " + file);
      }
    } catch (IOException gone) {
      throw new UnusableFile(
          "what cannot be read (" + ErrorText.of(gone) + ")", "a file that stays");
    }
  }

  private String kinds() {
    return blocks.isEmpty()
        ? "no PEM"
        : String.join(", ", blocks.stream().map(Block::kind).distinct().toList());
  }

  private static CertificateFactory x509() {
    try {
      return CertificateFactory.getInstance("X.509");
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException("no X.509 in this Java", everyJavaHasIt);
    }
  }
}

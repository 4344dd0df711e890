package org.lastgasp.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.tls.TlsMaterial.TlsFiles;

/** Each file that cannot be used is named, with what was found and what to do. */
class TlsMaterialTest {
  private static final Instant DUE = Instant.parse("2030-02-01T00:00:00Z");

  @TempDir Path folder;
  private CertificateAuthority authority;
  private CertificateAuthority.Issued own;
  private Path chain;
  private Path key;
  private Path clientCa;

  @BeforeEach
  void write() {
    authority = new CertificateAuthority("CN=authority");
    own = authority.issue("CN=gateway", DUE);
    own.write(folder, "own");
    chain = folder.resolve("own.pem");
    key = folder.resolve("own.key");
    clientCa = authority.write(folder.resolve("ca.pem"));
  }

  private TlsMaterial.Result read(List<Path> crls) {
    return TlsMaterial.read(
        new TlsFiles(
            Optional.of(new TlsFiles.Own(chain, key)), Optional.of(clientCa), crls,
            Optional.empty(), Optional.empty()));
  }

  @Test
  void othersAreTrustedByAFileOfTheirOwnThatEndsToo() {
    Path tools = new CertificateAuthority("CN=tools", DUE).write(folder.resolve("tools.pem"));
    TlsFiles files =
        new TlsFiles(
            Optional.empty(), Optional.empty(), List.of(), Optional.of(clientCa),
            Optional.of(tools));
    TlsMaterial material = ((TlsMaterial.Result.Loaded) TlsMaterial.read(files)).material();
    assertThat(material.expiries())
        .containsExactly(
            new TlsMaterial.Expiry("tls.trust", clientCa, CertificateAuthority.LATER),
            new TlsMaterial.Expiry("tls.trust-others", tools, DUE));
    assertThat(material.otherClient()).isSameAs(material.otherClient());
    assertThat(material.otherClient()).isNotSameAs(material.client());
  }

  private TlsMaterial.Fault onlyFault(Path... crls) {
    if (read(List.of(crls)) instanceof TlsMaterial.Result.Faulty faulty) {
      assertThat(faulty.faults()).hasSize(1);
      return faulty.faults().getFirst();
    }
    throw new AssertionError("no fault");
  }

  private TlsMaterial good(Path... crls) {
    return switch (read(List.of(crls))) {
      case TlsMaterial.Result.Loaded loaded -> loaded.material();
      case TlsMaterial.Result.Faulty faulty -> throw new AssertionError(faulty.faults());
    };
  }

  @Test
  void tellsWhenEachFileEnds() {
    Path crl = authority.writeCrl(folder.resolve("a.crl"), DUE);
    assertThat(good(crl).expiries())
        .containsExactly(
            new TlsMaterial.Expiry("tls.certificate", chain, DUE),
            new TlsMaterial.Expiry("tls.client-ca", clientCa, CertificateAuthority.LATER),
            new TlsMaterial.Expiry("tls.crl", crl, DUE));
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(key);
    assertThat(onlyFault().toString())
        .contains("own.key", "tls.key", "what cannot be read (it is not there)");
  }

  @Test
  void allFaultsComeAtOnce() throws IOException {
    Files.delete(key);
    Files.writeString(clientCa, "nothing");
    assertThat(read(List.of()))
        .isInstanceOfSatisfying(
            TlsMaterial.Result.Faulty.class,
            faulty ->
                assertThat(faulty.faults()).extracting(TlsMaterial.Fault::key)
                    .containsExactly("tls.key", "tls.client-ca"));
  }

  @Test
  void aKeyInTheOlderFormIsRefusedWithTheCommandThatConvertsIt() {
    CertificateAuthority.secret(key, "EC PRIVATE KEY", new byte[] {1, 2, 3});
    assertThat(onlyFault().found()).isEqualTo("a key in the older form SEC1");
    assertThat(onlyFault().allowed()).contains("openssl pkcs8 -topk8 -nocrypt -in " + key);
  }

  @Test
  void aKeyWithAPassphraseIsRefused() {
    CertificateAuthority.secret(key, "ENCRYPTED PRIVATE KEY", own.key().getEncoded());
    assertThat(onlyFault().found()).isEqualTo("a key with a passphrase");
  }

  @Test
  void anRsaKeyIsRefused() {
    CertificateAuthority.secret(
        key, "PRIVATE KEY", CertificateAuthority.pair("RSA").getPrivate().getEncoded());
    assertThat(onlyFault().allowed()).contains("ec_paramgen_curve:P-256");
  }

  @Test
  void aKeyOfAnotherCurveIsRefused() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    CertificateAuthority.secret(
        key, "PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
    assertThat(onlyFault().found()).isEqualTo("a key of another curve");
  }

  @Test
  void aKeyThatBelongsToAnotherCertificateIsRefused() {
    CertificateAuthority.secret(
        key, "PRIVATE KEY", authority.issue("CN=another").key().getEncoded());
    assertThat(onlyFault().found()).contains("not the one of the first certificate");
  }

  @Test
  void aKeyThatEverybodyCanReadIsRefused() throws IOException {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(onlyFault().allowed()).isEqualTo("chmod 600 " + key);
  }

  @Test
  void aChainInTheWrongOrderIsRefused() throws IOException {
    String leaf = Files.readString(chain);
    Files.writeString(chain, Files.readString(clientCa) + leaf);
    assertThat(onlyFault().allowed()).contains("own certificate first");
  }

  @Test
  void aChainWithItsIssuerIsTaken() throws IOException {
    Files.writeString(chain, Files.readString(chain) + Files.readString(clientCa));
    assertThat(good().isForServer()).isTrue();
  }

  @Test
  void aListOfAnotherAuthorityIsRefused() {
    CertificateAuthority another = new CertificateAuthority("CN=another");
    assertThat(onlyFault(another.writeCrl(folder.resolve("b.crl"), DUE)).found())
        .contains("CN=another", "not in tls.client-ca");
  }

  @Test
  void aListThatOnlyClaimsToBeOfAnAuthorityIsRefused() {
    CertificateAuthority sameName = new CertificateAuthority("CN=authority");
    assertThat(onlyFault(sameName.writeCrl(folder.resolve("b.crl"), DUE)).key())
        .isEqualTo("tls.crl");
  }

  @Test
  void aRevokedClientIsRefusedAndAnotherIsNot() {
    CertificateAuthority.Issued bad = authority.issue("CN=bad");
    CertificateAuthority.Issued fine = authority.issue("CN=fine");
    authority.revoke(bad);
    TlsMaterial material = good(authority.writeCrl(folder.resolve("a.crl"), DUE));
    assertThat(refusal(material, bad)).contains("revoked: CN=bad");
    assertThat(refusal(material, fine)).isEmpty();
  }

  @Test
  void aListThatIsOverdueStillCounts() {
    CertificateAuthority.Issued bad = authority.issue("CN=bad");
    authority.revoke(bad);
    Instant past = Instant.parse("2020-02-01T00:00:00Z");
    TlsMaterial material = good(authority.writeCrl(folder.resolve("a.crl"), past));
    assertThat(refusal(material, bad)).contains("revoked: CN=bad");
    assertThat(refusal(material, authority.issue("CN=fine"))).isEmpty();
  }

  private static String refusal(TlsMaterial material, CertificateAuthority.Issued client) {
    try {
      material.checkClient(new X509Certificate[] {client.certificate()});
      return "";
    } catch (java.security.cert.CertificateException refused) {
      return refused.getMessage();
    }
  }
}

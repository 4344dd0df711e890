package org.lastgasp.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.RequestVerifier;
import org.lastgasp.tls.CertificateAuthority;

/** Signatures that another implementation, xmlsec1, makes and verifies; skipped without it. */
class OtherSignerTest {
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  private static final SigningParty BY = SigningParty.of(SUPPLIER, 10);

  @TempDir Path folder;

  @BeforeEach
  void isThere() {
    assumeTrue(run("xmlsec1", "--version") == 0, "xmlsec1 is not installed");
  }

  private static int run(String... command) {
    try {
      return new ProcessBuilder(List.of(command))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException absent) {
      return -1;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private static byte[] request() {
    byte[] preCommand =
        PayloadBuilder.activateFirmware(
            SUPPLIER, METER, 1000, "AB".repeat(32), Optional.empty());
    return MessageBuilder.signedActivation(
        new RequestId(SUPPLIER, METER, 1000), 5, PayloadBuilder.signed(preCommand, new byte[64]));
  }

  @Test
  void whatTheOtherSignsIsAccepted() throws Exception {
    String signed = new String(Signing.signed(BY, request()), UTF_8);
    String template =
        signed
            .replaceFirst("DigestValue>[^<]*<", "DigestValue><")
            .replaceFirst("SignatureValue>[^<]*<", "SignatureValue><");
    Path in = Files.writeString(folder.resolve("in.xml"), template);
    Path out = folder.resolve("out.xml");
    Path key =
        CertificateAuthority.pem(
            folder.resolve("k.pem"), "PRIVATE KEY", BY.key().getEncoded());
    assertThat(
            run("xmlsec1", "--sign", "--privkey-pem", key.toString(), "--output", out.toString(),
                in.toString()))
        .isZero();
    Path trust = folder.resolve("trust");
    BY.trustedIn(trust);
    SignatureVerifier verifier =
        new SignatureVerifier(
            SignatureVerifier.Requirement.REQUIRED,
            ((TrustedCertificates.Result.Loaded) TrustedCertificates.read(trust)).certificates());
    Message.Request read = (Message.Request) new MessageReader().read(Files.readAllBytes(out));
    assertThat(verifier.check(read, Instant.parse("2030-01-15T10:00:00Z")))
        .isEqualTo(new RequestVerifier.SignatureCheck.Valid());
  }

  @Test
  void theOtherAcceptsOurs() throws Exception {
    Path signed = Files.write(folder.resolve("in.xml"), Signing.signed(BY, request()));
    Path key =
        CertificateAuthority.pem(
            folder.resolve("p.pem"), "PUBLIC KEY", BY.certificate().getPublicKey().getEncoded());
    assertThat(run("xmlsec1", "--verify", "--pubkey-pem", key.toString(), signed.toString()))
        .isZero();
  }
}

package org.lastgasp.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Transform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.RequestVerifier;

class SignatureVerifierTest {
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  private static final Instant RECEIVED = Instant.parse("2030-01-15T10:00:00Z");
  private static final RequestVerifier.SignatureCheck VALID =
      new RequestVerifier.SignatureCheck.Valid();
  private static final SigningParty BY = SigningParty.of(SUPPLIER, 10);

  @TempDir Path folder;

  private static byte[] request() {
    RequestId id = new RequestId(SUPPLIER, METER, 1000);
    byte[] preCommand =
        PayloadBuilder.activateFirmware(
            SUPPLIER, METER, 1000, "AB".repeat(32), Optional.empty());
    return MessageBuilder.signedActivation(
        id, 5, PayloadBuilder.signed(preCommand, new byte[64]));
  }

  private SignatureVerifier verifier(SignatureVerifier.Requirement requirement) throws Exception {
    Path trust = folder.resolve("trust");
    BY.trustedIn(trust);
    return new SignatureVerifier(
        requirement,
        ((TrustedCertificates.Result.Loaded) TrustedCertificates.read(trust)).certificates());
  }

  private RequestVerifier.SignatureCheck check(byte[] document, Instant received) throws Exception {
    return verifier(SignatureVerifier.Requirement.REQUIRED).check(read(document), received);
  }

  private RequestVerifier.SignatureCheck check(byte[] document) throws Exception {
    return check(document, RECEIVED);
  }

  private static Message.Request read(byte[] document) {
    return (Message.Request) new MessageReader().read(document);
  }

  private static String fault(RequestVerifier.SignatureCheck check) {
    assertThat(check).isInstanceOf(RequestVerifier.SignatureCheck.Invalid.class);
    return ((RequestVerifier.SignatureCheck.Invalid) check).fault();
  }

  @Test
  void theOriginatorsSignatureVerifies() throws Exception {
    assertThat(check(Signing.signed(BY, request()))).isEqualTo(VALID);
  }

  @Test
  void soDoesOneWithExclusiveC14nAfterTheEnvelopedTransform() throws Exception {
    byte[] both =
        Signing.by(BY)
            .transforms(
                Signing.transform(Transform.ENVELOPED, null),
                Signing.transform(CanonicalizationMethod.EXCLUSIVE, null))
            .sign(request());
    assertThat(check(both)).isEqualTo(VALID);
  }

  @Test
  void lineBreaksInTheValueDoNotMatter() throws Exception {
    String signed = new String(Signing.signed(BY, request()), UTF_8);
    assertThat(signed).contains("&#13;");
    assertThat(check(signed.replace("&#13;", "").getBytes(UTF_8))).isEqualTo(VALID);
  }

  @Test
  void aCommentOfTheSignatureItselfDoesNotMatter() throws Exception {
    String signed = new String(Signing.signed(BY, request()), UTF_8);
    String noted = signed.replace("<ds:KeyInfo>", "<!-- a note -->\n<ds:KeyInfo>");
    assertThat(check(noted.getBytes(UTF_8))).isEqualTo(VALID);
  }

  @ParameterizedTest
  @EnumSource
  void aHostileSignatureIsRefusedWithItsFault(HostileSignature hostile) throws Exception {
    byte[] document = hostile.of(BY, request());
    assertThat(fault(check(document))).contains(hostile.fault());
  }

  @Test
  void aRequestWithoutASignatureLacksItOnlyIfItIsRequired() throws Exception {
    Message.Request unsigned = read(request());
    assertThat(verifier(SignatureVerifier.Requirement.REQUIRED).check(unsigned, RECEIVED))
        .isEqualTo(new RequestVerifier.SignatureCheck.Missing());
    assertThat(verifier(SignatureVerifier.Requirement.PRESENT).check(unsigned, RECEIVED))
        .isEqualTo(VALID);
  }

  @Test
  void aSignatureThatIsThereMustHoldAlsoIfNoneIsRequired() throws Exception {
    byte[] changed = HostileSignature.CHANGED_PAYLOAD.of(BY, request());
    assertThat(
            fault(verifier(SignatureVerifier.Requirement.PRESENT).check(read(changed), RECEIVED)))
        .contains("changed");
    assertThat(verifier(SignatureVerifier.Requirement.OFF).check(read(changed), RECEIVED))
        .isEqualTo(VALID);
  }

  @Test
  void theCertificateHasToBeValidAtReceipt() throws Exception {
    byte[] signed = Signing.signed(BY, request());
    assertThat(fault(check(signed, SigningParty.FROM.minusSeconds(1)))).contains("10.pem");
    assertThat(check(signed, SigningParty.FROM)).isEqualTo(VALID);
    assertThat(check(signed, SigningParty.UNTIL)).isEqualTo(VALID);
    assertThat(fault(check(signed, SigningParty.UNTIL.plusSeconds(1)))).contains("not valid");
  }

  @Test
  void anotherPartysSignatureIsNotTheOriginators() throws Exception {
    SigningParty other = SigningParty.of(Eui64.of("90-B3-D5-1F-30-02-00-00"), 11);
    other.trustedIn(Files.createDirectories(folder.resolve("trust")));
    assertThat(fault(check(Signing.signed(other, request()))))
        .isEqualTo("signed by 90-B3-D5-1F-30-02-00-00, the RequestID names " + SUPPLIER);
  }
}

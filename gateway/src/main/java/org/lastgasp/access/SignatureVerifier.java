package org.lastgasp.access;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.RequestVerifier;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * A verifier that asks whether the originator of a request has signed it: the signature has the
 * form of {@link SignatureProfile}, names a trusted certificate that is valid and belongs to the
 * originator, and holds. The JDK verifies, with secure validation. Takes about a millisecond; safe
 * for any number of threads.
 */
public final class SignatureVerifier implements RequestVerifier {
  private static final String SECURE = "org.jcp.xml.dsig.secureValidation";

  private final Requirement requirement;
  private final TrustedCertificates trusted;

  /** A verifier by the certificates that are trusted now. */
  public SignatureVerifier(Requirement requirement, TrustedCertificates trusted) {
    this.requirement = requirement;
    this.trusted = trusted;
  }

  @Override
  public RequestVerifier.SignatureCheck check(Message.Request request, Instant received) {
    if (requirement == Requirement.OFF) {
      return new RequestVerifier.SignatureCheck.Valid();
    }
    try {
      Optional<SignatureProfile.Found> found =
          SignatureProfile.of(parsed(request.document().bytes()));
      if (found.isPresent()) {
        verify(found.get(), request.id(), received);
        return new RequestVerifier.SignatureCheck.Valid();
      }
      return requirement == Requirement.REQUIRED
          ? new RequestVerifier.SignatureCheck.Missing()
          : new RequestVerifier.SignatureCheck.Valid();
    } catch (SignatureProfile.Fault fault) {
      return new RequestVerifier.SignatureCheck.Invalid(String.valueOf(fault.getMessage()));
    } catch (RuntimeException unforeseen) { // of a parser of what a stranger sent: in doubt, no
      return new RequestVerifier.SignatureCheck.Invalid("it cannot be verified: " + unforeseen);
    }
  }

  private static Document parsed(byte[] bytes) throws SignatureProfile.Fault {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null); // or it prints to the standard error
      return builder.parse(new ByteArrayInputStream(bytes));
    } catch (SAXException notXml) {
      throw new SignatureProfile.Fault("the document cannot be parsed: " + notXml.getMessage());
    } catch (ParserConfigurationException | IOException everyJavaCan) {
      throw new IllegalStateException("parsing bytes in memory", everyJavaCan);
    }
  }

  private void verify(
      SignatureProfile.Found found, Optional<RequestId> request, Instant received)
      throws SignatureProfile.Fault {
    TrustedCertificates.Certificate certificate =
        trusted
            .find(found.issuer(), found.serial())
            .orElseThrow(
                () ->
                    new SignatureProfile.Fault(
                        "no certificate in the folder signatures.trust has the issuer '"
                            + found.issuer() + "' and the serial number " + found.serial()));
    if (!certificate.isValid(received)) {
      throw new SignatureProfile.Fault(
          "the certificate in " + certificate.file().getFileName() + " is not valid at receipt");
    }
    Eui64 originator =
        request
            .filter(id -> RequestId.parse(found.requestId()).filter(id::equals).isPresent())
            .map(RequestId::originator)
            .orElseThrow(() -> new SignatureProfile.Fault("the RequestID cannot be read"));
    if (!certificate.party().equals(originator)) {
      throw new SignatureProfile.Fault(
          "signed by " + certificate.party() + ", the RequestID names " + originator);
    }
    holds(found.signature(), certificate.certificate().getPublicKey());
  }

  private static void holds(Element signature, PublicKey key) throws SignatureProfile.Fault {
    DOMValidateContext context =
        new DOMValidateContext(KeySelector.singletonKeySelector(key), signature);
    context.setProperty(SECURE, true);
    try {
      XMLSignature read = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
      if (!read.getSignatureValue().validate(context)) {
        throw new SignatureProfile.Fault("the SignatureValue does not verify");
      }
      if (!read.validate(context)) {
        throw new SignatureProfile.Fault("the digest differs: what was signed has changed");
      }
    } catch (MarshalException | XMLSignatureException unusable) {
      throw new SignatureProfile.Fault("the signature cannot be verified: "
          + unusable.getMessage());
    }
  }

  /** The requirement that requests for firmware activations be signed. */
  public enum Requirement {
    /** Signatures are not looked at. */
    OFF,
    /** A signature that is there must hold; a missing one passes. */
    PRESENT,
    /** There must be a signature, and it must hold. */
    REQUIRED;

    /** As configured: {@code off}, {@code present} or {@code required}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

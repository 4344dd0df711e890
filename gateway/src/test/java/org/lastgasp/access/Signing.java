package org.lastgasp.access;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A signer of DUIS requests by the JDK, in the right form or in another. For tests. */
public final class Signing {
  static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");

  private Key key;
  private String c14n = CanonicalizationMethod.EXCLUSIVE;
  private String method = SignatureMethod.ECDSA_SHA256;
  private String digest = DigestMethod.SHA256;
  private List<Transform> transforms = List.of(transform(Transform.ENVELOPED, null));
  private List<String> uris = List.of("");
  private KeyInfo keyInfo;

  private Signing(SigningParty by) {
    this.key = by.key();
    this.keyInfo =
        keyInfo(
            by.certificate().getIssuerX500Principal().getName(),
            by.certificate().getSerialNumber());
  }

  /** Signs as DUIS has it. */
  public static byte[] signed(SigningParty by, byte[] request) {
    return by(by).sign(request);
  }

  static Signing by(SigningParty party) {
    return new Signing(party);
  }

  static KeyInfo keyInfo(String issuer, BigInteger serial) {
    return keyInfo((of, x) -> of.newX509Data(List.of(of.newX509IssuerSerial(issuer, serial))), "");
  }

  /** One with something else in it. */
  static <T> KeyInfo keyInfo(
      BiFunction<KeyInfoFactory, T, javax.xml.crypto.XMLStructure> content, T of) {
    KeyInfoFactory factory = FACTORY.getKeyInfoFactory();
    return factory.newKeyInfo(List.of(content.apply(factory, of)));
  }

  static Transform transform(String algorithm, TransformParameterSpec spec) {
    try {
      return FACTORY.newTransform(algorithm, spec);
    } catch (Exception unknown) {
      throw new IllegalStateException(algorithm, unknown);
    }
  }

  Signing key(Key other) {
    key = other;
    return this;
  }

  Signing c14n(String other) {
    c14n = other;
    return this;
  }

  Signing method(String other) {
    method = other;
    return this;
  }

  Signing digest(String other) {
    digest = other;
    return this;
  }

  Signing transforms(Transform... others) {
    transforms = List.of(others);
    return this;
  }

  Signing references(String... to) {
    uris = List.of(to);
    return this;
  }

  Signing keyInfo(KeyInfo other) {
    keyInfo = other;
    return this;
  }

  byte[] sign(byte[] request) {
    try {
      Document document = parsed(request);
      Element root = document.getDocumentElement();
      if (root.hasAttribute("Id")) {
        root.setIdAttribute("Id", true);
      }
      List<Reference> references = new ArrayList<>();
      for (String uri : uris) {
        references.add(
            FACTORY.newReference(
                uri, FACTORY.newDigestMethod(digest, null), transforms, null, null));
      }
      DOMSignContext context = new DOMSignContext(key, root);
      context.setDefaultNamespacePrefix("ds");
      context.setProperty("org.jcp.xml.dsig.secureValidation", false); // to make what is refused
      FACTORY
          .newXMLSignature(
              FACTORY.newSignedInfo(
                  FACTORY.newCanonicalizationMethod(
                      c14n, (javax.xml.crypto.dsig.spec.C14NMethodParameterSpec) null),
                  FACTORY.newSignatureMethod(method, null),
                  references),
              keyInfo)
          .sign(context);
      return bytes(document);
    } catch (Exception mistake) {
      throw new IllegalStateException("signing", mistake);
    }
  }

  static Document parsed(byte[] document) throws Exception {
    return DocumentBuilderFactory.newDefaultNSInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(document));
  }

  private static byte[] bytes(Document document) throws Exception {
    Transformer writer = TransformerFactory.newDefaultInstance().newTransformer();
    writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.transform(new DOMSource(document), new StreamResult(out));
    return out.toByteArray();
  }
}

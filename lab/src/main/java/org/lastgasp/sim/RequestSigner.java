package org.lastgasp.sim;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.lastgasp.tls.CertificateAuthority;
import org.w3c.dom.Document;

/** A signer of requests in the one form that DUIS has (5.4, XMLDSIG). */
final class RequestSigner {
  private static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");

  private RequestSigner() {}

  /** The request with an enveloped signature of a party at its end. */
  static byte[] signed(CertificateAuthority.Issued by, byte[] request) {
    try {
      Document document =
          DocumentBuilderFactory.newDefaultNSInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(request));
      Reference whole =
          FACTORY.newReference(
              "",
              FACTORY.newDigestMethod(DigestMethod.SHA256, null),
              List.of(FACTORY.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null)),
              null,
              null);
      DOMSignContext context = new DOMSignContext(by.key(), document.getDocumentElement());
      context.setDefaultNamespacePrefix("ds");
      FACTORY
          .newXMLSignature(
              FACTORY.newSignedInfo(
                  FACTORY.newCanonicalizationMethod(
                      CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                  FACTORY.newSignatureMethod(SignatureMethod.ECDSA_SHA256, null),
                  List.of(whole)),
              keyInfo(by))
          .sign(context);
      return bytes(document);
    } catch (Exception mistake) {
      throw new IllegalStateException("signing a request", mistake);
    }
  }

  private static KeyInfo keyInfo(CertificateAuthority.Issued by) {
    KeyInfoFactory factory = FACTORY.getKeyInfoFactory();
    return factory.newKeyInfo(
        List.of(
            factory.newX509Data(
                List.of(
                    factory.newX509IssuerSerial(
                        by.certificate().getIssuerX500Principal().getName(),
                        by.certificate().getSerialNumber())))));
  }

  private static byte[] bytes(Document document) throws Exception {
    Transformer writer = TransformerFactory.newDefaultInstance().newTransformer();
    writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.transform(new DOMSource(document), new StreamResult(out));
    return out.toByteArray();
  }
}

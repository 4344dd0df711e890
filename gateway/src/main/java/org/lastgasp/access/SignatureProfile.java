package org.lastgasp.access;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.x500.X500Principal;
import javax.xml.XMLConstants;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import org.w3c.dom.Attr;
import org.w3c.dom.Comment;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.w3c.dom.Text;

/**
 * A reader of the signature of a request that takes the one form that DUIS has (DUIS 5.4, XMLDSIG)
 * and nothing else that XMLDSIG allows: no other algorithm, transform, reference, key or place.
 *
 * <p>The enveloped transform may be followed by exclusive C14N: the messages that the DCC's own
 * test system sends have the former alone, and either covers the whole document.
 */
final class SignatureProfile {
  private static final String DUIS = "http://www.dccinterface.co.uk/ServiceUserGateway";
  private static final int DIGEST = 32; // bytes of a SHA-256
  private static final int SCALAR = 32; // bytes of each half of an ECDSA value on P-256
  private static final BigInteger ORDER = // of P-256 (SEC 2, 2.4.2)
      new BigInteger("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16);
  private static final int LONGEST_NUMBER = 60; // digits; a serial number has 20 bytes at most

  private SignatureProfile() {}

  /** A signature that has the form: where it stands and whose certificate it names. */
  record Found(Element signature, X500Principal issuer, BigInteger serial, String requestId) {}

  /** What a signature has that it must not have, or the other way round. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1;

    Fault(String message) {
      super(message);
    }
  }

  /** Returns the signature of a request; empty if it has none. */
  static Optional<Found> of(Document document) throws Fault {
    NodeList all = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
    if (all.getLength() == 0) {
      return Optional.empty();
    }
    if (all.getLength() > 1) {
      throw new Fault(all.getLength() + " signatures");
    }
    Element root = document.getDocumentElement();
    Element signature = (Element) all.item(0);
    if (signature.getParentNode() != root) {
      throw new Fault("the signature is not directly inside the Request");
    }
    List<Element> parts = children(root);
    if (!isDuis(root, "Request")
        || parts.size() != 3
        || !isDuis(parts.get(0), "Header")
        || !isDuis(parts.get(1), "Body")
        || parts.get(2) != signature) {
      throw new Fault("the Request is not Header, Body and Signature");
    }
    refuseComments(root, signature);
    attributes(signature, Set.of());
    List<Element> inside = children(signature, "SignedInfo", "SignatureValue", "KeyInfo");
    signedInfo(inside.get(0));
    signatureValue(inside.get(1));
    return Optional.of(named(signature, inside.get(2), requestId(parts.get(0))));
  }

  private static boolean isDuis(Element element, String name) {
    return DUIS.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
  }

  /** A signature does not cover them, and readers differ in what they make of a text with one. */
  private static void refuseComments(Node inside, Element but) throws Fault {
    for (Node node = inside.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Comment) {
        throw new Fault("a comment in what is signed");
      }
      if (node != but) {
        refuseComments(node, but);
      }
    }
  }

  private static void signedInfo(Element signedInfo) throws Fault {
    attributes(signedInfo, Set.of());
    List<Element> inside =
        children(signedInfo, "CanonicalizationMethod", "SignatureMethod", "Reference");
    algorithm(inside.get(0), CanonicalizationMethod.EXCLUSIVE);
    algorithm(inside.get(1), SignatureMethod.ECDSA_SHA256);
    Element reference = inside.get(2);
    attributes(reference, Set.of("URI"));
    if (!reference.getAttribute("URI").isEmpty()) {
      throw new Fault("a Reference to something other than the whole document");
    }
    List<Element> referred = children(reference, "Transforms", "DigestMethod", "DigestValue");
    attributes(referred.get(0), Set.of());
    List<Element> transforms = children(referred.get(0));
    if (transforms.isEmpty() || transforms.size() > 2) {
      throw new Fault(transforms.size() + " transforms");
    }
    algorithm(transforms.get(0), Transform.ENVELOPED);
    if (transforms.size() == 2) {
      algorithm(transforms.get(1), CanonicalizationMethod.EXCLUSIVE);
    }
    algorithm(referred.get(1), DigestMethod.SHA256);
    if (base64(referred.get(2)).length != DIGEST) {
      throw new Fault("a DigestValue that is not 32 bytes");
    }
  }

  /** Its form is r and s, of 32 bytes each (RFC 4050, XMLDSIG 1.1); neither may be 0 or n. */
  private static void signatureValue(Element value) throws Fault {
    byte[] both = base64(value);
    if (both.length != 2 * SCALAR) {
      throw new Fault("a SignatureValue of " + both.length + " bytes instead of 64");
    }
    for (int from = 0; from < both.length; from += SCALAR) {
      BigInteger half = new BigInteger(1, Arrays.copyOfRange(both, from, from + SCALAR));
      if (half.signum() == 0 || half.compareTo(ORDER) >= 0) {
        throw new Fault("a SignatureValue that no key can make");
      }
    }
  }

  private static Found named(Element signature, Element keyInfo, String requestId) throws Fault {
    attributes(keyInfo, Set.of());
    Element data = children(keyInfo, "X509Data").getFirst();
    attributes(data, Set.of());
    Element named = children(data, "X509IssuerSerial").getFirst();
    attributes(named, Set.of());
    List<Element> both = children(named, "X509IssuerName", "X509SerialNumber");
    String serial = text(both.get(1)).strip();
    if (!serial.matches("[0-9]{1," + LONGEST_NUMBER + "}")) {
      throw new Fault("an X509SerialNumber that is no decimal number");
    }
    try {
      return new Found(
          signature,
          new X500Principal(text(both.get(0)).strip()),
          new BigInteger(serial),
          requestId);
    } catch (IllegalArgumentException notOne) {
      throw new Fault("an X509IssuerName that is no distinguished name");
    }
  }

  private static String requestId(Element header) throws Fault {
    List<Element> ids =
        children(header).stream().filter(each -> isDuis(each, "RequestID")).toList();
    if (ids.size() != 1) {
      throw new Fault(ids.size() + " RequestIDs");
    }
    return ids.getFirst().getTextContent().strip();
  }

  /** An element that names an algorithm by its attribute, and has nothing in it. */
  private static void algorithm(Element element, String only) throws Fault {
    attributes(element, Set.of("Algorithm"));
    if (!element.getAttribute("Algorithm").equals(only)) {
      throw new Fault(
          element.getLocalName() + " '" + element.getAttribute("Algorithm") + "' instead of '"
              + only + "'");
    }
    if (!children(element).isEmpty()) {
      throw new Fault(element.getLocalName() + " with something in it");
    }
  }

  /** All of its attributes but declarations of namespaces; none more and none less. */
  private static void attributes(Element element, Set<String> allowed) throws Fault {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      Attr each = (Attr) element.getAttributes().item(i);
      if (!XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(each.getNamespaceURI())) {
        names.add(each.getName());
      }
    }
    if (!names.equals(allowed)) {
      throw new Fault(
          element.getLocalName() + " with the attributes " + names + " instead of " + allowed);
    }
  }

  /** The elements in an element, which are these of XMLDSIG in this order. */
  private static List<Element> children(Element parent, String... names) throws Fault {
    List<Element> found = children(parent);
    boolean same = found.size() == names.length;
    for (int i = 0; same && i < names.length; i++) {
      same =
          XMLSignature.XMLNS.equals(found.get(i).getNamespaceURI())
              && names[i].equals(found.get(i).getLocalName());
    }
    if (!same) {
      throw new Fault(
          parent.getLocalName() + " with "
              + found.stream().map(Element::getLocalName).toList() + " instead of "
              + List.of(names));
    }
    return found;
  }

  private static List<Element> children(Element parent) throws Fault {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      switch (node) {
        case Element element -> found.add(element);
        case Comment comment -> {}
        case Text text when text.getData().isBlank() -> {}
        default -> throw new Fault(parent.getLocalName() + " with text between its elements");
      }
    }
    return found;
  }

  /** The text of an element that has nothing else in it. */
  private static String text(Element leaf) throws Fault {
    attributes(leaf, Set.of());
    StringBuilder text = new StringBuilder();
    for (Node node = leaf.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeType() != Node.TEXT_NODE) {
        throw new Fault(leaf.getLocalName() + " with something other than text in it");
      }
      text.append(node.getNodeValue());
    }
    return text.toString();
  }

  /** White space between is allowed: the DCC's own messages have carriage returns in it. */
  private static byte[] base64(Element leaf) throws Fault {
    String text = text(leaf).replaceAll("[ \t\r\n]", "");
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException notBase64) {
      // said below
    }
    throw new Fault(leaf.getLocalName() + " that is not base64");
  }
}

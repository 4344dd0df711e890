package org.lastgasp.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.XPathFilterParameterSpec;

/** A way to send a request whose signature proves nothing, though something is signed. */
public enum HostileSignature {
  CHANGED_PAYLOAD(
      "digest differs",
      (p, r) -> changed(p, r, s -> s.replace("CommandVariant>5<", "CommandVariant>7<"))),
  CHANGED_WHITE_SPACE(
      "digest differs",
      (p, r) -> changed(p, r, s -> s.replaceFirst("<((?:\\w+:)?Body)>", "<$1> "))),
  NAMESPACE_ADDED(
      "digest differs",
      (p, r) ->
          changed(p, r, s -> s.replaceFirst(" schemaVersion", " xmlns:x=\"urn:y\" schemaVersion"))),
  COMMENT_IN_THE_REQUEST_ID(
      "a comment",
      (p, r) -> changed(p, r, s -> s.replaceFirst("(RequestID>)90-", "$1<!-- x -->90-"))),
  COMMENT_IN_THE_PAYLOAD(
      "a comment", (p, r) -> changed(p, r, s -> s.replaceFirst("(GBCSPayload>)", "$1<!---->"))),
  TWO_SIGNATURES(
      "2 signatures",
      (p, r) -> changed(p, r, s -> s.replaceFirst("(<ds:Signature .*</ds:Signature>)", "$1$1"))),
  MOVED_INTO_THE_BODY(
      "not directly inside",
      (p, r) ->
          changed(
              p,
              r,
              s -> s.replaceFirst("(</(?:\\w+:)?Body>)(<ds:Signature .*</ds:Signature>)", "$2$1"))),
  MOVED_BEFORE_THE_HEADER(
      "not Header, Body and Signature",
      (p, r) ->
          changed(
              p,
              r,
              s ->
                  s.replaceFirst(
                      "(<(?:\\w+:)?Header>.*)(<ds:Signature .*</ds:Signature>)", "$2$1"))),
  WRAPPED_BEHIND_ANOTHER(
      "not Header, Body and Signature",
      (p, r) ->
          changed(p, r, s -> s.replaceFirst("(<ds:Signature .*</ds:Signature>)", "$1<Other/>"))),
  WRAPPED_IN_AN_OBJECT(
      "Signature with [SignedInfo, SignatureValue, KeyInfo, Object]",
      (p, r) ->
          changed(
              p,
              r,
              s ->
                  s.replace(
                      "</ds:Signature>",
                      "<ds:Object>" + new String(r, UTF_8).replaceFirst("<\\?.*\\?>", "")
                          + "</ds:Object></ds:Signature>"))),
  WRAPPED_BY_ITS_ID(
      "something other than the whole",
      (p, r) -> Signing.by(p).references("#a").sign(withId(r))),
  DUPLICATE_IDS(
      "something other than the whole",
      (p, r) ->
          text(
              Signing.by(p).references("#a").sign(withId(r)),
              s -> s.replaceFirst("<((?:\\w+:)?Body)>", "<$1 Id=\"a\">"))),
  AN_ID_OF_ITS_OWN(
      "attributes [Id]",
      (p, r) -> changed(p, r, s -> s.replace("<ds:Signature ", "<ds:Signature Id=\"a\" "))),
  OTHER_C14N(
      "CanonicalizationMethod",
      (p, r) -> Signing.by(p).c14n(CanonicalizationMethod.INCLUSIVE).sign(r)),
  C14N_WITH_COMMENTS(
      "CanonicalizationMethod",
      (p, r) -> Signing.by(p).c14n(CanonicalizationMethod.EXCLUSIVE_WITH_COMMENTS).sign(r)),
  C14N_WITH_PREFIXES(
      "CanonicalizationMethod with something",
      (p, r) ->
          changed(
              p,
              r,
              s ->
                  s.replaceFirst(
                      "(<ds:CanonicalizationMethod [^>]*)/>",
                      "$1><x:InclusiveNamespaces xmlns:x=\"" + CanonicalizationMethod.EXCLUSIVE
                          + "\" PrefixList=\"ds\"/></ds:CanonicalizationMethod>"))),
  OTHER_DIGEST("DigestMethod", (p, r) -> Signing.by(p).digest(DigestMethod.SHA512).sign(r)),
  SHA1("DigestMethod", (p, r) -> Signing.by(p).digest(DigestMethod.SHA1).sign(r)),
  OTHER_SIGNATURE_METHOD(
      "SignatureMethod", (p, r) -> Signing.by(p).method(SignatureMethod.ECDSA_SHA384).sign(r)),
  HMAC_WITH_THE_PUBLIC_KEY(
      "SignatureMethod",
      (p, r) ->
          Signing.by(p)
              .method(SignatureMethod.HMAC_SHA256)
              .key(new SecretKeySpec(p.certificate().getPublicKey().getEncoded(), "HmacSHA256"))
              .sign(r)),
  TWO_REFERENCES("SignedInfo with", (p, r) -> Signing.by(p).references("", "").sign(r)),
  NO_REFERENCE(
      "SignedInfo with",
      (p, r) -> changed(p, r, s -> s.replaceFirst("<ds:Reference .*</ds:Reference>", ""))),
  REFERENCE_TO_NOTHING(
      "attributes []",
      (p, r) -> changed(p, r, s -> s.replace("<ds:Reference URI=\"\">", "<ds:Reference>"))),
  REFERENCE_ELSEWHERE(
      "something other than the whole",
      (p, r) -> changed(p, r, s -> s.replace("URI=\"\"", "URI=\"http://127.0.0.1:1/\""))),
  XPATH_TRANSFORM(
      "Transform",
      (p, r) ->
          Signing.by(p)
              .transforms(
                  Signing.transform(Transform.ENVELOPED, null),
                  Signing.transform(
                      Transform.XPATH, new XPathFilterParameterSpec("not(ancestor-or-self::Body)")))
              .sign(r)),
  XSLT_TRANSFORM(
      "Transform",
      (p, r) ->
          changed(
              p,
              r,
              s ->
                  s.replace(
                      "</ds:Transforms>",
                      "<ds:Transform Algorithm=\"" + Transform.XSLT + "\">"
                          + "<xsl:stylesheet xmlns:xsl="
                          + "\"http://www.w3.org/1999/XSL/Transform\" version=\"1.0\"/>"
                          + "</ds:Transform></ds:Transforms>"))),
  NO_TRANSFORM(
      "0 transforms", (p, r) -> changed(p, r, s -> s.replaceFirst("<ds:Transform [^>]*/>", ""))),
  THREE_TRANSFORMS(
      "3 transforms",
      (p, r) -> changed(p, r, s -> s.replaceFirst("(<ds:Transform [^>]*/>)", "$1$1$1"))),
  KEY_VALUE(
      "KeyInfo with [KeyValue]",
      (p, r) ->
          Signing.by(p)
              .keyInfo(Signing.keyInfo((KeyInfoFactory f, SigningParty x) -> keyValue(f, x), p))
              .sign(r)),
  KEY_NAME(
      "KeyInfo with [KeyName]",
      (p, r) ->
          Signing.by(p)
              .keyInfo(Signing.keyInfo((KeyInfoFactory f, String x) -> f.newKeyName(x), "Z1"))
              .sign(r)),
  CERTIFICATE_ENCLOSED(
      "X509Data with [X509Certificate]",
      (p, r) ->
          Signing.by(p)
              .keyInfo(
                  Signing.keyInfo(
                      (KeyInfoFactory f, SigningParty x) -> f.newX509Data(List.of(x.certificate())),
                      p))
              .sign(r)),
  NO_KEY_INFO(
      "Signature with",
      (p, r) -> changed(p, r, s -> s.replaceFirst("<ds:KeyInfo>.*</ds:KeyInfo>", ""))),
  ANOTHER_KEY(
      "SignatureValue does not verify", (p, r) -> Signing.by(p).key(stranger(p).key()).sign(r)),
  WRONG_SERIAL(
      "no certificate",
      (p, r) ->
          Signing.by(p).keyInfo(Signing.keyInfo("CN=Z1,OU=07", BigInteger.valueOf(99))).sign(r)),
  SERIAL_IN_ANOTHER_FORM(
      "no decimal number",
      (p, r) -> changed(p, r, s -> s.replaceFirst("(X509SerialNumber>)", "$1+"))),
  WRONG_ISSUER(
      "no certificate",
      (p, r) ->
          Signing.by(p)
              .keyInfo(Signing.keyInfo("CN=Z2,OU=07", p.certificate().getSerialNumber()))
              .sign(r)),
  ISSUER_THAT_IS_NO_NAME(
      "no distinguished name", (p, r) -> changed(p, r, s -> s.replace("CN=Z1,OU=07", "Z1"))),
  ZERO_R("no key can make", (p, r) -> value(p, r, v -> zeros(v, 0))),
  ZERO_S("no key can make", (p, r) -> value(p, r, v -> zeros(v, 32))),
  R_ABOVE_THE_ORDER("no key can make", (p, r) -> value(p, r, v -> filled(v, 0))),
  S_ABOVE_THE_ORDER("no key can make", (p, r) -> value(p, r, v -> filled(v, 32))),
  VALUE_TOO_LONG("66 bytes", (p, r) -> value(p, r, v -> Arrays.copyOf(v, 66))),
  VALUE_IN_DER("bytes instead of 64", (p, r) -> value(p, r, HostileSignature::der)),
  VALUE_CUT_OFF("63 bytes", (p, r) -> value(p, r, v -> Arrays.copyOf(v, 63))),
  VALUE_EMPTY("0 bytes", (p, r) -> value(p, r, v -> new byte[0])),
  VALUE_NOT_BASE64(
      "not base64", (p, r) -> changed(p, r, s -> s.replaceFirst("(SignatureValue>)", "$1*"))),
  VALUE_IN_CDATA(
      "other than text",
      (p, r) ->
          changed(
              p,
              r,
              s -> s.replaceFirst("SignatureValue>([^<]*)<", "SignatureValue><![CDATA[$1]]><"))),
  VALUE_WITH_A_COMMENT(
      "other than text",
      (p, r) -> changed(p, r, s -> s.replaceFirst("(SignatureValue>)", "$1<!---->"))),
  DIGEST_CUT_OFF(
      "32 bytes", (p, r) -> changed(p, r, s -> s.replaceFirst("(DigestValue>)[^<]*<", "$1AAAA<"))),
  TEXT_BETWEEN(
      "text between",
      (p, r) -> changed(p, r, s -> s.replace("<ds:SignedInfo>", "x<ds:SignedInfo>"))),
  OTHER_NAMESPACE_INSIDE(
      "Signature with",
      (p, r) ->
          changed(
              p,
              r,
              s ->
                  s.replace("<ds:KeyInfo>", "<KeyInfo xmlns=\"urn:x\">")
                      .replace("</ds:KeyInfo>", "</KeyInfo>")));

  private final String fault;
  private final BiFunction<SigningParty, byte[], byte[]> making;

  HostileSignature(String fault, BiFunction<SigningParty, byte[], byte[]> making) {
    this.fault = fault;
    this.making = making;
  }

  /** A part of what is said of it. */
  String fault() {
    return fault;
  }

  /** Returns a request as this has it. */
  public byte[] of(SigningParty by, byte[] request) {
    return making.apply(by, request);
  }

  private static SigningParty stranger(SigningParty like) {
    return SigningParty.of(
        new org.lastgasp.id.Eui64(1), like.certificate().getSerialNumber().longValue());
  }

  private static javax.xml.crypto.XMLStructure keyValue(KeyInfoFactory by, SigningParty of) {
    try {
      return by.newKeyValue(of.certificate().getPublicKey());
    } catch (java.security.KeyException mistake) {
      throw new IllegalStateException(mistake);
    }
  }

  private static byte[] withId(byte[] request) {
    return text(request, s -> s.replaceFirst(" schemaVersion", " Id=\"a\" schemaVersion"));
  }

  private static byte[] changed(
      SigningParty by, byte[] request, UnaryOperator<String> change) {
    return text(Signing.signed(by, request), change);
  }

  private static byte[] text(byte[] document, UnaryOperator<String> change) {
    String before = new String(document, UTF_8).replace("&#13;\n", "");
    String after = change.apply(before);
    if (after.equals(before)) {
      throw new IllegalStateException("nothing to change in " + before);
    }
    return after.getBytes(UTF_8);
  }

  private static byte[] value(SigningParty by, byte[] request, UnaryOperator<byte[]> change) {
    return text(
        Signing.signed(by, request),
        s -> {
          Matcher value = Pattern.compile("SignatureValue>([^<]*)<").matcher(s);
          if (!value.find()) {
            throw new IllegalStateException("no SignatureValue");
          }
          byte[] bytes = Base64.getDecoder().decode(value.group(1));
          String other = Base64.getEncoder().encodeToString(change.apply(bytes));
          return s.replace(value.group(1), other);
        });
  }

  private static byte[] zeros(byte[] value, int from) {
    byte[] changed = value.clone();
    Arrays.fill(changed, from, from + 32, (byte) 0);
    return changed;
  }

  private static byte[] filled(byte[] value, int from) {
    byte[] changed = value.clone();
    Arrays.fill(changed, from, from + 32, (byte) 0xFF);
    return changed;
  }

  private static byte[] der(byte[] value) {
    byte[] der = new byte[72];
    byte[] begin = {0x30, 0x46, 2, 0x21, 0};
    System.arraycopy(begin, 0, der, 0, 5);
    System.arraycopy(value, 0, der, 5, 32);
    der[37] = 2;
    der[38] = 0x21;
    System.arraycopy(value, 32, der, 40, 32);
    return der;
  }
}

package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A corpus of activations that a hostile or broken sender makes of a good one. Each class is one
 * small change; none of them may open a window.
 */
final class HostileDocuments {
  private static final String ID = "90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:5";
  private static final String ID_ELEMENT = "<sr:RequestID>" + ID + "</sr:RequestID>";
  private static final String SIGNED_PAYLOAD = "GBCSPayload>";

  private HostileDocuments() {}

  private static String good() {
    return new String(Town.activation(5, Optional.empty()), UTF_8);
  }

  private static byte[] with(String old, String next) {
    String text = good();
    if (!text.contains(old)) {
      throw new AssertionError("nothing to change: " + old);
    }
    return text.replace(old, next).getBytes(UTF_8);
  }

  private static byte[] prolog(String doctype, String id) {
    String text = good().replaceFirst("(\\?>)", "$1" + doctype.replace("$", "\\$"));
    return text.replace(ID, id).getBytes(UTF_8);
  }

  /** The document with its payload changed. */
  private static byte[] payload(UnaryOperator<byte[]> change) {
    String text = good();
    int from = text.indexOf(SIGNED_PAYLOAD) + SIGNED_PAYLOAD.length();
    int to = text.indexOf('<', from);
    byte[] der = change.apply(Base64.getDecoder().decode(text.substring(from, to)));
    String next = Base64.getEncoder().encodeToString(der);
    return (text.substring(0, from) + next + text.substring(to)).getBytes(UTF_8);
  }

  private static byte[] splice(byte[] der, String old, String next) {
    String hex = HexFormat.of().formatHex(der);
    if (!hex.contains(old)) {
      throw new AssertionError("nothing to change: " + old);
    }
    return HexFormat.of().parseHex(hex.replaceFirst(old, next));
  }

  /** All of them, by what they do. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    entities(all);
    structure(all);
    letters(all);
    numbers(all);
    der(all);
    return all;
  }

  private static void entities(Map<String, byte[]> all) {
    all.put(
        "external entity", prolog("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", "&x;"));
    all.put(
        "parameter entity",
        prolog("<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://127.0.0.1:1/'> %x;]>", ID));
    all.put("internal entity", prolog("<!DOCTYPE a [<!ENTITY x '" + ID + "'>]>", "&x;"));
    StringBuilder bomb = new StringBuilder("<!DOCTYPE a [<!ENTITY x0 'ha'>");
    for (int i = 1; i < 30; i++) {
      bomb.append("<!ENTITY x").append(i).append(" '")
          .append(("&x" + (i - 1) + ";").repeat(10)).append("'>");
    }
    all.put("entity bomb", prolog(bomb + "]>", "&x29;"));
    all.put("undeclared entity", with(ID, "&nobody;"));
    all.put("entity of a letter beyond Unicode", with(ID, "&#x110000;" + ID));
    all.put(
        "inclusion",
        with(
            ID_ELEMENT,
            "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/>"));
    all.put("schema from elsewhere", with("<sr:Request ", "<!DOCTYPE x SYSTEM 'x'><sr:Request "));
  }

  private static void structure(Map<String, byte[]> all) {
    all.put("two RequestIDs", with(ID_ELEMENT, ID_ELEMENT + ID_ELEMENT.replace(":5<", ":6<")));
    all.put(
        "two variants",
        with("<sr:CommandVariant>5", "<sr:CommandVariant>4</sr:CommandVariant>"
            + "<sr:CommandVariant>5"));
    all.put(
        "two service references",
        with("<sr:ServiceReference>11.3", "<sr:ServiceReference>4.1</sr:ServiceReference>"
            + "<sr:ServiceReference>11.3"));
    all.put("two bodies", with("<sr:Body>", "<sr:Body></sr:Body><sr:Body>"));
    all.put("two headers", with("<sr:Header>", "<sr:Header></sr:Header><sr:Header>"));
    all.put(
        "two payloads",
        with("<sr:GBCSPayload>", "<sr:GBCSPayload>AAAA</sr:GBCSPayload><sr:GBCSPayload>"));
    all.put("another root", with("sr:Request", "sr:Response"));
    all.put("another namespace", with("ServiceUserGateway", "ServiceUserGateway2"));
    all.put("no namespace", with("sr:", ""));
    all.put("a request within a request", with("<sr:Body>", "<sr:Body><sr:Request/>"));
    all.put("a payload within a payload", with("<sr:GBCSPayload>", "<sr:GBCSPayload><x/>"));
    all.put("text behind the root", (good() + "<sr:Request/>").getBytes(UTF_8));
    all.put("cut off", Arrays.copyOf(good().getBytes(UTF_8), good().length() - 40));
    all.put("deep", with("<sr:Body>", "<a>".repeat(100_000) + "<sr:Body>"));
  }

  private static void letters(Map<String, byte[]> all) {
    all.put("full-width digits", with(":5<", ":\uff15<"));
    all.put("Arabic digits", with(":5<", ":\u0665<"));
    all.put("right-to-left override", with(ID, "\u202e" + ID));
    all.put("zero-width space", with(ID, ID.replace(":", ":\u200b")));
    all.put("a letter that looks like another", with("B3-D5", "\u0392" + "3-D5"));
    all.put("combining mark", with(ID, ID + "\u0301"));
    all.put("NUL", with(ID, ID + "\u0000"));
    all.put("surrogate alone", bytes(good(), "\u00ed\u00a0\u0080"));
    all.put("overlong UTF-8", bytes(good(), "\u00c0\u00b5"));
    all.put("five-byte UTF-8", bytes(good(), "\u00f8\u0088\u0080\u0080\u0080"));
    all.put("an unknown encoding", with("encoding=\"UTF-8\"", "encoding=\"UTF-7\""));
    all.put("another encoding than it says", with("encoding=\"UTF-8\"", "encoding=\"UTF-32\""));
    all.put("XML 1.1", with("version=\"1.0\"", "version=\"9.9\""));
    all.put("a space before the prolog", (" " + good()).getBytes(UTF_8));
    all.put("two byte order marks", ("\ufeff\ufeff" + good()).getBytes(UTF_8));
  }

  /** Raw bytes in front of the id, each letter one byte. */
  private static byte[] bytes(String document, String raw) {
    int at = document.indexOf(ID);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(document.substring(0, at).getBytes(UTF_8));
    out.writeBytes(raw.getBytes(ISO_8859_1));
    out.writeBytes(document.substring(at).getBytes(UTF_8));
    return out.toByteArray();
  }

  private static void numbers(Map<String, byte[]> all) {
    all.put("a counter of another request", with(":5<", ":6<"));
    all.put("a counter of 2^64", with(":5<", ":18446744073709551616<"));
    all.put("a counter of 2^64 + 5, which wraps to it", with(":5<", ":18446744073709551621<"));
    all.put("a counter below zero", with(":5<", ":-5<"));
    all.put("a counter with a sign", with(":5<", ":+5<"));
    all.put("a counter in hexadecimal", with(":5<", ":0x5<"));
    all.put("a counter with a fraction", with(":5<", ":5.0<"));
    all.put("an endless counter", with(":5<", ":" + "0".repeat(100_000) + "5<"));
    all.put("another meter", with("78-90-A0:5", "78-90-A1:5"));
    all.put("a variant of 2^32 + 5", with("Variant>5<", "Variant>4294967301<"));
  }

  private static void der(Map<String, byte[]> all) {
    all.put("payload: empty", payload(der -> new byte[0]));
    all.put("payload: cut off", payload(der -> Arrays.copyOf(der, 40)));
    all.put("payload: longer", payload(der -> Arrays.copyOf(der, der.length + 1)));
    all.put("payload: signature shorter", payload(der -> Arrays.copyOf(der, der.length - 1)));
    all.put("payload: of gigabytes", payload(der -> splice(der, "730250", "7384ffffffff50")));
    all.put("payload: indefinite length", payload(der -> splice(der, "7302", "7380")));
    all.put("payload: a length of nine bytes",
        payload(der -> splice(der, "730250", "7389010101010101010101")));
    all.put("payload: hash shorter than it says", payload(der -> splice(der, "0420ab", "041fab")));
    all.put("payload: hash longer than the rest",
        payload(der -> splice(der, "0420ab", "04847fffffffab")));
    all.put("payload: integer below zero",
        payload(der -> splice(der, "02010540", "0201ff40")));
    all.put("payload: integer without bytes", payload(der -> splice(der, "02010540", "020040")));
    all.put("payload: integer of 2^64 + 5",
        payload(der -> splice(der, "02010540", "020901000000000000000540")));
    all.put("payload: counter of another request",
        payload(der -> splice(der, "000000000000000508", "000000000000000608")));
    all.put("payload: another message", payload(der -> splice(der, "00020012", "00020062")));
    all.put("payload: another meter", payload(der -> splice(der, "7890a0", "7890a1")));
    all.put("payload: identifier shorter", payload(der -> splice(der, "0800db", "0700db")));
    all.put("payload: not base64", with("<sr:GBCSPayload>3w", "<sr:GBCSPayload>!!"));
    all.put("payload: base64 of URLs", with("<sr:GBCSPayload>3w", "<sr:GBCSPayload>-_"));
    all.put("payload: padding within", with("<sr:GBCSPayload>3wkB", "<sr:GBCSPayload>3w==3wkB"));
    all.put("payload: of zeros", payload(der -> new byte[der.length]));
    all.put("payload: nested a thousand times",
        payload(der -> HexFormat.of().parseHex("3080".repeat(1_000))));
  }
}

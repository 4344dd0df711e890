package org.lastgasp.duis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/** One composed message of each kind. */
final class Samples {
  static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  static final Eui64 NETWORK = Eui64.of("90-B3-D5-1F-30-02-00-00");
  static final Eui64 DSP = Eui64.of("90-B3-D5-1F-30-00-00-02");
  static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  static final Eui64 HUB = Eui64.of("88-73-84-90-6A-10-02-DB");
  static final RequestId REQUEST = new RequestId(SUPPLIER, METER, 1000);
  static final ResponseId OUTAGE = new ResponseId(DSP, NETWORK, 7);
  static final String HASH = "0123456789ABCDEF".repeat(4);
  static final Instant NOW = Instant.parse("2030-01-15T09:04:05.678Z");
  static final Instant START = Instant.parse("2030-01-15T09:01:00Z");
  static final byte[] PAYLOAD = {1, 2, 3, 4};

  private Samples() {}

  static byte[] ad1() {
    return MessageBuilder.ad1(OUTAGE, HUB, START, "1712345678907", OptionalLong.empty(), NOW);
  }

  static Map<String, byte[]> all() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("activateFirmware", MessageBuilder.activateFirmware(REQUEST, HASH, Optional.of(NOW)));
    all.put(
        "activateFirmware at once",
        MessageBuilder.activateFirmware(REQUEST, HASH, Optional.empty()));
    all.put("signedActivation 5", MessageBuilder.signedActivation(REQUEST, 5, PAYLOAD));
    all.put("signedActivation 6", MessageBuilder.signedActivation(REQUEST, 6, PAYLOAD));
    all.put(
        "signedPreCommand",
        MessageBuilder.signedPreCommand(REQUEST, 7, "1.1.1", PAYLOAD, Optional.of(NOW)));
    all.put(
        "request",
        MessageBuilder.request(
            new RequestId(SUPPLIER, DSP, 12),
            8,
            "8.2",
            MessageBuilder.inside("ReadInventory", MessageBuilder.element("DeviceID", HUB))));
    all.put("acknowledgement", MessageBuilder.acknowledgement(REQUEST, "11.3", "I99", NOW));
    all.put("refusal", MessageBuilder.acknowledgement(REQUEST, "11.3", "E5", NOW));
    all.put("preCommand", MessageBuilder.preCommand(REQUEST, "11.3", PAYLOAD, NOW));
    all.put("deviceResponse", MessageBuilder.deviceResponse(REQUEST, "11.3", PAYLOAD, NOW));
    all.put(
        "futureDatedAlert", MessageBuilder.futureDatedAlert(REQUEST, "11.3", "8F66", PAYLOAD, NOW));
    all.put(
        "deviceAlert",
        MessageBuilder.deviceAlert(new ResponseId(METER, NETWORK, 9), "8F36", PAYLOAD, NOW));
    all.put("ad1", ad1());
    all.put(
        "throttled ad1", MessageBuilder.ad1(OUTAGE, HUB, START, "BANANA", OptionalLong.of(3), NOW));
    all.put(
        "dccAlert",
        MessageBuilder.dccAlert(
            OUTAGE,
            "N55",
            MessageBuilder.inside(
                "CommsHubFirmwareActivation",
                MessageBuilder.element("DeviceID", HUB)
                    + MessageBuilder.element("FirmwareVersion", "12<&>")),
            NOW));
    all.put(
        "quarantined",
        MessageBuilder.quarantined(new ResponseId(DSP, SUPPLIER, 8), REQUEST, NOW));
    all.put("signed", signed());
    return all;
  }

  /** As the DSP signs: prefixes that nobody needs, empty elements, attributes, broken lines. */
  static byte[] signed() {
    String ad1 = text(ad1());
    String signature =
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>"
            + "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>"
            + "<ds:SignatureMethod"
            + " Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>"
            + "<ds:Reference URI=\"\">"
            + "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
            + "<ds:DigestValue>" + "A".repeat(43) + "=</ds:DigestValue>"
            + "</ds:Reference></ds:SignedInfo><ds:SignatureValue>" + "A".repeat(76) + "&#13;\n"
            + "AAAAAAAAAAA=</ds:SignatureValue></ds:Signature>";
    return bytes(
        ad1.replace("\"?>", "\" standalone=\"no\"?>")
            .replace(
                " schemaVersion",
                " xmlns:ns3=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:ra=\""
                    + SchemaPath.MMC
                    + "\" schemaVersion")
            .replace("</sr:Response>", signature + "</sr:Response>"));
  }

  static byte[] bytes(String xml) {
    return xml.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] xml) {
    return new String(xml, StandardCharsets.UTF_8);
  }
}

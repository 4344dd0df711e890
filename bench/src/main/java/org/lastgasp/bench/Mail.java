package org.lastgasp.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/** Messages about meters and hubs that are only numbered. */
final class Mail {
  static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  static final Eui64 DISTRIBUTOR = Eui64.of("90-B3-D5-1F-30-02-00-00");
  static final String MPAN = "2012345678903";
  static final String HASH = "AB".repeat(32);
  private static final int READ_BYTES = 1_798; // as the published template, signed
  private static final long FIRST_METER = 0x00DB_1234_5600_0000L;
  private static final long FIRST_HUB = 0x00DB_0000_0000_0000L;
  private static final long FIRST_COUNTER = 1_000_000_000_000L; // all of the same length

  private Mail() {}

  static Eui64 meter(long number) {
    return new Eui64(FIRST_METER + number);
  }

  static Eui64 hub(long number) {
    return new Eui64(FIRST_HUB + number);
  }

  /** SRV 11.3, step 2, at once. */
  static byte[] activation(long meter, long counter) {
    byte[] preCommand =
        org.lastgasp.gbcs.PayloadBuilder.activateFirmware(
            SUPPLIER, meter(meter), counter, HASH, Optional.empty());
    return MessageBuilder.signedActivation(
        new RequestId(SUPPLIER, meter(meter), counter),
        5,
        org.lastgasp.gbcs.PayloadBuilder.signed(preCommand, new byte[64]));
  }

  /** A signed request that reads a meter's registers, SRV 4.1.1, of {@link #READ_BYTES}. */
  static byte[] read() {
    RequestId id = new RequestId(SUPPLIER, meter(0), FIRST_COUNTER);
    String body = MessageBuilder.inside("ReadInstantaneousImportRegisters", "");
    String unsigned =
        new String(MessageBuilder.request(id, 1, "4.1.1", body), StandardCharsets.UTF_8);
    int end = unsigned.lastIndexOf("</");
    String signature = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
        + "<ds:SignatureValue>%s</ds:SignatureValue></ds:Signature>";
    int room = READ_BYTES - unsigned.length() - signature.length() + "%s".length();
    return (unsigned.substring(0, end) + signature.formatted("A".repeat(room))
            + unsigned.substring(end))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** An alert of its own for each number. */
  static byte[] ad1(long hub, long number) {
    Instant start = Instant.parse("2030-01-15T09:00:00Z");
    return MessageBuilder.ad1(
        new ResponseId(hub(hub), DISTRIBUTOR, FIRST_COUNTER + number),
        hub(hub),
        start,
        MPAN,
        OptionalLong.empty(),
        start);
  }

  /** The DSP's answer to whatever it is sent. */
  static byte[] accepted() {
    return MessageBuilder.acknowledgement(
        new RequestId(SUPPLIER, meter(0), 1), "11.3", "I99", Instant.EPOCH);
  }

  /** A whole POST. */
  static byte[] post(String path, byte[] document) {
    byte[] head =
        ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/xml\r\n"
                + "Content-Length: " + document.length + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[head.length + document.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(document, 0, all, head.length, document.length);
    return all;
  }
}

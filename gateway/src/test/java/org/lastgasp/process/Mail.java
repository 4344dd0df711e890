package org.lastgasp.process;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/** Messages of our own composing, about meters and hubs that are only numbered. For tests. */
final class Mail {
  static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  static final Eui64 SOUTHERN = Eui64.of("90-B3-D5-1F-30-02-00-00");
  static final Eui64 HYDRO = Eui64.of("90-B3-D5-1F-30-03-00-00");
  static final String MPAN = "2012345678903";
  static final String HASH = "AB".repeat(32);
  private static final long FIRST_METER = 0x00DB_1234_5678_0000L;
  private static final long FIRST_HUB = 0x00DB_0000_0000_0000L;

  private Mail() {}

  static Eui64 meter(int number) {
    return new Eui64(FIRST_METER + number);
  }

  static Eui64 hub(int number) {
    return new Eui64(FIRST_HUB + number);
  }

  static RequestId requestId(int meter, long counter) {
    return new RequestId(SUPPLIER, meter(meter), counter);
  }

  /** SRV 11.3, step 2; without a time, at once. */
  static byte[] activation(int meter, long counter, Optional<Instant> time) {
    return signed(
        meter,
        counter,
        org.lastgasp.gbcs.PayloadBuilder.activateFirmware(
            SUPPLIER, meter(meter), counter, HASH, time));
  }

  static byte[] cancellation(int meter, long counter) {
    return signed(
        meter,
        counter,
        org.lastgasp.gbcs.PayloadBuilder.cancellation(SUPPLIER, meter(meter), counter, HASH));
  }

  private static byte[] signed(int meter, long counter, byte[] preCommand) {
    byte[] payload = org.lastgasp.gbcs.PayloadBuilder.signed(preCommand, new byte[64]);
    return MessageBuilder.signedActivation(requestId(meter, counter), 5, payload);
  }

  static byte[] ad1(int hub, Eui64 distributor, long counter, Instant start) {
    return MessageBuilder.ad1(
        new ResponseId(hub(hub), distributor, counter),
        hub(hub),
        start,
        MPAN,
        OptionalLong.empty(),
        start);
  }

  /** A request of a service that nothing acts on. */
  static byte[] otherRequest(int meter, long counter) {
    return MessageBuilder.request(
        requestId(meter, counter), 1, "4.1.1", "<sr:ReadInstantaneousImportRegisters/>");
  }

  /** A response of a device on its way to the supplier. */
  static byte[] response(int meter, long counter) {
    return MessageBuilder.deviceResponse(
        requestId(meter, counter), "4.1.1", new byte[] {1, 2, 3}, Instant.EPOCH);
  }
}

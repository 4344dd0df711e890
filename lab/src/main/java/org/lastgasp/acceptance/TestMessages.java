package org.lastgasp.acceptance;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.lastgasp.config.Config;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * The messages of a run. They are valid against the DUIS schema and carry no real signature. Each
 * has a counter of its own, higher than any of an earlier run. Safe for any number of threads.
 */
final class TestMessages {
  private static final String FIRMWARE = "AC".repeat(32);
  private static final byte[] SIGNATURE = new byte[64];

  private final AtomicLong counter;
  private final Eui64 supplier;
  private final Config.User recipient;

  TestMessages(Instant start, TestDevices devices) {
    this.counter = new AtomicLong(start.toEpochMilli());
    this.supplier = devices.supplier();
    this.recipient = devices.recipient();
  }

  /** An activation, CV 5: at once, or at a time. */
  byte[] activation(TestDevice device, Optional<Instant> time) {
    RequestId id = new RequestId(supplier, device.meter(), counter.incrementAndGet());
    return request(
        id,
        PayloadBuilder.activateFirmware(supplier, device.meter(), id.counter(), FIRMWARE, time));
  }

  /** A cancellation of what the meter holds, CV 5. */
  byte[] cancellation(TestDevice device) {
    RequestId id = new RequestId(supplier, device.meter(), counter.incrementAndGet());
    return request(
        id, PayloadBuilder.cancellation(supplier, device.meter(), id.counter(), FIRMWARE));
  }

  private static byte[] request(RequestId id, byte[] preCommand) {
    return MessageBuilder.signedActivation(id, 5, PayloadBuilder.signed(preCommand, SIGNATURE));
  }

  /** An AD1 of the device's hub, for the first user that has a distributor. */
  byte[] alert(TestDevice device, Instant start) {
    ResponseId id = new ResponseId(device.hub(), recipient.id(), counter.incrementAndGet());
    return MessageBuilder.ad1(
        id, device.hub(), start, device.mpan().digits(), OptionalLong.empty(), start);
  }
}

package org.lastgasp.sim;

import java.time.Instant;
import java.util.Locale;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/** The documents in which meters report. Nobody in a simulated grid checks their signatures. */
public final class DeviceMessages {
  private static final String VERSION = "01020304";
  private static final String ACTIVATE = "11.3";
  static final byte[] SIGNATURE = new byte[64];

  private DeviceMessages() {}

  /** The response to an activation at once; outcome 0 is success. */
  public static byte[] activated(RequestId id, int outcome, Instant done, Instant sent) {
    byte[] payload =
        PayloadBuilder.activationOutcome(
            id.target(), id.originator(), id.counter(), outcome, VERSION, done, SIGNATURE);
    return MessageBuilder.deviceResponse(id, ACTIVATE, payload, sent);
  }

  /** The alert 8F66 or 8F67 of an activation for a date; outcome 0 is success. */
  public static byte[] futureDated(
      RequestId id, long counter, int outcome, Instant done, Instant sent) {
    int code = outcome == 0 ? 0x8F66 : 0x8F67;
    byte[] payload =
        PayloadBuilder.futureDatedActivation(
            id.target(),
            id.originator(),
            counter,
            code,
            done,
            id.counter(),
            outcome,
            VERSION,
            SIGNATURE);
    return MessageBuilder.futureDatedAlert(id, ACTIVATE, hex(code), payload, sent);
  }

  /** The response that a command is accepted, for a date or to take one back. */
  static byte[] accepted(RequestId id, Instant at) {
    byte[] payload =
        PayloadBuilder.activationAccepted(
            id.target(), id.originator(), id.counter(), at, SIGNATURE);
    return MessageBuilder.deviceResponse(id, ACTIVATE, payload, at);
  }

  /**
   * The alert that supply is back.
   *
   * @param id of the meter, for its recipient
   * @param code 8F35, or 8F36 after three minutes and more
   */
  public static byte[] restored(ResponseId id, int code, SupplyInterruption cut, Instant at) {
    byte[] payload =
        PayloadBuilder.supplyRestored(
            id.sender(), id.recipient(), id.counter(), code, at, cut.off(), cut.on(), SIGNATURE);
    return MessageBuilder.deviceAlert(id, hex(code), payload, at);
  }

  private static String hex(int code) {
    return String.format(Locale.ROOT, "%04X", code);
  }
}

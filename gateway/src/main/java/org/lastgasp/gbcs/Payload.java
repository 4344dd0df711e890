package org.lastgasp.gbcs;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.id.Eui64;

/** An immutable reading of one GBCS payload. */
public sealed interface Payload {

  /** Reads any payload; never throws, never writes to the array. */
  static Payload read(byte[] bytes) {
    return PayloadReader.read(bytes);
  }

  /** The grouping header, if it can be read, whatever follows it; never throws. */
  static Optional<Header> header(byte[] bytes) {
    return PayloadReader.headerOf(bytes);
  }

  /** The kind of message that the grouping header announces. */
  enum Kind {
    COMMAND,
    RESPONSE,
    ALERT
  }

  /** The wrapping in which a command came. */
  enum Form {
    /** As the DSP returns it for signing: no signature, perhaps a trailing zero. */
    PRE_COMMAND,
    /** Signed by its originator. */
    SIGNED,
    /** On its way to the device, with a MAC around it. */
    WRAPPED
  }

  /**
   * The grouping header (general-signing).
   *
   * @param counter unsigned 64 bits
   * @param messageCode two bytes, e.g. 0x0012 for CS06 Activate Firmware
   */
  record Header(Kind kind, long counter, Eui64 originator, Eui64 recipient, int messageCode) {}

  /** A CS06 command: activate the firmware image of this hash, at once or at a time. */
  record ActivateFirmware(
      Header header,
      Form form,
      String imageHash,
      long originatorCounter,
      Optional<Instant> executionTime,
      boolean cancels)
      implements Payload {}

  /** A CS06 response: the command, or its cancellation, is accepted and held. */
  record ActivationAccepted(Header header) implements Payload {}

  /**
   * A CS06 response: the activation has been tried.
   *
   * @param outcome 0 success, 1 no image held, 2 hash mismatch, 3 failure
   * @param firmwareVersion eight hexadecimal digits
   */
  record ActivationOutcome(Header header, int outcome, String firmwareVersion) implements Payload {}

  /**
   * The future-dated activation alert.
   *
   * @param alertCode 0x8F66 done, 0x8F67 failed
   * @param at the time it was executed
   * @param originatorCounter the counter of the request it answers: join on this one
   * @param outcome as in {@link ActivationOutcome}
   */
  record FutureDatedActivation(
      Header header,
      int alertCode,
      Instant at,
      long originatorCounter,
      int outcome,
      String firmwareVersion)
      implements Payload {}

  /**
   * An ECS80 alert: the meter's supply is back.
   *
   * @param alertCode 0x8F35 restored, 0x8F36 restored after three minutes or more, or its phases
   */
  record SupplyRestored(
      Header header, int alertCode, Instant timestamp, Instant interrupted, Instant restored)
      implements Payload {}

  /** A payload with a readable header and a message code that nothing here acts on. */
  record Other(Header header) implements Payload {}

  /**
   * A payload that is cut, over-long or contradicts itself.
   *
   * @param fault what is wrong with it and at which byte, in words
   */
  record Unreadable(String fault) implements Payload {}
}

package org.lastgasp.gbcs;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.id.Eui64;

/**
 * A reader that parses a payload from its first byte to its last.
 *
 * <pre>
 *   general-signing: DF 09 kind(1) counter(8) 08 originator(8) 08 recipient(8)
 *                    00 | 0C date-time(12)   length message-code(2) …   length content
 *                    40 signature(64) | 00 | nothing
 *   wrapped:         DD 00000000 0000 length 11 00000000 general-signing MAC(12)
 * </pre>
 */
final class PayloadReader {
  private static final int GENERAL_SIGNING = 0xDF;
  private static final int GENERAL_CIPHERING = 0xDD;
  private static final int SIGNATURE = 64;
  private static final int MAC = 12;
  private static final int DATE_TIME = 12;

  private static final int ACTIVATE_FIRMWARE = 0x0012;
  private static final int FUTURE_DATED_ACTIVATION = 0x00CA;
  private static final int SUPPLY_RESTORED = 0x0067;

  private static final String CANCELLATION = "99991231235959Z";
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant BEYOND = Instant.parse("9999-12-31T23:59:59Z").plusSeconds(1);
  private static final int HASH = 32;
  private static final int VERSION = 4;

  private PayloadReader() {}

  static Payload read(byte[] bytes) {
    try {
      ByteCursor octets = new ByteCursor(bytes);
      return octets.peek() == GENERAL_CIPHERING ? wrapped(octets) : bare(octets, false);
    } catch (MalformedPayload malformed) {
      return new Payload.Unreadable(String.valueOf(malformed.getMessage()));
    }
  }

  static Optional<Payload.Header> headerOf(byte[] bytes) {
    try {
      ByteCursor octets = new ByteCursor(bytes);
      if (octets.peek() == GENERAL_CIPHERING) {
        octets.next("tag");
        zeros(octets, 6, "empty field of the wrapping");
        length(octets, "wrapping");
        octets.expect(0x11, "security control");
        zeros(octets, 4, "invocation counter");
      }
      return Optional.of(header(octets));
    } catch (MalformedPayload cut) {
      return Optional.empty();
    }
  }

  private static Payload wrapped(ByteCursor octets) throws MalformedPayload {
    octets.expect(GENERAL_CIPHERING, "tag");
    zeros(octets, 6, "empty field of the wrapping");
    ByteCursor inside = octets.part(length(octets, "wrapping"), "wrapping");
    octets.done("the wrapping");
    inside.expect(0x11, "security control");
    zeros(inside, 4, "invocation counter");
    if (inside.left() < MAC) {
      throw new MalformedPayload("the MAC is cut at byte " + inside.at());
    }
    return bare(inside.part(inside.left() - MAC, "wrapped message"), true);
  }

  private static Payload bare(ByteCursor octets, boolean wrapped) throws MalformedPayload {
    Payload.Header header = header(octets);
    ByteCursor content = octets.part(length(octets, "content"), "content");
    boolean signed = octets.peek() == SIGNATURE;
    if (signed) {
      octets.next("signature");
      octets.part(SIGNATURE, "signature");
      octets.done("the signature");
    } else if (octets.peek() == 0) {
      octets.next("absent signature");
    }
    octets.done("the content");
    return switch (header.messageCode()) {
      case ACTIVATE_FIRMWARE -> activateFirmware(header, content, signed, wrapped);
      case FUTURE_DATED_ACTIVATION -> {
        demand(header, Payload.Kind.ALERT, signed);
        yield futureDated(header, content);
      }
      case SUPPLY_RESTORED -> {
        demand(header, Payload.Kind.ALERT, signed);
        yield supplyRestored(header, content);
      }
      default -> new Payload.Other(header);
    };
  }

  private static Payload.Header header(ByteCursor octets) throws MalformedPayload {
    octets.expect(GENERAL_SIGNING, "tag");
    octets.expect(9, "length of the transaction id");
    int at = octets.at();
    Payload.Kind kind =
        switch (octets.next("kind")) {
          case 1 -> Payload.Kind.COMMAND;
          case 2 -> Payload.Kind.RESPONSE;
          case 3 -> Payload.Kind.ALERT;
          default -> throw new MalformedPayload("kind at byte " + at + " is none of 01, 02, 03");
        };
    long counter = octets.number(8, "counter");
    octets.expect(8, "length of the originator");
    Eui64 originator = new Eui64(octets.number(8, "originator"));
    octets.expect(8, "length of the recipient");
    Eui64 recipient = new Eui64(octets.number(8, "recipient"));
    if (octets.peek() == 0) {
      octets.next("absent date-time");
    } else {
      octets.expect(DATE_TIME, "length of the date-time");
      octets.part(DATE_TIME, "date-time");
    }
    ByteCursor other = octets.part(length(octets, "other information"), "other information");
    return new Payload.Header(
        kind, counter, originator, recipient, (int) other.number(2, "message code"));
  }

  private static Payload activateFirmware(
      Payload.Header header, ByteCursor content, boolean signed, boolean wrapped)
      throws MalformedPayload {
    if (header.kind() == Payload.Kind.COMMAND) {
      if (wrapped && !signed) {
        throw new MalformedPayload("a wrapped activation without a signature");
      }
      Payload.Form form =
          wrapped
              ? Payload.Form.WRAPPED
              : signed ? Payload.Form.SIGNED : Payload.Form.PRE_COMMAND;
      return command(header, form, content);
    }
    demand(header, Payload.Kind.RESPONSE, signed);
    if (content.peek() == Der.NULL) {
      Der.element(content, Der.NULL, "NULL").done("the tag of NULL");
      content.done("the NULL");
      return new Payload.ActivationAccepted(header);
    }
    Outcome outcome = outcome(content);
    content.done("the outcome");
    return new Payload.ActivationOutcome(header, outcome.code, outcome.version);
  }

  private static Payload command(Payload.Header header, Payload.Form form, ByteCursor content)
      throws MalformedPayload {
    ByteCursor inside = Der.element(content, Der.SEQUENCE, "command");
    content.done("the command");
    String hash = octetString(inside, HASH, "image hash");
    long counter = Der.integer(inside, "originator counter");
    if (counter != header.counter()) {
      throw new MalformedPayload(
          "originator counter "
              + Long.toUnsignedString(counter)
              + " contradicts the header's "
              + Long.toUnsignedString(header.counter()));
    }
    Optional<Instant> time = Optional.empty();
    boolean cancels = false;
    if (inside.left() > 0) {
      String text = Der.time(inside, "execution time");
      inside.done("the execution time");
      cancels = text.equals(CANCELLATION);
      time = cancels ? time : Optional.of(Der.instant(text, "execution time"));
    }
    return new Payload.ActivateFirmware(header, form, hash, counter, time, cancels);
  }

  private static Payload futureDated(Payload.Header header, ByteCursor content)
      throws MalformedPayload {
    ByteCursor inside = Der.element(content, Der.SEQUENCE, "alert");
    content.done("the alert");
    long code = Der.integer(inside, "alert code");
    if (code != 0x8F66 && code != 0x8F67) {
      throw new MalformedPayload(
          "alert code is neither 8F66 nor 8F67 but " + Long.toHexString(code));
    }
    Instant at = Der.instant(Der.time(inside, "execution time"), "execution time");
    long counter = Der.integer(inside, "originator counter");
    Outcome outcome = outcome(inside);
    inside.done("the outcome");
    return new Payload.FutureDatedActivation(
        header, (int) code, at, counter, outcome.code, outcome.version);
  }

  private record Outcome(int code, String version) {}

  private static Outcome outcome(ByteCursor octets) throws MalformedPayload {
    ByteCursor inside = Der.element(octets, Der.SEQUENCE, "outcome");
    long code = Der.integer(inside, "outcome code");
    if (code < 0 || code > Integer.MAX_VALUE) {
      throw new MalformedPayload("outcome code " + Long.toUnsignedString(code) + " is none");
    }
    String version = octetString(inside, VERSION, "firmware version");
    inside.done("the firmware version");
    return new Outcome((int) code, version);
  }

  private static String octetString(ByteCursor octets, int length, String what)
      throws MalformedPayload {
    ByteCursor inside = Der.element(octets, Der.OCTET_STRING, what);
    if (inside.left() != length) {
      throw new MalformedPayload(what + " has " + inside.left() + " bytes instead of " + length);
    }
    return inside.digits(length, what);
  }

  private static Payload supplyRestored(Payload.Header header, ByteCursor content)
      throws MalformedPayload {
    content.expect(0x0F, "data notification");
    content.number(4, "invoke id");
    content.expect(0, "absent date-time");
    content.expect(0x02, "structure");
    content.expect(4, "number of elements");
    content.expect(0x12, "type of the alert code");
    int code = (int) content.number(2, "alert code");
    if (code < 0x8F35 || code > 0x8F3C) {
      throw new MalformedPayload(
          "alert code " + ByteCursor.hex(code, 2) + " is not one of 8F35 to 8F3C");
    }
    Instant timestamp = dateTime(content, "timestamp");
    Instant interrupted = dateTime(content, "interruption");
    Instant restored = dateTime(content, "restoration");
    content.done("the restoration");
    return new Payload.SupplyRestored(header, code, timestamp, interrupted, restored);
  }

  /** DLMS date-time: a deviation that is not specified is taken as UTC. */
  private static Instant dateTime(ByteCursor octets, String what) throws MalformedPayload {
    octets.expect(0x09, "type of the " + what);
    octets.expect(DATE_TIME, "length of the " + what);
    int year = (int) octets.number(2, what);
    int month = octets.next(what);
    int day = octets.next(what);
    octets.next(what); // the day of the week says nothing new
    int hour = octets.next(what);
    int minute = octets.next(what);
    int second = octets.next(what);
    int hundredths = octets.next(what);
    int deviation = (short) octets.number(2, what);
    octets.next(what); // the clock's status
    if (hundredths > 99 && hundredths != 0xFF) {
      throw new MalformedPayload(what + " has " + hundredths + " hundredths of a second");
    }
    if (deviation != Short.MIN_VALUE && Math.abs(deviation) > 14 * 60) {
      throw new MalformedPayload(what + " deviates from UTC by " + deviation + " minutes");
    }
    Instant local = Der.instant(new int[] {year, month, day, hour, minute, second}, what);
    Instant utc =
        local
            .plusMillis(hundredths == 0xFF ? 0 : hundredths * 10L)
            .plusSeconds(deviation == Short.MIN_VALUE ? 0 : deviation * 60L);
    if (utc.isBefore(FIRST) || !utc.isBefore(BEYOND)) {
      throw new MalformedPayload(what + " is outside the years 0001 to 9999");
    }
    return utc;
  }

  private static void demand(Payload.Header header, Payload.Kind kind, boolean signed)
      throws MalformedPayload {
    if (header.kind() != kind) {
      throw new MalformedPayload(
          "message code " + ByteCursor.hex(header.messageCode(), 2) + " in a " + header.kind());
    }
    if (!signed) {
      throw new MalformedPayload("the signature is absent");
    }
  }

  /** One byte, or 81 and one, or 82 and two. */
  private static int length(ByteCursor octets, String what) throws MalformedPayload {
    int at = octets.at();
    int first = octets.next("length of the " + what);
    if (first < 0x80) {
      return first;
    }
    if (first != 0x81 && first != 0x82) {
      throw new MalformedPayload(
          "length of the " + what + " at byte " + at + " begins with " + ByteCursor.hex(first));
    }
    return (int) octets.number(first & 0x7F, "length of the " + what);
  }

  private static void zeros(ByteCursor octets, int count, String what) throws MalformedPayload {
    for (int i = 0; i < count; i++) {
      octets.expect(0, what);
    }
  }
}

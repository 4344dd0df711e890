package org.lastgasp.gbcs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.lastgasp.id.Eui64;

/**
 * A builder of payloads for the simulator and for tests. Nothing here knows a key: the caller
 * supplies signatures (64 bytes) and MACs (12 bytes).
 */
public final class PayloadBuilder {
  private static final int COMMAND = 1;
  private static final int RESPONSE = 2;
  private static final int ALERT = 3;
  private static final String CANCELLATION = "99991231235959Z";
  private static final DateTimeFormatter GENERALIZED =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private PayloadBuilder() {}

  /** CS06 pre-command: activate the image of this hash (64 hex digits), at once or at a time. */
  public static byte[] activateFirmware(
      Eui64 user, Eui64 meter, long counter, String hash, Optional<Instant> time) {
    return command(user, meter, counter, hash, time.map(GENERALIZED::format).orElse(""));
  }

  /** CS06 pre-command: forget what was to be activated at a time. */
  public static byte[] cancellation(Eui64 user, Eui64 meter, long counter, String hash) {
    return command(user, meter, counter, hash, CANCELLATION);
  }

  /** A pre-command with its originator's signature. */
  public static byte[] signed(byte[] preCommand, byte[] signature) {
    return join(preCommand, new byte[] {(byte) length(64, signature)}, signature);
  }

  /** A signed command on its way to the device. */
  public static byte[] wrapped(byte[] signed, byte[] mac) {
    length(12, mac);
    byte[] inside = join(new byte[] {0x11, 0, 0, 0, 0}, signed, mac);
    return join(new byte[] {(byte) 0xDD, 0, 0, 0, 0, 0, 0}, sized(inside));
  }

  /** CS06 response: the command, or its cancellation, is accepted and held. */
  public static byte[] activationAccepted(
      Eui64 meter, Eui64 user, long counter, Instant at, byte[] signature) {
    byte[] content = {Der.NULL, 0};
    return signed(
        message(RESPONSE, counter, meter, user, dateTime(at), 0x0012, content), signature);
  }

  /** CS06 response: tried, with this outcome and firmware version (8 hex digits). */
  public static byte[] activationOutcome(
      Eui64 meter,
      Eui64 user,
      long counter,
      int outcome,
      String version,
      Instant at,
      byte[] signature) {
    byte[] content = outcome(outcome, version);
    return signed(
        message(RESPONSE, counter, meter, user, dateTime(at), 0x0012, content), signature);
  }

  /**
   * The future-dated activation alert, 8F66 or 8F67.
   *
   * @param counter the alert's own
   * @param requestCounter that of the request it answers
   */
  public static byte[] futureDatedActivation(
      Eui64 meter,
      Eui64 user,
      long counter,
      int alertCode,
      Instant at,
      long requestCounter,
      int outcome,
      String version,
      byte[] signature) {
    byte[] content =
        der(
            Der.SEQUENCE,
            join(
                integer(alertCode),
                time(GENERALIZED.format(at)),
                integer(requestCounter),
                outcome(outcome, version)));
    return signed(message(ALERT, counter, meter, user, new byte[0], 0x00CA, content), signature);
  }

  /** ECS80: supply is back, alert code 8F35 to 8F3C. */
  public static byte[] supplyRestored(
      Eui64 meter,
      Eui64 user,
      long counter,
      int alertCode,
      Instant timestamp,
      Instant interrupted,
      Instant restored,
      byte[] signature) {
    byte[] content =
        join(
            ByteBuffer.allocate(11)
                .put((byte) 0x0F)
                .putInt((int) counter)
                .put(new byte[] {0, 0x02, 4, 0x12})
                .putShort((short) alertCode)
                .array(),
            typed(timestamp),
            typed(interrupted),
            typed(restored));
    return signed(message(ALERT, counter, meter, user, new byte[0], 0x0067, content), signature);
  }

  /** A message of any code, without a signature: {@code kind} 1 command, 2 response, 3 alert. */
  static byte[] message(
      int kind,
      long counter,
      Eui64 from,
      Eui64 to,
      byte[] dateTime,
      int messageCode,
      byte[] content) {
    byte[] header =
        ByteBuffer.allocate(29)
            .put(new byte[] {(byte) 0xDF, 9, (byte) kind})
            .putLong(counter)
            .put((byte) 8)
            .putLong(from.value())
            .put((byte) 8)
            .putLong(to.value())
            .array();
    byte[] code = {2, (byte) (messageCode >> 8), (byte) messageCode};
    return join(header, sized(dateTime), code, sized(content));
  }

  private static byte[] command(
      Eui64 user, Eui64 meter, long counter, String hash, String executionTime) {
    byte[] content =
        der(
            Der.SEQUENCE,
            join(
                der(Der.OCTET_STRING, HexFormat.of().parseHex(hash)),
                integer(counter),
                executionTime.isEmpty() ? new byte[0] : time(executionTime)));
    return message(COMMAND, counter, user, meter, new byte[0], 0x0012, content);
  }

  private static byte[] outcome(int outcome, String version) {
    byte[] inside =
        join(integer(outcome), der(Der.OCTET_STRING, HexFormat.of().parseHex(version)));
    return der(Der.SEQUENCE, inside);
  }

  private static byte[] integer(long unsigned) {
    return der(Der.INTEGER, new BigInteger(Long.toUnsignedString(unsigned)).toByteArray());
  }

  private static byte[] time(String characters) {
    return der(
        Der.GENERALIZED_TIME, characters.getBytes(US_ASCII));
  }

  private static byte[] der(int tag, byte[] inside) {
    return join(new byte[] {(byte) tag}, sized(inside));
  }

  private static byte[] typed(Instant instant) {
    return join(new byte[] {0x09}, sized(dateTime(instant)));
  }

  /** DLMS date-time, UTC, its deviation not specified. */
  private static byte[] dateTime(Instant instant) {
    OffsetDateTime utc = instant.atOffset(ZoneOffset.UTC);
    return ByteBuffer.allocate(12)
        .putShort((short) utc.getYear())
        .put((byte) utc.getMonthValue())
        .put((byte) utc.getDayOfMonth())
        .put((byte) 0xFF)
        .put((byte) utc.getHour())
        .put((byte) utc.getMinute())
        .put((byte) utc.getSecond())
        .put((byte) (utc.getNano() / 10_000_000))
        .putShort(Short.MIN_VALUE)
        .put((byte) 0xFF)
        .array();
  }

  /** The bytes after their length, in the one, two or three bytes that it takes. */
  private static byte[] sized(byte[] bytes) {
    int n = bytes.length;
    byte[] length =
        n < 0x80
            ? new byte[] {(byte) n}
            : n < 0x100
                ? new byte[] {(byte) 0x81, (byte) n}
                : new byte[] {(byte) 0x82, (byte) (n >> 8), (byte) n};
    return join(length, bytes);
  }

  private static int length(int wanted, byte[] bytes) {
    if (bytes.length != wanted) {
      throw new IllegalArgumentException(bytes.length + " bytes instead of " + wanted);
    }
    return wanted;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}

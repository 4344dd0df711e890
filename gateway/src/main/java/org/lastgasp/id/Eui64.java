package org.lastgasp.id;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The 64-bit name of a device, a Service User or the DSP itself.
 *
 * <p>DUIS writes it as eight pairs of hexadecimal digits with dashes, in either case (DUIS 5.4
 * schema, type {@code EUI}); lists supplied by people also come without dashes. It is printed in
 * upper case with dashes. Immutable; compares as an unsigned number.
 *
 * @param value the 64 bits, big-endian
 */
public record Eui64(long value) implements Comparable<Eui64> {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.ISO_8859_1);
  private static final int PLAIN = 16;
  private static final int DASHED = 23;
  private static final long PARTIES = 0x90B3_D51F_3L; // the first nine digits

  /** Reads sixteen hexadecimal digits, plain or in pairs parted by dashes; else empty. */
  public static Optional<Eui64> parse(CharSequence text) {
    int length = text.length();
    if (length != PLAIN && length != DASHED) {
      return Optional.empty();
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (length == DASHED && i % 3 == 2) {
        if (c != '-') {
          return Optional.empty();
        }
      } else if (HexFormat.isHexDigit(c)) {
        value = value << 4 | HexFormat.fromHexDigit(c);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new Eui64(value));
  }

  /**
   * The name written in a source that is known to be right.
   *
   * @throws IllegalArgumentException if it is not an EUI-64 after all
   */
  public static Eui64 of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not an EUI-64: '" + text + "'"));
  }

  /**
   * Returns true if it names a party, such as the DSP, and no device: those have names that begin
   * with {@code 90-B3-D5-1F-3} in everything public (ours, no source says so).
   */
  public boolean isParty() {
    return value >>> (Long.SIZE - 36) == PARTIES;
  }

  @Override
  public int compareTo(Eui64 other) {
    return Long.compareUnsigned(value, other.value);
  }

  /** Upper case, with dashes: {@code 90-B3-D5-1F-30-01-00-00}. */
  @Override
  public String toString() {
    byte[] text = new byte[DASHED];
    Arrays.fill(text, (byte) '-');
    for (int pair = 0; pair < Long.BYTES; pair++) {
      int bits = (int) (value >>> (Long.SIZE - (pair + 1) * Byte.SIZE));
      text[pair * 3] = HEX[bits >>> 4 & 0xF];
      text[pair * 3 + 1] = HEX[bits & 0xF];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}

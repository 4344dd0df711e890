package org.lastgasp.gbcs;

import java.util.HexFormat;

/**
 * A cursor that moves once over a range of bytes and never leaves it. Positions count from byte 0.
 */
final class ByteCursor {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final byte[] bytes;
  private final int end;
  private int at;

  ByteCursor(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ByteCursor(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Returns where the next byte is. */
  int at() {
    return at;
  }

  int left() {
    return end - at;
  }

  /** The next byte, still to be read; negative at the end. */
  int peek() {
    return at < end ? bytes[at] & 0xFF : -1;
  }

  /** The next byte, as an unsigned number. */
  int next(String what) throws MalformedPayload {
    need(1, what);
    return bytes[at++] & 0xFF;
  }

  /** Passes over a byte that can only be this one. */
  void expect(int octet, String what) throws MalformedPayload {
    int is = next(what);
    if (is != octet) {
      throw new MalformedPayload(
          what + " at byte " + (at - 1) + " is " + hex(is) + " instead of " + hex(octet));
    }
  }

  /** The next bytes as a big-endian number of up to eight bytes. */
  long number(int length, String what) throws MalformedPayload {
    need(length, what);
    long number = 0;
    for (int i = 0; i < length; i++) {
      number = number << 8 | (bytes[at++] & 0xFF);
    }
    return number;
  }

  /** The next bytes as upper-case hexadecimal digits. */
  String digits(int length, String what) throws MalformedPayload {
    need(length, what);
    at += length;
    return HEX.formatHex(bytes, at - length, at);
  }

  /** The next bytes as a stretch of its own, which is skipped. */
  ByteCursor part(int length, String what) throws MalformedPayload {
    need(length, what);
    at += length;
    return new ByteCursor(bytes, at - length, at);
  }

  /** Nothing may be left. */
  void done(String what) throws MalformedPayload {
    if (at < end) {
      throw new MalformedPayload(left() + " more bytes after " + what + ", from byte " + at);
    }
  }

  private void need(int length, String what) throws MalformedPayload {
    if (length > end - at) {
      throw new MalformedPayload(
          what + " is cut at byte " + at + ": " + left() + " bytes there, " + length + " wanted");
    }
  }

  static String hex(int octet) {
    return HEX.toHexDigits((byte) octet);
  }

  static String hex(int number, int bytes) {
    return HEX.toHexDigits(number, bytes * 2);
  }
}

package org.lastgasp.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * The hash that SharePoint keeps of a file, as Microsoft describes it: in a ring of 160 bits each
 * byte is XORed 11 bits behind the one before; at the end the length, as 64 bits with the least
 * significant byte first, is XORed into the last eight bytes. It finds accidents, not attacks.
 */
final class QuickXorHash {
  private static final int BYTES = 20;
  private static final int BITS = BYTES * 8;
  private static final int STEP = 11;
  private static final int LENGTH_AT = BYTES - Long.BYTES;

  private final byte[] ring = new byte[BYTES];
  private int bit;
  private long length;

  /** The hash of a file, in Base64 as Graph gives it. */
  static String of(Path file) {
    QuickXorHash hash = new QuickXorHash();
    byte[] chunk = new byte[64 << 10];
    try (InputStream in = Files.newInputStream(file)) {
      int read = in.read(chunk);
      while (read >= 0) {
        hash.add(chunk, read);
        read = in.read(chunk);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException("reading " + file, unreadable);
    }
    return hash.base64();
  }

  void add(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      int shifted = (bytes[i] & 0xFF) << (bit % 8);
      int at = bit / 8;
      ring[at] ^= (byte) shifted;
      ring[(at + 1) % BYTES] ^= (byte) (shifted >> 8);
      bit = (bit + STEP) % BITS;
    }
    length += count;
  }

  String base64() {
    ByteBuffer hash = ByteBuffer.wrap(ring.clone()).order(ByteOrder.LITTLE_ENDIAN);
    hash.putLong(LENGTH_AT, hash.getLong(LENGTH_AT) ^ length);
    return Base64.getEncoder().encodeToString(hash.array());
  }
}

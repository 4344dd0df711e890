package org.lastgasp;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Spoils bytes a little: flips, cuts, inserts, repeats. */
public final class Mutations {
  private Mutations() {}

  /** The bytes after one to four accidents. */
  public static byte[] of(byte[] bytes, RandomGenerator random) {
    byte[] spoilt = bytes;
    for (int accidents = 1 + random.nextInt(4); accidents > 0; accidents--) {
      spoilt = once(spoilt, random);
    }
    return spoilt;
  }

  private static byte[] once(byte[] bytes, RandomGenerator random) {
    int at = random.nextInt(bytes.length + 1);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(12));
    byte[] piece = Arrays.copyOfRange(bytes, Math.min(at, end), end);
    return switch (random.nextInt(6)) {
      case 0 -> flipped(bytes, random);
      case 1 -> Arrays.copyOf(bytes, at);
      case 2 -> join(bytes, at, new byte[] {(byte) random.nextInt(256)}, at);
      case 3 -> join(bytes, at, piece, at);
      case 4 -> join(bytes, at, new byte[0], end);
      default -> join(bytes, random.nextInt(bytes.length + 1), piece, at);
    };
  }

  private static byte[] flipped(byte[] bytes, RandomGenerator random) {
    byte[] flipped = bytes.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  /** The first bytes up to one place, a piece, and the bytes from another place on. */
  private static byte[] join(byte[] bytes, int until, byte[] piece, int from) {
    byte[] joined = Arrays.copyOf(bytes, until + piece.length + bytes.length - from);
    System.arraycopy(piece, 0, joined, until, piece.length);
    System.arraycopy(bytes, from, joined, until + piece.length, bytes.length - from);
    return joined;
  }
}

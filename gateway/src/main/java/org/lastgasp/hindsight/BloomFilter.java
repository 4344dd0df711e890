package org.lastgasp.hindsight;

import java.util.BitSet;

/**
 * A Bloom filter that says of most devices, quickly and in bounded memory, that nothing is watched
 * of them. What was added may be taken for something else, but is never missed.
 */
final class BloomFilter {
  private static final int BITS = 1 << 24; // 2 MiB: with 800,000 devices one in twenty is mistaken

  private final BitSet bits = new BitSet(BITS);

  void add(long device) {
    bits.set(place(device));
  }

  boolean mayHold(long device) {
    return bits.get(place(device));
  }

  void clear() {
    bits.clear();
  }

  private static int place(long device) {
    long mixed = device * 0x9E3779B97F4A7C15L; // the golden ratio: neighbours fall far apart
    return (int) (mixed >>> 40);
  }
}

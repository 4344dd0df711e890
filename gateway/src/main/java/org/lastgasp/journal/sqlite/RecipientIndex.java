package org.lastgasp.journal.sqlite;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/**
 * The numbers of what is to be delivered from the segment that is written, by recipient and lane.
 *
 * <p>It stands for the index that a sealed segment has. On disk, that index touches a page for each
 * recipient in each commit, and at a few hundred entries a commit that costs as much as the
 * entries; in memory it takes 8 bytes an entry. One thread adds, any may read.
 */
final class RecipientIndex {
  private final Map<Key, Numbers> byRecipient = new ConcurrentHashMap<>();

  private record Key(Eui64 recipient, Lane lane) {}

  /** Adds a number above all that are there. */
  void add(Eui64 recipient, Lane lane, long number) {
    byRecipient.computeIfAbsent(new Key(recipient, lane), key -> new Numbers()).add(number);
  }

  /** At most that many numbers after one, up to another. */
  long[] after(Eui64 recipient, Lane lane, long after, long upTo, int most) {
    return Optional.ofNullable(byRecipient.get(new Key(recipient, lane)))
        .map(numbers -> numbers.after(after, upTo, most))
        .orElse(new long[0]);
  }

  /** A list of numbers that only ever grows, published by its size. */
  private static final class Numbers {
    private volatile long[] numbers = new long[64];
    private volatile int size;

    void add(long number) {
      int at = size;
      long[] room = numbers;
      if (at == room.length) {
        room = Arrays.copyOf(room, at * 2);
        numbers = room;
      }
      room[at] = number;
      size = at + 1;
    }

    long[] after(long after, long upTo, int most) {
      int end = size; // before the array: one of that size or larger
      long[] all = numbers;
      int from = Arrays.binarySearch(all, 0, end, after + 1);
      from = from < 0 ? -from - 1 : from;
      int to = from;
      while (to < end && to - from < most && all[to] <= upTo) {
        to++;
      }
      return Arrays.copyOfRange(all, from, to);
    }
  }
}

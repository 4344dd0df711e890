package org.lastgasp.kafka;

import java.time.Duration;
import java.time.Instant;

/**
 * The arithmetic of the ids of events. An id is made of the moment at which the broker appended its
 * command and of the partition, so that ids of one partition grow along it, no two partitions make
 * the same, and all partitions together are in order by id. Below 2^53, so that a browser can hold
 * one; always even, which leaves the number behind each for the snapshots of a local journal.
 */
final class EventId {
  /** No topic has more partitions. */
  static final int MOST_PARTITIONS = 128;

  private static final Instant BEGINNING = Instant.parse("2025-01-01T00:00:00Z");
  private static final long TICK = Duration.ofNanos(32_000).toNanos(); // lasts until the year 2061
  private static final int PER_TICK = MOST_PARTITIONS * 2;

  private EventId() {}

  /**
   * The next id of a partition.
   *
   * @param last the one before; 0 if there is none
   * @param at when its command was appended
   */
  static long next(long last, Instant at, int partition) {
    long tick = Math.max(0, Duration.between(BEGINNING, at).toNanos() / TICK);
    return Math.max(tick, last / PER_TICK + 1) * PER_TICK + partition * 2L;
  }

  /** The id behind another one in its partition, of the same command. */
  static long following(long id, int ordinal) {
    return id + (long) ordinal * PER_TICK;
  }

  /** The partition that made an id. */
  static int partition(long id) {
    return (int) (id % PER_TICK / 2);
  }

  /** The moment of an id, to the tick; of one in a burst, shortly after it. */
  static Instant at(long id) {
    return BEGINNING.plusNanos(id / PER_TICK * TICK);
  }
}

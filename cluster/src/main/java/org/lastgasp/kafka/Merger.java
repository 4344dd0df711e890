package org.lastgasp.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.EntryCodec;

/**
 * A merger of the partitions of {@code events} into the one order of their ids. It gives an event
 * once no partition can have an earlier one: each has said something later. So whoever merges the
 * same partitions gets the same events in the same order. An order is in every partition, and is
 * given once, in the place of the last. For one thread.
 */
final class Merger {
  private final List<Deque<Found>> waiting = new ArrayList<>();
  private final long[] reached;
  private final Map<String, Set<Integer>> orders = new HashMap<>();
  private final Map<String, Integer> eventsOf = new HashMap<>(); // of an order, by partition

  Merger(int partitions) {
    this.reached = new long[partitions];
    for (int i = 0; i < partitions; i++) {
      waiting.add(new ArrayDeque<>());
    }
  }

  private record Found(EventRecord record, long offset) {}

  /** The next record of a partition. */
  void add(int partition, EventRecord record, long offset) {
    reached[partition] = Math.max(reached[partition], record.id());
    waiting.get(partition).add(new Found(record, offset));
  }

  /** The offset of the first record of a partition that is not given yet; empty if all are. */
  OptionalLong firstWaiting(int partition) {
    Deque<Found> its = waiting.get(partition);
    return its.isEmpty() ? OptionalLong.empty() : OptionalLong.of(its.element().offset());
  }

  /** How many records of a partition are not given yet. */
  int waiting(int partition) {
    return waiting.get(partition).size();
  }

  /** The partition that has said the least, and up to which id. */
  record Slowest(int partition, long id) {}

  Slowest slowest() {
    int least = 0;
    for (int i = 1; i < reached.length; i++) {
      if (reached[i] < reached[least]) {
        least = i;
      }
    }
    return new Slowest(least, reached[least]);
  }

  /** Returns true if nothing is known of an order that is not in every partition yet. */
  boolean isWhole() {
    return orders.isEmpty();
  }

  /** At most so many events whose turn has come. */
  List<Entry> take(int most) {
    List<Entry> some = new ArrayList<>();
    while (some.size() < most) {
      int next = first();
      if (next < 0) {
        break;
      }
      EventRecord record = waiting.get(next).remove().record();
      if (record instanceof EventRecord.Happened happened) {
        given(next, happened).ifPresent(some::add);
      }
    }
    return some;
  }

  /** The partition with the lowest id, if no other can have a lower one; -1 if that is not sure. */
  private int first() {
    int lowest = -1;
    for (int i = 0; i < reached.length; i++) {
      if (!waiting.get(i).isEmpty() && (lowest < 0 || id(i) < id(lowest))) {
        lowest = i;
      }
    }
    return lowest >= 0 && id(lowest) <= slowest().id() ? lowest : -1;
  }

  private long id(int partition) {
    return waiting.get(partition).element().record().id();
  }

  private Optional<Entry> given(int partition, EventRecord.Happened happened) {
    if (!happened.order().isEmpty() && !isLast(partition, happened.order())) {
      return Optional.empty();
    }
    return Optional.of(new Entry(happened.id(), EntryCodec.decode(happened.row())));
  }

  /** One order may make several events, the same ones in every partition. */
  private boolean isLast(int partition, String order) {
    int ordinal = eventsOf.merge(order + "/" + partition, 1, Integer::sum);
    String event = order + "#" + ordinal;
    Set<Integer> seen = orders.computeIfAbsent(event, e -> new HashSet<>());
    seen.add(partition);
    if (seen.size() < reached.length) {
      return false;
    }
    orders.remove(event);
    if (orders.keySet().stream().noneMatch(other -> other.startsWith(order + "#"))) {
      eventsOf.keySet().removeIf(key -> key.startsWith(order + "/"));
    }
    return true;
  }
}

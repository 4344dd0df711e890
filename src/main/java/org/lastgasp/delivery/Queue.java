package org.lastgasp.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.lastgasp.id.Eui64;

/**
 * The messages of one lane that were read and are not yet done with. Of each device only the first
 * is ever handed out; those without a device have no order. Not thread-safe.
 */
final class Queue {
  private final TreeMap<Long, Parcel> pending = new TreeMap<>();
  private final Map<Eui64, ArrayDeque<Parcel>> ofDevice = new HashMap<>();
  private final PriorityQueue<Parcel> ready =
      new PriorityQueue<>(Comparator.comparingLong((Parcel p) -> p.number));
  private final PriorityQueue<Parcel> again =
      new PriorityQueue<>(
          Comparator.comparingInt(Parcel::failures).thenComparingLong(p -> p.number));
  private final PriorityQueue<Parcel> waiting =
      new PriorityQueue<>((a, b) -> Long.signum(a.notBefore() - b.notBefore()));
  private long read;
  private long bytes;

  /** The number up to which the journal was read. */
  long read() {
    return read;
  }

  void readUpTo(long number) {
    read = Math.max(read, number);
  }

  int size() {
    return pending.size();
  }

  /** What the documents at hand take. */
  long bytes() {
    return bytes;
  }

  List<Long> numbers() {
    return new ArrayList<>(pending.keySet());
  }

  Optional<Parcel> oldest() {
    return pending.isEmpty() ? Optional.empty() : Optional.of(pending.firstEntry().getValue());
  }

  /** The lowest number that is not done with, of those from this one on. */
  OptionalLong oldestFrom(long number) {
    Optional<Long> oldest = Optional.ofNullable(pending.ceilingKey(number));
    return oldest.isPresent() ? OptionalLong.of(oldest.get()) : OptionalLong.empty();
  }

  /** Adds one at the end of its device's row, unless it is there already. */
  void put(Parcel parcel) {
    if (pending.putIfAbsent(parcel.number, parcel) != null) {
      return;
    }
    bytes += parcel.length();
    boolean first = true;
    if (parcel.device.isPresent()) {
      ArrayDeque<Parcel> row =
          ofDevice.computeIfAbsent(parcel.device.get(), d -> new ArrayDeque<>(2));
      row.add(parcel);
      first = row.size() == 1;
    }
    if (first) {
      ready.add(parcel);
    }
  }

  /** The oldest that may be tried now; it is under way until it is put back or done. */
  Optional<Parcel> oldest(long now) {
    admit(now);
    boolean retry =
        ready.isEmpty()
            || (!again.isEmpty() && again.element().number < ready.element().number);
    return Optional.ofNullable(retry ? again.poll() : ready.poll());
  }

  /** The same, but the one that was tried least. */
  Optional<Parcel> leastTried(long now) {
    admit(now);
    return Optional.ofNullable(ready.isEmpty() ? again.poll() : ready.poll());
  }

  private void admit(long now) {
    while (!waiting.isEmpty() && now - waiting.element().notBefore() >= 0) {
      again.add(waiting.remove());
    }
  }

  /** When one will be ready, if none is now and one waits for its time. */
  OptionalLong due() {
    return waiting.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(waiting.element().notBefore());
  }

  /** One that was under way is tried again, not before its time. */
  void putBack(Parcel parcel) {
    bytes -= parcel.length();
    parcel.lighten();
    waiting.add(parcel);
  }

  /** One that was under way is done with: the next of its device may go. */
  void done(Parcel parcel) {
    pending.remove(parcel.number);
    bytes -= parcel.length();
    if (parcel.device.isEmpty()) {
      return;
    }
    ArrayDeque<Parcel> row = ofDevice.getOrDefault(parcel.device.get(), new ArrayDeque<>());
    row.remove(parcel);
    if (row.isEmpty()) {
      ofDevice.remove(parcel.device.get());
    } else {
      ready.add(row.element());
    }
  }

  /** The endpoint is back: nobody waits any longer for its fault. */
  void waitNoLonger() {
    again.addAll(waiting);
    waiting.clear();
  }
}

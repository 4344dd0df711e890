package org.lastgasp.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.lastgasp.id.Eui64;

/**
 * The messages of one lane that were read and are not yet done with nor parked. Of each device only
 * the first is ever handed out; those without a device have no order. Not thread-safe.
 */
final class LaneQueue {
  /** The most failures of a message that a short absence of its receiver explains. */
  private static final int FEW_FAILURES = 3;

  private static final Comparator<PendingMessage> BY_NUMBER =
      Comparator.comparingLong((PendingMessage p) -> p.number);

  private final TreeMap<Long, PendingMessage> pending = new TreeMap<>();
  private final Map<Eui64, ArrayDeque<PendingMessage>> ofDevice = new HashMap<>();
  private final TreeSet<PendingMessage> fresh = new TreeSet<>(BY_NUMBER);
  private final PriorityQueue<PendingMessage> again = leastTriedFirst();
  private final PriorityQueue<PendingMessage> suspects = leastTriedFirst();
  private final PriorityQueue<PendingMessage> waiting =
      new PriorityQueue<>((a, b) -> Long.signum(a.notBefore() - b.notBefore()));
  private long read;
  private long bytes;

  private static PriorityQueue<PendingMessage> leastTriedFirst() {
    return new PriorityQueue<>(
        Comparator.comparingInt((PendingMessage p) -> p.failures().all()).thenComparing(BY_NUMBER));
  }

  /** The id of the last entry up to which the journal was read; 0 before the first. */
  long read() {
    return read;
  }

  void readUpTo(long number) {
    read = Math.max(read, number);
  }

  int size() {
    return pending.size();
  }

  /** The number of failed messages that are not under way. */
  int failed() {
    return again.size() + suspects.size() + waiting.size();
  }

  boolean hasFresh() {
    return !fresh.isEmpty();
  }

  /** The number of those that may be tried and never were. */
  int fresh() {
    return fresh.size();
  }

  /** The size of the documents at hand, in bytes. */
  long bytes() {
    return bytes;
  }

  Collection<PendingMessage> all() {
    return List.copyOf(pending.values());
  }

  List<Long> numbers() {
    return new ArrayList<>(pending.keySet());
  }

  boolean has(long number) {
    return pending.containsKey(number);
  }

  Optional<PendingMessage> oldest() {
    return pending.isEmpty() ? Optional.empty() : Optional.of(pending.firstEntry().getValue());
  }

  /** The lowest number from this one on that is not done with, and is only in the journal. */
  OptionalLong oldestFrom(long number) {
    return pending.tailMap(number).values().stream()
        .filter(message -> !message.copied())
        .mapToLong(message -> message.number)
        .findFirst();
  }

  Set<Eui64> devices() {
    return Set.copyOf(ofDevice.keySet());
  }

  /** The number of a device's messages here. */
  int row(Eui64 device) {
    return Optional.ofNullable(ofDevice.get(device)).map(ArrayDeque::size).orElse(0);
  }

  /**
   * Adds one at the end of its device's row, unless it is there already; without its document if
   * the first of the row failed.
   */
  void put(PendingMessage message) {
    if (pending.putIfAbsent(message.number, message) != null) {
      return;
    }
    boolean first = true;
    if (message.device.isPresent()) {
      ArrayDeque<PendingMessage> row =
          ofDevice.computeIfAbsent(message.device.get(), d -> new ArrayDeque<>(2));
      row.add(message);
      first = row.size() == 1;
      if (row.getFirst().failures().all() > 0) {
        message.lighten();
      }
    }
    bytes += message.length();
    if (first) {
      ready(message);
    }
  }

  private void ready(PendingMessage message) {
    if (message.failures().all() == 0) {
      fresh.add(message);
    } else if (message.suspect()) {
      suspects.add(message);
    } else {
      again.add(message);
    }
  }

  /** The oldest that may be tried now, suspects apart; it is under way from here on. */
  Optional<PendingMessage> oldest(long now) {
    admit(now);
    boolean retry =
        fresh.isEmpty()
            || (!again.isEmpty() && again.element().number < fresh.getFirst().number);
    return Optional.ofNullable(retry ? again.poll() : fresh.pollFirst());
  }

  /** One that failed while its receiver took others. */
  Optional<PendingMessage> suspect(long now) {
    admit(now);
    return Optional.ofNullable(suspects.poll());
  }

  /** The oldest, or the newest, that was never tried. */
  Optional<PendingMessage> untried(Age age) {
    return Optional.ofNullable(
        switch (age) {
          case OLDEST -> fresh.pollFirst();
          case NEWEST -> fresh.pollLast();
        });
  }

  /** The ends of the queue of those never tried. */
  enum Age {
    OLDEST,
    NEWEST;

    Age other() {
      return this == OLDEST ? NEWEST : OLDEST;
    }
  }

  /** The one that was tried least. */
  Optional<PendingMessage> leastTried(long now) {
    admit(now);
    if (!fresh.isEmpty()) {
      return Optional.ofNullable(fresh.pollFirst());
    }
    return Optional.ofNullable(again.isEmpty() ? suspects.poll() : again.poll());
  }

  private void admit(long now) {
    while (!waiting.isEmpty() && now - waiting.element().notBefore() >= 0) {
      ready(waiting.remove());
    }
  }

  /** The next time a waiting message will be ready. */
  OptionalLong due() {
    return waiting.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(waiting.element().notBefore());
  }

  /** Returns true if one that failed could be tried. */
  boolean hasFailed(long now) {
    admit(now);
    return !again.isEmpty() || !suspects.isEmpty();
  }

  /** One that was under way is tried again, not before its time, and all behind it wait. */
  void putBack(PendingMessage message) {
    for (PendingMessage each : rowOf(message)) {
      bytes -= each.length();
      each.lighten();
    }
    waiting.add(message);
  }

  private List<PendingMessage> rowOf(PendingMessage first) {
    return first.device.map(ofDevice::get).map(List::copyOf).orElse(List.of(first));
  }

  /** One that was under way is done with: the next of its device may go. */
  void done(PendingMessage message) {
    remove(message);
    message.device.map(ofDevice::get).map(ArrayDeque::peek).ifPresent(this::ready);
  }

  private void remove(PendingMessage message) {
    pending.remove(message.number);
    bytes -= message.length();
    if (message.device.isPresent()) {
      ArrayDeque<PendingMessage> row =
          ofDevice.getOrDefault(message.device.get(), new ArrayDeque<>());
      row.remove(message);
      if (row.isEmpty()) {
        ofDevice.remove(message.device.get());
      }
    }
  }

  /** Takes one that was under way out, with all that are behind it, in order. */
  List<PendingMessage> takeOut(PendingMessage message) {
    List<PendingMessage> row = rowOf(message);
    row.forEach(this::remove);
    return row;
  }

  /**
   * Takes out one that failed and is not under way, with all that are behind it: the one with the
   * most of them, none if there are none behind any.
   */
  List<PendingMessage> takeOutLongest() {
    Optional<PendingMessage> first =
        Stream.of(again, suspects, waiting)
            .flatMap(Collection::stream)
            .filter(message -> rowOf(message).size() > 1)
            .max(Comparator.comparingInt(message -> rowOf(message).size()));
    first.ifPresent(
        message -> Stream.of(again, suspects, waiting).forEach(queue -> queue.remove(message)));
    return first.map(this::takeOut).orElse(List.of());
  }

  /** Takes out all that is not under way, in order. */
  List<PendingMessage> takeOutAll(Collection<PendingMessage> underWay) {
    List<PendingMessage> out =
        pending.values().stream().filter(message -> !underWay.contains(message)).toList();
    out.forEach(this::remove);
    fresh.clear();
    again.clear();
    suspects.clear();
    waiting.clear();
    return out;
  }

  /**
   * The endpoint is back, but was not away for long: what failed a few times is tried at once, what
   * failed more often while others were taken waits for its time, and neither is forgiven.
   */
  void tryAgain() {
    for (PriorityQueue<PendingMessage> from : List.of(suspects, waiting)) {
      List<PendingMessage> few =
          from.stream().filter(message -> message.failures().own() <= FEW_FAILURES).toList();
      from.removeAll(few);
      again.addAll(few);
    }
  }

  /** The endpoint is back: nobody waits any longer for its fault, nor is blamed for it. */
  void waitNoLonger() {
    pending.values().forEach(message -> message.failed(message.failures().forgiven()));
    again.addAll(suspects);
    suspects.clear();
    again.addAll(waiting);
    waiting.clear();
  }
}

package org.lastgasp.delivery;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/** A snapshot of what {@code delivery.db} said of the alerts at one moment. Immutable. */
public final class DeliverySnapshot {
  private static final int READ_AT_ONCE = 10_000;

  private final Map<Eui64, Long> read = new HashMap<>();
  private final Set<Long> pending = new HashSet<>();
  private final long[] deadLetters; // in order
  private final long[] parked; // in order
  private final Set<Long> lost = new HashSet<>();
  private final Set<Long> dropped = new HashSet<>();

  /** The possible fates of an alert that was to be delivered. */
  public enum Fate {
    /** Its receiver took it. */
    TAKEN,
    /** It waits to be sent, or is under way. */
    WAITING,
    /** Its receiver refused it, or there is none. */
    SET_ASIDE,
    /** It was to be sent, and the journal no longer had it. */
    LOST,
    /** It was a dead letter, and an operator dropped it. */
    DROPPED
  }

  private DeliverySnapshot() {
    deadLetters = new long[0];
    parked = new long[0];
  }

  private DeliverySnapshot(
      DeliveryProgressStore progressStore, Collection<RecipientState.Snapshot> unwritten) {
    Map<Eui64, DeliveryProgressStore.Progress> progress = new HashMap<>();
    Stream.concat(
            progressStore.progress().stream(),
            unwritten.stream().flatMap(s -> s.progress().stream()))
        .filter(each -> each.lane() == Lane.ALERTS)
        .forEach(each -> progress.put(each.user(), each));
    for (DeliveryProgressStore.Progress each : progress.values()) {
      read.put(each.user(), each.read());
      pending.addAll(each.pending());
    }
    parked = parked(progressStore, unwritten);
    LongStream.Builder found = LongStream.builder();
    unwritten.stream()
        .flatMap(each -> each.deadLetters().stream())
        .forEach(each -> note(each, found));
    long after = 0;
    for (List<DeadLetter> some = progressStore.deadLetters(after, READ_AT_ONCE);
        !some.isEmpty();
        some = progressStore.deadLetters(after, READ_AT_ONCE)) {
      some.forEach(each -> note(each, found));
      after = some.getLast().number();
    }
    deadLetters = found.build().sorted().toArray();
    for (List<Long> some = progressStore.dropped(0, READ_AT_ONCE);
        !some.isEmpty();
        some = progressStore.dropped(some.getLast(), READ_AT_ONCE)) {
      dropped.addAll(some);
    }
  }

  private void note(DeadLetter one, LongStream.Builder deadLetters) {
    deadLetters.add(one.number());
    if (one.reason() == DeadLetter.Reason.EXPIRED) {
      lost.add(one.number());
    }
  }

  private static long[] parked(
      DeliveryProgressStore progressStore, Collection<RecipientState.Snapshot> unwritten) {
    LongStream.Builder numbers = LongStream.builder();
    Set<Long> taken = new HashSet<>();
    for (RecipientState.Snapshot each : unwritten) {
      each.parked().taken().forEach(one -> taken.add(one.number()));
      each.parked().added().stream()
          .filter(one -> one.lane() == Lane.ALERTS)
          .forEach(one -> numbers.add(one.number()));
    }
    List<Long> some = progressStore.parked().numbers(Lane.ALERTS, 0, READ_AT_ONCE);
    while (!some.isEmpty()) {
      some.stream().filter(number -> !taken.contains(number)).forEach(numbers::add);
      some = progressStore.parked().numbers(Lane.ALERTS, some.getLast(), READ_AT_ONCE);
    }
    return numbers.build().sorted().toArray();
  }

  private boolean waits(long number) {
    return pending.contains(number) || Arrays.binarySearch(parked, number) >= 0;
  }

  /** Of a ledger, and of what is not written there yet. */
  static DeliverySnapshot of(
      DeliveryProgressStore progressStore, Collection<RecipientState.Snapshot> unwritten) {
    return new DeliverySnapshot(progressStore, unwritten);
  }

  /**
   * The snapshot of what a gateway left behind, or is writing, without changing it; where there is
   * none, nothing was delivered yet.
   *
   * @throws org.lastgasp.sqlite.StoreUnavailable if it cannot be read
   */
  public static DeliverySnapshot offline(Path folder) {
    Optional<SqliteProgressStore> progressStore = SqliteProgressStore.readOnly(folder);
    if (progressStore.isEmpty()) {
      return new DeliverySnapshot();
    }
    try (SqliteProgressStore open = progressStore.get()) {
      return new DeliverySnapshot(open, List.of());
    }
  }

  /** The fate of the alert of this entry, which was for this user. */
  public Fate of(long number, Eui64 recipient) {
    if (waits(number)) {
      return Fate.WAITING;
    }
    if (isDeadLetter(number)) {
      return lost.contains(number) ? Fate.LOST : Fate.SET_ASIDE;
    }
    if (dropped.contains(number)) {
      return Fate.DROPPED;
    }
    return read.getOrDefault(recipient, 0L) >= number ? Fate.TAKEN : Fate.WAITING;
  }

  /** Returns true if this entry waits to be sent, or was refused by a receiver. */
  public boolean mentions(long number) {
    return waits(number) || isDeadLetter(number) || dropped.contains(number);
  }

  private boolean isDeadLetter(long number) {
    return Arrays.binarySearch(deadLetters, number) >= 0;
  }

  /** The number of the last entry that was looked at for anybody, 0 if there is none. */
  public long last() {
    return read.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }
}

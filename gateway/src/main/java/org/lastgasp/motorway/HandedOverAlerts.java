package org.lastgasp.motorway;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Event;

/**
 * A memory of alerts that were handed over while the journal did not answer, and of those that it
 * suppressed, late, though nobody waited any more: they may be one alert that came more than once,
 * in whichever order. So many of the latest are known, in memory. Safe for any number of threads.
 */
final class HandedOverAlerts {
  private static final int MOST = 10_000;

  private final Map<Key, Eui64> recipients = new Latest<>();
  private final Map<Key, Long> held = new Latest<>();

  /** The key that makes two messages one alert, as for duplicates. */
  private record Key(ResponseId response, Optional<Eui64> hub, Instant start) {}

  /**
   * An alert was handed over.
   *
   * @return the number of the entry that says it was suppressed, if there is one already
   */
  synchronized OptionalLong handedOver(Message.Ad1 alert, Eui64 recipient) {
    Optional<Key> key = key(alert);
    key.ifPresent(known -> recipients.put(known, recipient));
    return key.flatMap(known -> Optional.ofNullable(held.get(known)))
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  /**
   * An alert turns out to be recorded as suppressed.
   *
   * @return who has it all the same, if it was handed over when it came again
   */
  synchronized Optional<Eui64> heldBack(Message.Ad1 alert, long number) {
    Optional<Key> key = key(alert);
    key.ifPresent(known -> held.put(known, number));
    return key.flatMap(known -> Optional.ofNullable(recipients.get(known)));
  }

  /** The number by which an entry says that its alert was suppressed. */
  static OptionalLong heldBack(long number, Event entry) {
    return switch (entry) {
      case Event.AlertCopied copy -> OptionalLong.of(copy.original());
      case Event judged when judged.isSuppression() -> OptionalLong.of(number);
      case Event passed -> OptionalLong.empty();
    };
  }

  /** As for copies: a document with a fault is one of nothing. */
  private static Optional<Key> key(Message.Ad1 alert) {
    return alert.faults().isEmpty()
        ? alert.responseId().flatMap(
            response -> alert.start().map(start -> new Key(response, alert.hub(), start)))
        : Optional.empty();
  }

  /** A map that forgets the oldest above its bound. */
  private static final class Latest<V> extends LinkedHashMap<Key, V> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, V> eldest) {
      return size() > MOST;
    }
  }
}

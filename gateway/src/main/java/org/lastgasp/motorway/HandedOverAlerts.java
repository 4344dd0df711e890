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
 * A memory of alerts that were handed over while the journal did not answer: one may turn out to be
 * suppressed later, when it came again. So many of the latest are known, in memory. Safe for any
 * number of threads.
 */
final class HandedOverAlerts {
  private static final int MOST = 10_000;

  private final Map<Key, Eui64> recipients = new Latest();

  /** The key that makes two messages one alert, as for duplicates. */
  private record Key(ResponseId response, Optional<Eui64> hub, Instant start) {}

  /** An alert was handed over. */
  synchronized void handedOver(Message.Ad1 alert, Eui64 recipient) {
    key(alert).ifPresent(known -> recipients.put(known, recipient));
  }

  /** Who has an alert that is recorded as suppressed, if it was handed over before. */
  synchronized Optional<Eui64> recipient(Message.Ad1 alert) {
    return key(alert).flatMap(known -> Optional.ofNullable(recipients.get(known)));
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
  private static final class Latest extends LinkedHashMap<Key, Eui64> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Eui64> eldest) {
      return size() > MOST;
    }
  }
}

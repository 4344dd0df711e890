package org.lastgasp.delivery;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether an endpoint is worth full speed. After a few failures in a row it is failing: one message
 * at a time probes it, with growing pauses, until one is answered. What it asks for with
 * Retry-After holds in any case. Not thread-safe; instants are those of a monotonic clock, in
 * nanoseconds.
 */
final class Health {
  /** So many in a row are no longer the fault of single messages. */
  private static final int PATIENCE = 5;

  /** So many probes in vain, each of another message, and it was the endpoint's fault alone. */
  private static final int SILENCE = 4;

  private final Backoff backoff;
  private int failures;
  private int pauses;
  private long lastPauseAt;
  private Optional<Long> restUntil = Optional.empty();
  private Optional<Long> askedUntil = Optional.empty();

  Health(Backoff backoff) {
    this.backoff = backoff;
  }

  boolean failing() {
    return failures >= PATIENCE;
  }

  /** Whether it has been failing for so long that what waits does so for its fault only. */
  boolean silent() {
    return pauses >= SILENCE;
  }

  /** Until when nothing may leave, if not now. */
  Optional<Long> closedUntil(long now) {
    restUntil = restUntil.filter(until -> until - now > 0);
    askedUntil = askedUntil.filter(until -> until - now > 0);
    if (restUntil.isPresent() && askedUntil.isPresent()) {
      return restUntil.get() - askedUntil.get() > 0 ? restUntil : askedUntil;
    }
    return restUntil.or(() -> askedUntil);
  }

  /** It answered, whatever it said. True if it had been failing. */
  boolean answered() {
    boolean recovered = failing();
    failures = 0;
    pauses = 0;
    restUntil = Optional.empty();
    return recovered;
  }

  /**
   * A try failed. Those that were under way when the last pause began say nothing new, however late
   * their threads came to run.
   *
   * @param taken when it was put under way
   * @param asked how long the receiver wants to be left alone
   * @return true if it is failing from now on
   */
  boolean failed(long taken, long now, Optional<Duration> asked) {
    boolean wasFailing = failing();
    failures = Math.min(failures + 1, PATIENCE);
    if (failing() && (pauses == 0 || taken - lastPauseAt > 0)) {
      pauses++;
      lastPauseAt = now;
      restUntil = Optional.of(now + backoff.nanos(pauses));
    }
    asked.ifPresent(a -> askedUntil = Optional.of(now + Backoff.within(a).toNanos()));
    return !wasFailing && failing();
  }
}

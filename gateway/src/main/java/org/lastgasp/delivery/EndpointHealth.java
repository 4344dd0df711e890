package org.lastgasp.delivery;

import java.time.Duration;
import java.util.Optional;
import org.lastgasp.worker.Backoff;

/**
 * The health of an endpoint, by which it is worth full speed or not with the messages of one lane.
 * After a few failures in a row it is failing: what failed is tried one message at a time, with
 * growing pauses, until one is answered. What it asks for with Retry-After holds until it takes one
 * that was sent since. Not thread-safe; instants are those of a monotonic clock, in nanoseconds.
 */
final class EndpointHealth {
  /** The number of failures in a row that are no longer the fault of single messages. */
  private static final int PATIENCE = 5;

  /** The number of probes in vain, each of another message, after which it seems to be down. */
  private static final int SILENCE = 4;

  /** The number of different messages in a row after which further ones are tried ten a second. */
  private static final int MANY = 10_000;

  private static final long A_TENTH = Duration.ofMillis(100).toNanos();
  private static final long LATELY = Duration.ofMinutes(1).toNanos();
  private static final long QUICK = Duration.ofSeconds(2).toNanos();

  /**
   * The longest time a receiver may ask for with Retry-After. A longer one is not believed: an
   * alert must not wait for hours on the word of a receiver that may be back in minutes.
   */
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

  private final Backoff backoff;
  private int failures;
  private int pauses;
  private long lastPauseAt;
  private long lastFailedAt;
  private long failingSince;
  private Optional<Long> restUntil = Optional.empty();
  private Optional<Long> askedUntil = Optional.empty();
  private Optional<Long> askedAt = Optional.empty();
  private Optional<Long> heardAt = Optional.empty();
  private Optional<Long> quickAt = Optional.empty();
  private boolean answeredSlowly; // the last time

  EndpointHealth(Backoff backoff) {
    this.backoff = backoff;
  }

  boolean failing() {
    return failures >= PATIENCE;
  }

  /** Returns true if so much was tried in vain that what waits may be tried again at its answer. */
  boolean silent() {
    return pauses >= SILENCE;
  }

  /**
   * Returns true if it was silent for so long that what failed did so for its fault only. A few
   * messages that fail for ever make it look silent, too, but only until it takes the next one.
   */
  boolean silentForLong(long now) {
    return silent() && now - failingSince >= LATELY;
  }

  /** The time until which nothing that failed may be tried again, if not now. */
  Optional<Long> closedUntil(long now) {
    restUntil = restUntil.filter(until -> until - now > 0);
    Optional<Long> asked = askedUntil(now);
    if (restUntil.isPresent() && asked.isPresent()) {
      return restUntil.get() - asked.get() > 0 ? restUntil : asked;
    }
    return restUntil.or(() -> asked);
  }

  /** The time until which it asked to be left alone. */
  Optional<Long> askedUntil(long now) {
    askedUntil = askedUntil.filter(until -> until - now > 0);
    return askedUntil;
  }

  /** The time from which something new may be tried although it is failing. */
  long newcomerFrom(long now) {
    return failures < MANY ? now : lastFailedAt + A_TENTH;
  }

  /** Returns true if it took something of either lane since it asked to be left alone. */
  boolean refuted(Optional<Long> lastTaken) {
    return askedAt.isPresent() && lastTaken.filter(at -> at - askedAt.get() > 0).isPresent();
  }

  /** The time it last began to fail. */
  long failingSince() {
    return failingSince;
  }

  /** Returns true if anything was heard of it within a minute. */
  boolean heardLately(long now) {
    return heardAt.filter(at -> now - at < LATELY).isPresent();
  }

  /** Returns true if it answered quickly within a minute, whatever it said. */
  boolean quickLately(long now) {
    return quickAt.filter(at -> now - at < LATELY).isPresent();
  }

  /**
   * Returns true if it took its time when it last took or refused something. Silence says nothing.
   */
  boolean slow() {
    return answeredSlowly;
  }

  /**
   * It answered something that was put under way then, and takes messages. True if it had been
   * failing.
   */
  boolean answered(long taken, long now) {
    heard(taken, now);
    answeredSlowly = now - taken >= QUICK;
    boolean recovered = failing();
    failures = 0;
    pauses = 0;
    restUntil = Optional.empty();
    if (askedAt.filter(at -> taken - at > 0).isPresent()) {
      askedUntil = Optional.empty();
    }
    return recovered;
  }

  private void heard(long taken, long now) {
    heardAt = Optional.of(now);
    if (now - taken < QUICK) {
      quickAt = Optional.of(now);
    }
  }

  /**
   * A try failed. Those that were under way when the last pause began say nothing new, however late
   * their threads came to run, and newcomers say nothing about what failed before.
   *
   * @param asked how long the receiver wants to be left alone
   * @return true if it is failing from now on
   */
  boolean failed(PendingMessage.Turn turn, long taken, long now, Optional<Duration> asked) {
    boolean wasFailing = failing();
    failures = Math.min(failures + 1, MANY);
    lastFailedAt = now;
    heard(taken, now);
    failingSince = !wasFailing && failing() ? now : failingSince;
    boolean again = turn != PendingMessage.Turn.NEWCOMER && taken - lastPauseAt > 0;
    if (failing() && (pauses == 0 || again)) {
      pauses++;
      lastPauseAt = now;
      restUntil = Optional.of(now + backoff.after(pauses).toNanos());
    }
    asked.ifPresent(
        a -> {
          askedUntil = Optional.of(now + within(a).toNanos());
          askedAt = Optional.of(now);
        });
    return !wasFailing && failing();
  }

  /** The time a receiver asked for, as far as it is believed. */
  static Duration within(Duration asked) {
    return asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
  }
}

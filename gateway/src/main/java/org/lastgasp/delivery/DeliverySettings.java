package org.lastgasp.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The settings of how patiently messages are sent. All durations are real time, whatever clock the
 * gateway judges by.
 *
 * @param requestTimeout how long a receiver may take for one message, from connecting to the end of
 *     its answer
 * @param firstRetry the pause after the first failure; it doubles with each further one
 * @param longestRetry what the pause grows to
 * @param flush how often progress is written down; a crash repeats what was sent since
 * @param giveUpAfter for how long a message has to fail, while its receiver takes others, until it
 *     is a dead letter
 * @param tls for https endpoints, asked at each connection; empty: what the platform trusts
 */
public record DeliverySettings(
    Duration requestTimeout,
    Duration firstRetry,
    Duration longestRetry,
    Duration flush,
    Duration giveUpAfter,
    Optional<Supplier<SSLContext>> tls) {

  /** 30 s for an answer, pauses from 0.2 s to 1 min, progress every 0.2 s, half an hour. */
  public static final DeliverySettings USUAL =
      new DeliverySettings(
          Duration.ofSeconds(30),
          Duration.ofMillis(200),
          Duration.ofMinutes(1),
          Duration.ofMillis(200),
          Optional.empty());

  /** With half an hour until a message that fails alone is given up. */
  public DeliverySettings(
      Duration requestTimeout,
      Duration firstRetry,
      Duration longestRetry,
      Duration flush,
      Optional<Supplier<SSLContext>> tls) {
    this(requestTimeout, firstRetry, longestRetry, flush, Duration.ofMinutes(30), tls);
  }

  /** The same, but for how long a message may fail while others are taken. */
  public DeliverySettings givingUpAfter(Duration after) {
    return new DeliverySettings(
        requestTimeout, firstRetry, longestRetry, flush, after, tls);
  }

  /** The same, but with this for https endpoints. */
  public DeliverySettings over(Supplier<SSLContext> contexts) {
    return new DeliverySettings(
        requestTimeout, firstRetry, longestRetry, flush, giveUpAfter, Optional.of(contexts));
  }

  public DeliverySettings {
    if (firstRetry.compareTo(Duration.ofMillis(1)) < 0 || longestRetry.compareTo(firstRetry) < 0) {
      throw new IllegalArgumentException("pauses from " + firstRetry + " to " + longestRetry);
    }
    if (!requestTimeout.isPositive() || !flush.isPositive()) {
      throw new IllegalArgumentException("timeout " + requestTimeout + ", flush " + flush);
    }
  }
}

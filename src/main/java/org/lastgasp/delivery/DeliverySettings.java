package org.lastgasp.delivery;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How patiently messages are sent. All durations are real time, whatever clock the gateway judges
 * by.
 *
 * @param requestTimeout how long a receiver may take for one message, from connecting to the end of
 *     its answer
 * @param firstRetry the pause after the first failure; it doubles with each further one
 * @param longestRetry what the pause grows to
 * @param flush how often progress is written down; a crash repeats what was sent since
 * @param tls for https endpoints; empty: what the platform trusts
 */
public record DeliverySettings(
    Duration requestTimeout,
    Duration firstRetry,
    Duration longestRetry,
    Duration flush,
    Optional<SSLContext> tls) {

  /** 30 s for an answer, pauses from 0.2 s to 1 min, progress written down every 0.2 s. */
  public static final DeliverySettings USUAL =
      new DeliverySettings(
          Duration.ofSeconds(30),
          Duration.ofMillis(200),
          Duration.ofMinutes(1),
          Duration.ofMillis(200),
          Optional.empty());

  public DeliverySettings {
    if (firstRetry.compareTo(Duration.ofMillis(1)) < 0 || longestRetry.compareTo(firstRetry) < 0) {
      throw new IllegalArgumentException("pauses from " + firstRetry + " to " + longestRetry);
    }
    if (!requestTimeout.isPositive() || !flush.isPositive()) {
      throw new IllegalArgumentException("timeout " + requestTimeout + ", flush " + flush);
    }
  }
}

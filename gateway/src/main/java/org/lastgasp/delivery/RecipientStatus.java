package org.lastgasp.delivery;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/**
 * The status of the delivery to one user.
 *
 * @param name the configured name, else the id
 * @param endpoint empty for a user who is no longer configured but still has messages here, and for
 *     {@link org.lastgasp.policy.Event#NOBODY}
 * @param backlog messages not yet taken, those under way included
 * @param more whether the journal holds further ones that are not counted
 * @param oldest when the oldest of them was recorded
 * @param deadLetters how many wait for a person's decision
 * @param lastAnswer what the endpoint last answered, or how it failed; empty before the first
 * @param failing whether it is probed with single messages, having failed several times in a row
 * @param parked how many of the backlog wait on disk, since too many failed
 * @param lanes what it fails with, and since when
 */
public record RecipientStatus(
    Eui64 id,
    String name,
    Optional<URI> endpoint,
    long backlog,
    boolean more,
    Optional<Instant> oldest,
    int underWay,
    long deadLetters,
    String lastAnswer,
    boolean failing,
    long parked,
    List<Failing> lanes) {

  /** The endpoint fails with the messages of a lane. */
  public record Failing(Lane lane, Instant since, String answer) {}

  /**
   * The figures of a lane of one user since the start.
   *
   * @param delivered messages that it took
   * @param lastMinute how many of them in the last minute
   * @param more whether there were more than are counted in that minute
   * @param p50 the median time from receipt until it had one, of the last thousand
   * @param p99 the time that 99 in 100 of those did not exceed
   */
  public record LaneFigures(
      Lane lane, long delivered, long lastMinute, boolean more, Duration p50, Duration p99) {}
}

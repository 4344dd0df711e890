package org.lastgasp.audit;

import java.time.Instant;
import org.lastgasp.id.Eui64;

/**
 * The outcome of one entry that counts in a reconciliation. Immutable. A distributor is its id, or
 * {@code unknown}; a hub its EUI-64, or {@code unknown}. {@code standsFor} is how many alerts the
 * message stands for by its throttled count.
 */
public sealed interface AlertOutcome {

  /** The number of the entry in the journal. */
  long number();

  /**
   * An alert that went its normal way.
   *
   * @param at when it was received
   * @param judged when its verdict was given
   * @param recipient whom it is for
   * @param reason as {@code outside-window}
   */
  record Forwarded(
      long number,
      Instant at,
      Instant judged,
      Eui64 recipient,
      String distributor,
      String hub,
      long standsFor,
      String reason)
      implements AlertOutcome {}

  /**
   * An alert that was suppressed.
   *
   * @param sha256 of its bytes
   */
  record Suppressed(
      long number,
      Instant at,
      Instant judged,
      String distributor,
      String hub,
      long standsFor,
      String sha256)
      implements AlertOutcome {}

  /**
   * A copy of an alert that was suppressed.
   *
   * @param distributor whose the original is; {@code unknown} too if that is forgotten
   * @param standsFor as many as the original; 1 if that is forgotten
   */
  record Copied(long number, Instant at, String distributor, long standsFor)
      implements AlertOutcome {}

  /**
   * A copy of something that was not suppressed.
   *
   * @param original the number of the entry it names
   */
  record Stray(long number, Instant at, long original) implements AlertOutcome {}

  /**
   * The journal could not be written for a while.
   *
   * @param at when it could be written again
   * @param since when it first could not
   * @param relayed alerts handed straight to their receivers meanwhile
   * @param refused messages that were not taken meanwhile
   */
  record Unrecorded(long number, Instant at, Instant since, long relayed, long refused)
      implements AlertOutcome {}

  /**
   * A range of numbers that the index does not have between two that it has. The journal's state
   * entries are among them, which are never indexed.
   *
   * @param number the first
   * @param last the last
   */
  record Absent(long number, long last) implements AlertOutcome {}
}

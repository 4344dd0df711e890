package org.lastgasp.delivery;

import java.time.Instant;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/**
 * A message that is not sent any more unless a person says so.
 *
 * @param number its entry in the journal
 * @param user who refused it, or {@link org.lastgasp.policy.Event#NOBODY}
 * @param status the HTTP status, 0 if there was none
 * @param answer the beginning of what the receiver said
 * @param copied whether there is a copy of its text outside the journal
 */
public record DeadLetter(
    long number,
    Eui64 user,
    Lane lane,
    Instant at,
    Reason reason,
    int status,
    String answer,
    boolean copied) {

  /** One whose text is in the journal. */
  public DeadLetter(
      long number, Eui64 user, Lane lane, Instant at, Reason reason, int status, String answer) {
    this(number, user, lane, at, reason, status, answer, false);
  }

  DeadLetter withCopy() {
    return new DeadLetter(number, user, lane, at, reason, status, answer, true);
  }

  /** The reason why a message is a dead letter. */
  public enum Reason {
    /** The receiver answered with a status that is neither success nor a reason to try again. */
    REFUSED,
    /** Nobody could be found whom it is for, or who it was for is configured no longer. */
    NO_RECIPIENT,
    /** The journal no longer had it when it was to be sent: its text is lost. */
    EXPIRED,
    /** The receiver failed with it again and again while it took others. */
    GIVEN_UP,
    /** An operator dropped it: it is listed no longer, and never delivered. */
    DROPPED
  }
}

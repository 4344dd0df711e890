package org.lastgasp.delivery;

/** The result of an order to send dead letters again. */
public enum ResendResult {
  /** It is on its way, and listed no longer. */
  QUEUED,
  /** There is no such dead letter. */
  NOT_SET_ASIDE,
  /** It is for nobody, or for a user who is not configured: name one who is. */
  NO_SUCH_USER,
  /** The journal does not have it any more. */
  EXPIRED,
  /** Too many wait for this user already; try again when they are gone. */
  TOO_MANY
}

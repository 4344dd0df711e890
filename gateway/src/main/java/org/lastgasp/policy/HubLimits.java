package org.lastgasp.policy;

/**
 * The most that is remembered of one hub, so that no sender can make it grow. A hub serves two
 * meters at most; what is above is no campaign but a loop.
 */
public final class HubLimits {
  /** Windows: two meters, each activated or asked for anew every hour and a half for two days. */
  public static final int MOST_WINDOWS = 64;

  /** Alerts suppressed: one a minute for sixteen hours, each a suppression of its own. */
  public static final int MOST_SUPPRESSIONS = 1_000;

  /** Cancellations of a day; a campaign that is called off has one for each meter. */
  static final int MOST_CANCELLATIONS = 64;

  /** Accepted requests there was no room for; they are kept elsewhere after a minute. */
  static final int MOST_ACCEPTED = 1_000;

  /** Tries of one request whose answers are awaited at once; a sender has one on its way. */
  static final int MOST_TRIES = 64;

  private HubLimits() {}
}

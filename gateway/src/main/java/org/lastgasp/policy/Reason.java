package org.lastgasp.policy;

import java.util.Locale;

/** The reason why an alert was forwarded, in the order of the checks. */
public enum Reason {
  SWITCH_OFF,
  /** Hub id or StartDateTime cannot be read, or the document has any other fault. */
  UNREADABLE,
  HUB_NOT_TRACKED,
  /** Its hub has more windows, or alerts suppressed, than a hub can have by right. */
  HUB_LIMIT,
  /** The DSP has not answered the request yet: it cannot have caused the outage. */
  AWAITING_ANSWER,
  BEFORE_WINDOW,
  AFTER_WINDOW,
  CANCELLED,
  WITHDRAWN,
  UNCONFIRMED_CANCELLATION,
  BLINDNESS_CEILING,
  /** The wall clock stood before the journal's last instant at start. */
  CLOCK_BEHIND,
  /** An operator's order: forward everything there. */
  STORM,
  GUARD_STARTED_BEFORE_ACTIVATION,
  GUARD_OTHER_PREMISES,
  GUARD_ACTIVATION_FAILED,
  GUARD_COINCIDENT_OUTAGE,
  GUARD_BREAKER,
  /** It would have been suppressed, had the switch stood at enforce. */
  OBSERVE,
  JOURNAL_UNAVAILABLE,
  /** An error of ours while judging: in doubt, forward. */
  ERROR;

  /** The word used in the journal, metrics and explanations: {@code hub-not-tracked}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns true if no window of its hub held the alert, though it was judged: a sign of real
   * trouble.
   */
  public boolean isWithoutWindow() {
    return switch (this) {
      case HUB_NOT_TRACKED, AWAITING_ANSWER, BEFORE_WINDOW, AFTER_WINDOW, CANCELLED, WITHDRAWN,
          UNCONFIRMED_CANCELLATION, GUARD_ACTIVATION_FAILED ->
          true;
      case SWITCH_OFF, UNREADABLE, HUB_LIMIT, BLINDNESS_CEILING, CLOCK_BEHIND, STORM,
          GUARD_STARTED_BEFORE_ACTIVATION, GUARD_OTHER_PREMISES, GUARD_COINCIDENT_OUTAGE,
          GUARD_BREAKER, OBSERVE, JOURNAL_UNAVAILABLE, ERROR ->
          false;
    };
  }

  static Reason of(Guard guard) {
    return switch (guard) {
      case STARTED_BEFORE_ACTIVATION -> GUARD_STARTED_BEFORE_ACTIVATION;
      case OTHER_PREMISES -> GUARD_OTHER_PREMISES;
      case ACTIVATION_FAILED -> GUARD_ACTIVATION_FAILED;
      case COINCIDENT_OUTAGE -> GUARD_COINCIDENT_OUTAGE;
      case BREAKER -> GUARD_BREAKER;
    };
  }
}

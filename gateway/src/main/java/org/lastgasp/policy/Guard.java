package org.lastgasp.policy;

import java.util.Locale;

/** A doubt that makes an alert forward although a window holds. All are ours, off by default. */
public enum Guard {
  /** StartDateTime before the window: the outage has another cause. */
  STARTED_BEFORE_ACTIVATION,
  /** The alert's MPxN is not the meter's. */
  OTHER_PREMISES,
  /** The activation is known to have failed. */
  ACTIVATION_FAILED,
  /** Other hubs of the same area, without an activation, alert too. */
  COINCIDENT_OUTAGE,
  /** Suppression at an abnormal rate. */
  BREAKER;

  /** The setting of what a guard may do. */
  public enum Setting {
    /** Nothing. */
    OFF,
    /** The verdict records what it would have done. */
    SHADOW,
    /** It forwards. */
    ON;

    /** As configured: {@code off}, {@code shadow}, {@code on}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** As configured: {@code started-before-activation}, … */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

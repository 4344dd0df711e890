package org.lastgasp.policy;

/** The instant of an alert that is compared with the window. Both are always recorded. */
public enum WindowClock {
  /** The receipt of the alert, as the impact assessment of MP102B says. */
  RECEIPT("receipt"),
  /** The StartDateTime inside the alert. */
  OUTAGE_START("outage-start");

  private final String code;

  WindowClock(String code) {
    this.code = code;
  }

  /** As configured: {@code receipt} or {@code outage-start}. */
  public String code() {
    return code;
  }
}

package org.lastgasp.policy;

/** The way in which the beginning of a window was set. */
public enum Mode {
  /** From the receipt of the request. */
  ON_DEMAND("on-demand"),
  /** From the date and time inside the request. */
  FUTURE_DATED("future-dated");

  private final String code;

  Mode(String code) {
    this.code = code;
  }

  /** The word used in the suppression log: {@code on-demand} or {@code future-dated}. */
  public String code() {
    return code;
  }
}

package org.lastgasp.policy;

import java.util.Locale;

/** The feature switch, behind which all of it is. */
public enum Switch {
  /** Nothing is tracked, nothing is judged. */
  OFF,
  /** Tracked and judged; recorded as would-suppress; everything is still forwarded. */
  OBSERVE,
  /** Alerts of the tracked activations are suppressed. */
  ENFORCE;

  /** As configured and shown: {@code off}, {@code observe}, {@code enforce}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

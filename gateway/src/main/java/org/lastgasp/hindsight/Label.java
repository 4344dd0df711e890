package org.lastgasp.hindsight;

import java.util.Locale;

/** The label that hindsight gives to a suppressed alert. A case only ever goes down this list. */
public enum Label {
  /** Nothing speaks for the firmware, nothing against it. */
  UNRESOLVED,
  /** Something speaks for the firmware, nothing against it. */
  CONSISTENT,
  /** Something speaks against the firmware: it may have been a real outage. */
  SUSPECT;

  /** The label of a word that {@link #code} gave. */
  static Label of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }

  /** The word used in reports, the API and explanations: {@code unresolved}, … */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

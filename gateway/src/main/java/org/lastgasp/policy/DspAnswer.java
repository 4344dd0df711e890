package org.lastgasp.policy;

import java.util.Locale;

/** The answers of the DSP to one try of a request. */
public enum DspAnswer {
  /** It took the request. */
  ACCEPTED,
  /** It refused at once: an E-code in its answer, or HTTP 4xx. */
  REFUSED,
  /** Nobody knows: no answer in time, HTTP 5xx, or a crash before the answer was recorded. */
  UNCONFIRMED;

  /**
   * Returns what an answer means: refused by HTTP 4xx or an E-code, taken by 2xx and an I-code, in
   * whatever case; else nobody knows.
   *
   * @param code the ResponseCode in the body; empty if none can be read
   */
  public static DspAnswer of(int status, String code) {
    if (status >= 400 && status < 500) {
      return REFUSED;
    }
    if (status < 200 || status >= 300) {
      return UNCONFIRMED;
    }
    String letter = code.strip().toUpperCase(Locale.ROOT);
    if (letter.startsWith("E")) {
      return REFUSED;
    }
    return letter.startsWith("I") ? ACCEPTED : UNCONFIRMED;
  }
}

package org.lastgasp.policy;

/** What the DSP made of one try of a request. */
public enum Answer {
  /** It took the request. */
  ACCEPTED,
  /** It refused at once: an E-code in its answer, or HTTP 4xx. */
  REFUSED,
  /** Nobody knows: no answer in time, HTTP 5xx, or a crash before the answer was recorded. */
  UNCONFIRMED
}

package org.lastgasp.client;

/** A call without an answer: nobody knows whether it arrived. Its message says why, in words. */
public final class CallFailed extends Exception {
  private static final long serialVersionUID = 1;

  private final Why why;

  /** The reason of the failure. */
  public enum Why {
    /** It did not end in its time. */
    LATE,
    /** The connection could not be made, broke, or what came was no answer. */
    BROKEN,
    /** The caller was closed or interrupted. */
    STOPPED
  }

  CallFailed(Why why, String words, Exception cause) {
    super(words, cause);
    this.why = why;
  }

  /** Returns what became of it. */
  public Why why() {
    return why;
  }
}

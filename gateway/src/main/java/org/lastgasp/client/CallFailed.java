package org.lastgasp.client;

/** A call without an answer: nobody knows whether it arrived. */
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

  CallFailed(Why why, Exception cause) {
    super(root(cause), cause);
    this.why = why;
  }

  /** Returns what became of it. */
  public Why why() {
    return why;
  }

  private static String root(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return String.valueOf(root);
  }

  /** The kind of what went wrong first, in a word. */
  public String kind() {
    Throwable root = this;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return why == Why.LATE ? "timeout" : root.getClass().getSimpleName();
  }
}

package org.lastgasp.kafka;

/** A partition's state that a later version of the judge has written: this one must not go on. */
final class StateTooNew extends RuntimeException {
  private static final long serialVersionUID = 1;

  StateTooNew(int form) {
    super(
        "a partition's state has form " + form + ", this version reads up to " + StoreState.FORM
            + ": install the version that runs on the other nodes");
  }

  /** Returns true if a failure comes of one. */
  static boolean isIn(Throwable failed) {
    return failed instanceof StateTooNew
        || (failed.getCause() != null && isIn(failed.getCause()));
  }
}

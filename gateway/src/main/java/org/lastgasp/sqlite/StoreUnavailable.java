package org.lastgasp.sqlite;

import org.lastgasp.files.ErrorText;

/**
 * A failure to read or write a store; says what was tried on which file, and why it failed. Worth a
 * retry, unless the file {@linkplain #isDamaged is damaged}.
 */
public class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Store store;
  private final boolean damaged;

  /** A failure with what was tried on what, and its cause. */
  protected StoreUnavailable(Store store, String tried, Throwable cause) {
    super(tried + ": " + ErrorText.of(cause), cause);
    this.store = store;
    this.damaged = BrokenFile.isMeantBy(cause);
  }

  /** A failure with what was tried on what. */
  protected StoreUnavailable(Store store, String tried) {
    this(store, tried, false);
  }

  StoreUnavailable(Store store, String found, boolean damaged) {
    super(found);
    this.store = store;
    this.damaged = damaged;
  }

  /** The store that is not available. */
  public Store store() {
    return store;
  }

  /**
   * Returns true if the file itself is of no use: then a retry does not help, but a restart may.
   */
  public boolean isDamaged() {
    return damaged;
  }
}

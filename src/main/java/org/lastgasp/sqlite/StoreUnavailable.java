package org.lastgasp.sqlite;

/**
 * A failure to read or write a store; says what was tried on which file, and why it failed. Worth a
 * retry, unless the file {@linkplain #isDamaged is damaged}.
 */
public class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Store store;

  /** With what was tried on what, and why it failed. */
  protected StoreUnavailable(Store store, String message, Throwable cause) {
    super(message, cause);
    this.store = store;
  }

  /** With what was found where. */
  protected StoreUnavailable(Store store, String message) {
    super(message);
    this.store = store;
  }

  /** What is not available. */
  public Store store() {
    return store;
  }

  /** Whether the file itself is of no use: then a retry does not help, but a restart may. */
  public boolean isDamaged() {
    return BrokenFile.isMeantBy(this);
  }
}

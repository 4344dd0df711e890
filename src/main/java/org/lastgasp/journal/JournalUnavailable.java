package org.lastgasp.journal;

/** The journal could not be written or read; says what was tried on which file. Retry later. */
public final class JournalUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was tried on what, and why it failed. */
  public JournalUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  /** With what was tried on what. */
  public JournalUnavailable(String message) {
    super(message);
  }
}

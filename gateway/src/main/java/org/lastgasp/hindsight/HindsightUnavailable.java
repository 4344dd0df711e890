package org.lastgasp.hindsight;

/** The cases could not be read or written; says what was tried on which file. Worth a retry. */
public final class HindsightUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was tried on what, and why it failed. */
  public HindsightUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  /** With what was found where, and what to do about it. */
  public HindsightUnavailable(String message) {
    super(message);
  }
}

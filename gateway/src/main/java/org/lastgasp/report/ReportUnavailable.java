package org.lastgasp.report;

/**
 * An exception that says that what was reported could not be read or recorded, and what was tried
 * on which file.
 */
public final class ReportUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was tried on what, and why it failed. */
  public ReportUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  /** With what was found where, and what to do about it. */
  public ReportUnavailable(String message) {
    super(message);
  }
}

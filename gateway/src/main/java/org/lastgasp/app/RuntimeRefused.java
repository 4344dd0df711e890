package org.lastgasp.app;

/** A runtime cannot be used as it is; the message says why, and what to do. */
public final class RuntimeRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RuntimeRefused(String message) {
    super(message);
  }

  public RuntimeRefused(String message, Throwable cause) {
    super(message, cause);
  }
}

package org.lastgasp.delivery;

/** How far delivery has come could not be read or written; says what was tried on which file. */
public class DeliveryUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was tried on what, and why it failed. */
  public DeliveryUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  /** With what was found where, and what to do about it. */
  public DeliveryUnavailable(String message) {
    super(message);
  }
}

package org.lastgasp.inventory;

/** The inventory's files could not be read or written; says what was tried. Retry later. */
public final class InventoryUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was tried on what, and why it failed. */
  public InventoryUnavailable(String tried, Throwable cause) {
    super(tried + ": " + cause.getMessage(), cause);
  }

  /** With what was tried on what, and what stands against it. */
  public InventoryUnavailable(String tried) {
    super(tried);
  }
}

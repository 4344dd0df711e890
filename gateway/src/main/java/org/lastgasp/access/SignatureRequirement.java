package org.lastgasp.access;

import java.util.Locale;

/** The requirement that requests for firmware activations be signed. */
public enum SignatureRequirement {
  /** Signatures are not looked at. */
  OFF,
  /** A signature that is there must hold; a missing one passes. */
  PRESENT,
  /** There must be a signature, and it must hold. */
  REQUIRED;

  /** As configured: {@code off}, {@code present} or {@code required}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

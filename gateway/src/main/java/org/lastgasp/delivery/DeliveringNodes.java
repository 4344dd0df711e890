package org.lastgasp.delivery;

/** The choice of who delivers. */
public enum DeliveringNodes {
  /** This machine. */
  ONE,
  /** One of several machines, which have the same rows by {@link Delivery#replicas}. */
  SEVERAL
}

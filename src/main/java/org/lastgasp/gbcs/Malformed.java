package org.lastgasp.gbcs;

/** Says in words what is wrong with a payload; never leaves this room. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1;

  Malformed(String fault) {
    super(fault, null, false, false);
  }
}

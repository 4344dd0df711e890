package org.lastgasp.gbcs;

/** Says in words what is wrong with a payload; never leaves this room. */
final class MalformedPayload extends Exception {
  private static final long serialVersionUID = 1;

  MalformedPayload(String fault) {
    super(fault, null, false, false);
  }
}

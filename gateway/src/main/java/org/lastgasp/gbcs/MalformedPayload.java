package org.lastgasp.gbcs;

/** An exception that says what is wrong with a payload; it never leaves this package. */
final class MalformedPayload extends Exception {
  private static final long serialVersionUID = 1;

  MalformedPayload(String fault) {
    super(fault, null, false, false);
  }
}

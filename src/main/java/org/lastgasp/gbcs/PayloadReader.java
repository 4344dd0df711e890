package org.lastgasp.gbcs;

/** Reads a payload from its first byte to its last. */
final class PayloadReader {
  private PayloadReader() {}

  static Payload read(byte[] bytes) {
    return new Payload.Unreadable("not read yet");
  }
}

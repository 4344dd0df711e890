package org.lastgasp.tls;

/** A file that cannot be used, with what was found and what may stand there. */
final class UnusableFile extends Exception {
  private static final long serialVersionUID = 1;

  private final String found;
  private final String allowed;

  UnusableFile(String found, String allowed) {
    super(found);
    this.found = found;
    this.allowed = allowed;
  }

  String found() {
    return found;
  }

  String allowed() {
    return allowed;
  }
}

package org.lastgasp.log;

/** A log file is not what was written to it: said with the file and the place. */
final class LogDamaged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LogDamaged(String message) {
    super(message);
  }
}

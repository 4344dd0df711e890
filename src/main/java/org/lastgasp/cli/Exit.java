package org.lastgasp.cli;

/** The exit codes that scripts may rely on: 64 and 78 as in BSD's sysexits. */
final class Exit {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USE = 64;
  static final int WRONG_CONFIGURATION = 78;

  private Exit() {}
}

package org.lastgasp.cli;

/** The exit codes that scripts may rely on: 64 and 78 as in BSD's sysexits. */
public final class Exit {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int WRONG_USE = 64;
  public static final int WRONG_CONFIGURATION = 78;

  private Exit() {}
}

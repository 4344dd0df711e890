package org.lastgasp;

import java.util.function.LongConsumer;

/**
 * Runs a property for many seeds, and says which one failed. {@code -Dseed=N} runs only that one.
 */
public final class Seeds {
  private Seeds() {}

  /** Runs the body for {@code count} seeds, the same ones every time. */
  public static void each(int count, LongConsumer body) {
    String only = System.getProperty("seed", "").strip(); // empty when the build was not given one
    if (!only.isEmpty()) {
      run(Long.parseLong(only), body);
      return;
    }
    for (long seed = 1; seed <= count; seed++) {
      run(seed, body);
    }
  }

  private static void run(long seed, LongConsumer body) {
    try {
      body.accept(seed);
    } catch (Throwable failure) {
      System.err.println("failed with -Dseed=" + seed);
      failure.addSuppressed(new Replay(seed));
      throw failure;
    }
  }

  /** Carries the seed into the report of the failure. */
  private static final class Replay extends Exception {
    private static final long serialVersionUID = 1;

    Replay(long seed) {
      super("replay with -Dseed=" + seed, null, false, false);
    }
  }
}

package org.lastgasp.motorway;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** What goes wrong in a simulated world, when, and how often it did. For tests. */
final class Misfortunes {
  private final Random random;
  private final Map<String, Integer> seen = new HashMap<>();
  private int oneIn;

  /** The power goes. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("the power went", null, false, false);
    }
  }

  Misfortunes(Random random) {
    this.random = random;
    this.oneIn = 20 + random.nextInt(200);
  }

  /** From here on nothing goes wrong any more. */
  void end() {
    oneIn = Integer.MAX_VALUE;
  }

  boolean happens(String what) {
    boolean happens = oneIn < Integer.MAX_VALUE && random.nextInt(oneIn) == 0;
    if (happens) {
      saw(what);
    }
    return happens;
  }

  void maybeCrash(String where) {
    if (happens("crash " + where)) {
      throw new Crash();
    }
  }

  void saw(String what) {
    seen.merge(what, 1, Integer::sum);
  }

  Map<String, Integer> seen() {
    return seen;
  }
}

package org.lastgasp.sim;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A comparison of truth with verdicts, and of which promises held.
 *
 * @param world the size of things, in order, to be printed as they are
 * @param regions what became of the alerts of each region
 * @param reasons why the gateway says it forwarded, and how often
 * @param promises every promise, kept or not
 */
public record Score(
    Map<String, String> world,
    Map<Region, Outcome> regions,
    Map<String, Long> reasons,
    List<Promise> promises) {
  public Score {
    promises = List.copyOf(promises);
  }

  /**
   * The outcome of a region's alerts; counts of alerts, not of documents.
   *
   * @param held spurious and suppressed
   * @param leaked spurious and delivered, by why a right gateway delivers them
   * @param genuine delivered, as they should be
   * @param masked genuine but suppressed: they fell into a window, which is what a window costs
   * @param border at the border of a window, where either is right; counted above as well
   * @param copies second documents of alerts suppressed
   */
  record Outcome(
      int held, Map<String, Integer> leaked, int genuine, int masked, int border, int copies) {
    public Outcome {
      leaked = new TreeMap<>(leaked);
    }

    int leaks() {
      return leaked.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /**
   * A promise.
   *
   * @param detail the figures it was checked on; or, if it is broken, the first thing that broke it
   */
  public record Promise(String text, boolean kept, String detail) {
    /** One that is kept if nothing violates it, of so many that were checked. */
    public static Promise none(String text, List<String> violations, long checked) {
      return new Promise(
          text,
          violations.isEmpty(),
          violations.isEmpty()
              ? String.format(Locale.ROOT, "%,d checked", checked)
              : String.format(
                  Locale.ROOT,
                  "%,d broken: %s",
                  violations.size(),
                  violations.getFirst()));
    }
  }

  /** Returns true if every promise held. */
  boolean kept() {
    return promises.stream().allMatch(Promise::kept);
  }

  /** The process's exit status: 0 or 1. */
  public int exitCode() {
    return kept() ? 0 : 1;
  }
}

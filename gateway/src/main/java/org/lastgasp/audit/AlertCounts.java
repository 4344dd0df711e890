package org.lastgasp.audit;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The alerts of some time, counted by distributor: its id, or {@code unknown}. Immutable.
 *
 * @param standFor the alerts that the messages stand for by their throttled counts; a duplicate by
 *     its original's
 */
public record AlertCounts(Map<String, Figures> byDistributor, Figures standFor) {
  public AlertCounts {
    byDistributor = Map.copyOf(byDistributor);
  }

  /**
   * The counts of alerts that came.
   *
   * @param received duplicates aside
   * @param suppressed in the suppression log
   * @param wouldSuppress forwarded only because the switch was on observe
   * @param copies duplicates of suppressed alerts
   */
  public record Figures(long received, long suppressed, long wouldSuppress, long copies) {
    /** The counts without any alert. */
    public static final Figures NONE = new Figures(0, 0, 0, 0);

    /** The messages: alerts and their duplicates. */
    public long messages() {
      return received + copies;
    }

    Figures plus(Figures other) {
      return new Figures(
          received + other.received,
          suppressed + other.suppressed,
          wouldSuppress + other.wouldSuppress,
          copies + other.copies);
    }
  }

  static AlertCounts none() {
    return new AlertCounts(Map.of(), Figures.NONE);
  }

  AlertCounts plus(AlertCounts other) {
    Map<String, Figures> sum = new TreeMap<>(byDistributor);
    other.byDistributor.forEach((id, figures) -> sum.merge(id, figures, Figures::plus));
    return new AlertCounts(sum, standFor.plus(other.standFor));
  }

  /** The sum over all distributors. */
  public Figures total() {
    return byDistributor.values().stream().reduce(Figures.NONE, Figures::plus);
  }

  /**
   * The counts of one minute's alerts of one distributor.
   *
   * @param minute its beginning
   * @param distributor empty if it is unknown
   * @param received duplicates too
   * @param wouldSuppress forwarded only because the switch was on observe
   */
  public record Minute(
      Instant minute,
      OptionalInt distributor,
      long received,
      long suppressed,
      long wouldSuppress) {}
}

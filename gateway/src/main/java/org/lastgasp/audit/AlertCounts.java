package org.lastgasp.audit;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The alerts of some time, counted by distributor: its id, or {@code unknown}. Immutable.
 *
 * @param copies copies of suppressed alerts; they are not told by distributor
 * @param standFor what all of them stand for
 */
public record AlertCounts(
    Map<String, Figures> byDistributor, long copies, StandFor standFor) {
  public AlertCounts {
    byDistributor = Map.copyOf(byDistributor);
  }

  /**
   * The counts of alerts that came, duplicates aside.
   *
   * @param suppressed in the suppression log
   * @param wouldSuppress forwarded only because the switch was on observe
   */
  public record Figures(long received, long suppressed, long wouldSuppress) {
    static final Figures NONE = new Figures(0, 0, 0);

    Figures plus(Figures other) {
      return new Figures(
          received + other.received,
          suppressed + other.suppressed,
          wouldSuppress + other.wouldSuppress);
    }
  }

  /**
   * The alerts that messages stand for by their throttled counts, of every distributor.
   *
   * @param copies by the counts of their originals
   */
  public record StandFor(Figures alerts, long copies) {
    static final StandFor NONE = new StandFor(Figures.NONE, 0);

    StandFor plus(StandFor other) {
      return new StandFor(alerts.plus(other.alerts), copies + other.copies);
    }
  }

  static AlertCounts none() {
    return new AlertCounts(Map.of(), 0, StandFor.NONE);
  }

  AlertCounts plus(AlertCounts other) {
    Map<String, Figures> sum = new TreeMap<>(byDistributor);
    other.byDistributor.forEach((id, figures) -> sum.merge(id, figures, Figures::plus));
    return new AlertCounts(sum, copies + other.copies, standFor.plus(other.standFor));
  }

  /** All of them, copies aside. */
  public Figures total() {
    return byDistributor.values().stream().reduce(Figures.NONE, Figures::plus);
  }

  /**
   * The counts of one minute's alerts of one distributor, duplicates aside.
   *
   * @param minute its beginning
   * @param distributor empty if it is unknown
   * @param wouldSuppress forwarded only because the switch was on observe
   */
  public record Minute(
      Instant minute,
      OptionalInt distributor,
      long received,
      long suppressed,
      long wouldSuppress) {}
}

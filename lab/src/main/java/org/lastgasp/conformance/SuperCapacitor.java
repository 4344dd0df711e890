package org.lastgasp.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.lastgasp.sim.SupplyInterruption;

/**
 * The super capacitor of a hub in the North: it keeps the hub alive for about ten minutes (impact
 * assessment, the North's CSP).
 *
 * <p>No public source says how fast it recharges. Ours: it is full before the first loss, and a
 * second of supply restores a second of life.
 */
final class SuperCapacitor {
  /** How long a full one keeps a hub alive. */
  static final Duration FULL = Duration.ofMinutes(10);

  private SuperCapacitor() {}

  /**
   * Returns how long it would keep the hub alive, zero to {@link #FULL}, at the beginning of each
   * loss.
   *
   * @param cuts in order of time, none of which overlap
   */
  static List<Duration> charges(List<SupplyInterruption> cuts) {
    List<Duration> charges = new ArrayList<>();
    Duration charge = FULL;
    for (int i = 0; i < cuts.size(); i++) {
      if (i > 0) {
        Duration supply = Duration.between(cuts.get(i - 1).on(), cuts.get(i).off());
        charge = least(FULL, charge.plus(supply));
      }
      charges.add(charge);
      Duration used = Duration.between(cuts.get(i).off(), cuts.get(i).on());
      charge = charge.minus(least(charge, used));
    }
    return List.copyOf(charges);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}

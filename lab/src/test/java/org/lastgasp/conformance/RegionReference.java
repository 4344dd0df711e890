package org.lastgasp.conformance;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A second, independent reading of the regions' rules: a hub is simulated second by second, as the
 * impact assessment describes it. It knows whole seconds only.
 */
final class RegionReference {
  /** What becomes of an outage. */
  enum Fate {
    RAISED,
    OPEN
  }

  private RegionReference() {}

  /**
   * Returns the fate of each outage that is not silent, by the second in which it began.
   *
   * @param isOn the supply in each second; it stays on afterwards
   */
  static Map<Integer, Fate> of(RegionRule rule, boolean[] isOn, int pause) {
    boolean[] longer = Arrays.copyOf(isOn, isOn.length + 1_000);
    Arrays.fill(longer, isOn.length, longer.length, true);
    return switch (rule) {
      case NORTH_TIMER, NORTH_HELD, NORTH_HELD_LOST -> north(rule, longer);
      case SOUTH_AND_CENTRAL -> south(longer, pause);
    };
  }

  private static Map<Integer, Fate> north(RegionRule rule, boolean[] isOn) {
    Map<Integer, Fate> outcomes = new TreeMap<>();
    int energy = 600;
    int dark = 0; // seconds of this loss so far
    boolean isDead = false;
    boolean isTold = false;
    for (int t = 0; t < isOn.length; t++) {
      if (isOn[t]) {
        if (isTold && dark <= 180 && rule == RegionRule.NORTH_HELD_LOST) {
          outcomes.put(t - dark, Fate.RAISED);
        }
        if (isTold && dark <= 180 && rule == RegionRule.NORTH_HELD && isDead) {
          outcomes.put(t - dark, Fate.OPEN);
        }
        energy = Math.min(600, energy + 1);
        dark = 0;
        isDead = false;
        isTold = false;
        continue;
      }
      isDead |= energy == 0;
      energy = Math.max(0, energy - 1);
      dark++;
      int began = t - dark + 1;
      if (rule == RegionRule.NORTH_TIMER) {
        if (dark == 180) {
          outcomes.put(began, isDead ? Fate.OPEN : Fate.RAISED);
        }
        continue;
      }
      if (dark == 30) {
        isTold = !isDead;
        if (isDead) {
          outcomes.put(began, Fate.OPEN);
        }
      }
      if (dark == 181 && isTold) {
        outcomes.put(began, Fate.RAISED);
      }
    }
    return outcomes;
  }

  private static Map<Integer, Fate> south(boolean[] supply, int pause) {
    boolean[] isOn = supply.clone();
    for (int t = 0; t < isOn.length; t++) { // a hub lives through less than 20 s
      int until = t;
      while (until < isOn.length && !supply[until]) {
        until++;
      }
      if (until - t > 0 && until - t < 20) {
        Arrays.fill(isOn, t, until, true);
      }
      t = Math.max(t, until - 1);
    }
    Map<Integer, Fate> outcomes = new TreeMap<>();
    int outage = -1;
    int up = 0;
    for (int t = 0; t < isOn.length; t++) {
      if (!isOn[t]) {
        outage = outage < 0 ? t : outage;
        up = 0;
        continue;
      }
      up++;
      if (outage >= 0 && up == 60 + pause) {
        int secondNotice = t + 1;
        if (secondNotice - (outage + 20) >= 420) {
          outcomes.put(outage, Fate.RAISED);
        }
        outage = -1;
      }
    }
    return outcomes;
  }
}

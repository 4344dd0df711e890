package org.lastgasp.conformance;

import java.time.Duration;
import java.util.List;
import org.lastgasp.sim.AlarmRule;

/**
 * The combined time: a meter's cut and the reboot of the hub after it, about 60 s. The working
 * group argued whether the three minutes include the reboot; the rule leaves it out, as it is
 * outside the meter's control. So this is a remark, and no part of the verdict.
 *
 * @param cut the longest cut that was judged
 * @param length of both
 * @param views one for each rule of a region, in the order of the predictions
 */
record CombinedTime(MeterCheck.Judged cut, Duration length, List<View> views) {
  CombinedTime {
    views = List.copyOf(views);
  }

  /** What one region makes of the combined time. */
  record View(RegionRule region, String words) {}

  /**
   * The combined time of a cut.
   *
   * @param charge how long a super capacitor in the North lasts in it
   */
  static CombinedTime of(MeterCheck.Judged cut, Duration charge) {
    return new CombinedTime(
        cut,
        cut.length().plus(AlarmRule.REBOOT),
        List.of(RegionRule.values()).stream().map(each -> view(each, cut, charge)).toList());
  }

  /** Whether the reboot takes it above what a cut alone may last. */
  boolean isAboveLimit() {
    return length.compareTo(MeterCheck.LIMIT) > 0;
  }

  /** Its length as people read it. */
  String lasted() {
    return DurationText.seconds(length, cut.isOver());
  }

  /** In words: {@code 130 s + 60 s = 190 s, above 180 s}. */
  String words() {
    return cut.lasted() + " + " + DurationText.seconds(AlarmRule.REBOOT) + " = "
        + lasted()
        + (isAboveLimit() ? ", above 180 s" : cut.isOver() ? ", not above 180 s" : " so far");
  }

  private static View view(RegionRule region, MeterCheck.Judged cut, Duration charge) {
    return new View(region, region.isNorth() ? north(region, cut, charge) : south(cut));
  }

  private static String north(RegionRule region, MeterCheck.Judged cut, Duration charge) {
    if (cut.length().compareTo(charge) > 0) {
      return "the super capacitor is empty after " + DurationText.seconds(charge)
          + ", so the hub reboots; what it does then no public source says";
    }
    Duration combined = cut.length().plus(AlarmRule.REBOOT);
    String raises =
        region.raisesFor(cut.length())
            ? "raises an AD1 for the cut alone"
            : "raises none for the cut alone, "
                + (region.raisesFor(combined) ? "would raise one" : "nor would it")
                + " for a loss of " + DurationText.seconds(combined);
    return "no reboot to add, the super capacitor keeps the hub up; " + raises;
  }

  /** Between the notices lie the loss without the hub's last 20 s, the reboot and the pause. */
  private static String south(MeterCheck.Judged cut) {
    if (cut.length().compareTo(AlarmRule.LIFE) < 0) {
      return "the hub lives through less than 20 s: no reboot";
    }
    Duration least = cut.length().minus(AlarmRule.LIFE).plus(AlarmRule.REBOOT);
    Duration most = least.plus(AlarmRule.LONGEST_PAUSE);
    String apart =
        (cut.isOver() ? "" : "at least ") + DurationText.seconds(least) + " to "
            + DurationText.seconds(most);
    return "its rule has the reboot in it: the two notices are " + apart
        + " apart, and raise an AD1 from 420 s on";
  }
}

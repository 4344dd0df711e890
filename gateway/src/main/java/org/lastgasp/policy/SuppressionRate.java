package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongBiFunction;

/**
 * The count of the alerts that windows held, second by second, and whether they are too many.
 * Immutable.
 *
 * @param looked the second in which the windows were counted last, and how many there were
 * @param abnormal when there were too many last; {@link Instant#MIN} if never
 * @param excessive whether there were too many when it was checked last
 */
record SuppressionRate(Seconds seconds, Looked looked, Instant abnormal, boolean excessive) {
  static final SuppressionRate NONE =
      new SuppressionRate(Seconds.NONE, new Looked(Long.MIN_VALUE, 0), Instant.MIN, false);

  private static final long LONGEST = Duration.ofDays(1).toSeconds(); // what may be configured

  record Looked(long second, long windows) {}

  /** The counts of alerts in each second, from the first that is remembered to the last. */
  record Seconds(PersistentMap<Long, Long> alerts, long first, long last, long total) {
    static final Seconds NONE = new Seconds(PersistentMap.empty(), 0, Long.MIN_VALUE, 0);

    /** One that was received a little before the last counts there too. */
    Seconds plus(long at) {
      long second = Math.max(at, last);
      Long before = alerts.get(second);
      PersistentMap<Long, Long> after = alerts.with(second, before == null ? 1 : before + 1);
      return new Seconds(after, total == 0 ? second : first, second, total + 1);
    }

    Seconds since(long from) {
      if (from > last) {
        return NONE;
      }
      if (from <= first) {
        return this;
      }
      PersistentMap<Long, Long> left = alerts;
      long gone = 0;
      for (long second = first; second < from; second++) {
        Long each = alerts.get(second);
        gone += each == null ? 0 : each;
        left = left.without(second);
      }
      return new Seconds(left, from, last, total - gone);
    }
  }

  /** A window held an alert, whatever became of it then. */
  SuppressionRate held(Instant at) {
    long now = at.getEpochSecond();
    return new SuppressionRate(
        seconds.plus(now).since(now - LONGEST), looked, abnormal, excessive);
  }

  /**
   * Looks whether too many alerts were held: more than the threshold, and more than the windows of
   * that time explain.
   *
   * @param inForce counts the windows between two instants; asked only above the threshold, once a
   *     second
   */
  SuppressionRate checked(
      Instant at, Settings.Thresholds thresholds, ToLongBiFunction<Instant, Instant> inForce) {
    if (seconds.total() <= thresholds.suppressions()) {
      return new SuppressionRate(seconds, looked, abnormal, false);
    }
    long now = at.getEpochSecond();
    Duration within = thresholds.suppressionsWithin();
    Seconds recent = seconds.since(now - within.toSeconds());
    if (recent.total() <= thresholds.suppressions()) {
      return new SuppressionRate(recent, looked, abnormal, false);
    }
    Looked seen =
        looked.second() == now
            ? looked
            : new Looked(now, inForce.applyAsLong(at.minus(within), at));
    boolean many = recent.total() * 100 > seen.windows() * thresholds.percent();
    SuppressionRate rate = new SuppressionRate(recent, seen, abnormal, many);
    return many ? rate.disturbed(at) : rate;
  }

  /** Returns what was counted, in words, if there were too many when it was checked last. */
  Optional<String> tooMany(Settings.Thresholds thresholds) {
    return excessive
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%d alerts suppressed in %d s, more than %d and than %d %% of %d windows",
                seconds.total(),
                thresholds.suppressionsWithin().toSeconds(),
                thresholds.suppressions(),
                thresholds.percent(),
                looked.windows()))
        : Optional.empty();
  }

  /** Returns true if nothing was abnormal for so long. */
  boolean isQuiet(Instant now, Duration quiet) {
    return abnormal.equals(Instant.MIN) || !now.isBefore(abnormal.plus(quiet));
  }

  /** Something was abnormal at an instant, as far as anybody can tell. */
  SuppressionRate disturbed(Instant at) {
    return at.isAfter(abnormal) ? new SuppressionRate(seconds, looked, at, excessive) : this;
  }
}

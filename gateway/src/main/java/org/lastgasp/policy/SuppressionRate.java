package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts the alerts that windows held, second by second, and says when they are too many. For one
 * thread.
 */
public final class SuppressionRate {
  private static final long LONGEST = Duration.ofDays(1).toSeconds(); // what may be configured

  private final Deque<Second> seconds = new ArrayDeque<>();
  private long counted;
  private long looked = Long.MIN_VALUE;
  private long windows;
  private Instant abnormal = Instant.MIN;

  private static final class Second {
    final long at;
    long alerts;

    Second(long at) {
      this.at = at;
    }
  }

  /**
   * A window held an alert, whatever became of it then.
   *
   * @return what takes it back
   */
  public Runnable held(Instant at) {
    long now = at.getEpochSecond();
    if (seconds.isEmpty() || seconds.getLast().at < now) {
      seconds.add(new Second(now));
    }
    Second second = seconds.getLast(); // one that was received a little before counts here too
    second.alerts++;
    counted++;
    while (seconds.getFirst().at < now - LONGEST) {
      counted -= seconds.removeFirst().alerts;
    }
    return () -> {
      if (seconds.contains(second)) {
        second.alerts--;
        counted--;
      }
    };
  }

  /**
   * Whether too many alerts were held: more than the threshold, and more than the windows of that
   * time explain.
   *
   * @param inForce counts the windows of the time; asked only above the threshold, once a second
   * @return what was counted, in words
   */
  public Optional<String> blown(Instant at, Thresholds thresholds, LongSupplier inForce) {
    if (counted <= thresholds.suppressions()) {
      return Optional.empty();
    }
    long now = at.getEpochSecond();
    long since = now - thresholds.suppressionsWithin().toSeconds();
    while (!seconds.isEmpty() && seconds.getFirst().at < since) {
      counted -= seconds.removeFirst().alerts;
    }
    if (counted <= thresholds.suppressions()) {
      return Optional.empty();
    }
    if (looked != now) {
      looked = now;
      windows = inForce.getAsLong();
    }
    if (counted * 100 <= windows * thresholds.percent()) {
      return Optional.empty();
    }
    disturbed(at);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%d alerts held in %d s, more than %d and than %d %% of %d windows",
            counted,
            thresholds.suppressionsWithin().toSeconds(),
            thresholds.suppressions(),
            thresholds.percent(),
            windows));
  }

  /** Whether nothing was abnormal for so long. */
  public boolean isQuiet(Instant now, Duration quiet) {
    return abnormal.equals(Instant.MIN) || !now.isBefore(abnormal.plus(quiet));
  }

  /** Something was abnormal at an instant, as far as anybody can tell. */
  public void disturbed(Instant at) {
    abnormal = at.isAfter(abnormal) ? at : abnormal;
  }

  /** Counts from nothing again. */
  public void reset() {
    seconds.clear();
    counted = 0;
    looked = Long.MIN_VALUE;
    abnormal = Instant.MIN;
  }
}

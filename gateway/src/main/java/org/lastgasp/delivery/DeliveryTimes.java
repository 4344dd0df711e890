package org.lastgasp.delivery;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.lastgasp.policy.Lane;

/**
 * The times that the last thousand messages of a lane took, from receipt until their user had them.
 * Not thread-safe; instants are those of a monotonic clock, in nanoseconds.
 */
final class DeliveryTimes {
  private static final int KEPT = 1_000;
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final long[] millis = new long[KEPT];
  private final long[] takenAt = new long[KEPT];
  private long delivered;

  /** A message was taken that long after its receipt. */
  void took(Duration elapsed, long now) {
    int place = (int) (delivered % KEPT);
    millis[place] = Math.max(0, elapsed.toMillis());
    takenAt[place] = now;
    delivered++;
  }

  /** The figures as they are. */
  RecipientStatus.LaneFigures figures(Lane lane, long now) {
    int count = (int) Math.min(delivered, KEPT);
    long[] sorted = Arrays.copyOf(millis, count);
    Arrays.sort(sorted);
    int lately = 0;
    for (int i = 0; i < count; i++) {
      lately += now - takenAt[i] < MINUTE ? 1 : 0;
    }
    return new RecipientStatus.LaneFigures(
        lane, delivered, lately, lately == KEPT, at(sorted, 50), at(sorted, 99));
  }

  private static Duration at(long[] sorted, int percent) {
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return sorted.length == 0 ? Duration.ZERO : Duration.ofMillis(sorted[Math.max(0, rank - 1)]);
  }
}

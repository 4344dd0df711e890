package org.lastgasp.api;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.lastgasp.access.Identity;

/**
 * A reader of blind hubs by hour. An answer is cached for 30 seconds for all who see the same rows.
 * Safe for any number of threads.
 */
final class BlindHoursReader {
  private static final long FRESH = Duration.ofSeconds(30).toNanos();
  private static final int MOST_KEPT = 64; // answers, one for each set of distributors

  private final AdminServices parts;
  private final Map<Identity.Scope, Kept> kept = new HashMap<>();

  private record Kept(BlindHours hours, long read) {}

  BlindHoursReader(AdminServices parts) {
    this.parts = parts;
  }

  /** Those that are seen by whoever sees these rows. */
  synchronized BlindHours of(Identity.Scope scope) {
    Kept last = kept.get(scope);
    if (last != null && System.nanoTime() - last.read() < FRESH) {
      return last.hours();
    }
    RowScope rows = RowScope.of(scope);
    BlindHours hours =
        BlindHours.of(parts.tracked().hubs(), parts.clock().instant(), rows::sees);
    if (kept.size() >= MOST_KEPT) {
      kept.clear();
    }
    kept.put(scope, new Kept(hours, System.nanoTime()));
    return hours;
  }
}

package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.policy.Overrides.Breaker;

/** A verdict on an alert, with the evidence. Immutable. */
public sealed interface Verdict {

  /**
   * A verdict that the alert is suppressed. Without a window this cannot be said.
   *
   * @param window the one named in the log
   * @param rule which comparison decided, in words: {@code from <= received_at < window_until}
   * @param shadows guards in shadow that would have forwarded it
   * @param besides what else was compared
   */
  record Suppress(
      Window window, String rule, Instant compared, List<Guard> shadows, Evidence besides)
      implements Verdict {}

  /**
   * A verdict that the alert is forwarded.
   *
   * @param nearest the window that came closest to holding it, if the hub has any
   * @param compared the instant that was compared, or the receipt where none was
   * @param shadows guards in shadow that would have forwarded it, where a window held
   * @param besides what else was compared, where a window held
   */
  record Forward(
      Reason reason,
      Optional<Window> nearest,
      Instant compared,
      List<Guard> shadows,
      Evidence besides)
      implements Verdict {

    /** A verdict where nothing else was compared. */
    public Forward(
        Reason reason, Optional<Window> nearest, Instant compared, List<Guard> shadows) {
      this(reason, nearest, compared, shadows, Evidence.NOTHING);
    }
  }

  /**
   * The evidence besides the window that spoke for or against suppressing an alert, with the
   * values. Immutable.
   *
   * @param storm an order in force where it came from
   * @param breaker open at that moment
   * @param nearby the other hubs of its area
   */
  record Evidence(
      Optional<StormOrder> storm, Optional<Breaker> breaker, Optional<NearbyAlerts> nearby) {
    /** Nothing: the ordinary case. */
    public static final Evidence NOTHING =
        new Evidence(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * The number of other hubs of an area, without a window that held them, that alerted lately.
   * Immutable.
   *
   * @param hubs counted only as far as the guard needs
   * @param within before the alert that was compared
   */
  record NearbyAlerts(Area area, int hubs, Duration within) {}
}

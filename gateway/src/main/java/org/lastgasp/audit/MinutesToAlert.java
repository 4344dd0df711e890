package org.lastgasp.audit;

import java.time.Duration;
import java.util.List;

/**
 * The minutes from an activation to the alerts for which its window counted. Immutable.
 *
 * @param window the usual length of the windows, from the activation on: that of most alerts
 * @param minutes in order, without those in which no alert came; up to twice the window
 */
public record MinutesToAlert(Duration window, List<Minute> minutes) {
  /** Those of nothing. */
  static final MinutesToAlert NONE = new MinutesToAlert(Duration.ZERO, List.of());

  public MinutesToAlert {
    minutes = List.copyOf(minutes);
  }

  /**
   * The alerts of one minute.
   *
   * @param minute from 0, the minute that begins with the activation
   */
  public record Minute(int minute, long suppressed, long forwarded) {}
}

package org.lastgasp.acceptance;

import java.time.Duration;

/**
 * The times of a run after its start.
 *
 * @param window the gateway's
 * @param margin how far from the end of a window an alert is sent, before and after
 * @param lead from the start to the date of a future-dated activation
 */
record Schedule(Duration window, Duration margin, Duration lead, Extent extent) {
  private static final Duration LONGEST_MARGIN = Duration.ofSeconds(30);
  private static final Duration LONGEST_LEAD = Duration.ofSeconds(20);
  private static final Duration BESIDES = Duration.ofSeconds(20);

  /** The choice between all cases and those that wait for no end of a window. */
  enum Extent {
    FULL,
    QUICK
  }

  /** The schedule for a window. */
  static Schedule of(Duration window, Extent extent) {
    return new Schedule(
        window,
        shorter(window.dividedBy(10), LONGEST_MARGIN),
        shorter(window.dividedBy(3), LONGEST_LEAD),
        extent);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** The last alert inside the windows that began at the start. */
  Duration lastInside() {
    return window.minus(margin);
  }

  /** The first alert after the windows that began at the start. */
  Duration afterWindow() {
    return window.plus(margin);
  }

  /** When future-dated activations have begun. */
  Duration begun() {
    return lead.plus(margin.compareTo(lead) < 0 ? margin : lead);
  }

  /** When nothing is waited for any more, and the switch may be turned off. */
  Duration end() {
    return extent == Extent.QUICK ? begun() : afterWindow();
  }

  /** How long a run takes by the gateway's clock, about. */
  Duration length() {
    return end().plus(BESIDES);
  }
}

package org.lastgasp.policy;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/**
 * A request that, once accepted, replaces what the device holds.
 *
 * @param recorded the number of the try that was answered
 */
record Replacement(Eui64 meter, RequestId request, long recorded, Instant received) {

  static Replacement by(Window window, long recorded) {
    return new Replacement(window.meter(), window.request(), recorded, window.requested());
  }

  static Replacement by(Cancellation cancellation, long recorded) {
    return new Replacement(
        cancellation.meter(), cancellation.request(), recorded, cancellation.received());
  }

  /** Windows that had not begun when it was accepted. */
  boolean ends(Window window, Instant accepted) {
    return isAfter(window) && !window.hasBegun(accepted);
  }

  /** Windows that had not begun when it was received: it may have been accepted since. */
  boolean isDoubtfulFor(Window window) {
    return isAfter(window)
        && window.mode() == Window.Mode.FUTURE_DATED
        && !window.hasBegun(received);
  }

  /** Counters are compared for one originator only: each counts on its own. */
  private boolean isAfter(Window window) {
    RequestId earlier = window.request();
    return window.isLive()
        && window.meter().equals(meter)
        && window.recorded() < recorded
        && (!earlier.originator().equals(request.originator())
            || Long.compareUnsigned(earlier.counter(), request.counter()) < 0);
  }

  Window end(Window window, Instant at) {
    return window.ended(Window.End.Cause.CANCELLED, at, Optional.of(request));
  }

  /**
   * Returns true if a window may be replaced by a request of which no more is known than when it
   * came: its counter cannot be trusted, or its answer will not be heard.
   */
  static boolean mayBeReplaced(Window window, RequestId by, Instant received) {
    return window.isLive()
        && window.meter().equals(by.target())
        && window.mode() == Window.Mode.FUTURE_DATED
        && !window.hasBegun(received);
  }
}

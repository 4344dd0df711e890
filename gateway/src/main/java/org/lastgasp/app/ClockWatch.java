package org.lastgasp.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.lastgasp.files.ErrorText;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.logging.EventLog;
import org.lastgasp.motorway.OperatorCommands;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.HealthIssue;

/**
 * A watch that compares the gateway's clock with the wall clock and with the journal. One thread
 * calls {@link #look} once a second; any thread may query it.
 */
final class ClockWatch {
  private static final EventLog LOG = EventLog.of(ClockWatch.class);
  private static final Duration TOLERATED = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final Supplier<TrackingState> tracked;
  private final OperatorCommands controls;
  private final ActiveFault unrecorded =
      ActiveFault.warning(LOG, "clock-difference-not-recorded");
  private volatile Duration ahead = Duration.ZERO;
  private Duration known = Duration.ZERO;

  ClockWatch(InstantSource clock, Supplier<TrackingState> tracked, OperatorCommands controls) {
    this.clock = clock;
    this.tracked = tracked;
    this.controls = controls;
  }

  /** Compares it with the wall clock, and records another difference. */
  void look() {
    if (!(clock instanceof MonotonicClock steady)) {
      return;
    }
    Duration now = steady.ahead();
    boolean differs = now.abs().compareTo(TOLERATED) > 0;
    ahead = differs ? now : Duration.ZERO;
    if (!differs || now.minus(known).abs().compareTo(TOLERATED) <= 0) {
      return;
    }
    try {
      LOG.error("clock-differs", "wall-ahead", now, "action", "set-it-right-and-restart");
      controls.clockDiffered(steady.wall());
      known = now;
      unrecorded.over();
    } catch (JournalUnavailable unavailable) {
      unrecorded.began(ErrorText.of(unavailable));
    }
  }

  List<HealthIssue> issues() {
    List<HealthIssue> found = new ArrayList<>();
    Instant trusted = tracked.get().suppressFrom();
    if (clock.instant().isBefore(trusted)) {
      found.add(
          new HealthIssue(
              "clock-behind",
              "nothing is suppressed before " + trusted + ", which the journal has come to: set the"
                  + " clock and restart; if it is right now, say so by lastgasp clock trust"));
    }
    Duration difference = ahead;
    if (!difference.isZero()) {
      found.add(
          new HealthIssue(
              "clock-differs",
              "the wall clock is " + difference + " from the gateway's: set it right, then"
                  + " restart"));
    }
    return found;
  }
}

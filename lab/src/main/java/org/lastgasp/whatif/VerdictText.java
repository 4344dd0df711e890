package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * The text that explains why an alert of a replay was suppressed or not: what was compared with
 * what, in a few words.
 */
final class VerdictText {
  private static final int INSIDE_A_MINUTE = 90; // seconds, above which minutes are clearer

  private VerdictText() {}

  /** Of an alert under one side's settings. */
  static String why(Replay.Judged alert, Replay.Outcome outcome) {
    if (outcome.verdict().isEmpty()) {
      return "a duplicate of a suppressed alert";
    }
    return switch (outcome.verdict().get()) {
      case Verdict.Suppress held -> "inside the window " + span(held.window());
      case Verdict.Forward passed ->
          passed.nearest().isPresent()
              ? doubt(alert, passed, passed.nearest().get())
                  + distance(passed.nearest().get(), passed.compared())
              : passed.reason() == Reason.HUB_NOT_TRACKED ? "no window of its hub" : "";
    };
  }

  /** Returns what a guard saw, in front of where the window was; nothing for other reasons. */
  private static String doubt(Replay.Judged alert, Verdict.Forward passed, Window window) {
    return switch (passed.reason()) {
      case GUARD_STARTED_BEFORE_ACTIVATION ->
          alert.alert().start().map(start -> began(start, window)).orElse("");
      case GUARD_OTHER_PREMISES ->
          "of other premises than the meter's, "
              + window.mpan().map(Mpan::digits).orElse("which are unknown") + "; ";
      case GUARD_ACTIVATION_FAILED ->
          window.failed().map(at -> "the activation failed, heard " + at + "; ").orElse("");
      case GUARD_COINCIDENT_OUTAGE ->
          passed.besides().crowd().map(VerdictText::among).orElse("");
      case GUARD_BREAKER -> passed.besides().breaker().map(VerdictText::open).orElse("");
      case SWITCH_OFF, UNREADABLE, HUB_NOT_TRACKED, HUB_LIMIT, AWAITING_ANSWER, BEFORE_WINDOW,
          AFTER_WINDOW, CANCELLED, WITHDRAWN, UNCONFIRMED_CANCELLATION, BLINDNESS_CEILING,
          CLOCK_BEHIND, STORM, OBSERVE, JOURNAL_UNAVAILABLE, ERROR ->
          "";
    };
  }

  private static String began(Instant start, Window window) {
    String far = words(Duration.between(start, window.from()));
    return "the outage began " + far + " before the window; ";
  }

  private static String among(Verdict.NearbyAlerts crowd) {
    return "at least " + crowd.hubs() + (crowd.hubs() == 1 ? " other hub" : " other hubs") + " of "
        + crowd.area() + ", in no window, alerted in " + crowd.within().toMinutes() + " min; ";
  }

  private static String open(Breaker breaker) {
    return "the breaker was open since " + breaker.since() + ", " + breaker.why() + "; ";
  }

  private static String span(Window window) {
    return window.from() + " to " + window.until();
  }

  private static String distance(Window window, Instant compared) {
    Duration far = window.distance(compared);
    String where =
        far.isZero() ? "inside" : words(far) + (window.hasBegun(compared) ? " after" : " before");
    return where + " the window " + span(window);
  }

  private static String words(Duration far) {
    double seconds = far.toMillis() / 1_000.0;
    return seconds < INSIDE_A_MINUTE
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, "%.1f min", seconds / 60);
  }
}

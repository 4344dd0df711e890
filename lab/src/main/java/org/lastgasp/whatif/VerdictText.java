package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.lastgasp.files.CountText;
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
              : alone(passed.reason());
    };
  }

  /** Returns what speaks for itself: no window was compared. */
  private static String alone(Reason reason) {
    return switch (reason) {
      case SWITCH_OFF -> "the switch is off";
      case UNREADABLE -> "its hub, its StartDateTime or something else in it cannot be read";
      case HUB_NOT_TRACKED -> "no window of its hub";
      case ERROR -> "judging it failed by a mistake of ours";
      case HUB_LIMIT, AWAITING_ANSWER, BEFORE_WINDOW, AFTER_WINDOW, CANCELLED, WITHDRAWN,
          UNCONFIRMED_CANCELLATION, BLINDNESS_CEILING, CLOCK_BEHIND, STORM,
          GUARD_STARTED_BEFORE_ACTIVATION, GUARD_OTHER_PREMISES, GUARD_ACTIVATION_FAILED,
          GUARD_COINCIDENT_OUTAGE, GUARD_BREAKER, OBSERVE, JOURNAL_UNAVAILABLE ->
          reason.code();
    };
  }

  /** Returns what spoke against suppressing it, in front of where the window was. */
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
          passed.besides().nearby().map(VerdictText::among).orElse("");
      case GUARD_BREAKER -> passed.besides().breaker().map(VerdictText::open).orElse("");
      case BEFORE_WINDOW, AFTER_WINDOW, CANCELLED, WITHDRAWN ->
          window.ending().map(VerdictText::ended).orElse("");
      case UNCONFIRMED_CANCELLATION ->
          "perhaps cancelled"
              + window.doubtedBy().map(by -> " by " + by).orElse("") + ", without an answer; ";
      case AWAITING_ANSWER -> "the DSP had not answered the request yet; ";
      case HUB_LIMIT -> "more windows or suppressed alerts of its hub than firmware explains; ";
      case BLINDNESS_CEILING -> "its hub's alerts had been suppressed for max-blindness; ";
      case OBSERVE -> "the switch is at observe; ";
      case CLOCK_BEHIND -> "the clock stood before the journal's last instant; ";
      case STORM -> "an order to forward everything was in force there; ";
      case SWITCH_OFF, UNREADABLE, HUB_NOT_TRACKED, JOURNAL_UNAVAILABLE, ERROR ->
          alone(passed.reason()) + "; ";
    };
  }

  private static String ended(Window.End ending) {
    String by = ending.by().map(each -> " by " + each).orElse("");
    return switch (ending.cause()) {
      case CANCELLED -> "cancelled " + ending.at() + by + "; ";
      case WITHDRAWN -> "refused by the DSP " + ending.at() + "; ";
      case METER_LEFT -> "ended " + ending.at() + ", as the meter no longer passed a gate; ";
      case SWITCHED_OFF -> "ended " + ending.at() + ", as the switch was turned off; ";
      case CLOCK_SET_BACK -> "ended " + ending.at() + ", as the clock was set back; ";
      case ACTIVATION_FAILED -> "ended " + ending.at() + ", as its activation failed; ";
    };
  }

  private static String began(Instant start, Window window) {
    String far = words(Duration.between(start, window.from()));
    return "the outage began " + far + " before the window; ";
  }

  private static String among(Verdict.NearbyAlerts nearby) {
    return "at least " + CountText.of(nearby.hubs(), "other hub") + " of "
        + nearby.area() + ", in no window, alerted in " + nearby.within().toMinutes() + " min; ";
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

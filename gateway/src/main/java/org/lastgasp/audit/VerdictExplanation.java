package org.lastgasp.audit;

import static org.lastgasp.audit.EventText.length;
import static org.lastgasp.audit.EventText.time;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubLimits;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * An explanation of why a verdict was what it was, with the values compared, and what would have
 * changed it.
 */
final class VerdictExplanation {
  private final Event.AlertJudged alert;
  private final List<Event> before;
  private final Instant today;

  /** Of an alert, in view of what happened before it, in order. */
  VerdictExplanation(Event.AlertJudged alert, List<Event> before) {
    this.alert = alert;
    this.before = before;
    this.today = alert.at();
  }

  /** One sentence each. */
  record Why(String because, String otherwise) {}

  Why why() {
    return switch (alert.verdict()) {
      case Verdict.Suppress held -> suppressed(held);
      case Verdict.Forward passed -> forwarded(passed);
    };
  }

  private Why suppressed(Verdict.Suppress held) {
    Window window = held.window();
    Duration left = Duration.between(held.compared(), window.until());
    String values =
        time(window.from(), today) + " <= " + time(held.compared(), today) + " < "
            + time(window.until(), today);
    StringBuilder others = new StringBuilder();
    new GuardText(held.besides(), window, today)
        .withoutEffect(held.shadows())
        .forEach(each -> others.append("; ").append(each));
    return new Why(
        held.rule() + " holds: " + values + ", for the activation " + window.request()
            + " of meter " + window.meter(),
        came(held.compared()) + length(left) + " later it would have been forwarded"
            + another(window) + others);
  }

  /** A window of another request on the hub that reaches over the end of this one. */
  private String another(Window window) {
    return before.stream()
        .filter(Event.ActivationRequested.class::isInstance)
        .map(each -> ((Event.ActivationRequested) each).admission())
        .filter(TrackingDecision.Tracked.class::isInstance)
        .map(each -> ((TrackingDecision.Tracked) each).order())
        .filter(each -> !each.cancels() && hub(each).equals(window.hub()))
        .filter(each -> !each.request().equals(window.request()))
        .filter(each -> !window.until().isBefore(each.begins()))
        .filter(each -> window.until().isBefore(each.begins().plus(each.window())))
        .findFirst()
        .map(
            each ->
                ", unless the window of " + each.request() + ", until "
                    + time(each.begins().plus(each.window()), today) + ", still held it")
        .orElse("");
  }

  /** The hub that a request's window has come to. */
  private Eui64 hub(TrackedRequest order) {
    Eui64 hub = order.hub();
    for (Event each : before) {
      if (each instanceof Event.Supplied supplied && each.at().isAfter(order.received())) {
        for (Event.Move move : supplied.moves()) {
          boolean moves = move.meter().equals(order.meter()) && move.from().equals(hub);
          hub = moves ? move.to() : hub;
        }
      }
    }
    return hub;
  }

  /** The beginning of a sentence about another instant than the one that was compared. */
  private String came(Instant compared) {
    return compared.equals(alert.at()) ? "received " : "with an outage that began ";
  }

  private Why forwarded(Verdict.Forward passed) {
    return passed.nearest().isPresent()
        ? observed(missed(passed, passed.nearest().get()), passed.reason())
        : untouched(passed.reason());
  }

  /** At observe nothing is suppressed, whatever else had been otherwise. */
  private Why observed(Why why, Reason reason) {
    return alert.state() == Switch.OBSERVE && reason != Reason.OBSERVE
        ? new Why(
            why.because(),
            why.otherwise()
                + "; but the switch stood at observe, and so it would still have been forwarded")
        : why;
  }

  private Why untouched(Reason reason) {
    return switch (reason) {
      case SWITCH_OFF ->
          new Why("the switch was off" + lastSwitch(), "with the switch at enforce it is judged");
      case UNREADABLE ->
          new Why(
              "its hub or its StartDateTime cannot be read, or something in it is there twice or"
                  + " where it cannot be",
              "only a readable alert can be suppressed");
      case HUB_NOT_TRACKED -> notTracked();
      case JOURNAL_UNAVAILABLE ->
          new Why("the journal could not be written", "nothing is suppressed without its evidence");
      case ERROR ->
          new Why("judging it failed by a mistake of ours", "in doubt an alert is forwarded");
      case HUB_LIMIT, AWAITING_ANSWER, BEFORE_WINDOW, AFTER_WINDOW, CANCELLED, WITHDRAWN,
          UNCONFIRMED_CANCELLATION, BLINDNESS_CEILING, CLOCK_BEHIND, STORM,
          GUARD_STARTED_BEFORE_ACTIVATION, GUARD_OTHER_PREMISES, GUARD_ACTIVATION_FAILED,
          GUARD_COINCIDENT_OUTAGE, GUARD_BREAKER, OBSERVE ->
          new Why(reason.code(), "the window is not recorded");
    };
  }

  private String lastSwitch() {
    return before.reversed().stream()
        .filter(Event.Switched.class::isInstance)
        .map(Event.Switched.class::cast)
        .findFirst()
        .map(s -> " since " + time(s.at(), today) + ", by " + s.by() + ": " + s.reason())
        .orElse("");
  }

  private Why notTracked() {
    Optional<Event.Supplied> exchange = exchange();
    Why why =
        untracked(exchange.map(Event.Supplied::at).orElse(Instant.MIN))
            .or(() -> exchange.map(this::moved))
            .orElseGet(
                () ->
                    new Why(
                        "no window of a meter on it is remembered, and no activation of one was"
                            + " asked for in the day before",
                        "an activation of a meter on this hub, asked for before it and tracked"));
    return new Why("hub not tracked: " + why.because(), why.otherwise());
  }

  /** Of the last request that was not tracked, if it came after an instant. */
  private Optional<Why> untracked(Instant after) {
    for (Event each : before.reversed()) {
      if (each instanceof Event.ActivationRequested asked
          && asked.admission() instanceof TrackingDecision.NotTracked passed) {
        String at = time(asked.at(), today);
        Why why =
            new Why(
                "its meter's request at " + at + " was not tracked because "
                    + EventText.untracked(passed),
                remedy(passed) + " the request at " + at + " would have been tracked");
        return Optional.of(why).filter(_ -> asked.at().isAfter(after));
      }
    }
    return Optional.empty();
  }

  /** The last import that moved windows of this hub to another. */
  private Optional<Event.Supplied> exchange() {
    return before.reversed().stream()
        .filter(Event.Supplied.class::isInstance)
        .map(Event.Supplied.class::cast)
        .filter(each -> each.moves().stream().anyMatch(this::isFromHere))
        .findFirst();
  }

  private boolean isFromHere(Event.Move move) {
    return alert.hub().filter(move.from()::equals).isPresent();
  }

  private Why moved(Event.Supplied exchange) {
    String moves =
        exchange.moves().stream()
            .filter(this::isFromHere)
            .map(EventText::move)
            .collect(Collectors.joining("; "));
    return new Why(
        "at " + time(exchange.at(), today) + " " + moves,
        "with its meter left on this hub in the inventory, the windows would have stayed");
  }

  private static String remedy(TrackingDecision.NotTracked passed) {
    return switch (passed.reason()) {
      case TRANSFORM -> "sent on as a command, CV 5 or 7,";
      case LOCAL_DELIVERY -> "with track-local-delivery on";
      case ALREADY_ACCEPTED -> "under a RequestID of its own";
      case ACCEPTANCE_UNKNOWN -> "with accepted.db readable";
      case UNREADABLE_ACTIVATION -> "with payload and header that agree";
      case SIGNATURE_MISSING -> "signed by its originator";
      case SIGNATURE_INVALID -> "with a signature that verifies";
      case NOT_AUTHORISED -> "with its originator in authority.activate";
      case USER_LIMIT -> "with fewer windows of its originator, or a higher limit,";
      case ORIGINATOR_DIFFERS -> "with a certificate of its originator";
      case CLOCK_DIFFERS -> "through a node whose clock is right";
      case SWITCH_OFF -> "with the switch at enforce or observe";
      case UNKNOWN_DEVICE -> "with the meter in the inventory";
      case NOT_SMETS2_ESME -> "for a SMETS2 ESME";
      case MANUFACTURER_NOT_LISTED -> "with the meter's manufacturer in the list";
      case NOT_ON_GUID_LIST -> "with the meter on the GUID list";
      case NO_HUB -> "with the meter's hub in the inventory";
    };
  }

  private Why missed(Verdict.Forward passed, Window window) {
    Instant compared = passed.compared();
    GuardText doubts = new GuardText(passed.besides(), window, today);
    String of = " the window of meter " + window.meter();
    String near = length(window.distance(compared));
    String ending = window.ending().map(e -> ended(window, e)).orElse("");
    return switch (passed.reason()) {
      case BEFORE_WINDOW ->
          new Why(
              near + " before" + of + " began (" + time(window.from(), today) + ")",
              came(compared) + near + " later it would have been suppressed");
      case AFTER_WINDOW -> after(window, compared, of, near, ending);
      case CANCELLED ->
          new Why(
              position(window, compared) + of + ", which was " + ending,
              "without that request the window, from " + span(window) + ", would stand");
      case WITHDRAWN ->
          new Why(
              position(window, compared) + of + ", " + ending + refusal(window),
              "with the request accepted its window, from " + span(window) + ", would stand");
      case UNCONFIRMED_CANCELLATION ->
          new Why(
              "inside" + of + ", but it may have been cancelled by "
                  + window.doubtedBy().map(Object::toString).orElse("")
                  + ", which was left without an answer, or cannot be read or trusted: in doubt,"
                  + " forward",
              "refused by the DSP, or never sent, it would have left the window to suppress this");
      case HUB_LIMIT ->
          new Why(
              "near" + of + ", but its hub has more than " + HubLimits.MOST_WINDOWS
                  + " windows, or " + HubLimits.MOST_SUPPRESSIONS + " suppressed alerts, within"
                  + " a day: more than firmware explains",
              "with fewer requests or alerts of this hub it is judged: look at who sends them");
      case AWAITING_ANSWER ->
          new Why(
              "the DSP had not answered the request " + window.request() + " yet: an activation"
                  + " not yet sent cannot have caused the outage",
              "accepted before the alert came, its window, from " + span(window) + ", counts");
      case BLINDNESS_CEILING ->
          new Why(
              "inside" + of + ", but this hub's alerts had been suppressed for max-blindness"
                  + " or longer; a break shorter than the window does not count as one",
              "with a higher ceiling, max-blindness, it would have been suppressed"
                  + doubts.unlessOrder() + doubts.unlessGuards(alert, passed.shadows()));
      case CLOCK_BEHIND ->
          new Why(
              "inside" + of + ", but the clock stood before the journal's last instant",
              "with the clock set right it would have been suppressed"
                  + doubts.unlessOrder() + doubts.unlessGuards(alert, passed.shadows()));
      case OBSERVE ->
          new Why(
              "inside" + of + ", from " + span(window) + ", but the switch stood at observe",
              "with the switch at enforce it would have been suppressed");
      case STORM ->
          new Why(
              "inside" + of + ", but " + doubts.storm(),
              "without that order it would have been suppressed"
                  + doubts.unlessGuards(alert, passed.shadows()));
      case GUARD_STARTED_BEFORE_ACTIVATION ->
          guarded(passed, of, doubts, Guard.STARTED_BEFORE_ACTIVATION);
      case GUARD_OTHER_PREMISES -> guarded(passed, of, doubts, Guard.OTHER_PREMISES);
      case GUARD_ACTIVATION_FAILED -> guarded(passed, of, doubts, Guard.ACTIVATION_FAILED);
      case GUARD_COINCIDENT_OUTAGE -> guarded(passed, of, doubts, Guard.COINCIDENT_OUTAGE);
      case GUARD_BREAKER -> guarded(passed, of, doubts, Guard.BREAKER);
      case SWITCH_OFF, UNREADABLE, HUB_NOT_TRACKED, JOURNAL_UNAVAILABLE, ERROR ->
          untouched(passed.reason());
    };
  }

  private Why guarded(Verdict.Forward passed, String of, GuardText doubts, Guard guard) {
    return new Why(
        "inside" + of + ", but the guard " + guard.code() + " is on and " + doubts.of(guard),
        "with that guard off it would have been suppressed"
            + doubts.unlessGuards(alert, passed.shadows(), guard));
  }

  private Why after(Window window, Instant compared, String of, String near, String ending) {
    if (window.ending().isPresent()) {
      return new Why(
          length(Duration.between(window.end(), compared).abs()) + " after" + of + " was " + ending,
          "without that, the window, from " + span(window) + ", "
              + (window.covers(compared) ? "would have suppressed it" : "would still have missed"));
    }
    String because = near + " after" + of + " ended (" + time(window.until(), today) + ")";
    return untracked(window.requested())
        .map(later -> new Why(because + "; " + later.because(), later.otherwise()))
        .orElseGet(() -> new Why(because, longer(window, compared)));
  }

  /** A window of which length would have suppressed it; switching off ends the longest. */
  private String longer(Window window, Instant compared) {
    String longer =
        "a window longer than " + length(Duration.between(window.from(), compared))
            + " would have suppressed it; this one had "
            + length(Duration.between(window.from(), window.until()));
    return before.stream()
        .filter(Event.Switched.class::isInstance)
        .map(Event.Switched.class::cast)
        .filter(each -> each.to() == Switch.OFF && !each.at().isBefore(window.until()))
        .findFirst()
        .map(
            off ->
                "had the switch not been turned off at " + time(off.at(), today) + ", " + longer)
        .orElse(longer);
  }

  private String position(Window window, Instant compared) {
    if (window.covers(compared)) {
      return "inside";
    }
    String near = length(window.distance(compared));
    return near + (window.hasBegun(compared) ? " after" : " before");
  }

  private String span(Window window) {
    return time(window.from(), today) + " until " + time(window.until(), today);
  }

  /** The text of how a window ended before its time. */
  private String ended(Window window, Window.End ending) {
    String at = " at " + time(ending.at(), today);
    return switch (ending.cause()) {
      case CANCELLED ->
          "cancelled" + at + ending.by().map(by -> " by " + by).orElse("");
      case WITHDRAWN ->
          "withdrawn" + at + ", as "
              + (EventText.refusal(before, window)
                      .filter(Event.ActivationAnswered::isNotRelayed)
                      .isPresent()
                  ? window.request() + " was answered 503 and never relayed"
                  : "the DSP refused " + window.request());
      case METER_LEFT -> "ended" + at + ", as the meter no longer passed a gate";
      case SWITCHED_OFF -> "ended" + at + ", as the switch was turned off";
      case CLOCK_SET_BACK -> "ended" + at + ", as the clock was set back over a restart";
      case ACTIVATION_FAILED -> "ended" + at + ", as its activation failed";
    };
  }

  private String refusal(Window window) {
    return EventText.refusal(before, window)
        .filter(e -> !e.isNotRelayed())
        .map(e -> " (" + (e.code().isEmpty() ? "HTTP " + e.status() : e.code()) + ")")
        .orElse("");
  }
}

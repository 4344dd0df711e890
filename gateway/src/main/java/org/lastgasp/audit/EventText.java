package org.lastgasp.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.lastgasp.files.CountText;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * The text of events, one sentence each, and of times as people in a control room write them, in
 * UTC.
 */
final class EventText {
  private static final String HUB_FIRMWARE = "hub-firmware-activation"; // as duis names it

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd ", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private EventText() {}

  /** The time of an instant, with its day unless that is the day of another. */
  static String time(Instant at, Instant today) {
    if (at.isBefore(FIRST) || at.isAfter(LAST)) {
      return at.toString();
    }
    String day = DAY.format(at);
    boolean same = !today.isBefore(FIRST) && !today.isAfter(LAST) && DAY.format(today).equals(day);
    boolean whole = at.equals(at.truncatedTo(ChronoUnit.SECONDS));
    return (same ? "" : day) + (whole ? TIME : EXACT).format(at);
  }

  /** A length of time: {@code 41 s}, {@code 12 min 5.25 s}, {@code 3 h}; up to the millisecond. */
  static String length(Duration exact) {
    Duration duration = exact.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
    List<String> words = new ArrayList<>();
    add(words, duration.toDays(), "d");
    add(words, duration.toHoursPart(), "h");
    add(words, duration.toMinutesPart(), "min");
    if (duration.toMillisPart() > 0) {
      String fraction = String.format(
          Locale.ROOT,
          "%03d",
          duration.toMillisPart()).replaceFirst("0+$", "");
      words.add(duration.toSecondsPart() + "." + fraction + " s");
    } else {
      add(words, duration.toSecondsPart(), "s");
    }
    return words.isEmpty() ? "0 s" : String.join(" ", words);
  }

  private static void add(List<String> words, long number, String unit) {
    if (number > 0) {
      words.add(number + " " + unit);
    }
  }

  /** An entry as an event of a timeline. */
  static Explanation.Step event(long number, Event entry, Instant today) {
    String what =
        switch (entry) {
          case Event.ActivationRequested e -> "request";
          case Event.ActivationAnswered e -> "answer";
          case Event.AlertJudged e -> "alert";
          case Event.AlertCopied e -> "copy";
          case Event.Carried carried -> carried.kind();
          case Event.Relayed e -> "request";
          case Event.Switched e -> "switch";
          case Event.ActivationFailed e -> "failure";
          case Event.StormOrdered e -> "storm";
          case Event.BreakerTurned e -> "breaker";
          case Event.Configured e -> "settings";
          case Event.Supplied supplied -> supplied.what();
          case Event.ClockDiffered e -> "clock";
          case Event.WindowsEnded e -> "clock";
          case Event.ClockTrusted e -> "clock";
          case Event.Gap e -> "gap";
          case Event.HandedOver e -> "release";
          case Event.Released e -> "release";
          case Event.Restored e -> "restored";
          case Event.Noted e -> "note";
          case Event.Settled e -> "settled";
          case Event.DeadLetterOrdered e -> "dead-letter";
        };
    return new Explanation.Step(
        entry.at(), what, sentence(entry, today), OptionalLong.of(number));
  }

  private static String sentence(Event entry, Instant today) {
    return switch (entry) {
      case Event.ActivationRequested asked ->
          "SRV 11.3" + variant(asked.commandVariant()) + id(asked.request())
              + ": " + admission(asked.admission(), today);
      case Event.ActivationAnswered answered ->
          answered.isNotRelayed()
              ? "recorded too late: it was answered 503 and never relayed"
              : "the DSP " + answer(answered);
      case Event.AlertJudged alert -> received(alert, today) + ": " + outcome(alert.verdict());
      case Event.AlertCopied copy ->
          "a duplicate of alert " + copy.original() + ", acknowledged and not forwarded";
      case Event.Carried carried ->
          (carried.kind().equals(HUB_FIRMWARE)
                  ? "the hub's own firmware was activated, which never holds an alert back; "
                  : "")
              + carried.device().map(d -> "from " + d + ", ").orElse("")
              + "for "
              + (carried.recipient().equals(Event.NOBODY) ? "nobody known" : carried.recipient());
      case Event.Relayed relayed ->
          "SRV " + relayed.serviceReferenceVariant() + variant(relayed.commandVariant())
              + id(relayed.request()) + ": the DSP answered " + relayed.status() + " "
              + relayed.code();
      case Event.Switched switched ->
          "set to " + switched.to().code() + " by " + switched.by() + ": " + switched.reason();
      case Event.ActivationFailed failed ->
          "the activation of meter " + failed.meter() + " with counter "
              + Long.toUnsignedString(failed.counter()) + " failed: " + failed.said()
              + (failed.guard() == Guard.Setting.ON ? "; its window ends" : "");
      case Event.StormOrdered storm ->
          storm.isExpiry()
              ? "storm over, " + storm.place() + ", ordered by " + storm.by() + ": "
                  + storm.reason()
              : "storm " + storm.order().code() + ", " + storm.place()
                  + storm.until().map(end -> ", until " + time(end, today)).orElse("")
                  + ", by " + storm.by() + ": " + storm.reason();
      case Event.BreakerTurned turned ->
          turned.to().code() + " by " + turned.by() + ": " + turned.reason();
      case Event.Configured configured ->
          "settings " + configured.configHash() + " in force, by " + configured.by();
      case Event.Supplied supplied -> supplied(supplied);
      case Event.ClockDiffered clock -> "the wall clock stands at " + clock.wall();
      case Event.WindowsEnded ended ->
          "started before the journal's latest instant " + ended.latest()
              + ": windows that began with their request's receipt end";
      case Event.ClockTrusted trusted ->
          "the clock is right, though the journal comes to " + trusted.latest() + ", says "
              + trusted.by() + ": " + trusted.reason();
      case Event.Gap gap -> "nothing could be recorded since " + time(gap.since(), today);
      case Event.HandedOver handed ->
          "alert " + handed.alert() + " handed to " + handed.recipient() + ": "
              + handed.because();
      case Event.Released released ->
          "alert " + released.alert() + " delivered late to " + released.recipient() + ": "
              + released.because();
      case Event.Noted noted -> "alert " + noted.alert() + " " + note(noted);
      case Event.Settled settled ->
          "alert " + settled.alert() + " settled by " + settled.by() + ": " + settled.reason();
      case Event.DeadLetterOrdered ordered ->
          "dead letter " + ordered.message() + " " + deadLetter(ordered) + ", by " + ordered.by()
              + ": " + ordered.reason();
      case Event.Restored restored -> restored(restored);
    };
  }

  private static String supplied(Event.Supplied supplied) {
    return supplied.source().isEmpty()
        ? "the tracked meters were checked again, by " + supplied.by()
        : supplied.source() + " imported by " + supplied.by() + ", "
            + CountText.of(supplied.rows(), "row");
  }

  /** The move of a meter's windows with it. */
  static String move(Event.Move move) {
    return "meter " + move.meter() + " moved from hub " + move.from() + " to hub " + move.to()
        + ", its windows with it";
  }

  /** What was ordered about a dead letter. */
  static String deadLetter(Event.DeadLetterOrdered ordered) {
    return switch (ordered.order()) {
      case RESEND -> "sent again to " + ordered.recipient();
      case DROP ->
          ordered.recipient().equals(Event.NOBODY)
              ? "dropped"
              : "dropped; " + ordered.recipient() + " does not get it";
    };
  }

  /** What an operator did with an item of the work-list. */
  static String note(Event.Noted noted) {
    String did =
        switch (noted.kind()) {
          case CLAIMED -> "claimed by " + noted.by();
          case GIVEN_BACK -> "given back by " + noted.by();
          case NOTE -> "noted by " + noted.by();
        };
    return noted.text().isEmpty() ? did : did + ": " + noted.text();
  }

  private static String variant(OptionalInt commandVariant) {
    return commandVariant.isPresent() ? " CV " + commandVariant.getAsInt() : "";
  }

  private static String restored(Event.Restored restored) {
    String gap =
        restored.known() > restored.logged()
            ? String.format(
                Locale.ROOT,
                "; records %d to %d of the suppression log are not here",
                restored.logged() + 1,
                restored.known())
            : "";
    return "put back from the backup of " + restored.taken() + " by " + restored.by() + gap + ": "
        + restored.reason();
  }

  private static String id(Optional<RequestId> request) {
    return request.map(id -> " " + id).orElse(" without a RequestID");
  }

  private static String admission(TrackingDecision admission, Instant today) {
    return switch (admission) {
      case TrackingDecision.Tracked tracked -> order(tracked.order(), today);
      case TrackingDecision.NotTracked passed -> "not tracked, " + untracked(passed);
    };
  }

  static String untracked(TrackingDecision.NotTracked passed) {
    String detail = passed.detail().isBlank() ? "" : " (" + passed.detail() + ")";
    return passed.reason().code() + detail;
  }

  private static String order(TrackedRequest order, Instant today) {
    if (order.when() instanceof ActivationTime.Never) {
      return "a cancellation of what meter " + order.meter() + " holds";
    }
    return "tracked, " + order.mode().code() + ", meter " + order.meter() + " on hub "
        + order.hub() + ", alerts suppressed for " + length(order.window()) + " from "
        + time(order.begins(), today);
  }

  /** The DSP's answer, as the end of a sentence that begins with "the DSP". */
  static String answer(Event.ActivationAnswered answered) {
    String how = answered.status() == 0
        ? answered.code()
        : "HTTP " + answered.status() + (answered.code().isEmpty() ? "" : ", " + answered.code());
    String did =
        switch (answered.answer()) {
          case ACCEPTED -> "accepted it";
          case REFUSED -> "refused it";
          case UNCONFIRMED -> "gave no answer that counts";
        };
    return did + " (" + how + ")";
  }

  /** The answer by which a window was withdrawn, if it is among these, which are in order. */
  static Optional<Event.ActivationAnswered> refusal(List<Event> entries, Window window) {
    return entries.reversed().stream()
        .filter(Event.ActivationAnswered.class::isInstance)
        .map(Event.ActivationAnswered.class::cast)
        .filter(e -> e.answer() == DspAnswer.REFUSED)
        .filter(e -> e.request().filter(window.request()::equals).isPresent())
        .findFirst();
  }

  /** The receipt of an alert. */
  static String received(Event.AlertJudged alert, Instant today) {
    String hub = alert.hub().map(Object::toString).orElse("a hub that cannot be read");
    String start =
        alert.start().map(at -> ", outage since " + time(at, today)).orElse("");
    String mpxn = alert.mpxn().isBlank()
        ? ""
        : Mpan.parse(alert.mpxn()).map(m -> ", MPAN " + m).orElse(", MPxN " + alert.mpxn());
    return "AD1 of hub " + hub + start + mpxn;
  }

  private static String outcome(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress held -> "suppressed";
      case Verdict.Forward passed -> "forwarded, " + passed.reason().code();
    };
  }
}

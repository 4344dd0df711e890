package org.lastgasp.story;

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
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Admission;
import org.lastgasp.policy.Answer;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Order;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.When;
import org.lastgasp.policy.Window;

/** Entries in one sentence each, and times as people in a control room write them, in UTC. */
final class Phrases {
  private static final String HUB_FIRMWARE = "hub-firmware-activation"; // as duis names it

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd ", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private Phrases() {}

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
  static Explanation.Event event(long number, Entry entry, Instant today) {
    String what =
        switch (entry) {
          case Entry.ActivationRequested e -> "request";
          case Entry.ActivationAnswered e -> "answer";
          case Entry.AlertJudged e -> "alert";
          case Entry.AlertCopied e -> "copy";
          case Entry.Carried carried -> carried.kind();
          case Entry.Relayed e -> "request";
          case Entry.Switched e -> "switch";
          case Entry.ActivationFailed e -> "failure";
          case Entry.StormOrdered e -> "storm";
          case Entry.BreakerTurned e -> "breaker";
          case Entry.Configured e -> "settings";
          case Entry.Supplied supplied -> supplied.what();
          case Entry.ClockDiffered e -> "clock";
          case Entry.WindowsEnded e -> "clock";
          case Entry.ClockTrusted e -> "clock";
          case Entry.Gap e -> "gap";
          case Entry.HandedOver e -> "release";
          case Entry.Released e -> "release";
          case Entry.Restored e -> "restored";
          case Entry.Settled e -> "settled";
          case Entry.State e -> "state";
        };
    return new Explanation.Event(
        entry.at(), what, sentence(entry, today), OptionalLong.of(number));
  }

  private static String sentence(Entry entry, Instant today) {
    return switch (entry) {
      case Entry.ActivationRequested asked ->
          "SRV 11.3" + variant(asked.commandVariant()) + id(asked.request())
              + ": " + admission(asked.admission(), today);
      case Entry.ActivationAnswered answered ->
          answered.isNotRelayed()
              ? "recorded too late: it was answered 503 and never relayed"
              : "the DSP " + answer(answered);
      case Entry.AlertJudged alert -> received(alert, today) + ": " + outcome(alert.verdict());
      case Entry.AlertCopied copy ->
          "a copy of alert " + copy.original() + ", acknowledged and not passed on";
      case Entry.Carried carried ->
          (carried.kind().equals(HUB_FIRMWARE)
                  ? "the hub's own firmware was activated, which never holds an alert back; "
                  : "")
              + carried.device().map(d -> "from " + d + ", ").orElse("")
              + "for "
              + (carried.recipient().equals(Entry.NOBODY) ? "nobody known" : carried.recipient());
      case Entry.Relayed relayed ->
          "SRV " + relayed.serviceReferenceVariant() + variant(relayed.commandVariant())
              + id(relayed.request()) + ": the DSP answered " + relayed.status() + " "
              + relayed.code();
      case Entry.Switched switched ->
          "set to " + switched.to().code() + " by " + switched.by() + ": " + switched.reason();
      case Entry.ActivationFailed failed ->
          "the activation of meter " + failed.meter() + " with counter "
              + Long.toUnsignedString(failed.counter()) + " failed: " + failed.said()
              + (failed.guard() == Guard.Setting.ON ? "; its window ends" : "");
      case Entry.StormOrdered storm ->
          storm.isExpiry()
              ? "storm over, " + storm.place() + ", ordered by " + storm.by() + ": "
                  + storm.reason()
              : "storm " + storm.order().code() + ", " + storm.place()
                  + storm.until().map(end -> ", until " + time(end, today)).orElse("")
                  + ", by " + storm.by() + ": " + storm.reason();
      case Entry.BreakerTurned turned ->
          turned.to().code() + " by " + turned.by() + ": " + turned.reason();
      case Entry.Configured configured ->
          "settings " + configured.configHash() + " in force, by " + configured.by();
      case Entry.Supplied supplied ->
          supplied.source() + " imported by " + supplied.by() + ", " + supplied.rows() + " rows";
      case Entry.ClockDiffered clock -> "the wall clock stands at " + clock.wall();
      case Entry.WindowsEnded ended ->
          "started before the journal's latest instant " + ended.latest()
              + ": windows that began with their request's receipt end";
      case Entry.ClockTrusted trusted ->
          "the clock is right, though the journal comes to " + trusted.latest() + ", says "
              + trusted.by() + ": " + trusted.reason();
      case Entry.Gap gap -> "nothing could be recorded since " + time(gap.since(), today);
      case Entry.HandedOver handed ->
          "alert " + handed.alert() + " handed to " + handed.recipient() + ": "
              + handed.because();
      case Entry.Released released ->
          "alert " + released.alert() + " delivered late to " + released.recipient() + ": "
              + released.because();
      case Entry.Settled settled ->
          "alert " + settled.alert() + " settled by " + settled.by() + ": " + settled.reason();
      case Entry.Restored restored -> restored(restored);
      case Entry.State e -> "";
    };
  }

  private static String variant(OptionalInt commandVariant) {
    return commandVariant.isPresent() ? " CV " + commandVariant.getAsInt() : "";
  }

  private static String restored(Entry.Restored restored) {
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

  private static String admission(Admission admission, Instant today) {
    return switch (admission) {
      case Admission.Tracked tracked -> order(tracked.order(), today);
      case Admission.Passed passed -> "not tracked, " + untracked(passed);
    };
  }

  static String untracked(Admission.Passed passed) {
    String detail = passed.detail().isBlank() ? "" : " (" + passed.detail() + ")";
    return passed.reason().code() + detail;
  }

  private static String order(Order order, Instant today) {
    if (order.when() instanceof When.Never) {
      return "a cancellation of what meter " + order.meter() + " holds";
    }
    return "tracked, " + order.mode().code() + ", meter " + order.meter() + " on hub "
        + order.hub() + ", alerts held back for " + length(order.window()) + " from "
        + time(order.begins(), today);
  }

  /** What the DSP answered, as the end of a sentence that begins with "the DSP". */
  static String answer(Entry.ActivationAnswered answered) {
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
  static Optional<Entry.ActivationAnswered> refusal(List<Entry> entries, Window window) {
    return entries.reversed().stream()
        .filter(Entry.ActivationAnswered.class::isInstance)
        .map(Entry.ActivationAnswered.class::cast)
        .filter(e -> e.answer() == Answer.REFUSED)
        .filter(e -> e.request().filter(window.request()::equals).isPresent())
        .findFirst();
  }

  /** The receipt of an alert. */
  static String received(Entry.AlertJudged alert, Instant today) {
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

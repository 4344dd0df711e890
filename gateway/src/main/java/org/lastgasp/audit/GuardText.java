package org.lastgasp.audit;

import static org.lastgasp.audit.EventText.length;
import static org.lastgasp.audit.EventText.time;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lastgasp.files.CountText;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * The text of what spoke against suppressing an alert, with the values compared, in half sentences.
 */
final class GuardText {
  private final Verdict.Evidence besides;
  private final Window window;
  private final Instant today;

  GuardText(Verdict.Evidence besides, Window window, Instant today) {
    this.besides = besides;
    this.window = window;
    this.today = today;
  }

  /** The operator's order. */
  String storm() {
    return besides.storm().map(this::told).orElse("a storm order stood for its place");
  }

  private String told(StormOrder storm) {
    return "a storm order for " + storm.place() + " stood since " + time(storm.since(), today)
        + ", by " + storm.by() + ": " + storm.reason();
  }

  /** The text of what a guard saw. */
  String of(Guard guard) {
    return switch (guard) {
      case STARTED_BEFORE_ACTIVATION ->
          "the outage began before the window (" + time(window.from(), today) + ")";
      case OTHER_PREMISES ->
          "its MPxN is not that of the meter"
              + window.mpan().map(mpan -> " (" + mpan + ")").orElse(", whose MPAN is unknown");
      case ACTIVATION_FAILED -> failed();
      case COINCIDENT_OUTAGE ->
          besides.nearby().map(GuardText::told).orElse("other hubs of its area alerted too");
      case BREAKER -> besides.breaker().map(this::told).orElse("the breaker was open");
    };
  }

  private String failed() {
    Optional<Instant> at = window.failed();
    return "the activation was heard to have failed"
        + at.map(then -> " at " + time(then, today)).orElse("");
  }

  private static String told(Verdict.NearbyAlerts nearby) {
    return CountText.of(nearby.hubs(), "other hub") + " of " + nearby.area()
        + " without a window alerted in " + length(nearby.within());
  }

  private String told(Breaker open) {
    return "the breaker was open since " + time(open.since(), today) + ": " + open.why();
  }

  /** The order that would still have forwarded it; empty if none stood. */
  String unlessOrder() {
    return besides.storm().map(storm -> ", unless " + told(storm)).orElse("");
  }

  /**
   * The guards that would still have forwarded it if they are on too: which are, the verdict does
   * not tell. Empty if nothing else spoke against suppressing it.
   *
   * @param shadows those that are not on, but in shadow
   */
  String unlessGuards(Event.AlertJudged alert, List<Guard> shadows) {
    return unless(EnumSet.allOf(Guard.class), alert, shadows);
  }

  /** The same where one guard forwarded it: those before it are not on. */
  String unlessGuards(Event.AlertJudged alert, List<Guard> shadows, Guard forwarded) {
    EnumSet<Guard> behind = EnumSet.range(forwarded, Guard.BREAKER);
    behind.remove(forwarded);
    return unless(behind, alert, shadows);
  }

  private String unless(EnumSet<Guard> some, Event.AlertJudged alert, List<Guard> shadows) {
    String names =
        some.stream()
            .filter(guard -> !shadows.contains(guard) && spoke(guard, alert))
            .map(Guard::code)
            .collect(Collectors.joining(" or "));
    return names.isEmpty() ? "" : ", unless the guard " + names + " is on too";
  }

  private boolean spoke(Guard guard, Event.AlertJudged alert) {
    return switch (guard) {
      case STARTED_BEFORE_ACTIVATION ->
          alert.start().filter(start -> start.isBefore(window.from())).isPresent();
      case OTHER_PREMISES ->
          window.mpan().filter(mpan -> mpan.digits().equals(alert.mpxn())).isEmpty();
      case ACTIVATION_FAILED -> window.failed().isPresent();
      case COINCIDENT_OUTAGE -> besides.nearby().isPresent();
      case BREAKER -> besides.breaker().isPresent();
    };
  }

  /** The guards that were asked and made no difference, of an alert that was suppressed. */
  List<String> withoutEffect(List<Guard> shadows) {
    List<String> all = new ArrayList<>();
    for (Guard guard : shadows) {
      all.add(
          "with the guard " + guard.code() + " on it would have been forwarded, as "
              + of(guard));
    }
    if (besides.nearby().isPresent() && !shadows.contains(Guard.COINCIDENT_OUTAGE)) {
      all.add("only " + told(besides.nearby().get()));
    }
    return all;
  }
}

package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.METER;
import static org.lastgasp.audit.AuditFixture.OTHER_HUB;
import static org.lastgasp.audit.AuditFixture.OTHER_METER;
import static org.lastgasp.audit.AuditFixture.REQUEST;
import static org.lastgasp.audit.AuditFixture.SUPPLIER;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.alert;
import static org.lastgasp.audit.AuditFixture.answered;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.cancelled;
import static org.lastgasp.audit.AuditFixture.doubted;
import static org.lastgasp.audit.AuditFixture.ended;
import static org.lastgasp.audit.AuditFixture.forward;
import static org.lastgasp.audit.AuditFixture.imported;
import static org.lastgasp.audit.AuditFixture.notTracked;
import static org.lastgasp.audit.AuditFixture.order;
import static org.lastgasp.audit.AuditFixture.requested;
import static org.lastgasp.audit.AuditFixture.suppress;
import static org.lastgasp.audit.AuditFixture.switched;
import static org.lastgasp.audit.AuditFixture.window;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

class VerdictExplanationTest {
  private static final RequestId LATER = new RequestId(SUPPLIER, METER, 8);

  private static VerdictExplanation.Why why(Verdict verdict, Event... before) {
    Instant received =
        switch (verdict) {
          case Verdict.Suppress held -> held.compared();
          case Verdict.Forward passed -> passed.compared();
        };
    return new VerdictExplanation(alert(HUB, received, verdict), List.of(before)).why();
  }

  private static String because(Reason reason, Window window, String time, Event... before) {
    return why(forward(reason, window, at(time)), before).because();
  }

  private static String otherwise(Reason reason, Window window, String time) {
    return why(forward(reason, window, at(time))).otherwise();
  }

  @Test
  void aSuppressionShowsTheRuleWithTheInstantsItCompared() {
    assertThat(why(suppress(window(), at("10:04:12"))).because())
        .isEqualTo(
            "from <= received_at < window_until holds: 10:00:00 <= 10:04:12 < 10:30:00, for the"
                + " activation " + REQUEST + " of meter " + METER);
  }

  @Test
  void aSuppressionSaysHowMuchLaterItWouldHaveBeenForwarded() {
    assertThat(why(suppress(window(), at("10:29:59"))).otherwise())
        .startsWith("received 1 s later");
  }

  @Test
  void aSuppressionNamesTheGuardsInShadowThatWouldHaveForwardedIt() {
    Verdict shadowed =
        new Verdict.Suppress(
            window(), "rule", at("10:01:00"), List.of(Guard.STARTED_BEFORE_ACTIVATION),
            Verdict.Evidence.NOTHING);
    assertThat(why(shadowed).otherwise())
        .contains("with the guard started-before-activation on it would have been forwarded");
  }

  @Test
  void aSuppressionTellsHowManyNeighboursWereTooFew() {
    Verdict.NearbyAlerts one =
        new Verdict.NearbyAlerts(new Area(Area.Kind.FEEDER, "F12"), 1, Duration.ofMinutes(5));
    Verdict counted =
        new Verdict.Suppress(
            window(), "rule", at("10:01:00"), List.of(),
            new Verdict.Evidence(Optional.empty(), Optional.empty(), Optional.of(one)));
    assertThat(why(counted).otherwise()).contains("only 1 other hub of feeder F12", "5 min");
  }

  @Test
  void whereTheOutagesStartIsComparedALaterReceiptChangesNothing() {
    Instant began = at("10:00:00"); // of the outage, a minute before it was received
    Event.AlertJudged held = alert(HUB, at("10:01:00"), suppress(window(), began));
    assertThat(new VerdictExplanation(held, List.of()).why().otherwise())
        .isEqualTo("with an outage that began 30 min later it would have been forwarded");
    Event.AlertJudged early =
        alert(HUB, at("09:59:30"), forward(Reason.BEFORE_WINDOW, window(), at("09:58:30")));
    assertThat(new VerdictExplanation(early, List.of()).why().otherwise())
        .isEqualTo("with an outage that began 1 min 30 s later it would have been suppressed");
  }

  @Test
  void aSuppressionNamesAnotherWindowThatWouldStillHaveHeld() {
    RequestId other = new RequestId(SUPPLIER, OTHER_METER, 3);
    Verdict held = suppress(window(), at("10:12:00"));
    String alone = "received 18 min later it would have been forwarded";
    assertThat(why(held, requested(other, HUB, at("10:10:00"))).otherwise())
        .isEqualTo(
            alone + ", unless the window of " + other + ", until 10:40:00, still held it");
    assertThat(why(held, requested(other, HUB, at("09:55:00"))).otherwise()).isEqualTo(alone);
    assertThat(why(held, requested(other, OTHER_HUB, at("10:10:00"))).otherwise())
        .isEqualTo(alone);
    assertThat(why(held, requested(REQUEST, HUB, at("10:10:00"))).otherwise()).isEqualTo(alone);
    TrackedRequest never = order(other, HUB, new ActivationTime.Never(), at("10:10:00"));
    assertThat(why(held, requested(never)).otherwise()).isEqualTo(alone);
  }

  @Test
  void aWindowIsThatOfTheHubItsMeterMovedTo() {
    RequestId other = new RequestId(SUPPLIER, OTHER_METER, 3);
    Verdict held = suppress(window(), at("10:12:00"));
    Event asked = requested(other, OTHER_HUB, at("10:10:00"));
    assertThat(why(held, asked, moved(OTHER_METER, OTHER_HUB, HUB, "10:11:00")).otherwise())
        .contains("unless the window of " + other);
    assertThat(
            why(
                    held, requested(other, HUB, at("10:10:00")),
                    moved(OTHER_METER, HUB, OTHER_HUB, "10:11:00"))
                .otherwise())
        .doesNotContain("unless");
  }

  @Test
  void aHubWhoseWindowsMovedAwayIsToldWhereTo() {
    Verdict passed = forward(Reason.HUB_NOT_TRACKED, at("10:12:00"));
    Event asked = requested(REQUEST, HUB, TEN);
    Event moved = moved(METER, HUB, OTHER_HUB, "10:05:00");
    VerdictExplanation.Why why = why(passed, asked, moved);
    assertThat(why.because())
        .isEqualTo(
            "hub not tracked: at 10:05:00 meter " + METER + " moved from hub " + HUB + " to hub "
                + OTHER_HUB + ", its windows with it");
    assertThat(why.otherwise()).contains("left on this hub in the inventory");
    Event earlier = notTracked(LATER, NotTrackedReason.NO_HUB, "", at("09:00:00"));
    Event later = notTracked(LATER, NotTrackedReason.NO_HUB, "", at("10:06:00"));
    assertThat(why(passed, earlier, asked, moved).because()).contains("moved");
    assertThat(why(passed, asked, moved, later).because())
        .isEqualTo(
            "hub not tracked: its meter's request at 10:06:00 was not tracked because no-hub");
  }

  private static Event moved(Eui64 meter, Eui64 from, Eui64 to, String time) {
    return imported(at(time), List.of(new Event.Move(meter, from, to)), List.of());
  }

  @Test
  void afterAWindowALaterRequestThatWasNotTrackedIsTheCause() {
    Event off = switched(at("10:40:00"), Switch.OFF);
    Event asked = notTracked(LATER, NotTrackedReason.SWITCH_OFF, "", at("10:45:00"));
    VerdictExplanation.Why why =
        why(forward(Reason.AFTER_WINDOW, window(), at("11:00:00")), off, asked);
    assertThat(why.because())
        .isEqualTo(
            "30 min after the window of meter " + METER + " ended (10:30:00); its meter's request"
                + " at 10:45:00 was not tracked because switch-off");
    assertThat(why.otherwise())
        .isEqualTo(
            "with the switch at enforce or observe the request at 10:45:00 would have been"
                + " tracked");
    Event transform = notTracked(LATER, NotTrackedReason.TRANSFORM, "", TEN.minusSeconds(1));
    assertThat(because(Reason.AFTER_WINDOW, window(), "11:00:00", transform))
        .endsWith("ended (10:30:00)");
  }

  @Test
  void aLongerWindowWouldHaveEndedWhenTheSwitchWasTurnedOff() {
    Verdict passed = forward(Reason.AFTER_WINDOW, window(), at("11:00:00"));
    Event on = switched(at("10:50:00"), Switch.ENFORCE);
    assertThat(why(passed, switched(at("10:40:00"), Switch.OFF), on).otherwise())
        .isEqualTo(
            "had the switch not been turned off at 10:40:00, a window longer than 1 h would have"
                + " suppressed it; this one had 30 min");
    assertThat(why(passed, on).otherwise()).startsWith("a window longer than 1 h");
  }

  @Test
  void anAlertBeforeTheWindowSaysByHowMuch() {
    assertThat(because(Reason.BEFORE_WINDOW, window(), "09:59:19"))
        .isEqualTo("41 s before the window of meter " + METER + " began (10:00:00)");
    assertThat(otherwise(Reason.BEFORE_WINDOW, window(), "09:59:19"))
        .startsWith("received 41 s later");
  }

  @Test
  void anAlertAfterTheWindowSaysHowLongAWindowWouldHaveBeenNeeded() {
    assertThat(otherwise(Reason.AFTER_WINDOW, window(), "10:31:00"))
        .startsWith("a window longer than 31 min")
        .endsWith("this one had 30 min");
  }

  @Test
  void anAlertAfterAWindowThatEndedEarlySaysThatThePlannedOneWouldHaveHeldIt() {
    Window left = ended(Window.End.Cause.METER_LEFT, at("10:05:00"));
    assertThat(because(Reason.AFTER_WINDOW, left, "10:07:00"))
        .isEqualTo(
            "2 min after the window of meter " + METER
                + " was ended at 10:05:00, as the meter no longer passed a gate");
    assertThat(otherwise(Reason.AFTER_WINDOW, left, "10:07:00"))
        .contains("from 10:00:00 until 10:30:00", "would have suppressed it");
  }

  @Test
  void anAlertAfterThePlannedEndTooWouldHaveBeenMissedAnyway() {
    Window off = ended(Window.End.Cause.SWITCHED_OFF, at("10:05:00"));
    assertThat(otherwise(Reason.AFTER_WINDOW, off, "10:45:00"))
        .contains("would still have missed");
  }

  @Test
  void eachWayAWindowEndsEarlyHasItsOwnWords() {
    Set<String> words = new HashSet<>();
    for (Window.End.Cause cause : Window.End.Cause.values()) {
      words.add(because(Reason.AFTER_WINDOW, ended(cause, at("10:05:00")), "10:07:00"));
    }
    assertThat(words).hasSize(Window.End.Cause.values().length);
    assertThat(String.join("\n", words))
        .contains(
            "the switch was turned off", "the clock was set back", "its activation failed",
            "the DSP refused " + REQUEST);
  }

  @Test
  void aCancelledWindowNamesWhatCancelledItAndHowFarTheAlertWas() {
    Window gone = cancelled(at("09:50:00"), LATER);
    assertThat(because(Reason.CANCELLED, gone, "10:01:00"))
        .isEqualTo(
            "inside the window of meter " + METER + ", which was cancelled at 09:50:00 by "
                + LATER);
    assertThat(because(Reason.CANCELLED, gone, "09:59:00")).startsWith("1 min before");
    assertThat(because(Reason.CANCELLED, gone, "10:33:00")).startsWith("3 min after");
    assertThat(otherwise(Reason.CANCELLED, gone, "10:01:00"))
        .contains("from 10:00:00 until 10:30:00");
  }

  @Test
  void aWithdrawnWindowNamesTheCodeOfTheRefusal() {
    Window refused = ended(Window.End.Cause.WITHDRAWN, at("10:00:01"));
    Event answer = answered(1, REQUEST, DspAnswer.REFUSED, at("10:00:01"));
    assertThat(because(Reason.WITHDRAWN, refused, "10:01:00", answer)).endsWith("(E11)");
  }

  @Test
  void aRefusalWithoutACodeIsNamedByItsStatus() {
    Window refused = ended(Window.End.Cause.WITHDRAWN, at("10:00:01"));
    Event answer =
        new Event.ActivationAnswered(
            at("10:00:01"), 1, Optional.of(REQUEST), Optional.of(Step.SEND), DspAnswer.REFUSED,
            403, "");
    assertThat(because(Reason.WITHDRAWN, refused, "10:01:00", answer)).endsWith("(HTTP 403)");
  }

  @Test
  void aRefusalOfAnotherRequestIsNotNamed() {
    Window refused = ended(Window.End.Cause.WITHDRAWN, at("10:00:01"));
    Event other = answered(1, LATER, DspAnswer.REFUSED, at("10:00:01"));
    assertThat(because(Reason.WITHDRAWN, refused, "10:01:00", other)).doesNotContain("E11");
  }

  @Test
  void aRequestThatWasNeverRelayedIsNotBlamedOnTheDsp() {
    Window refused = ended(Window.End.Cause.WITHDRAWN, at("10:00:01"));
    Event never =
        new Event.ActivationAnswered(
            at("10:00:01"), 1, Optional.of(REQUEST), Optional.of(Step.SEND), DspAnswer.REFUSED,
            503, Event.ActivationAnswered.NOT_RELAYED);
    assertThat(because(Reason.WITHDRAWN, refused, "10:01:00", never))
        .contains("was answered 503 and never relayed")
        .doesNotContain("the DSP");
  }

  @Test
  void anUnconfirmedCancellationIsNamed() {
    assertThat(because(Reason.UNCONFIRMED_CANCELLATION, doubted(LATER), "10:01:00"))
        .contains("it may have been cancelled by " + LATER);
  }

  @Test
  void anAwaitedAnswerNamesTheRequest() {
    assertThat(because(Reason.AWAITING_ANSWER, window(), "10:00:01"))
        .contains("had not answered the request " + REQUEST);
  }

  @Test
  void aHubWithTooMuchNamesTheLimits() {
    assertThat(because(Reason.HUB_LIMIT, window(), "10:01:00")).contains("64", "1000");
  }

  @Test
  void theBlindnessCeilingIsNamedByItsSetting() {
    assertThat(otherwise(Reason.BLINDNESS_CEILING, window(), "10:01:00"))
        .contains("max-blindness");
  }

  @Test
  void observeSaysThatEnforceWouldHaveSuppressedIt() {
    assertThat(because(Reason.OBSERVE, window(), "10:01:00")).contains("observe");
    assertThat(otherwise(Reason.OBSERVE, window(), "10:01:00")).contains("enforce");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"BEFORE_WINDOW", "AFTER_WINDOW", "GUARD_OTHER_PREMISES", "BLINDNESS_CEILING"})
  void atObserveNothingElseWouldHaveSuppressedIt(Reason reason) {
    Verdict verdict = forward(reason, window(), at("10:01:00"));
    Event.AlertJudged alert = observed(alert(HUB, at("10:01:00"), verdict));
    assertThat(new VerdictExplanation(alert, List.of()).why().otherwise())
        .endsWith("; but the switch stood at observe, and so it would still have been forwarded");
    assertThat(otherwise(reason, window(), "10:01:00")).doesNotContain("observe");
  }

  @Test
  void atObserveAnUntrackedHubIsExplainedAsAtEnforce() {
    Verdict verdict = forward(Reason.HUB_NOT_TRACKED, at("10:01:00"));
    Event.AlertJudged alert = observed(alert(HUB, at("10:01:00"), verdict));
    assertThat(new VerdictExplanation(alert, List.of()).why()).isEqualTo(why(verdict));
  }

  private static Event.AlertJudged observed(Event.AlertJudged alert) {
    return new Event.AlertJudged(
        alert.at(), alert.judged(), alert.response(), alert.hub(), alert.start(), alert.mpxn(),
        alert.throttledCount(), alert.distributor(), alert.recipient(), Switch.OBSERVE,
        alert.area(), alert.verdict(), alert.configHash(), alert.document());
  }

  @Test
  void aClockBehindIsSaid() {
    assertThat(because(Reason.CLOCK_BEHIND, window(), "10:01:00"))
        .contains("the clock stood before the journal's last instant");
  }

  @ParameterizedTest
  @EnumSource(Guard.class)
  void aGuardThatForwardedIsNamedAsItIsConfigured(Guard guard) {
    Reason reason = Reason.valueOf("GUARD_" + guard.name());
    assertThat(because(reason, window(), "10:01:00"))
        .contains("the guard " + guard.code() + " is on");
  }

  @Test
  void whatElseSpokeAgainstSuppressingItIsSaid() {
    Instant early = at("10:00:30"); // its outage began half a minute before the window
    Breaker open = new Breaker(at("09:50:00"), "too many");
    Verdict.Evidence besides =
        new Verdict.Evidence(Optional.empty(), Optional.of(open), Optional.empty());
    String unless = ", unless the guard other-premises or breaker is on too";
    assertThat(elsewhere(Reason.GUARD_STARTED_BEFORE_ACTIVATION, early, List.of(), besides))
        .isEqualTo("with that guard off it would have been suppressed" + unless);
    assertThat(elsewhere(Reason.GUARD_BREAKER, early, List.of(), besides))
        .isEqualTo("with that guard off it would have been suppressed");
    assertThat(elsewhere(Reason.STORM, early, List.of(Guard.OTHER_PREMISES), besides))
        .isEqualTo(
            "without that order it would have been suppressed, unless the guard"
                + " started-before-activation or breaker is on too");
    StormOrder storm =
        new StormOrder(
            StormOrder.Scope.EVERYWHERE, at("09:00:00"), Optional.empty(), "j.smith", "gale");
    Verdict.Evidence ordered =
        new Verdict.Evidence(Optional.of(storm), Optional.empty(), Optional.empty());
    assertThat(
            elsewhere(
                Reason.BLINDNESS_CEILING, at("10:05:00"), List.of(Guard.OTHER_PREMISES), ordered))
        .endsWith(
            "suppressed, unless a storm order for everywhere stood since 09:00:00, by j.smith:"
                + " gale");
  }

  /** What would have changed the verdict on an alert with the MPxN of other premises. */
  private static String elsewhere(
      Reason reason, Instant received, List<Guard> shadows, Verdict.Evidence besides) {
    Verdict verdict =
        new Verdict.Forward(reason, Optional.of(window()), received, shadows, besides);
    Event.AlertJudged alert =
        alert(Optional.of(HUB), "1712345678905", OptionalInt.of(17), received, verdict);
    return new VerdictExplanation(alert, List.of()).why().otherwise();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonHasTwoSentencesWithAWindowAndWithout(Reason reason) {
    for (Verdict.Forward verdict :
        List.of(forward(reason, window(), at("10:01:00")), forward(reason, at("10:01:00")))) {
      assertThat(why(verdict).because()).isNotBlank();
      assertThat(why(verdict).otherwise()).isNotBlank();
    }
  }

  @Test
  void noTwoReasonsAreExplainedAlike() {
    List<String> sentences = new ArrayList<>();
    for (Reason reason : Reason.values()) {
      sentences.add(because(reason, window(), "10:45:00"));
    }
    assertThat(sentences).doesNotHaveDuplicates();
  }

  @Test
  void aSwitchThatWasOffSaysSinceWhenByTheLastOrder() {
    Event earlier = switched(at("08:00:00"), Switch.ENFORCE);
    Event latest = switched(at("09:00:00"), Switch.OFF);
    Verdict off = forward(Reason.SWITCH_OFF, at("10:01:00"));
    assertThat(why(off, earlier, latest).because())
        .isEqualTo("the switch was off since 09:00:00, by Ann: a drill");
    assertThat(why(off).because()).isEqualTo("the switch was off");
  }

  @Test
  void aHubWithoutRequestsSaysSo() {
    assertThat(why(forward(Reason.HUB_NOT_TRACKED, TEN)).because())
        .contains("no activation of one was asked for in the day before");
  }

  @Test
  void aRequestThatWasNotTrackedIsNamedWithItsGateAndItsDetail() {
    Event asked =
        notTracked(
            REQUEST, NotTrackedReason.MANUFACTURER_NOT_LISTED, "'Another Maker'", at("09:30:00"));
    VerdictExplanation.Why why = why(forward(Reason.HUB_NOT_TRACKED, TEN), asked);
    assertThat(why.because())
        .contains("request at 09:30:00", "manufacturer-not-listed ('Another Maker')");
    assertThat(why.otherwise()).contains("the request at 09:30:00 would have been tracked");
  }

  @Test
  void theLatestRequestThatWasNotTrackedCounts() {
    Event first = notTracked(REQUEST, NotTrackedReason.SWITCH_OFF, "", at("09:10:00"));
    Event second = notTracked(REQUEST, NotTrackedReason.NO_HUB, "", at("09:20:00"));
    assertThat(why(forward(Reason.HUB_NOT_TRACKED, TEN), first, second).because())
        .contains("09:20:00", "no-hub");
  }

  @Test
  void everyGateHasARemedyOfItsOwn() {
    Set<String> remedies = new HashSet<>();
    for (NotTrackedReason reason : NotTrackedReason.values()) {
      Event asked = notTracked(REQUEST, reason, "", at("09:30:00"));
      remedies.add(why(forward(Reason.HUB_NOT_TRACKED, TEN), asked).otherwise());
    }
    assertThat(remedies).hasSize(NotTrackedReason.values().length);
  }
}

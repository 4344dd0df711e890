package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.kafka.JudgedStreet.HUB;
import static org.lastgasp.kafka.JudgedStreet.METER;
import static org.lastgasp.kafka.JudgedStreet.OTHER_HUB;
import static org.lastgasp.kafka.JudgedStreet.SUPPLIER;
import static org.lastgasp.kafka.JudgedStreet.mpan;
import static org.lastgasp.kafka.JudgedStreet.time;
import static org.lastgasp.policy.DspAnswer.ACCEPTED;
import static org.lastgasp.policy.DspAnswer.REFUSED;
import static org.lastgasp.policy.DspAnswer.UNCONFIRMED;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;

/** Each row of the rules of the window, judged by the topology and by one machine alike. */
class JudgedRulesTest {
  private static final Optional<Instant> AT_ONCE = Optional.empty();
  private static final Optional<Instant> AT_TWO = Optional.of(time("14:00"));

  @TempDir Path folder;
  private JudgedStreet street;

  @BeforeEach
  void open() {
    street = new JudgedStreet(folder);
  }

  @AfterEach
  void close() {
    street.close();
  }

  @Test
  void aTransformOpensNoWindow() {
    byte[] payload =
        PayloadBuilder.activateFirmware(SUPPLIER, METER, 1, JudgedStreet.HASH, AT_ONCE);
    street.answer("10:00", street.request("10:00", SUPPLIER, METER, 1, 4, payload), ACCEPTED);
    street.passesAt("10:05", Reason.HUB_NOT_TRACKED);
  }

  @Test
  void anOnDemandActivationHoldsFromReceiptForTheWindow() {
    street.accepted("10:00", 1, AT_ONCE).heldAt("10:00").heldAt("10:29:59")
        .passesAt("10:30", Reason.AFTER_WINDOW);
  }

  @Test
  void aDateInThePastCountsAsOnDemand() {
    street.accepted("10:00", 1, Optional.of(time("09:00"))).heldAt("10:05");
  }

  @Test
  void aFutureDatedActivationHoldsFromItsDate() {
    street.accepted("10:00", 1, AT_TWO).passesAt("13:59:59", Reason.BEFORE_WINDOW)
        .heldAt("14:00").heldAt("14:29:59").passesAt("14:30", Reason.AFTER_WINDOW);
  }

  @Test
  void anAcceptedCancellationEndsWhatHasNotBegun() {
    street.accepted("10:00", 1, AT_TWO).cancelled("11:00", 2)
        .passesAt("14:05", Reason.CANCELLED);
  }

  @Test
  void anUnconfirmedCancellationMakesItsWindowsForward() {
    street.accepted("10:00", 1, AT_TWO);
    street.answer("11:00:30", street.cancellation("11:00", 2), UNCONFIRMED)
        .passesAt("14:05", Reason.UNCONFIRMED_CANCELLATION);
  }

  @Test
  void aRefusedCancellationEndsNothing() {
    street.accepted("10:00", 1, AT_TWO);
    street.answer("11:00:30", street.cancellation("11:00", 2), REFUSED).heldAt("14:05");
  }

  @Test
  void anAcceptedFutureDateReplacesTheOneBefore() {
    street.accepted("10:00", 1, AT_TWO).accepted("11:00", 2, Optional.of(time("16:00")))
        .passesAt("14:05", Reason.CANCELLED).heldAt("16:05");
  }

  @Test
  void runningWindowsStay() {
    street.accepted("10:00", 1, AT_ONCE).cancelled("10:10", 2).heldAt("10:20");
  }

  @Test
  void aLocalDeliveryIsNotTracked() {
    byte[] payload =
        PayloadBuilder.activateFirmware(SUPPLIER, METER, 1, JudgedStreet.HASH, AT_ONCE);
    street.answer("10:00", street.request("10:00", SUPPLIER, METER, 1, 6, payload), ACCEPTED);
    street.passesAt("10:05", Reason.HUB_NOT_TRACKED);
  }

  @Test
  void anAlertWhileTheAnswerIsAwaitedIsForwarded() {
    long asked = street.request("10:00", 1, AT_ONCE);
    street.passesAt("10:00:01", Reason.AWAITING_ANSWER);
    street.answer("10:00:02", asked, ACCEPTED).heldAt("10:00:03");
  }

  @Test
  void aRefusedRequestIsWithdrawn() {
    street.answer("10:00:01", street.request("10:00", 1, AT_ONCE), REFUSED)
        .passesAt("10:05", Reason.WITHDRAWN);
  }

  @Test
  void aRefusalAfterAnUnansweredTryWithdrawsNothing() {
    street.answer("10:00:30", street.request("10:00", 1, AT_ONCE), UNCONFIRMED);
    street.answer("10:05:01", street.request("10:05", 1, AT_ONCE), REFUSED).heldAt("10:10");
  }

  @Test
  void anUnansweredRequestKeepsItsWindow() {
    street.answer("10:00:30", street.request("10:00", 1, AT_ONCE), UNCONFIRMED).heldAt("10:05");
  }

  @Test
  void repeatingAnAcceptedRequestChangesNothing() {
    street.accepted("10:00", 1, AT_ONCE).accepted("10:20", 1, AT_ONCE)
        .passesAt("10:30", Reason.AFTER_WINDOW);
  }

  @Test
  void repeatingWhatWasAcceptedWhileTheSwitchWasOffOpensNoWindow() {
    street.turn("09:00", Switch.OFF);
    street.accepted("10:00", 1, AT_ONCE);
    street.turn("10:05", Switch.ENFORCE);
    street.accepted("10:10", 1, AT_ONCE).passesAt("10:15", Reason.HUB_NOT_TRACKED);
  }

  @Test
  void repeatingWhatWasAcceptedBeforeItsMeterHadAHubOpensNoWindow() {
    street.on(METER, Optional.empty()).accepted("10:00", 1, AT_ONCE);
    street.on(METER, HUB).accepted("10:10", 1, AT_ONCE)
        .passesAt("10:15", Reason.HUB_NOT_TRACKED);
  }

  @Test
  void repeatingAnUnansweredRequestMovesTheEnd() {
    street.answer("10:00:30", street.request("10:00", 1, AT_ONCE), UNCONFIRMED);
    street.accepted("10:20", 1, AT_ONCE).heldAt("10:49:59")
        .passesAt("10:50", Reason.AFTER_WINDOW);
  }

  @Test
  void repeatingARefusedRequestOpensANewWindow() {
    street.answer("10:00:01", street.request("10:00", 1, AT_ONCE), REFUSED);
    street.accepted("10:10", 1, AT_ONCE).heldAt("10:39:59");
  }

  @Test
  void windowsRunUpToTheCeiling() {
    for (int i = 0; i < 5; i++) {
      String when = "1%d:%d0".formatted(i * 25 / 60, i * 25 % 60 / 10);
      street.accepted(when, 1 + i, AT_ONCE);
    }
    street.heldAt("11:45").passesAt("12:05", Reason.BLINDNESS_CEILING);
  }

  @Test
  void aRequestThatCannotBeReadDoubtsWhatItMayHaveCancelled() {
    street.accepted("10:00", 1, AT_TWO);
    byte[] garbage = {1, 2, 3};
    long asked = street.request("11:00", SUPPLIER, METER, 2, 5, garbage);
    street.answer("11:00:01", asked, ACCEPTED)
        .passesAt("14:05", Reason.UNCONFIRMED_CANCELLATION);
  }

  @Test
  void aMetersWindowsMoveWithItToAnotherHub() {
    street.accepted("10:00", 1, AT_ONCE).on(METER, OTHER_HUB).supply("10:05", Set.of());
    street.passesAt("10:06", Reason.HUB_NOT_TRACKED);
    Event there = street.alert("10:07", OTHER_HUB, mpan(METER).digits(), time("10:07"));
    assertThat(there.isSuppression()).isTrue();
  }

  @Test
  void aMeterThatLeavesTheListLosesItsWindows() {
    street.accepted("10:00", 1, AT_ONCE).supply("10:05", Set.of(METER));
    street.passesAt("10:06", Reason.AFTER_WINDOW);
  }

  @Test
  void turnedOffEveryWindowEndsForGood() {
    street.accepted("10:00", 1, AT_ONCE);
    street.turn("10:05", Switch.OFF);
    street.passesAt("10:06", Reason.SWITCH_OFF);
    street.turn("10:07", Switch.ENFORCE);
    street.passesAt("10:08", Reason.AFTER_WINDOW);
    street.pass(Duration.ofSeconds(5));
    street.passesAt("10:09", Reason.AFTER_WINDOW);
    street.accepted("10:10", 2, AT_ONCE).heldAt("10:11");
  }

  @Test
  void observedAlertsAreForwarded() {
    street.accepted("10:00", 1, AT_ONCE);
    street.turn("10:05", Switch.OBSERVE);
    street.passesAt("10:06", Reason.OBSERVE);
  }

  @Test
  void aStormOrderForwardsUntilItIsTakenBack() {
    street.accepted("10:00", 1, AT_ONCE);
    StormOrder.Scope there = new StormOrder.Scope(OptionalInt.of(20), Optional.empty());
    street.order("10:01",
        new Command.SetStorm(there, StormOrder.Order.ON, Optional.empty(), "test", "gale"));
    street.passesAt("10:02", Reason.STORM);
    street.order("10:03",
        new Command.SetStorm(there, StormOrder.Order.OFF, Optional.empty(), "test", "over"));
    street.heldAt("10:04");
  }

  @Test
  void aStormOrderEndsByItself() {
    street.accepted("10:00", 1, AT_ONCE);
    street.order("10:01",
        new Command.SetStorm(
            StormOrder.Scope.EVERYWHERE, StormOrder.Order.ON, Optional.of(time("10:10")), "test",
            "gale"));
    street.passesAt("10:09", Reason.STORM);
    street.order("10:10", new Command.EndStorms());
    street.heldAt("10:11");
  }

  @Test
  void aCopyOfASuppressedAlertIsNotLoggedAgain() {
    street.accepted("10:00", 1, AT_ONCE);
    byte[] alert = JudgedStreet.alertDocument(HUB, 7, mpan(METER).digits(), time("10:05"));
    assertThat(street.alert("10:05", alert).isSuppression()).isTrue();
    assertThat(street.alert("12:00", alert)).isInstanceOf(Event.AlertCopied.class);
    street.turn("12:01", Switch.OFF);
    assertThat(street.alert("12:02", alert)).isInstanceOf(Event.AlertCopied.class);
    assertThat(street.suppressions()).isEqualTo(1);
  }

  @Test
  void recordsInOddOrdersAreJudgedByTheirReceipt() {
    street.accepted("10:00", 1, AT_ONCE).heldAt("10:29:59");
    byte[] late = JudgedStreet.alertDocument(HUB, 8, mpan(METER).digits(), time("10:10"));
    List<Event> judged =
        street.raw("10:40", new InputCodec().encode(street.alertInput("10:39:59", late)));
    assertThat(verdict(judged).reason()).isEqualTo(Reason.AFTER_WINDOW);
    judged = street.raw("10:40:01", new InputCodec().encode(street.alertInput("10:20", late)));
    assertThat(verdict(judged).reason())
        .as("an alert whose edge's clock is far from the broker's")
        .isEqualTo(Reason.CLOCK_BEHIND);
  }

  @Test
  void aTryThatNobodyAnswersIsGivenUp() {
    street.request("10:00", 1, AT_ONCE);
    assertThat(street.pass(Duration.ofMinutes(4))).isEmpty();
    assertThat(street.pass(Duration.ofMinutes(2)))
        .singleElement()
        .isInstanceOfSatisfying(
            Event.ActivationAnswered.class,
            a -> assertThat(a.answer()).isEqualTo(DspAnswer.UNCONFIRMED));
  }

  private static Verdict.Forward verdict(List<Event> judged) {
    return (Verdict.Forward) ((Event.AlertJudged) judged.getFirst()).verdict();
  }
}

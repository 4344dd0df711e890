package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.DspAnswer.ACCEPTED;
import static org.lastgasp.policy.DspAnswer.REFUSED;
import static org.lastgasp.policy.DspAnswer.UNCONFIRMED;
import static org.lastgasp.policy.Street.METER;
import static org.lastgasp.policy.Street.NEIGHBOUR;
import static org.lastgasp.policy.Street.NEVER;
import static org.lastgasp.policy.Street.NOW;
import static org.lastgasp.policy.Street.OTHER_SUPPLIER;
import static org.lastgasp.policy.Street.SUPPLIER;
import static org.lastgasp.policy.Street.ad1;
import static org.lastgasp.policy.Street.at;
import static org.lastgasp.policy.Street.time;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.ResponseId;

/** Each row of the rules of the window, as a timeline. */
class RulesOfTheWindowTest {
  private final Street street = new Street();

  @Test
  void anOnDemandActivationHoldsFromReceiptForTheWindow() {
    street
        .accepted("10:00", 1, NOW)
        .heldAt("10:00")
        .heldAt("10:29:59")
        .passesAt("10:30", Reason.AFTER_WINDOW)
        .passesAt("09:59:59", Reason.BEFORE_WINDOW);
  }

  @Test
  void aDateThatIsNotInTheFutureCountsAsOnDemand() {
    street.accepted("10:00", 1, at("10:00")).heldAt("10:00").heldAt("10:29:59");
    new Street().accepted("10:00", 1, at("09:00")).heldAt("10:05").passesAt("09:05",
        Reason.BEFORE_WINDOW);
  }

  @Test
  void aFutureDatedActivationHoldsFromItsDate() {
    street
        .accepted("10:00", 1, at("14:00"))
        .passesAt("10:05", Reason.BEFORE_WINDOW)
        .passesAt("13:59:59", Reason.BEFORE_WINDOW)
        .heldAt("14:00")
        .heldAt("14:29:59")
        .passesAt("14:30", Reason.AFTER_WINDOW);
  }

  @Test
  void anOnDemandActivationLeavesWindowsThatHaveNotBegun() {
    street.accepted("10:00", 1, at("14:00")).accepted("11:00", 2, NOW).heldAt("11:05").heldAt(
        "14:05");
  }

  @Test
  void aCancellationNeverOpensAWindow() {
    street.accepted("10:00", 1, NEVER).passesAt("10:05", Reason.HUB_NOT_TRACKED);
  }

  @Test
  void anAcceptedCancellationEndsWhatHasNotBegun() {
    street
        .accepted("10:00", 1, at("14:00"))
        .accepted("11:00", 2, NEVER)
        .passesAt("14:05", Reason.CANCELLED);
  }

  @Test
  void aCancellationThatIsAwaitedEndsNothingYet() {
    street.accepted("10:00", 1, at("14:00"));
    street.request("13:59:58", 2, NEVER);
    street.heldAt("14:00:01");
  }

  @Test
  void aRefusedCancellationEndsNothing() {
    street.accepted("10:00", 1, at("14:00"));
    long cancellation = street.request("11:00", 2, NEVER);
    street.answer("11:00", cancellation, 2, REFUSED).heldAt("14:05");
  }

  @Test
  void anUnconfirmedCancellationMakesItsWindowsForward() {
    street.accepted("10:00", 1, at("14:00"));
    long cancellation = street.request("11:00", 2, NEVER);
    street
        .answer("11:00:30", cancellation, 2, UNCONFIRMED)
        .passesAt("14:05", Reason.UNCONFIRMED_CANCELLATION);
    assertThat(street.state().windows().getFirst().state(time("14:05")))
        .isEqualTo(Window.State.DOUBTED);
    assertThat(street.state().windows().getFirst().state(time("14:45")))
        .as("its time is over, its doubt is not")
        .isEqualTo(Window.State.DOUBTED);
  }

  @Test
  void anUnconfirmedCancellationDoubtsAWindowThatBeganWhileItWasAwaited() {
    street.accepted("10:00", 1, at("14:00"));
    long cancellation = street.request("13:59:50", 2, NEVER);
    street
        .answer("14:00:20", cancellation, 2, UNCONFIRMED)
        .passesAt("14:05", Reason.UNCONFIRMED_CANCELLATION);
  }

  @Test
  void anUnconfirmedCancellationLeavesWindowsThatHadBegun() {
    street.accepted("10:00", 1, at("14:00"));
    long cancellation = street.request("14:01", 2, NEVER);
    street.answer("14:01:30", cancellation, 2, UNCONFIRMED).heldAt("14:05");
  }

  @Test
  void aCancellationRefusedAfterAnUnansweredTryStaysInDoubt() {
    street.accepted("10:00", 1, at("14:00"));
    long first = street.request("11:00", 2, NEVER);
    street.answer("11:00:30", first, 2, UNCONFIRMED);
    long second = street.request("11:05", 2, NEVER);
    street
        .answer("11:05", second, 2, REFUSED)
        .passesAt("14:05", Reason.UNCONFIRMED_CANCELLATION);
  }

  @Test
  void anUnconfirmedTryOfACancellationDoubtsWhatWasRecordedSinceTheOneBefore() {
    long refused = street.request("10:00", 1, at("14:00"));
    street.answer("10:00:01", refused, 1, REFUSED);
    long first = street.request("11:00", 2, NEVER);
    street.answer("11:00:30", first, 2, UNCONFIRMED).accepted("11:05", 1, at("14:00"));
    long second = street.request("11:10", 2, NEVER);
    street
        .answer("11:10:30", second, 2, UNCONFIRMED)
        .passesAt("14:05", Reason.UNCONFIRMED_CANCELLATION);
  }

  @Test
  void whatIsRecordedAfterTheLastUnconfirmedTryIsNotDoubtedByIt() {
    long first = street.request("11:00", 2, NEVER);
    long second = street.request("11:10", 2, NEVER);
    street
        .accepted("11:15", OTHER_SUPPLIER, METER, 1, at("14:00"))
        .answer("11:10:30", first, 2, UNCONFIRMED)
        .answer("11:10:30", second, 2, UNCONFIRMED)
        .heldAt("14:05");
  }

  @Test
  void severalTriesOfACancellationThatAreGivenUpDoubtWhatTheLastMayCancel() {
    long first = street.request("11:00", 2, NEVER);
    street.accepted("11:05", OTHER_SUPPLIER, METER, 1, at("14:00"));
    long second = street.request("11:10", 2, NEVER);
    street
        .answer("11:11", first, 2, UNCONFIRMED)
        .heldAt("14:05")
        .answer("11:11", second, 2, UNCONFIRMED)
        .passesAt("14:05", Reason.UNCONFIRMED_CANCELLATION);
  }

  @Test
  void anAcceptedFutureDateReplacesTheOneBefore() {
    street
        .accepted("10:00", 1, at("14:00"))
        .accepted("11:00", 2, at("16:00"))
        .passesAt("14:05", Reason.CANCELLED)
        .heldAt("16:05");
  }

  @Test
  void anUnconfirmedFutureDateReplacesNothing() {
    street.accepted("10:00", 1, at("14:00"));
    long second = street.request("11:00", 2, at("16:00"));
    street.answer("11:00:30", second, 2, UNCONFIRMED).heldAt("14:05").heldAt("16:05");
  }

  @Test
  void aRunningWindowStaysWhenACancellationIsAccepted() {
    street.accepted("10:00", 1, NOW).accepted("10:05", 2, NEVER).heldAt("10:10");
    new Street()
        .accepted("10:00", 1, at("14:00"))
        .accepted("14:00", 2, NEVER)
        .heldAt("14:10");
  }

  @Test
  void aLowerCounterOfTheSameOriginatorCancelsNothing() {
    street.accepted("10:00", 5, at("14:00")).accepted("11:00", 4, NEVER).heldAt("14:05");
  }

  @Test
  void countersOfDifferentOriginatorsAreNotCompared() {
    street
        .accepted("10:00", 5, at("14:00"))
        .accepted("11:00", OTHER_SUPPLIER, METER, 4, NEVER)
        .passesAt("14:05", Reason.CANCELLED);
  }

  @Test
  void countersAreUnsigned() {
    street.accepted("10:00", 5, at("14:00")).accepted("11:00", -1, NEVER).passesAt("14:05",
        Reason.CANCELLED);
  }

  @Test
  void whatIsRecordedAfterTheCancellationIsNotCancelledByIt() {
    long cancellation = street.request("10:00", 9, NEVER);
    street.accepted("10:00:01", OTHER_SUPPLIER, METER, 1, at("14:00"));
    street.answer("10:00:02", cancellation, 9, ACCEPTED).heldAt("14:05");
  }

  @Test
  void aCancellationConcernsItsMeterOnly() {
    street
        .accepted("10:00", SUPPLIER, NEIGHBOUR, 1, at("14:00"))
        .accepted("11:00", 2, NEVER)
        .heldAt("14:05");
  }

  @Test
  void anAlertWhileTheFirstAnswerIsAwaitedIsForwarded() {
    long number = street.request("10:00", 1, NOW);
    street
        .passesAt("10:00:01", Reason.AWAITING_ANSWER)
        .answer("10:00:02", number, 1, ACCEPTED)
        .heldAt("10:00:03");
  }

  @Test
  void anAlertWhileAnAnswerIsAwaitedIsHeldByAnotherWindow() {
    street.accepted("10:00", 1, NOW);
    street.request("10:05", 2, NOW);
    street.heldAt("10:05:01");
  }

  @Test
  void aRefusedRequestIsWithdrawn() {
    long number = street.request("10:00", 1, NOW);
    street.answer("10:00:01", number, 1, REFUSED).passesAt("10:05", Reason.WITHDRAWN);
  }

  @Test
  void anUnansweredRequestKeepsItsWindow() {
    long number = street.request("10:00", 1, NOW);
    street.answer("10:00:30", number, 1, UNCONFIRMED).heldAt("10:05");
  }

  @Test
  void aRefusalAfterAnUnansweredTryWithdrawsNothing() {
    long first = street.request("10:00", 1, NOW);
    street.answer("10:00:30", first, 1, UNCONFIRMED);
    long second = street.request("10:05", 1, NOW);
    street.answer("10:05:01", second, 1, REFUSED).heldAt("10:10");
  }

  @Test
  void aRefusalWhileAnotherTryIsAwaitedWithdrawsNothing() {
    long first = street.request("10:00", 1, NOW);
    long second = street.request("10:00:01", 1, NOW);
    street
        .answer("10:00:02", first, 1, REFUSED)
        .passesAt("10:00:03", Reason.AWAITING_ANSWER)
        .answer("10:00:04", second, 1, ACCEPTED)
        .heldAt("10:00:05");
  }

  @Test
  void aRequestOfWhichEveryTryIsRefusedIsWithdrawn() {
    long first = street.request("10:00", 1, NOW);
    long second = street.request("10:00:01", 1, NOW);
    street
        .answer("10:00:02", second, 1, REFUSED)
        .answer("10:00:04", first, 1, REFUSED)
        .passesAt("10:00:05", Reason.WITHDRAWN);
  }

  @Test
  void aRefusalAfterAnAcceptedTryWithdrawsNothing() {
    street.accepted("10:00", 1, NOW);
    long second = street.request("10:05", 1, NOW);
    street.answer("10:05:01", second, 1, REFUSED).heldAt("10:10");
  }

  @Test
  void repeatingAnAcceptedRequestChangesNothingEver() {
    street.accepted("10:00", 1, NOW).accepted("10:20", 1, NOW).passesAt("10:30",
        Reason.AFTER_WINDOW);
    street.state(street.state().forget(time("10:00").plus(Duration.ofDays(3)),
        Duration.ofDays(90)));
    assertThat(street.state().windows()).isEmpty();
    street.accepted("18:00", 1, NOW).passesAt("18:05", Reason.HUB_NOT_TRACKED);
  }

  @Test
  void repeatingAnAcceptedCancellationCancelsNothingNewEver() {
    street.accepted("10:00", 9, NEVER);
    street.state(street.state().forget(time("10:00").plus(Duration.ofDays(3)),
        Duration.ofDays(90)));
    street
        .accepted("11:00", OTHER_SUPPLIER, METER, 1, at("14:00"))
        .accepted("12:00", 9, NEVER)
        .heldAt("14:05");
  }

  @Test
  void repeatingAnAcceptedCancellationWithoutAnAnswerDoubtsNothing() {
    street
        .accepted("10:00", 9, NEVER)
        .accepted("11:00", OTHER_SUPPLIER, METER, 1, at("14:00"));
    long again = street.request("12:00", 9, NEVER);
    street.answer("12:00:30", again, 9, UNCONFIRMED).heldAt("14:05");
  }

  @Test
  void repeatingAnUnansweredFutureDateDoesNotReplaceItself() {
    long first = street.request("10:00", 1, at("14:00"));
    street.answer("10:00:30", first, 1, UNCONFIRMED).accepted("10:20", 1, at("14:00")).heldAt(
        "14:05");
  }

  @Test
  void repeatingAnUnansweredRequestMovesTheEnd() {
    long first = street.request("10:00", 1, NOW);
    street.answer("10:00:30", first, 1, UNCONFIRMED);
    street.request("10:20", 1, NOW);
    street
        .heldAt("10:00:40")
        .heldAt("10:49:59")
        .passesAt("10:50", Reason.AFTER_WINDOW);
  }

  @Test
  void repeatingAnUnansweredFutureDateKeepsItsWindow() {
    long first = street.request("10:00", 1, at("14:00"));
    street.answer("10:00:30", first, 1, UNCONFIRMED);
    street.request("10:20", 1, at("14:00"));
    street.passesAt("10:25", Reason.BEFORE_WINDOW).heldAt("14:29:59").passesAt("14:30",
        Reason.AFTER_WINDOW);
  }

  @Test
  void repeatingAnUnansweredFutureDateAfterThatDateMovesTheEnd() {
    long first = street.request("10:00", 1, at("14:00"));
    street.answer("10:00:30", first, 1, UNCONFIRMED);
    street.request("14:10", 1, at("14:00"));
    street.heldAt("14:39:59").passesAt("14:40", Reason.AFTER_WINDOW);
  }

  @Test
  void aRepetitionThatNamesAnotherDateMovesNothing() {
    long first = street.request("10:00", 1, at("14:00"));
    street.answer("10:00:30", first, 1, UNCONFIRMED);
    street.accepted("10:20", 1, at("17:00")).heldAt("14:05").passesAt("17:05",
        Reason.AFTER_WINDOW);
  }

  @Test
  void repeatingARefusedRequestOpensANewWindow() {
    long first = street.request("10:00", 1, NOW);
    street.answer("10:00:01", first, 1, REFUSED);
    street
        .accepted("10:20", 1, NOW)
        .passesAt("10:19", Reason.WITHDRAWN)
        .heldAt("10:20")
        .heldAt("10:49:59")
        .passesAt("10:50", Reason.AFTER_WINDOW);
  }

  @Test
  void aNewRequestWhileAWindowRunsOpensAFurtherOne() {
    street.accepted("10:00", 1, NOW).accepted("10:20", 2, NOW).heldAt("10:49:59");
  }

  @Test
  void aMeterThatLeavesTheListLosesItsWindowsAtOnce() {
    street
        .accepted("10:00", 1, NOW)
        .accepted("10:00", 2, at("14:00"))
        .left("10:10", METER)
        .passesAt("10:10", Reason.AFTER_WINDOW)
        .passesAt("14:05", Reason.AFTER_WINDOW);
  }

  @Test
  void aNeighbourThatLeavesTheListKeepsTheOthersWindow() {
    street.accepted("10:00", 1, NOW).left("10:10", NEIGHBOUR).heldAt("10:15");
  }

  @Test
  void windowsMoveWithTheMeterToItsNewHub() {
    Eui64 other = Eui64.of("00-DB-00-00-00-00-00-02");
    street.accepted("10:00", 1, NOW).accepted("10:00", SUPPLIER, NEIGHBOUR, 1, at("14:00"));
    HubState moved = HubState.empty(other).with(METER, street.state());
    street.state(street.state().without(METER));
    street.passesAt("10:05", Reason.BEFORE_WINDOW).heldAt("14:05");
    assertThat(moved.windows()).extracting(Window::hub, Window::meter).hasSize(1);
    assertThat(moved.windows().getFirst().hub()).isEqualTo(other);
    assertThat(moved.windows().getFirst().holds(time("10:05"))).isTrue();
  }

  @Test
  void theCeilingEndsUnbrokenBlindness() {
    for (int i = 0; i < 12; i++) {
      street.accepted(String.format("%02d:%02d", 10 + i / 4, i % 4 * 15), i + 1, NOW);
    }
    street.heldAt("11:59:59").passesAt("12:00", Reason.BLINDNESS_CEILING).passesAt("12:50",
        Reason.BLINDNESS_CEILING);
  }

  @Test
  void gapsShorterThanTheWindowDoNotBreakBlindness() {
    street.accepted("10:00", 1, NOW).accepted("10:59", 2, NOW).accepted("11:58", 3, NOW);
    street.heldAt("11:59:59").passesAt("12:00", Reason.BLINDNESS_CEILING);
  }

  @Test
  void aGapAsLongAsTheWindowBreaksBlindness() {
    street.accepted("10:00", 1, NOW).accepted("11:00", 2, NOW).accepted("11:50", 3, NOW);
    street.heldAt("12:05");
  }

  @Test
  void withdrawnAndCancelledWindowsAreNoBlindness() {
    for (int i = 0; i < 8; i++) {
      String when = String.format("%02d:%02d", 10 + i / 4, i % 4 * 15);
      long number = street.request(when, i + 1, NOW);
      street.answer(when, number, i + 1, REFUSED);
    }
    street.accepted("11:59", 20, NOW).heldAt("12:10");
  }

  @Test
  void outageStartCanBeComparedInstead() {
    street.comparing(Settings.WindowClock.OUTAGE_START).accepted("10:00", 1, NOW);
    assertThat(street.judge(ad1("10:10", "2012345678903"), "11:00"))
        .isInstanceOf(Verdict.Suppress.class);
    Street.assertPasses(
        street.judge(ad1("09:59:59", "2012345678903"), "10:05"), Reason.BEFORE_WINDOW, "early");
  }

  @Test
  void theNamedWindowIsThatOfTheAlertsMeterElseTheOneBegunLast() {
    street.accepted("10:00", 1, NOW).accepted("10:05", SUPPLIER, NEIGHBOUR, 1, NOW);
    assertThat(held("10:10", Street.MPAN.digits()).window().meter()).isEqualTo(METER);
    assertThat(held("10:10", Street.NEIGHBOURS_MPAN.digits()).window().meter())
        .isEqualTo(NEIGHBOUR);
    assertThat(held("10:10", "BANANA").window().meter()).isEqualTo(NEIGHBOUR);
  }

  @Test
  void theOneBegunLastIsNotTheOneRequestedLast() {
    street
        .accepted("09:00", 1, at("10:10"))
        .accepted("10:05", SUPPLIER, NEIGHBOUR, 1, NOW)
        .accepted("10:10", SUPPLIER, NEIGHBOUR, 2, NOW);
    assertThat(held("10:09:59", "BANANA").window().meter()).isEqualTo(NEIGHBOUR);
    assertThat(held("10:15", "BANANA").window().recorded()).as("begun together").isEqualTo(3);
    street.state(street.state().without(NEIGHBOUR));
    street.accepted("10:05", SUPPLIER, NEIGHBOUR, 3, NOW);
    assertThat(held("10:15", "BANANA").window().meter()).isEqualTo(METER);
  }

  @Test
  void aWindowIsNamedForADayWhetherItIsForgottenByThenOrNot() {
    street.accepted("10:00", 1, NOW);
    Message.Ad1 alert = ad1("10:35", Street.MPAN.digits());
    Instant nextDay = time("10:30").plus(Duration.ofDays(1));
    Street.assertPasses(
        judged(alert, nextDay.minusMillis(1)), Reason.AFTER_WINDOW, "within the day");
    Street.assertPasses(judged(alert, nextDay), Reason.HUB_NOT_TRACKED, "not forgotten yet");
    street.state(street.state().forget(nextDay, Duration.ofDays(90)));
    Street.assertPasses(judged(alert, nextDay), Reason.HUB_NOT_TRACKED, "forgotten");
  }

  @Test
  void switchOffForwardsEverythingAndEndsEveryWindowForGood() {
    street
        .accepted("10:00", 1, NOW)
        .accepted("10:00", 2, at("14:00"))
        .switchedTo(Switch.OFF, "10:10")
        .passesAt("10:11", Reason.SWITCH_OFF)
        .switchedTo(Switch.ENFORCE, "10:12")
        .passesAt("10:13", Reason.AFTER_WINDOW)
        .passesAt("14:05", Reason.AFTER_WINDOW);
  }

  @Test
  void observeForwardsWhatItWouldSuppress() {
    street
        .accepted("10:00", 1, NOW)
        .switchedTo(Switch.OBSERVE, "10:01")
        .passesAt("10:05", Reason.OBSERVE)
        .passesAt("10:35", Reason.AFTER_WINDOW)
        .switchedTo(Switch.ENFORCE, "10:06")
        .heldAt("10:07");
  }

  @Test
  void nothingIsSuppressedWhileTheClockIsBehindTheJournal() {
    street
        .accepted("10:00", 1, NOW)
        .clockBehindUntil("10:10")
        .passesAt("10:09:59", Reason.CLOCK_BEHIND)
        .heldAt("10:10");
  }

  @Test
  void anAlertWithoutHubOrStartIsUnreadable() {
    street.accepted("10:00", 1, NOW);
    Message.Ad1 alert = ad1("10:05", "2012345678903");
    Message.Ad1 noStart =
        new Message.Ad1(
            alert.document(), alert.header(), alert.hub(), Optional.empty(), alert.mpxn(),
            alert.throttledCount(), List.of("no zone"));
    Message.Ad1 noHub =
        new Message.Ad1(
            alert.document(), alert.header(), Optional.empty(), alert.start(), alert.mpxn(),
            alert.throttledCount(), List.of("no hub"));
    Street.assertPasses(street.judge(noStart, "10:05"), Reason.UNREADABLE, "no start");
    Street.assertPasses(street.judge(noHub, "10:05"), Reason.UNREADABLE, "no hub");
  }

  @Test
  void guardsForwardWhenOnAndOnlySpeakWhenInShadow() {
    street.accepted("10:00", 1, NOW);
    Message.Ad1 early = ad1("09:55", "BANANA");
    assertThat(street.judge(early, "10:05")).isInstanceOf(Verdict.Suppress.class);
    street.guard(Guard.OTHER_PREMISES, Guard.Setting.SHADOW);
    street.guard(Guard.STARTED_BEFORE_ACTIVATION, Guard.Setting.SHADOW);
    assertThat(((Verdict.Suppress) street.judge(early, "10:05")).shadows())
        .containsExactly(Guard.STARTED_BEFORE_ACTIVATION, Guard.OTHER_PREMISES);
    street.guard(Guard.OTHER_PREMISES, Guard.Setting.ON);
    Verdict verdict = street.judge(early, "10:05");
    Street.assertPasses(verdict, Reason.GUARD_OTHER_PREMISES, "banana");
    assertThat(((Verdict.Forward) verdict).shadows())
        .containsExactly(Guard.STARTED_BEFORE_ACTIVATION);
    street.guard(Guard.STARTED_BEFORE_ACTIVATION, Guard.Setting.ON);
    Street.assertPasses(
        street.judge(early, "10:05"), Reason.GUARD_STARTED_BEFORE_ACTIVATION, "first of two");
    street.heldAt("10:05");
  }

  @Test
  void aCopyIsKnownByResponseHubAndStartUntilADayAfterTheWindow() {
    ResponseId response = new ResponseId(Street.HUB, SUPPLIER, 7);
    ResponseId other = new ResponseId(Street.HUB, SUPPLIER, 8);
    HubState state =
        HubState.empty(Street.HUB)
            .suppressed(Optional.of(response), time("10:05"), 42, time("10:30"));
    Optional<ResponseId> its = Optional.of(response);
    assertThat(copy(state, its, "10:05", Duration.ofHours(1))).isTrue();
    assertThat(copy(state, its, "10:06", Duration.ofHours(1))).isFalse();
    assertThat(copy(state, Optional.of(other), "10:05", Duration.ZERO))
        .isFalse();
    assertThat(copy(state, its, "10:05", Duration.ofDays(1).minusSeconds(1))).isTrue();
    assertThat(copy(state, its, "10:05", Duration.ofDays(1))).isFalse();
    assertThat(copy(state, Optional.empty(), "10:05", Duration.ZERO)).isFalse();
  }

  @Test
  void forgettingKeepsWhatCanStillMatter() {
    street.accepted("10:00", 1, NOW).accepted("10:00", 2, at("14:00"));
    HubState later =
        street.state().forget(time("14:00").plus(Duration.ofHours(24)), Duration.ofDays(90));
    assertThat(later.windows()).extracting(w -> w.request().counter()).containsExactly(2L);
    assertThat(later.accepted()).extracting(a -> a.request().counter()).containsExactly(1L);
    HubState muchLater =
        later.forget(time("14:30").plus(Duration.ofDays(90)), Duration.ofDays(90));
    assertThat(muchLater.isEmpty()).isTrue();
  }

  private static boolean copy(
      HubState state, Optional<ResponseId> response, String start, Duration afterWindow) {
    Message.Ad1 alert = Street.ad1(response, start, "");
    return state.copyOf(alert, time("10:30").plus(afterWindow)).isPresent();
  }

  private Verdict judged(Message.Ad1 alert, Instant received) {
    return new Policy(Settings.defaults())
        .judge(alert, street.state(), Policy.JudgementContext.of(Switch.ENFORCE), received);
  }

  private Verdict.Suppress held(String received, String mpxn) {
    return (Verdict.Suppress) street.judge(ad1(received, mpxn), received);
  }
}

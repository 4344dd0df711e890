package org.lastgasp.hindsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.hindsight.Evidence.Kind.ACTIVATION_FAILED;
import static org.lastgasp.hindsight.Evidence.Kind.ACTIVATION_REPORTED;
import static org.lastgasp.hindsight.Evidence.Kind.ACTIVATION_SUCCEEDED;
import static org.lastgasp.hindsight.Evidence.Kind.ALERTED_AGAIN;
import static org.lastgasp.hindsight.Evidence.Kind.ANSWERED_LATE;
import static org.lastgasp.hindsight.Evidence.Kind.HEARD_AFTER_WINDOW;
import static org.lastgasp.hindsight.Evidence.Kind.HEARD_IN_WINDOW;
import static org.lastgasp.hindsight.Evidence.Kind.SILENCE;
import static org.lastgasp.hindsight.Evidence.Kind.STARTED_AFTER_ACTIVATION;
import static org.lastgasp.hindsight.Evidence.Kind.STARTED_BEFORE_ACTIVATION;
import static org.lastgasp.hindsight.Evidence.Kind.STARTED_BEFORE_WINDOW;
import static org.lastgasp.hindsight.Evidence.Kind.SUPPLY_RESTORED;
import static org.lastgasp.hindsight.Label.CONSISTENT;
import static org.lastgasp.hindsight.Label.SUSPECT;
import static org.lastgasp.hindsight.Label.UNRESOLVED;
import static org.lastgasp.hindsight.Observation.Result.FAILED;
import static org.lastgasp.hindsight.Observation.Result.SUCCEEDED;
import static org.lastgasp.hindsight.Timeline.HUB;
import static org.lastgasp.hindsight.Timeline.METER;
import static org.lastgasp.hindsight.Timeline.OTHER_HUB;
import static org.lastgasp.hindsight.Timeline.OTHER_METER;
import static org.lastgasp.hindsight.Timeline.REQUEST;
import static org.lastgasp.hindsight.Timeline.SUPPLIER;
import static org.lastgasp.hindsight.Timeline.clock;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Window;
import org.lastgasp.sqlite.Database;

/** Each rule as a timeline, with its evidence and without; the window is 10:00 to 10:30. */
@ParameterizedClass
@EnumSource
class CaseEngineTest {
  private static final RequestId OTHERS = new RequestId(SUPPLIER, OTHER_METER, 7);

  @Parameter Keeping keeping;
  @TempDir Path folder;
  private final List<Database> stores = new ArrayList<>();

  /** Where a casebook keeps its cases. */
  enum Keeping {
    IN_MEMORY,
    IN_SQLITE
  }

  @AfterEach
  void close() {
    stores.forEach(Database::close);
  }

  private Timeline day() {
    return switch (keeping) {
      case IN_MEMORY -> new Timeline(CaseEngine.inMemory(Timeline.SETTINGS));
      case IN_SQLITE -> {
        Database store = HindsightDatabase.open(folder.resolve(stores.size() + ".db"));
        stores.add(store);
        SqliteCaseRepository cases = store.writeAndGet(SqliteCaseRepository::new);
        yield new Timeline(new CaseEngine(Timeline.SETTINGS, cases));
      }
    };
  }

  private static void assertThatIt(Timeline day, Label label, Evidence.Kind... evidence) {
    assertThatIt(day.only(), label, evidence);
  }

  private static void assertThatIt(Case about, Label label, Evidence.Kind... evidence) {
    assertThat(about.label()).isEqualTo(label);
    assertThat(about.assessment().evidence())
        .extracting(Evidence::kind)
        .containsExactly(evidence);
  }

  private Timeline held() {
    return day().at("10:12").held("10:06");
  }

  @Test
  void aCaseOfWhichNothingIsKnownIsUnresolved() {
    assertThatIt(held(), UNRESOLVED);
  }

  @Test
  void anOutageThatBeganBeforeTheWindowIsSuspectAtOnce() {
    Timeline day = day().at("10:12").held("09:54:59");

    assertThatIt(day, SUSPECT, STARTED_BEFORE_WINDOW);
    assertThat(day.only().assessment().since()).isEqualTo(clock("10:12"));
    assertThat(day.only().assessment().evidence().getFirst().compared())
        .isEqualTo("outage from 2030-01-15T09:54:59Z, window from 2030-01-15T10:00:00Z");
  }

  @Test
  void oneThatBeganBeforeItByNoMoreThanClocksDifferIsNot() {
    assertThatIt(day().at("10:12").held("09:55"), UNRESOLVED);
  }

  @Test
  void anOutageThatBeganWithTheWindowIsNot() {
    assertThatIt(day().at("10:12").held("10:00"), UNRESOLVED);
  }

  @Test
  void aRestorationOfTheMeterThatOverlapsTheOutageIsSuspect() {
    Timeline day = held().at("10:45").restored(METER, "10:05", "10:40");

    assertThatIt(day, SUSPECT, SUPPLY_RESTORED, HEARD_AFTER_WINDOW);
    assertThat(day.only().assessment().since()).isEqualTo(clock("10:45"));
  }

  @Test
  void aRestorationOfAnotherTimeShowsOnlyThatTheSupplyIsBack() {
    assertThatIt(held().at("10:45").restored(METER, "10:17:01", "10:40"), UNRESOLVED,
        HEARD_AFTER_WINDOW);
    assertThatIt(held().at("10:45").restored(METER, "09:55", "10:00:59"), UNRESOLVED,
        HEARD_AFTER_WINDOW);
  }

  @Test
  void aRestorationThatMissesTheOutageByNoMoreThanClocksDifferOverlapsIt() {
    assertThatIt(held().at("10:20").restored(METER, "10:17", "10:19"), SUSPECT,
        SUPPLY_RESTORED, HEARD_IN_WINDOW);
    assertThatIt(held().at("10:20").restored(METER, "09:55", "10:01"), SUSPECT,
        SUPPLY_RESTORED, HEARD_IN_WINDOW);
  }

  @Test
  void aRestorationThatCameBeforeTheAlertCountsToo() {
    Timeline day = day().at("10:10").restored(METER, "10:05", "10:09");
    day.at("10:12").held("10:06");

    assertThat(day.of(3).label()).isEqualTo(SUSPECT);
    assertThat(day.of(3).assessment().since()).isEqualTo(clock("10:12"));
    assertThat(day.of(3).heard()).isEmpty();
  }

  @Test
  void aRestorationOverlapsTheReceiptOfAnAlertWhoseClockIsAhead() {
    Timeline day = day().at("10:12").held("10:20").at("10:45").restored(METER, "10:05", "10:15");

    assertThatIt(day, SUSPECT, SUPPLY_RESTORED, HEARD_AFTER_WINDOW);
  }

  @Test
  void whatCameBeforeTheAlertIsRememberedForADay() {
    Timeline day = day().at("10:11").outcome(1_000, FAILED, "10:11");
    assertThat(day.at("+1 10:12").held("+1 10:06").of(3).label()).isEqualTo(UNRESOLVED);

    Timeline other = day().at("10:12").outcome(1_000, FAILED, "10:12");
    assertThat(other.at("+1 10:12").held("+1 10:06").of(3).label()).isEqualTo(SUSPECT);
  }

  @Test
  void aRestorationWithoutReadableTimesIsSuspect() {
    assertThatIt(held().at("10:45").restoredSometime(METER), SUSPECT, SUPPLY_RESTORED,
        HEARD_AFTER_WINDOW);
  }

  @Test
  void oneThatCameBeforeTheOutageBeganIsNoEvidence() {
    Timeline day = day().at("10:05:59").restoredSometime(METER).at("10:12").held("10:06");

    assertThat(day.of(3).assessment().evidence()).isEmpty();
  }

  @Test
  void aRestorationOfTheOtherMeterOnTheHubIsNoEvidence() {
    assertThatIt(held().at("10:45").restored(OTHER_METER, "10:05", "10:40"), UNRESOLVED);
  }

  @Test
  void aSecondAlertAfterTheWindowIsSuspect() {
    assertThatIt(held().at("10:30").alerted(HUB, "10:25"), SUSPECT, ALERTED_AGAIN);
  }

  @Test
  void twoOutagesInOneWindowAreBothSuspectAsFirmwareCausesOne() {
    Timeline day = held().at("10:29:59").held("10:25");

    assertThatIt(day, SUSPECT, ALERTED_AGAIN);
    assertThat(day.of(3).label()).isEqualTo(SUSPECT);
    assertThat(day.of(3).assessment().evidence()).singleElement().satisfies(e -> {
      assertThat(e.kind()).isEqualTo(ALERTED_AGAIN);
      assertThat(e.entry()).hasValue(2);
    });
    assertThat(day.of(3).ordinal()).isEqualTo(2);
  }

  @Test
  void aSecondAlertOfTheSameOutageInTheWindowIsNoEvidence() {
    Timeline day = held().at("10:20").held("10:11");

    assertThatIt(day, UNRESOLVED);
    assertThat(day.of(3).label()).isEqualTo(UNRESOLVED);
  }

  @Test
  void anAlertThatAnotherTrackedActivationOfTheHubExplainsIsNoEvidence() {
    Timeline day = held().at("15:00").tracked(OTHERS, "15:00");
    assertThatIt(day.at("15:12").alerted(HUB, "15:08"), UNRESOLVED);

    Timeline atOnce = day().tracked(OTHERS, "10:05").at("10:12").held("10:06");
    atOnce.at("10:25").held("10:20");
    assertThat(atOnce.of(3).label()).isEqualTo(UNRESOLVED);
  }

  @Test
  void anActivationExplainsNoOutageThatBeganOutsideOfItsWindow() {
    Timeline before = held().at("15:00").tracked(OTHERS, "15:00");
    assertThatIt(before.at("15:12").alerted(HUB, "14:54:59"), SUSPECT, ALERTED_AGAIN);

    Timeline after = held().at("15:00").tracked(OTHERS, "15:00");
    assertThatIt(after.at("15:33").alerted(HUB, "15:30"), SUSPECT, ALERTED_AGAIN);
  }

  @Test
  void anActivationThatWasRefusedOrCancelledExplainsNothing() {
    Timeline refused = held().at("15:00").tracked(OTHERS, "15:00");
    refused.answered(OTHERS, DspAnswer.REFUSED).take(alerted(10));
    assertThatIt(refused, SUSPECT, ALERTED_AGAIN);
    assertThatIt(cancelled("14:30", DspAnswer.ACCEPTED), SUSPECT, ALERTED_AGAIN);
    assertThatIt(cancelled("14:30", DspAnswer.UNCONFIRMED), SUSPECT, ALERTED_AGAIN);
    assertThatIt(cancelled("14:30", DspAnswer.REFUSED), UNRESOLVED);
    assertThatIt(cancelled("15:01", DspAnswer.ACCEPTED), UNRESOLVED);
  }

  /** An alert in a window from 15:00, after what its meter has planned was to be cancelled. */
  private Timeline cancelled(String at, DspAnswer answer) {
    RequestId by = new RequestId(SUPPLIER, OTHER_METER, 8);
    Timeline day = held().at("14:00").tracked(OTHERS, "15:00").at(at).cancelling(by);
    return day.answered(by, answer).take(alerted(10));
  }

  @Test
  void aRepetitionOfAnActivationMovesNoWindow() {
    Timeline day = held().at("15:00").tracked(OTHERS, "15:00").at("15:20").tracked(OTHERS, "15:20");
    assertThatIt(day.at("15:22").alerted(HUB, "15:18"), UNRESOLVED);
    assertThatIt(day.at("15:43").alerted(HUB, "15:40"), SUSPECT, ALERTED_AGAIN);
  }

  @Test
  void theRefusalOfARepetitionEndsNoWindow() {
    Timeline day = held().at("15:00").tracked(OTHERS, "15:00").at("15:01").tracked(OTHERS, "15:01");
    assertThatIt(day.answered(OTHERS, DspAnswer.REFUSED).take(alerted(10)), UNRESOLVED);
  }

  private static Observation alerted(long number) {
    return new Observation.Alerted(number, clock("15:12"), HUB, clock("15:08"), Optional.empty());
  }

  @Test
  void anAlertOfAnOutageThatBeganOnceTheActivationWasOverIsNoEvidence() {
    Timeline day = held().at("10:14").outcome(1_000, SUCCEEDED, "10:14");

    assertThatIt(day.at("15:00").alerted(HUB, "14:50"), CONSISTENT, ACTIVATION_SUCCEEDED,
        HEARD_IN_WINDOW);
  }

  @Test
  void anOutageThatBeganOnceTheActivationWasOverIsSuspect() {
    Timeline day = day().at("10:04").outcome(1_000, SUCCEEDED, "10:04");
    assertThatIt(day.at("10:20").held("10:09:01").of(3), SUSPECT, STARTED_AFTER_ACTIVATION);

    Timeline nearly = day().at("10:04").outcome(1_000, SUCCEEDED, "10:04");
    assertThatIt(nearly.at("10:20").held("10:09").of(3), UNRESOLVED, ACTIVATION_REPORTED);
  }

  @Test
  void anOutageThatBeganBeforeItsMeterCarriedTheActivationOutIsSuspect() {
    assertThatIt(held().at("10:20").outcome(1_000, SUCCEEDED, "10:11:01"), SUSPECT,
        STARTED_BEFORE_ACTIVATION, HEARD_IN_WINDOW);
    assertThatIt(held().at("10:20").outcome(1_000, SUCCEEDED, "10:11"), CONSISTENT,
        ACTIVATION_SUCCEEDED, HEARD_IN_WINDOW);
  }

  @Test
  void anAlertOfAnotherHubIsNoEvidence() {
    assertThatIt(held().at("10:45").alerted(OTHER_HUB, "10:40"), UNRESOLVED);
  }

  @Test
  void aFailedActivationIsSuspect() {
    assertThatIt(held().at("10:20").outcome(1_000, FAILED, "10:20"), SUSPECT,
        ACTIVATION_FAILED, HEARD_IN_WINDOW);
  }

  @Test
  void aFailureThatTheDspReportsIsSuspectAndNoSignOfLife() {
    Timeline day = held().at("10:20").refused(REQUEST);

    assertThatIt(day, SUSPECT, ACTIVATION_FAILED);
    assertThat(day.only().heard()).isEmpty();
  }

  @Test
  void theOutcomeOfAnotherRequestIsNoEvidence() {
    assertThatIt(held().at("10:45").outcome(999, FAILED, "10:45"), UNRESOLVED, HEARD_AFTER_WINDOW);
    assertThatIt(held().at("10:45").outcome(999, SUCCEEDED, "10:20"), UNRESOLVED,
        HEARD_AFTER_WINDOW);
  }

  @Test
  void theSameCounterOfAnotherSupplierIsNoEvidence() {
    assertThatIt(held().at("10:20").refused(new RequestId(HUB, METER, 1_000)), UNRESOLVED);
  }

  @Test
  void anActivationThatSucceededInTheWindowIsConsistent() {
    Timeline day = day().at("10:08").outcome(1_000, SUCCEEDED, "10:08");
    day.at("10:12").held("10:04");

    assertThat(day.of(3).label()).isEqualTo(CONSISTENT);
    assertThat(WorkList.why(day.of(3))).startsWith("the activation succeeded: ");
    assertThat(day.of(3).assessment().evidence())
        .extracting(Evidence::kind)
        .containsExactly(ACTIVATION_SUCCEEDED);
  }

  @Test
  void aSuccessThatIsReportedLateLeavesTheCauseOpen() {
    assertThatIt(held().at("10:26").outcome(1_000, SUCCEEDED, "10:05"), CONSISTENT,
        ACTIVATION_SUCCEEDED, HEARD_IN_WINDOW);
    assertThatIt(held().at("10:26:01").outcome(1_000, SUCCEEDED, "10:05"), UNRESOLVED,
        ACTIVATION_REPORTED, HEARD_IN_WINDOW);
  }

  @Test
  void aSuccessThatIsReportedMoreThanAnHourAfterTheOutageBeganIsSuspect() {
    assertThatIt(held().at("11:06").outcome(1_000, SUCCEEDED, "10:05"), UNRESOLVED,
        ACTIVATION_REPORTED, HEARD_AFTER_WINDOW);
    assertThatIt(held().at("11:06:01").outcome(1_000, SUCCEEDED, "10:05"), SUSPECT,
        ANSWERED_LATE, HEARD_AFTER_WINDOW);
  }

  @Test
  void aSuccessByAMetersClockIsInsideAWindowThatClocksMakeLonger() {
    assertThatIt(held().at("10:20").outcome(1_000, SUCCEEDED, "09:55"), CONSISTENT,
        ACTIVATION_SUCCEEDED, HEARD_IN_WINDOW);
  }

  @Test
  void aSuccessOutsideTheWindowLeavesTheCauseOpen() {
    assertThatIt(held().at("10:20").outcome(1_000, SUCCEEDED, "09:54:59"), UNRESOLVED,
        ACTIVATION_REPORTED, HEARD_IN_WINDOW);
    Timeline late = day().at("10:29").held("10:26").at("10:30");
    assertThatIt(late.outcome(1_000, SUCCEEDED, "10:30"), UNRESOLVED,
        ACTIVATION_REPORTED, HEARD_AFTER_WINDOW);
  }

  @Test
  void aMeterOrHubHeardInTheWindowHasSupplyAgainAndNothingMore() {
    assertThatIt(held().at("10:29:59").heard(METER), UNRESOLVED, HEARD_IN_WINDOW);
    assertThatIt(held().at("10:20").heard(HUB), UNRESOLVED, HEARD_IN_WINDOW);
  }

  @Test
  void aMeterHeardOnlyAfterTheWindowStaysUnresolvedForGood() {
    Timeline day = held().at("10:30").heard(METER).until("+1 12:00");

    assertThatIt(day, UNRESOLVED, HEARD_AFTER_WINDOW);
  }

  @Test
  void whatWasHeardBeforeTheAlertIsNoSignOfLife() {
    Timeline day = day().at("10:11").heard(METER).at("10:12").held("10:06");
    day.until("+1 12:00");

    assertThat(day.of(3).label()).isEqualTo(SUSPECT);
  }

  @Test
  void aDeviceThatHasNothingToDoWithItIsNoSignOfLife() {
    Timeline day = held().at("10:20").heard(OTHER_HUB).heard(OTHER_METER).heard(SUPPLIER);

    assertThatIt(day.until("+1 12:00"), SUSPECT, SILENCE);
  }

  @Test
  void silenceToTheHorizonIsSuspectAsOfTheHorizon() {
    Timeline day = held().until("+1 10:12");
    assertThatIt(day, UNRESOLVED);

    day.until("+1 10:14");

    assertThatIt(day, SUSPECT, SILENCE);
    assertThat(day.only().assessment().since()).isEqualTo(clock("+1 10:12"));
    assertThat(day.changes).singleElement().satisfies(c -> {
      assertThat(c.at()).isEqualTo(clock("+1 10:12"));
      assertThat(c.from()).isEqualTo(UNRESOLVED);
    });
  }

  @Test
  void aSuccessWithoutAnySignOfLifeAfterTheAlertBecomesSuspectAtTheHorizon() {
    Timeline day = day().at("10:08").outcome(1_000, SUCCEEDED, "10:08");
    day.at("10:12").held("10:04").until("+1 12:00");

    assertThat(day.of(3).assessment().evidence())
        .extracting(Evidence::kind)
        .containsExactly(ACTIVATION_SUCCEEDED, SILENCE);
    assertThat(day.changes).extracting(LabelChange::to).containsExactly(CONSISTENT, SUSPECT);
  }

  @Test
  void aSuspectCaseStaysSuspectWhateverComes() {
    Timeline day = day().at("10:12").held("09:50");
    day.at("10:15").heard(METER).at("10:16").outcome(1_000, SUCCEEDED, "10:16");

    assertThatIt(day, SUSPECT, STARTED_BEFORE_WINDOW, HEARD_IN_WINDOW, ACTIVATION_REPORTED);
    assertThat(day.changes).hasSize(1);
  }

  @Test
  void aConsistentCaseMayBecomeSuspectWithinTheHorizon() {
    Timeline day = held().at("10:20").outcome(1_000, SUCCEEDED, "10:20");
    day.at("15:00").restored(METER, "10:06", "10:10");

    assertThatIt(day, SUSPECT, ACTIVATION_SUCCEEDED, HEARD_IN_WINDOW, SUPPLY_RESTORED,
        HEARD_AFTER_WINDOW);
    assertThat(day.changes).extracting(LabelChange::from).containsExactly(UNRESOLVED, CONSISTENT);
  }

  @Test
  void nothingThatComesAfterTheHorizonChangesTheLabel() {
    Timeline day = held().at("10:20").outcome(1_000, SUCCEEDED, "10:20");
    day.at("+1 10:12:01").alerted(HUB, "+1 10:00").restored(METER, "10:05", "10:40");
    day.outcome(1_000, FAILED, "10:08").refused(REQUEST);

    assertThatIt(day.until("+3 00:00"), CONSISTENT, ACTIVATION_SUCCEEDED, HEARD_IN_WINDOW);
  }

  @Test
  void whatComesAtTheHorizonCounts() {
    assertThatIt(held().at("+1 10:12").alerted(HUB, "+1 10:00"), SUSPECT, ALERTED_AGAIN);
  }

  @Test
  void whoIsHeardAtTheHorizonWasNotSilent() {
    Timeline day = held().at("+1 10:12").heard(METER).until("+1 12:00");

    assertThatIt(day, UNRESOLVED, HEARD_AFTER_WINDOW);
  }

  @Test
  void twoCasesOfAHubAreJudgedEachByItsOwnMeter() {
    Timeline day = held();
    day.take(
        new Observation.Held(
            3, clock("10:13"), HUB, OTHER_METER, new RequestId(SUPPLIER, OTHER_METER, 7),
            Window.Mode.ON_DEMAND, clock("10:00"), clock("10:30"), clock("10:06"), "",
            OptionalInt.empty(), "cd".repeat(32)));
    day.take(
        new Observation.Restored(
            4, clock("10:20"), OTHER_METER, "8F36",
            Optional.of(new Observation.Span(clock("10:05"), clock("10:15")))));

    assertThat(day.of(2).label()).isEqualTo(UNRESOLVED);
    assertThat(day.of(3).label()).isEqualTo(SUSPECT);
  }

  @Test
  void aCaseIsPendingUntilTheSupplyIsSeenAfterTheWindow() {
    assertThat(held().only().isPending()).isTrue();
    assertThat(held().at("10:20").heard(METER).only().isPending()).isFalse();
    assertThat(held().at("10:30").heard(HUB).only().isPending()).isFalse();
    Timeline suspect = day().at("10:12").held("09:50").at("10:20").heard(METER);
    assertThat(suspect.only().isPending()).isTrue();
    assertThat(suspect.at("10:30").heard(METER).only().isPending()).isFalse();
  }

  @Test
  void aSignOfLifeAfterTheHorizonStillEndsWhatIsPending() {
    Timeline day = held().until("+2 00:00").at("+2 09:00").heard(METER);

    assertThatIt(day, SUSPECT, SILENCE);
    assertThat(day.only().isPending()).isFalse();
  }

  @Test
  void anOperatorEndsWhatIsPendingAndTheLabelStays() {
    Timeline day = held().at("11:00").settled(2, "ann").at("11:05").settled(2, "bob");

    assertThatIt(day, UNRESOLVED);
    assertThat(day.only().isPending()).isFalse();
    assertThat(day.only().settlement())
        .contains(new Case.Settlement(clock("11:00"), "ann", "looked at it"));
  }

  @Test
  void everyChangeHasAPositionOfItsOwnThatTellsItsEntry() {
    Timeline day = held().at("10:13").held("10:07").at("10:14").held("10:08");
    day.at("10:40").alerted(HUB, "10:39");

    List<Long> positions = day.changes.stream().map(LabelChange::position).toList();
    assertThat(positions).containsExactly(5L << 24, (5L << 24) + 1, (5L << 24) + 2);
    assertThat(day.changes).extracting(LabelChange::ordinal).containsExactly(1L, 2L, 3L);
  }

  /** Received by a clock that is eight days ahead. */
  private Timeline ahead(Window.Mode mode) {
    return day().at("+9 10:12").heldIn(mode, "+9 10:00", "+9 10:30");
  }

  @Test
  void anAlertOfAClockThatWasAheadCountsFromWhenTheClockIsTrusted() {
    for (Window.Mode mode : Window.Mode.values()) {
      Timeline day = ahead(mode).at("+1 11:00").clockTrusted();

      assertThat(day.only().isOpen(clock("+1 10:59:59"))).isFalse();
      assertThat(day.only().isOpen(clock("+1 11:00"))).isTrue();
      assertThatIt(day.until("+2 11:00"), UNRESOLVED);
      assertThatIt(day.until("+2 11:02"), SUSPECT, SILENCE);
      assertThat(day.only().closed()).isTrue();
      assertThat(day.only().assessment().since()).isEqualTo(clock("+2 11:00"));
      assertThat(day.changes).extracting(LabelChange::at).containsExactly(clock("+2 11:00"));
    }
  }

  @Test
  void whatIsHeardOnceTheClockIsTrustedComesAfterTheWindow() {
    Timeline day = ahead(Window.Mode.ON_DEMAND).at("+1 11:00").clockTrusted().at("+1 11:05");

    assertThatIt(day.heard(METER).until("+2 12:00"), UNRESOLVED, HEARD_AFTER_WINDOW);
    assertThat(day.only().isPending()).isFalse();
    assertThat(day.only().closed()).isTrue();

    Timeline other = ahead(Window.Mode.ON_DEMAND).at("+1 11:00").clockTrusted().at("+1 11:05");
    assertThatIt(other.alerted(HUB, "+1 11:02"), SUSPECT, ALERTED_AGAIN);
    assertThat(other.only().assessment().since()).isEqualTo(clock("+1 11:05"));
  }

  @Test
  void aRestorationOfAnOutageBehindTheTrustIsNoEvidence() {
    Timeline day = ahead(Window.Mode.ON_DEMAND).at("+1 11:00").clockTrusted().at("+1 12:00");
    assertThatIt(day.restored(METER, "+1 11:30", "+1 11:50"), UNRESOLVED, HEARD_AFTER_WINDOW);

    Timeline other = ahead(Window.Mode.ON_DEMAND).at("+1 11:00").clockTrusted().at("+1 12:00");
    assertThatIt(other.restored(METER, "+1 10:30", "+1 11:50"), SUSPECT, SUPPLY_RESTORED,
        HEARD_AFTER_WINDOW);
  }

  @Test
  void aSignOfLifeEndsWhatIsPendingAlsoIfItWasHeardByTheClockThatWasAhead() {
    Timeline day = day().at("+9 10:12").heldIn(Window.Mode.ON_DEMAND, "+9 10:13", "+9 10:30");
    day.at("+9 10:20").heard(METER).at("+1 11:00").clockTrusted();
    assertThat(day.only().label()).isEqualTo(SUSPECT);
    assertThat(day.only().isPending()).isTrue();

    assertThat(day.at("+1 11:05").heard(METER).only().isPending()).isFalse();
  }

  @Test
  void aClockThatIsTrustedMovesNoCaseOfBefore() {
    Timeline day = held().at("10:13").clockTrusted();

    assertThat(day.only().isOpen(clock("10:29:59"))).isFalse();
    assertThat(day.only().isOpen(clock("10:30"))).isTrue();
    assertThat(day.only().horizon()).isEqualTo(clock("+1 10:12"));
  }

  @Test
  void aClockSetBackEndsAWindowThatBeganWithAReceiptAndNoOther() {
    Timeline dated = day().at("10:12").heldIn(Window.Mode.FUTURE_DATED, "10:00", "10:30");
    dated.at("10:11").clockSetBack();
    assertThat(dated.only().isOpen(clock("10:29:59"))).isFalse();
    assertThat(dated.only().isOpen(clock("10:30"))).isTrue();

    Timeline lengthened = day().at("10:12").heldIn(Window.Mode.FUTURE_DATED, "10:00", "10:31");
    assertThat(lengthened.at("10:11").clockSetBack().only().isOpen(clock("10:11"))).isTrue();

    Timeline received = held().at("10:11").clockSetBack();
    assertThat(received.only().isOpen(clock("10:11"))).isTrue();
    assertThat(received.only().horizon()).isEqualTo(clock("+1 10:12"));
  }

  @Test
  void untilTheClockIsTrustedACaseOfAClockThatWasAheadKeepsItsHorizon() {
    Timeline day = ahead(Window.Mode.ON_DEMAND).at("+1 11:00").clockSetBack();
    assertThat(day.only().isOpen(clock("+1 11:00"))).isTrue();
    assertThatIt(day.until("+9 10:30"), UNRESOLVED);

    Timeline trusted = ahead(Window.Mode.ON_DEMAND).at("+1 11:00").clockSetBack();
    assertThatIt(trusted.at("+1 11:10").clockTrusted().until("+2 11:12"), SUSPECT, SILENCE);
  }
}

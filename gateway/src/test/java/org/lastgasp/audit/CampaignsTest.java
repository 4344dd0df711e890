package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.lastgasp.audit.AuditFixture.FIRMWARE;
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
import static org.lastgasp.audit.AuditFixture.document;
import static org.lastgasp.audit.AuditFixture.forward;
import static org.lastgasp.audit.AuditFixture.imported;
import static org.lastgasp.audit.AuditFixture.longer;
import static org.lastgasp.audit.AuditFixture.order;
import static org.lastgasp.audit.AuditFixture.requested;
import static org.lastgasp.audit.AuditFixture.suppress;
import static org.lastgasp.audit.AuditFixture.suppressed;
import static org.lastgasp.audit.AuditFixture.switched;
import static org.lastgasp.audit.AuditFixture.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Window;

class CampaignsTest {
  private static final RequestId OTHER_REQUEST = new RequestId(SUPPLIER, OTHER_METER, 3);
  private static final RequestId LATER = new RequestId(SUPPLIER, METER, 8);
  private static final Instant NOON = at("12:00:00");

  private final Campaigns campaigns = new Campaigns();
  private long last;

  private long take(Event event) {
    last++;
    assertThat(campaigns.take(new Entry(last, event))).isTrue();
    return last;
  }

  private void activated(RequestId request, Instant at) {
    long number = take(requested(request, HUB, at));
    take(answered(number, request, DspAnswer.ACCEPTED, at));
  }

  private Campaign only() {
    List<Campaign> all = campaigns.finished(NOON, List.of());
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  @Test
  void anAcceptedActivationWithoutAnAlertIsSilentAndBlindForItsWindow() {
    activated(REQUEST, TEN);
    assertThat(only())
        .isEqualTo(
            new Campaign(
                "E470", FIRMWARE, "20", 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, Duration.ofMinutes(30),
                1, 0, Campaign.MinutesToAlert.NONE));
  }

  @Test
  void aThrottledAlertCountsOnceAndForTheAlertsItStandsFor() {
    activated(REQUEST, TEN);
    take(AuditFixture.throttled(suppressed(at("10:01:00")), 5));
    take(suppressed(at("10:02:00")));
    Campaign campaign = only();
    assertThat(campaign.alertsHeld()).isEqualTo(2);
    assertThat(campaign.standFor()).isEqualTo(6);
  }

  @Test
  void alertsAreCountedByTheMinuteAfterTheActivationUpToTwiceTheWindow() {
    activated(REQUEST, TEN);
    take(suppressed(at("10:04:59")));
    take(suppressed(at("10:04:01")));
    for (String time : List.of("09:59:59", "10:31:00", "10:59:59", "11:00:00")) {
      take(alert(HUB, at(time), forward(Reason.AFTER_WINDOW, window(), at(time))));
    }
    assertThat(only().toAlert())
        .isEqualTo(
            new Campaign.MinutesToAlert(
                Duration.ofMinutes(30),
                List.of(
                    new Campaign.MinutesToAlert.Minute(4, 2, 0),
                    new Campaign.MinutesToAlert.Minute(31, 0, 1),
                    new Campaign.MinutesToAlert.Minute(59, 0, 1))));
  }

  @Test
  void theEdgeIsThatOfMostAlertsWindowsAndNotOfTheLongest() {
    activated(REQUEST, TEN);
    take(suppressed(at("10:04:00")));
    take(suppressed(at("10:05:00")));
    Window longer = longer(window(), at("10:43:00"));
    take(alert(HUB, at("10:41:00"), suppress(longer, at("10:41:00"))));
    assertThat(only().toAlert().window()).isEqualTo(Duration.ofMinutes(30));
  }

  /** What is listed behind a figure is as much as it counts. */
  @Test
  void eachFigureListsTheActivationsThatItCounts() {
    activated(REQUEST, TEN); // an alert comes
    take(suppressed(at("10:01:00")));
    activated(new RequestId(SUPPLIER, OTHER_METER, 3), TEN); // none comes
    long refused = take(requested(LATER, HUB, at("10:40:00")));
    take(answered(refused, LATER, DspAnswer.REFUSED, at("10:40:01")));
    Campaign all = only();
    Map<Campaign.Figure, Long> figures =
        Map.of(
            Campaign.Figure.ASKED, all.asked(), Campaign.Figure.REFUSED, all.refused(),
            Campaign.Figure.CANCELLED, all.cancelled(), Campaign.Figure.ACTIVATED,
            all.activations(), Campaign.Figure.WITHOUT_ALERT, all.withoutAlert());
    assertThat(figures.values()).containsExactlyInAnyOrder(3L, 1L, 0L, 2L, 1L);
    figures.forEach(
        (figure, count) ->
            assertThat(campaigns.activations(figure, NOON))
                .as("%s", figure)
                .hasSize(count.intValue()));
    assertThat(campaigns.activations(Campaign.Figure.REFUSED, NOON))
        .extracting(Window::recorded)
        .containsExactly(refused);
  }

  @Test
  void theFiguresSoFarDoNotChangeThoseThatFollow() {
    activated(REQUEST, TEN);
    take(suppressed(at("10:01:00")));
    assertThat(only()).isEqualTo(only());
    take(suppressed(at("10:02:00")));
    assertThat(only().alertsHeld()).isEqualTo(2);
    assertThat(only().asked()).isEqualTo(1);
  }

  @Test
  void suspectsCountForTheFirmwareOfTheirWindow() {
    activated(REQUEST, TEN);
    take(suppressed(at("10:01:00")));
    List<Campaigns.Suspects> suspects =
        List.of(new Campaigns.Suspects("E470", FIRMWARE, "20", 1));
    assertThat(campaigns.finished(NOON, suspects))
        .singleElement()
        .extracting(Campaign::suspects)
        .isEqualTo(1L);
    assertThat(only().suspects()).isZero();
  }

  @Test
  void aRefusedActivationWasAskedForToo() {
    long number = take(requested(REQUEST, HUB, TEN));
    take(answered(number, REQUEST, DspAnswer.REFUSED, TEN));
    Campaign campaign = only();
    assertThat(campaign.asked()).isEqualTo(1);
    assertThat(campaign.refused()).isEqualTo(1);
    assertThat(campaign.activations()).isZero();
  }

  @Test
  void aRestorationOfTheMeterInTheWindowCountsItsActivationOnce() {
    activated(REQUEST, TEN);
    take(AuditFixture.deviceAlert(METER, "8F35", at("10:05:00")));
    take(AuditFixture.deviceAlert(METER, "8F36", at("10:06:00")));
    assertThat(only().supplyRestored()).isEqualTo(1);
  }

  @Test
  void restorationsOutsideTheWindowOfAnotherMeterAndOtherAlertsDoNotCount() {
    activated(REQUEST, TEN);
    take(AuditFixture.deviceAlert(METER, "8F35", at("09:59:59")));
    take(AuditFixture.deviceAlert(METER, "8F35", at("10:30:00")));
    take(AuditFixture.deviceAlert(OTHER_METER, "8F35", at("10:05:00")));
    take(AuditFixture.deviceAlert(METER, "81C0", at("10:05:00")));
    take(AuditFixture.carried(METER, at("10:05:00")));
    assertThat(only().supplyRestored()).isZero();
  }

  @Test
  void aSuppressedAlertCountsForTheWindowThatHeldIt() {
    activated(REQUEST, TEN);
    take(suppressed(at("10:01:00")));
    take(suppressed(at("10:02:00")));
    Campaign campaign = only();
    assertThat(campaign.alertsHeld()).isEqualTo(2);
    assertThat(campaign.withoutAlert()).isZero();
  }

  @Test
  void anObservedAlertIsNotHeldAndItsActivationNotSilent() {
    activated(REQUEST, TEN);
    take(alert(HUB, at("10:01:00"), forward(Reason.OBSERVE, window(), at("10:01:00"))));
    Campaign campaign = only();
    assertThat(campaign.alertsObserved()).isEqualTo(1);
    assertThat(campaign.alertsHeld()).isZero();
    assertThat(campaign.withoutAlert()).isZero();
  }

  @Test
  void alertsCountAsNearUpToTheLengthOfTheWindowAway() {
    activated(REQUEST, TEN);
    for (String time : List.of("09:29:59", "09:30:00", "09:30:01", "09:59:59")) {
      take(alert(HUB, at(time), forward(Reason.BEFORE_WINDOW, window(), at(time))));
    }
    for (String time : List.of("10:30:00", "10:59:59", "11:00:00")) {
      take(alert(HUB, at(time), forward(Reason.AFTER_WINDOW, window(), at(time))));
    }
    Campaign campaign = only();
    assertThat(campaign.justBefore()).isEqualTo(2);
    assertThat(campaign.justAfter()).isEqualTo(2);
  }

  @Test
  void aRefusedRequestIsNoActivation() {
    long number = take(requested(REQUEST, HUB, TEN));
    take(answered(number, REQUEST, DspAnswer.REFUSED, TEN));
    Campaign campaign = only();
    assertThat(campaign.refused()).isEqualTo(1);
    assertThat(campaign.activations()).isZero();
    assertThat(campaign.blind()).isZero();
  }

  @Test
  void aRequestWhoseAnswerIsAwaitedIsNoActivationYet() {
    take(requested(REQUEST, HUB, TEN));
    assertThat(only().activations()).isZero();
  }

  @Test
  void aRequestWithoutAnAnswerIsAnActivation() {
    long number = take(requested(REQUEST, HUB, TEN));
    take(answered(number, REQUEST, DspAnswer.UNCONFIRMED, TEN));
    assertThat(only().activations()).isEqualTo(1);
  }

  private long future(Instant when) {
    long number = take(requested(order(REQUEST, HUB, new ActivationTime.At(when), TEN)));
    take(answered(number, REQUEST, DspAnswer.ACCEPTED, TEN));
    return number;
  }

  @Test
  void aCancelledActivationIsCountedAsThat() {
    future(at("11:00:00"));
    TrackedRequest cancellation = order(LATER, HUB, new ActivationTime.Never(), at("10:05:00"));
    long number = take(requested(cancellation));
    take(answered(number, LATER, DspAnswer.ACCEPTED, at("10:05:01")));
    Campaign campaign = only();
    assertThat(campaign.cancelled()).isEqualTo(1);
    assertThat(campaign.activations()).isZero();
  }

  @Test
  void anActivationThatIsPutInDoubtCountsAsNothing() {
    future(at("11:00:00"));
    TrackingDecision unreadable =
        new TrackingDecision.NotTracked(
            NotTrackedReason.UNREADABLE_ACTIVATION, "two counters", List.of(LATER));
    long number =
        take(
            new Event.ActivationRequested(
                at("10:05:00"), "/api/v1/serviceS", Optional.of(LATER), OptionalInt.of(5),
                unreadable, document("a request")));
    take(
        new Event.ActivationAnswered(
            at("10:05:01"), number, Optional.empty(), Optional.empty(), DspAnswer.ACCEPTED, 200,
            "I0", List.of(LATER)));
    Campaign campaign = only();
    assertThat(campaign.activations()).isZero();
    assertThat(campaign.cancelled()).isZero();
  }

  @Test
  void anActivationThatHasNotBegunIsNotCounted() {
    future(at("12:00:01"));
    assertThat(only().activations()).isZero();
  }

  @Test
  void twoWindowsOfOneHubAtOnceAreBlindOnce() {
    activated(REQUEST, TEN);
    activated(OTHER_REQUEST, at("10:10:00"));
    Campaign campaign = only();
    assertThat(campaign.activations()).isEqualTo(2);
    assertThat(campaign.blind()).isEqualTo(Duration.ofMinutes(40));
  }

  @Test
  void aWindowThatStillRunsCountsAsFarAsNow() {
    activated(REQUEST, at("11:50:00"));
    assertThat(only().blind()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void theSwitchEndsTheBlindness() {
    activated(REQUEST, TEN);
    take(switched(at("10:05:00"), Switch.OFF));
    assertThat(only().blind()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void observeEndsNoBlindness() {
    activated(REQUEST, TEN);
    take(switched(at("10:05:00"), Switch.OBSERVE));
    assertThat(only().blind()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void aMeterThatLeavesEndsItsWindow() {
    activated(REQUEST, TEN);
    take(
        imported(
            at("10:12:00"), List.of(),
            List.of(new Event.Leaving(METER, NotTrackedReason.NOT_ON_GUID_LIST))));
    assertThat(only().blind()).isEqualTo(Duration.ofMinutes(12));
  }

  @Test
  void aFailedActivationEndsItsWindowIfItsGuardIsOn() {
    activated(REQUEST, TEN);
    take(failed(at("10:05:00"), Guard.Setting.SHADOW));
    assertThat(only().blind()).isEqualTo(Duration.ofMinutes(30));
    take(failed(at("10:06:00"), Guard.Setting.ON));
    assertThat(only().blind()).isEqualTo(Duration.ofMinutes(6));
  }

  private static Event failed(Instant at, Guard.Setting guard) {
    return new Event.ActivationFailed(
        at, 3, METER, REQUEST.counter(), guard, "CS06 with outcome 1");
  }

  @Test
  void aFailureOfAMeterThatIsNotKnownHereChangesNothing() {
    take(failed(at("10:06:00"), Guard.Setting.ON));
    assertThat(campaigns.finished(NOON, List.of())).isEmpty();
  }

  @Test
  void aClockThatWasSetBackEndsTheWindowsThatBeganWithAReceipt() {
    activated(REQUEST, TEN);
    take(new Event.WindowsEnded(at("10:07:00"), at("10:20:00"), Duration.ofMinutes(30)));
    assertThat(only().blind()).isEqualTo(Duration.ofMinutes(7));
  }

  @Test
  void aMeterThatIsNotKnownHereLeavesWithoutEffect() {
    activated(REQUEST, TEN);
    take(
        imported(
            at("10:12:00"),
            List.of(new Event.Move(OTHER_METER, HUB, OTHER_HUB)),
            List.of(new Event.Leaving(OTHER_METER, NotTrackedReason.NO_HUB))));
    assertThat(only().blind()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void aWindowMovesToTheNewHubAndCountsOnce() {
    activated(REQUEST, TEN);
    take(imported(at("10:05:00"), List.of(new Event.Move(METER, HUB, OTHER_HUB)), List.of()));
    Campaign campaign = only();
    assertThat(campaign.activations()).isEqualTo(1);
    assertThat(campaign.blind()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void aRequestOnAnotherHubTakesTheWindowsAlong() {
    activated(REQUEST, TEN);
    long number = take(requested(LATER, OTHER_HUB, at("11:00:00")));
    take(answered(number, LATER, DspAnswer.ACCEPTED, at("11:00:00")));
    Campaign campaign = only();
    assertThat(campaign.activations()).isEqualTo(2);
    assertThat(campaign.blind()).isEqualTo(Duration.ofMinutes(60));
  }

  @Test
  void modelsAndFirmwareAreAddedUpApartAndInOrder() {
    activated(REQUEST, TEN);
    TrackedRequest other =
        new TrackedRequest(
            OTHER_REQUEST, Step.SEND, OTHER_METER, OTHER_HUB, Optional.empty(), "A100", FIRMWARE,
            new ActivationTime.Now(), TEN, Duration.ofMinutes(30), false);
    take(requested(other));
    assertThat(campaigns.finished(NOON, List.of()))
        .extracting(Campaign::model, Campaign::distributor)
        .containsExactly(
            tuple("A100", "unknown"),
            tuple("E470", "20"));
  }

  @Test
  void anAnswerToARequestThatWasNotTrackedChangesNothing() {
    take(answered(1, REQUEST, DspAnswer.REFUSED, TEN));
    assertThat(campaigns.finished(NOON, List.of())).isEmpty();
  }
}

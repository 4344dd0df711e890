package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/** What an event says of itself: what it delivers, in which order, and for how many it stands. */
class EventTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Eui64 HUB = new Eui64(0xA1);
  private static final Eui64 DISTRIBUTOR = new Eui64(0xD1);
  private static final Eui64 PARTY = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Document BYTES = Document.of(new byte[] {1, 2, 3});

  private static Event.AlertJudged judged(Verdict verdict, OptionalLong throttled) {
    return new Event.AlertJudged(
        TEN, TEN, Optional.empty(), Optional.of(HUB), Optional.of(TEN), "2012345678903", throttled,
        OptionalInt.of(20), DISTRIBUTOR, Switch.ENFORCE, Optional.empty(), verdict, "c0ffee",
        BYTES);
  }

  private static Verdict suppressed() {
    return new Street().accepted("10:00", 1, Street.NOW).alert("10:10");
  }

  private static Verdict forwarded() {
    return new Street().alert("10:10");
  }

  private static Event.Carried carried(String kind, Optional<Eui64> device, String code) {
    return new Event.Carried(
        TEN, kind, Optional.empty(), Optional.empty(), device, DISTRIBUTOR,
        Optional.of(code).filter(c -> !c.isEmpty()), BYTES);
  }

  private static Event.ActivationRequested requested(TrackingDecision decision) {
    return new Event.ActivationRequested(
        TEN, "/api/v1/serviceS", Optional.empty(), OptionalInt.of(5), decision, BYTES);
  }

  private static TrackingDecision notTracked(NotTrackedReason reason) {
    return new TrackingDecision.NotTracked(reason, "", List.of());
  }

  @Test
  void aStepIsRememberedOfWhatWasNotTrackedAndNotAcceptedBefore() {
    assertThat(requested(notTracked(NotTrackedReason.USER_LIMIT)).untracked()).isPresent();
    assertThat(requested(notTracked(NotTrackedReason.ALREADY_ACCEPTED)).untracked()).isEmpty();
    assertThat(requested(tracked(new ActivationTime.Now())).untracked()).isEmpty();
  }

  @Test
  void whatIsOnlyRelayedPutsInDoubtWhatItMayCancelOrReplace() {
    NotTrackedReason limit = NotTrackedReason.USER_LIMIT;
    assertThat(tracked(new ActivationTime.Now()).notTracked(limit, "").doubting()).isEmpty();
    for (ActivationTime time :
        List.of(new ActivationTime.Never(), new ActivationTime.At(TEN.plusSeconds(9)))) {
      assertThat(tracked(time).notTracked(limit, "").doubting())
          .containsExactly(new RequestId(PARTY, HUB, 1));
    }
  }

  private static TrackingDecision.Tracked tracked(ActivationTime time) {
    return new TrackingDecision.Tracked(
        new TrackedRequest(
            new RequestId(PARTY, HUB, 1), Step.SEND, HUB, HUB, Optional.empty(), "E470",
            "AB".repeat(32), time, TEN, Duration.ofMinutes(30), false));
  }

  @Test
  void aSuppressedAlertIsDeliveredToNobody() {
    Event.AlertJudged alert = judged(suppressed(), OptionalLong.empty());
    assertThat(alert.isSuppression()).isTrue();
    assertThat(alert.delivery()).isEmpty();
  }

  @Test
  void aForwardedAlertGoesToItsRecipientInTheOrderOfItsHub() {
    Event.AlertJudged alert = judged(forwarded(), OptionalLong.empty());
    assertThat(alert.isSuppression()).isFalse();
    assertThat(alert.delivery())
        .contains(new Event.Delivery(DISTRIBUTOR, Lane.ALERTS, Optional.of(HUB), BYTES));
    assertThat(alert.messageSha256()).isEqualTo(BYTES.sha256()).hasSize(64);
  }

  @Test
  void nothingButAnAlertIsASuppression() {
    assertThat(carried("device-alert", Optional.of(HUB), "8F35").isSuppression()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "17, 17", "1000000000, 1000000000", "1000000001, 1000000000"})
  void aThrottledAlertStandsForAsManyAsItSaysWithinLimits(long said, long counted) {
    assertThat(judged(forwarded(), OptionalLong.of(said)).standsFor()).isEqualTo(counted);
  }

  @Test
  void anAlertThatSaysNothingStandsForItself() {
    assertThat(judged(forwarded(), OptionalLong.empty()).standsFor()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "8F34, false", "8F35, true", "8F36, true", "8F37, true", "8F3C, true", "8F3D, false",
    "8F3, false", "8F350, false", "81B0, false", "'', false"
  })
  void theAlertsThatSaySupplyIsBackAreThoseOfThePhasesToo(String code, boolean restores) {
    assertThat(carried("device-alert", Optional.of(HUB), code).restoresSupply())
        .isEqualTo(restores);
  }

  @Test
  void otherMessagesAreDeliveredInTheirOwnLane() {
    assertThat(carried("response", Optional.of(HUB), "").delivery())
        .contains(new Event.Delivery(DISTRIBUTOR, Lane.OTHERS, Optional.of(HUB), BYTES));
  }

  @Test
  void noOrderIsKeptOfPartiesNorOfAlertsOfTheDspItself() {
    assertThat(Event.Carried.ordered("response", Optional.of(HUB))).contains(HUB);
    assertThat(Event.Carried.ordered("response", Optional.of(PARTY))).isEmpty();
    assertThat(Event.Carried.ordered(Message.DccAlert.KIND, Optional.of(HUB))).isEmpty();
    assertThat(Event.Carried.ordered("response", Optional.empty())).isEmpty();
  }

  @Test
  void anAlertReleasedLateIsDeliveredLikeAForwardedOne() {
    Event released =
        new Event.Released(TEN, 7, Optional.of(HUB), DISTRIBUTOR, "no answer", BYTES);
    assertThat(released.delivery())
        .contains(new Event.Delivery(DISTRIBUTOR, Lane.ALERTS, Optional.of(HUB), BYTES));
  }

  @Test
  void anOrderExpiredIfItEndedAtItsOwnTime() {
    assertThat(storm(StormOrder.Order.OFF, Optional.of(TEN)).isExpiry()).isTrue();
    assertThat(storm(StormOrder.Order.OFF, Optional.empty()).isExpiry()).isFalse();
    assertThat(storm(StormOrder.Order.ON, Optional.of(TEN)).isExpiry()).isFalse();
  }

  private static Event.StormOrdered storm(StormOrder.Order order, Optional<Instant> until) {
    return new Event.StormOrdered(TEN, StormOrder.Scope.EVERYWHERE, order, until, "x", "gale");
  }

  @Test
  void aWithdrawnRequestIsOneThatWasNeverRelayed() {
    assertThat(answered(Event.ActivationAnswered.NOT_RELAYED).isNotRelayed()).isTrue();
    assertThat(answered("timeout").isNotRelayed()).isFalse();
  }

  private static Event.ActivationAnswered answered(String code) {
    return new Event.ActivationAnswered(
        TEN, 1, Optional.empty(), Optional.empty(), DspAnswer.REFUSED, 0, code);
  }

  @Test
  void aReasonIsARefusalIfTheSenderIsAtFault() {
    assertThat(Arrays.stream(NotTrackedReason.values())
            .filter(NotTrackedReason::isRefusal))
        .containsExactly(
            NotTrackedReason.SIGNATURE_MISSING, NotTrackedReason.SIGNATURE_INVALID,
            NotTrackedReason.NOT_AUTHORISED, NotTrackedReason.USER_LIMIT,
            NotTrackedReason.ORIGINATOR_DIFFERS);
  }
}

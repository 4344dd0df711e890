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
import static org.lastgasp.audit.AuditFixture.esme;
import static org.lastgasp.audit.AuditFixture.forward;
import static org.lastgasp.audit.AuditFixture.forwarded;
import static org.lastgasp.audit.AuditFixture.notTracked;
import static org.lastgasp.audit.AuditFixture.order;
import static org.lastgasp.audit.AuditFixture.requested;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingDecision;

class UntrackedCampaignsTest {
  private static final RequestId OTHER = new RequestId(SUPPLIER, OTHER_METER, 3);

  private final AuditFixture index = new AuditFixture();

  @BeforeEach
  void meters() {
    index.know(esme(METER, HUB));
    index.know(esme(OTHER_METER, OTHER_HUB));
  }

  @AfterEach
  void close() {
    index.close();
  }

  private void activated(RequestId request, NotTrackedReason reason, Instant at) {
    index.add(notTracked(request, reason, "", at));
  }

  private List<CampaignTotals.Untracked> untracked() {
    return index
        .queries()
        .campaigns().totals(Optional.empty(), Optional.empty(), at("12:00:00"))
        .orElseThrow()
        .untracked();
  }

  private static CampaignTotals.Untracked row(
      String model, NotTrackedReason reason, long activations, long alerts) {
    return new CampaignTotals.Untracked(model, "", reason, activations, alerts);
  }

  @Test
  void activationsAreCountedByModelAndByTheReasonWhyTheyAreNotTracked() {
    activated(REQUEST, NotTrackedReason.NOT_ON_GUID_LIST, TEN);
    activated(OTHER, NotTrackedReason.LOCAL_DELIVERY, TEN);
    activated(
        new RequestId(SUPPLIER, SUPPLIER, 4), NotTrackedReason.UNKNOWN_DEVICE, TEN);
    assertThat(untracked())
        .containsExactly(
            row("", NotTrackedReason.UNKNOWN_DEVICE, 1, 0),
            row("E470", NotTrackedReason.LOCAL_DELIVERY, 1, 0),
            row("E470", NotTrackedReason.NOT_ON_GUID_LIST, 1, 0));
  }

  @Test
  void alertsOfItsHubCountLessThanTheWindowsLengthAfterTheRequestIfNoTimeIsRecorded() {
    index.add(forwarded(HUB, at("09:59:00")));
    activated(REQUEST, NotTrackedReason.NOT_ON_GUID_LIST, TEN);
    index.add(forwarded(HUB, at("10:04:00")));
    index.add(forwarded(OTHER_HUB, at("10:05:00")));
    index.add(forwarded(HUB, at("10:29:59")));
    index.add(forwarded(HUB, at("10:30:00")));
    assertThat(untracked())
        .containsExactly(row("E470", NotTrackedReason.NOT_ON_GUID_LIST, 1, 2));
  }

  @Test
  void theLengthIsThatOfTheTrackedWindows() {
    TrackedRequest usual = order(OTHER, OTHER_HUB, new ActivationTime.Now(), TEN);
    index.add(
        requested(
            new TrackedRequest(
                usual.request(), usual.step(), usual.meter(), usual.hub(), usual.mpan(),
                usual.model(), usual.firmwareHash(), usual.when(), usual.received(),
                Duration.ofMinutes(10), false)));
    activated(REQUEST, NotTrackedReason.NOT_ON_GUID_LIST, TEN);
    index.add(forwarded(HUB, at("10:09:59")));
    index.add(forwarded(HUB, at("10:10:00")));
    assertThat(untracked())
        .containsExactly(row("E470", NotTrackedReason.NOT_ON_GUID_LIST, 1, 1));
  }

  @Test
  void anAlertThatATrackedWindowHeldIsNotALeak() {
    activated(REQUEST, NotTrackedReason.NOT_ON_GUID_LIST, TEN);
    index.add(alert(HUB, at("10:05:00"), forward(Reason.OBSERVE, at("10:05:00"))));
    index.add(AuditFixture.suppressed(at("10:06:00")));
    assertThat(untracked())
        .containsExactly(row("E470", NotTrackedReason.NOT_ON_GUID_LIST, 1, 0));
  }

  @Test
  void aRequestThatTheDspRefusedActivatedNothing() {
    index.add(notTracked(REQUEST, NotTrackedReason.NOT_ON_GUID_LIST, "", TEN));
    index.add(answered(1, REQUEST, DspAnswer.REFUSED, TEN));
    index.add(forwarded(HUB, at("10:05:00")));
    assertThat(untracked()).isEmpty();
  }

  @Test
  void aRepetitionAndTheTransformStepAreNoFurtherActivations() {
    activated(REQUEST, NotTrackedReason.TRANSFORM, TEN);
    activated(REQUEST, NotTrackedReason.NOT_ON_GUID_LIST, TEN);
    activated(REQUEST, NotTrackedReason.NOT_ON_GUID_LIST, at("10:01:00"));
    assertThat(untracked())
        .containsExactly(row("E470", NotTrackedReason.NOT_ON_GUID_LIST, 1, 0));
  }

  @Test
  void aRequestThatCannotBeReadIsCountedWithoutAModel() {
    index.add(
        new Event.ActivationRequested(
            TEN, "/api/v1/serviceS", Optional.empty(), OptionalInt.of(5),
            new TrackingDecision.NotTracked(
                NotTrackedReason.UNREADABLE_ACTIVATION, "no payload"),
            AuditFixture.document("a request")));
    assertThat(untracked())
        .containsExactly(row("", NotTrackedReason.UNREADABLE_ACTIVATION, 1, 0));
  }

  private long dated(RequestId request, String firmware, ActivationTime when, Instant at) {
    TrackingDecision.Activation asked = new TrackingDecision.Activation(firmware, when);
    return index.add(
        new Event.ActivationRequested(
            at, "/api/v1/serviceS", Optional.of(request), OptionalInt.of(5),
            new TrackingDecision.NotTracked(
                NotTrackedReason.NOT_ON_GUID_LIST, "", List.of(), Optional.of(asked)),
            AuditFixture.document("a request")));
  }

  private static CampaignTotals.Untracked of(String firmware, long activations, long alerts) {
    return new CampaignTotals.Untracked(
        "E470", firmware, NotTrackedReason.NOT_ON_GUID_LIST, activations, alerts);
  }

  private static final RequestId NEXT = new RequestId(SUPPLIER, METER, 8);

  @Test
  void eachFirmwareHasAnAccountOfItsOwn() {
    dated(REQUEST, "AA", new ActivationTime.Now(), TEN);
    dated(OTHER, "BB", new ActivationTime.Now(), TEN);
    index.add(forwarded(OTHER_HUB, at("10:05:00")));
    assertThat(untracked()).containsExactly(of("AA", 1, 0), of("BB", 1, 1));
  }

  @Test
  void aDatedActivationCountsAlertsFromItsTimeOn() {
    dated(REQUEST, "AA", new ActivationTime.At(at("11:00:00")), TEN);
    index.add(forwarded(HUB, at("10:05:00")));
    index.add(forwarded(HUB, at("11:00:00")));
    index.add(forwarded(HUB, at("11:29:59")));
    index.add(forwarded(HUB, at("11:30:00")));
    assertThat(untracked()).containsExactly(of("AA", 1, 2));
  }

  @Test
  void aDateInThePastIsAtOnce() {
    dated(REQUEST, "AA", new ActivationTime.At(at("09:00:00")), TEN);
    index.add(forwarded(HUB, at("10:05:00")));
    assertThat(untracked()).containsExactly(of("AA", 1, 1));
  }

  @Test
  void anAlertCountsForTheActivationOfItsHubThatBeganLast() {
    dated(REQUEST, "AA", new ActivationTime.Now(), TEN);
    dated(NEXT, "BB", new ActivationTime.Now(), at("10:10:00"));
    index.add(forwarded(HUB, at("10:05:00")));
    index.add(forwarded(HUB, at("10:15:00")));
    index.add(forwarded(HUB, at("10:16:00")));
    assertThat(untracked()).containsExactly(of("AA", 1, 1), of("BB", 1, 2));
  }

  @Test
  void anAcceptedCancellationEndsWhatHasNotBegunAndIsNoActivation() {
    dated(REQUEST, "AA", new ActivationTime.At(at("11:00:00")), TEN);
    long cancels = dated(NEXT, "AA", new ActivationTime.Never(), at("10:10:00"));
    index.add(answered(cancels, NEXT, DspAnswer.ACCEPTED, at("10:10:01")));
    index.add(forwarded(HUB, at("11:05:00")));
    assertThat(untracked()).isEmpty();
  }

  @Test
  void aCancellationThatIsNotAcceptedOrComesTooLateEndsNothing() {
    dated(REQUEST, "AA", new ActivationTime.At(at("11:00:00")), TEN);
    long refused = dated(NEXT, "AA", new ActivationTime.Never(), at("10:10:00"));
    index.add(answered(refused, NEXT, DspAnswer.REFUSED, at("10:10:01")));
    RequestId third = new RequestId(SUPPLIER, METER, 9);
    long late = dated(third, "AA", new ActivationTime.Never(), at("11:01:00"));
    index.add(answered(late, third, DspAnswer.ACCEPTED, at("11:01:01")));
    index.add(forwarded(HUB, at("11:05:00")));
    assertThat(untracked()).containsExactly(of("AA", 1, 1));
  }

  @Test
  void anAcceptedDateReplacesTheOneBefore() {
    dated(REQUEST, "AA", new ActivationTime.At(at("11:00:00")), TEN);
    long second = dated(NEXT, "BB", new ActivationTime.At(at("11:20:00")), at("10:10:00"));
    index.add(answered(second, NEXT, DspAnswer.ACCEPTED, at("10:10:01")));
    index.add(forwarded(HUB, at("11:05:00")));
    index.add(forwarded(HUB, at("11:25:00")));
    assertThat(untracked()).containsExactly(of("BB", 1, 1));
  }

  @Test
  void aTryAfterOneWithoutAnAnswerCountsAlertsFromItOn() {
    long first = dated(REQUEST, "AA", new ActivationTime.Now(), TEN);
    index.add(answered(first, REQUEST, DspAnswer.UNCONFIRMED, at("10:00:30")));
    long second = dated(REQUEST, "AA", new ActivationTime.Now(), at("10:20:00"));
    index.add(answered(second, REQUEST, DspAnswer.REFUSED, at("10:20:30")));
    index.add(forwarded(HUB, at("10:49:59")));
    index.add(forwarded(HUB, at("10:50:00")));
    assertThat(untracked()).containsExactly(of("AA", 1, 1));
  }
}

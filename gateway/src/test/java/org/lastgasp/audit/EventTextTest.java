package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.audit.AuditFixture.FIRMWARE;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.METER;
import static org.lastgasp.audit.AuditFixture.MPAN;
import static org.lastgasp.audit.AuditFixture.NETWORK;
import static org.lastgasp.audit.AuditFixture.REQUEST;
import static org.lastgasp.audit.AuditFixture.SUPPLIER;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.alert;
import static org.lastgasp.audit.AuditFixture.answered;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.carried;
import static org.lastgasp.audit.AuditFixture.document;
import static org.lastgasp.audit.AuditFixture.forward;
import static org.lastgasp.audit.AuditFixture.imported;
import static org.lastgasp.audit.AuditFixture.notTracked;
import static org.lastgasp.audit.AuditFixture.order;
import static org.lastgasp.audit.AuditFixture.relayed;
import static org.lastgasp.audit.AuditFixture.requested;
import static org.lastgasp.audit.AuditFixture.suppressed;
import static org.lastgasp.audit.AuditFixture.switched;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

class EventTextTest {
  private static final Instant TODAY = TEN;

  private static Explanation.Step step(Event event) {
    return EventText.event(12, event, TODAY);
  }

  private static String text(Event event) {
    return step(event).text();
  }

  @Test
  void lengthsReadAsPeopleSayThem() {
    assertThat(EventText.length(Duration.ofSeconds(41))).isEqualTo("41 s");
    assertThat(EventText.length(Duration.ofMillis(250))).isEqualTo("0.25 s");
    assertThat(EventText.length(Duration.ofSeconds(725))).isEqualTo("12 min 5 s");
    assertThat(EventText.length(Duration.ofHours(27))).isEqualTo("1 d 3 h");
    assertThat(EventText.length(Duration.ZERO)).isEqualTo("0 s");
  }

  @Test
  void aLengthIsRoundedUpToTheMillisecond() {
    assertThat(EventText.length(Duration.ofNanos(1))).isEqualTo("0.001 s");
  }

  @Test
  void timesHaveTheirDayOnlyIfItIsAnother() {
    assertThat(EventText.time(TODAY.plusMillis(5), TODAY)).isEqualTo("10:00:00.005");
    assertThat(EventText.time(TODAY.minusSeconds(86_400), TODAY)).isEqualTo("2030-01-14 10:00:00");
    assertThat(EventText.time(Instant.MAX, TODAY)).isEqualTo(Instant.MAX.toString());
  }

  @Test
  void aTimeHasItsDayWhereThereIsNoToday() {
    assertThat(EventText.time(TODAY, Instant.MIN)).isEqualTo("2030-01-15 10:00:00");
  }

  @Test
  void aStepHasTheInstantAndTheNumberOfItsEntry() {
    Explanation.Step step = step(switched(at("09:00:00"), Switch.OFF));
    assertThat(step.at()).isEqualTo(at("09:00:00"));
    assertThat(step.number()).hasValue(12);
    assertThat(step.what()).isEqualTo("switch");
    assertThat(step.text()).isEqualTo("set to off by Ann: a drill");
  }

  @Test
  void aTrackedRequestNamesMeterHubAndWindow() {
    assertThat(text(requested(REQUEST, HUB, TEN)))
        .isEqualTo(
            "SRV 11.3 CV 5 " + REQUEST + ": tracked, on-demand, meter " + METER + " on hub " + HUB
                + ", alerts suppressed for 30 min from 10:00:00");
  }

  @Test
  void aFutureDatedRequestHasTheTimeItCarries() {
    Instant noon = at("12:00:00");
    assertThat(text(requested(order(REQUEST, HUB, new ActivationTime.At(noon), TEN))))
        .contains("future-dated")
        .endsWith("from 12:00:00");
  }

  @Test
  void aCancellationIsCalledThat() {
    assertThat(text(requested(order(REQUEST, HUB, new ActivationTime.Never(), TEN))))
        .endsWith("a cancellation of what meter " + METER + " holds");
  }

  @Test
  void aRequestThatIsNotTrackedNamesTheGate() {
    assertThat(text(notTracked(REQUEST, NotTrackedReason.NOT_ON_GUID_LIST, "", TEN)))
        .endsWith("not tracked, not-on-guid-list");
    assertThat(text(notTracked(REQUEST, NotTrackedReason.UNREADABLE_ACTIVATION, "twice", TEN)))
        .endsWith("unreadable-activation (twice)");
  }

  @Test
  void anAnswerHasWhatTheDspDidWithStatusAndCode() {
    assertThat(text(answered(1, REQUEST, DspAnswer.ACCEPTED, TEN)))
        .isEqualTo("the DSP accepted it (HTTP 200, I0)");
    assertThat(text(answered(1, REQUEST, DspAnswer.REFUSED, TEN)))
        .isEqualTo("the DSP refused it (HTTP 200, E11)");
  }

  @Test
  void anAnswerThatNeverCameHasTheWordForIt() {
    Event silence =
        new Event.ActivationAnswered(
            TEN, 1, Optional.of(REQUEST), Optional.of(Step.SEND), DspAnswer.UNCONFIRMED, 0,
            "timeout");
    assertThat(text(silence)).isEqualTo("the DSP gave no answer that counts (timeout)");
  }

  @Test
  void aRequestThatWasNeverRelayedIsNotSaidToBeAnswered() {
    Event late =
        new Event.ActivationAnswered(
            TEN, 1, Optional.of(REQUEST), Optional.of(Step.SEND), DspAnswer.REFUSED, 503,
            Event.ActivationAnswered.NOT_RELAYED);
    assertThat(text(late)).doesNotContain("DSP").contains("never relayed");
  }

  @Test
  void anAlertHasItsHubItsOutageAndItsMpan() {
    assertThat(text(suppressed(at("10:05:00"))))
        .isEqualTo(
            "AD1 of hub " + HUB + ", outage since 10:04:00, MPAN " + MPAN + ": suppressed");
  }

  @Test
  void anAlertThatCannotBeReadSaysSo() {
    Event unreadable =
        alert(
            Optional.empty(), "no number", OptionalInt.empty(), TEN,
            forward(Reason.UNREADABLE, TEN));
    assertThat(text(unreadable))
        .contains("a hub that cannot be read", "MPxN no number")
        .endsWith("forwarded, unreadable");
  }

  @Test
  void anAlertWithoutAnMpxnNamesNone() {
    Event without =
        alert(
            Optional.of(HUB), " ", OptionalInt.empty(), TEN, forward(Reason.HUB_NOT_TRACKED, TEN));
    assertThat(text(without)).doesNotContain("MP");
  }

  @Test
  void aDuplicateNamesTheEntryOfItsOriginal() {
    assertThat(text(new Event.AlertCopied(TEN, 9, "00"))).startsWith("a duplicate of alert 9");
  }

  @Test
  void aMessageIsCalledByItsKind() {
    assertThat(step(carried(METER, TEN)).what()).isEqualTo("device-alert");
    assertThat(text(carried(METER, TEN))).isEqualTo("from " + METER + ", for " + SUPPLIER);
  }

  @Test
  void aMessageForNobodyIsForNobodyKnown() {
    assertThat(text(carriedTo(Event.NOBODY, "response"))).isEqualTo("for nobody known");
  }

  @Test
  void theHubsOwnFirmwareIsSaidNeverToSuppress() {
    assertThat(text(carriedTo(SUPPLIER, "hub-firmware-activation")))
        .startsWith("the hub's own firmware was activated, which never holds an alert back");
  }

  private static Event carriedTo(Eui64 recipient, String kind) {
    return new Event.Carried(
        TEN, kind, Optional.empty(), Optional.empty(), Optional.empty(), recipient,
        document("heard"));
  }

  @Test
  void aRelayedRequestHasItsServiceAndItsAnswer() {
    assertThat(text(relayed(REQUEST, TEN)))
        .isEqualTo("SRV 4.1.1 CV 1 " + REQUEST + ": the DSP answered 200 I0");
  }

  @Test
  void aRequestThatCannotBeReadHasNoIdAndNoVariant() {
    Event blank =
        new Event.Relayed(
            TEN, "/api/v1/service", Optional.empty(), "", OptionalInt.empty(), 400, "", 1, "00");
    assertThat(text(blank)).contains("without a RequestID").doesNotContain("CV");
  }

  @Test
  void aFailedActivationSaysWhetherItsWindowEnds() {
    assertThat(text(failure(Guard.Setting.ON)))
        .isEqualTo(
            "the activation of meter " + METER
                + " with counter 18446744073709551615 failed: 8F67 with outcome 3;"
                + " its window ends");
    assertThat(text(failure(Guard.Setting.SHADOW))).doesNotContain("ends");
  }

  private static Event failure(Guard.Setting guard) {
    return new Event.ActivationFailed(TEN, 4, METER, -1, guard, "8F67 with outcome 3");
  }

  @Test
  void aStormOrderHasItsPlaceItsEndAndItsReason() {
    assertThat(text(storm(StormOrder.Order.ON, Optional.of(at("18:00:00")))))
        .isEqualTo("storm on, everywhere, until 18:00:00, by Ann: gale");
    assertThat(text(storm(StormOrder.Order.OFF, Optional.empty())))
        .isEqualTo("storm off, everywhere, by Ann: gale");
  }

  @Test
  void aStormThatEndedByItselfIsOver() {
    assertThat(text(storm(StormOrder.Order.OFF, Optional.of(TEN))))
        .isEqualTo("storm over, everywhere, ordered by Ann: gale");
  }

  private static Event storm(StormOrder.Order order, Optional<Instant> until) {
    return new Event.StormOrdered(TEN, StormOrder.Scope.EVERYWHERE, order, until, "Ann", "gale");
  }

  @Test
  void theBreakerHasWhoTurnedIt() {
    assertThat(text(new Event.BreakerTurned(TEN, Breaker.Position.CLOSED, "Ann", "looked at")))
        .isEqualTo("closed by Ann: looked at");
  }

  @Test
  void anImportHasItsFileAndItsRows() {
    Event list = imported(TEN, List.of(), List.of());
    assertThat(step(list).what()).isEqualTo("inventory");
    assertThat(text(list)).isEqualTo("meters.csv imported by Ann, 1,234 rows");
  }

  @Test
  void whatConcernsTheClockHasTheInstantsThatDiffer() {
    assertThat(text(new Event.ClockDiffered(TEN, at("10:00:03")))).contains("10:00:03");
    assertThat(text(new Event.WindowsEnded(TEN, at("11:00:00"), Duration.ofMinutes(30))))
        .contains("11:00:00");
    assertThat(text(new Event.ClockTrusted(TEN, at("11:00:00"), "Ann", "radio clock")))
        .contains("11:00:00", "Ann: radio clock");
  }

  @Test
  void aGapSaysSinceWhenNothingWasRecorded() {
    assertThat(text(new Event.Gap(TEN, at("09:59:00"), 1, 2, 3))).endsWith("since 09:59:00");
  }

  @Test
  void aLateDeliveryNamesAlertReceiverAndReason() {
    Event released =
        new Event.Released(
            TEN, 9, Optional.of(HUB), NETWORK, "alerted-again", document("an alert"));
    assertThat(text(released))
        .isEqualTo("alert 9 delivered late to " + NETWORK + ": alerted-again");
    Event handed = new Event.HandedOver(TEN, 9, Optional.of(HUB), NETWORK, "journal silent");
    assertThat(text(handed)).isEqualTo("alert 9 handed to " + NETWORK + ": journal silent");
  }

  @Test
  void aRestoreNamesTheLogRecordsThatAreMissing() {
    assertThat(text(restored(10, 12))).contains("records 11 to 12 of the suppression log");
    assertThat(text(restored(12, 12))).doesNotContain("records");
  }

  private static Event restored(long logged, long known) {
    return new Event.Restored(TEN, at("03:00:00"), logged, known, FIRMWARE, "Ann", "disk died");
  }

  @Test
  void settingsAndSettlementsHaveWhoDidIt() {
    assertThat(text(new Event.Configured(TEN, "CAFE", "a: 1", "reload")))
        .isEqualTo("settings CAFE in force, by reload");
    assertThat(text(new Event.Settled(TEN, 9, "Ann", "SR 7.4: supply on")))
        .isEqualTo("alert 9 settled by Ann: SR 7.4: supply on");
  }
}

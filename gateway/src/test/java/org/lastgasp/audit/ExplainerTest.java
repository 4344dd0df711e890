package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.audit.AuditFixture.FIRMWARE;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.METER;
import static org.lastgasp.audit.AuditFixture.MPAN;
import static org.lastgasp.audit.AuditFixture.NETWORK;
import static org.lastgasp.audit.AuditFixture.OTHER_HUB;
import static org.lastgasp.audit.AuditFixture.OTHER_METER;
import static org.lastgasp.audit.AuditFixture.REQUEST;
import static org.lastgasp.audit.AuditFixture.SUPPLIER;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.answered;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.carried;
import static org.lastgasp.audit.AuditFixture.esme;
import static org.lastgasp.audit.AuditFixture.forwarded;
import static org.lastgasp.audit.AuditFixture.imported;
import static org.lastgasp.audit.AuditFixture.notTracked;
import static org.lastgasp.audit.AuditFixture.relayed;
import static org.lastgasp.audit.AuditFixture.requested;
import static org.lastgasp.audit.AuditFixture.suppressed;
import static org.lastgasp.audit.AuditFixture.switched;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.Evidence;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.Observation;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Window;

/** What is explained of a hub, a meter, premises or a request, and what is shown around it. */
class ExplainerTest {
  private final AuditFixture index = new AuditFixture();

  @AfterEach
  void close() {
    index.close();
  }

  private Explanation explain(Object id) {
    return index.queries().explain(id.toString(), 0, 10, Visible.ALL).orElseThrow();
  }

  private static List<Long> numbers(Explanation explanation) {
    return explanation.alerts().stream().map(Explanation.Alert::number).toList();
  }

  /** The words and the times of what is shown around the only alert. */
  private List<String> shown() {
    assertThat(explain(HUB).alerts()).hasSize(1);
    return explain(HUB).alerts().getFirst().timeline().stream()
        .map(step -> step.at().toString().substring(11, 19) + " " + step.what())
        .toList();
  }

  @Test
  void whatNobodyKnowsHasNoExplanation() {
    assertThat(index.queries().explain(HUB.toString(), 0, 10, Visible.ALL)).isEmpty();
    assertThat(index.queries().explain("no id at all", 0, 10, Visible.ALL)).isEmpty();
  }

  @Test
  void aDeviceOfTheInventoryIsKnownWithoutAnAlert() {
    index.know(esme(METER, HUB));
    index.list(METER);
    assertThat(explain(METER).remarks())
        .containsExactly(
            "In the inventory now: ESME Landis+Gyr E470 SMETS2 V4.2, on hub " + HUB + ", MPAN "
                + MPAN + ", on the GUID list.",
            "No Power Outage Alert of it is remembered.");
  }

  @Test
  void aMeterThatIsNotListedIsSaidToBeNone() {
    index.know(esme(METER, HUB));
    assertThat(explain(METER).remarks().getFirst()).contains("not on the GUID list");
  }

  @Test
  void aHubIsNeverSaidToBeOffTheList() {
    index.know(
        new Device(
            HUB, "CHF", "", "WNC", "", Optional.empty(), Optional.empty(), "", "", ""));
    assertThat(explain(HUB).remarks().getFirst()).isEqualTo("In the inventory now: CHF WNC.");
  }

  @Test
  void aDeviceThatTheInventoryDoesNotKnowIsSaidToBeUnknown() {
    index.add(forwarded(HUB, TEN));
    assertThat(explain(HUB).remarks())
        .containsExactly("The inventory does not know " + HUB + ".");
  }

  @Test
  void anIndexThatIsBehindSaysThatTheLatestMayBeMissing() {
    index.isBehind();
    index.add(forwarded(HUB, TEN));
    assertThat(explain(HUB).remarks().getLast()).contains("behind the journal");
  }

  @Test
  void aMeterIsExplainedByTheAlertsOfTheHubItWasOn() {
    index.add(requested(REQUEST, HUB, at("08:00:00")));
    index.add(forwarded(HUB, TEN));
    index.add(forwarded(OTHER_HUB, TEN));
    assertThat(numbers(explain(METER))).containsExactly(2L);
  }

  @Test
  void aMeterIsExplainedByTheHubOfTheInventoryToo() {
    index.know(esme(METER, OTHER_HUB));
    index.add(forwarded(OTHER_HUB, TEN));
    assertThat(numbers(explain(METER))).containsExactly(1L);
  }

  @Test
  void anAlertIsFoundByItsMpanItsResponseAndTheRequestOfItsMeter() {
    index.add(requested(REQUEST, HUB, at("10:00:00")));
    Event.AlertJudged held = suppressed(at("10:01:00"));
    index.add(held);
    assertThat(numbers(explain(MPAN.digits()))).containsExactly(2L);
    assertThat(numbers(explain(held.response().orElseThrow()))).containsExactly(2L);
    assertThat(numbers(explain(REQUEST))).containsExactly(2L);
    assertThat(numbers(explain("  " + HUB + " "))).containsExactly(2L);
  }

  @Test
  void alertsComeInPages() {
    for (int i = 0; i < 5; i++) {
      index.add(forwarded(HUB, TEN.plusSeconds(i)));
    }
    Explanation first = index.queries().explain(HUB.toString(), 0, 2, Visible.ALL).orElseThrow();
    assertThat(numbers(first)).containsExactly(1L, 2L);
    assertThat(first.next()).hasValue(2);
    Explanation last = index.queries().explain(HUB.toString(), 4, 2, Visible.ALL).orElseThrow();
    assertThat(numbers(last)).containsExactly(5L);
    assertThat(last.next()).isEmpty();
  }

  @Test
  void aMeterWithoutAlertsHasATimelineOfItsOwn() {
    index.add(requested(REQUEST, HUB, TEN));
    index.add(answered(1, REQUEST, DspAnswer.ACCEPTED, TEN));
    index.add(relayed(new RequestId(SUPPLIER, METER, 9), at("11:00:00")));
    assertThat(explain(METER).timeline())
        .extracting(Explanation.Step::what)
        .containsExactly("request", "window", "answer", "window", "request");
  }

  @Test
  void aForwardedAlertHasWhatBecameOfItsDelivery() {
    index.delivered(DeliveryLookup.Fate.WAITING);
    index.add(forwarded(HUB, TEN));
    assertThat(explain(HUB).alerts().getFirst().fate()).isEqualTo(DeliveryLookup.Fate.WAITING);
  }

  @Test
  void aSuppressedAlertIsWithheldWhateverDeliverySays() {
    index.delivered(DeliveryLookup.Fate.TAKEN);
    index.add(suppressed(TEN));
    assertThat(explain(HUB).alerts().getFirst().fate()).isEqualTo(DeliveryLookup.Fate.WITHHELD);
  }

  @Test
  void theFatesHaveTheWordsOfTheApi() {
    assertThat(DeliveryLookup.Fate.SET_ASIDE.code()).isEqualTo("set-aside");
    assertThat(DeliveryLookup.Fate.TAKEN.code()).isEqualTo("taken");
  }

  @Test
  void anAuditorGetsEntryDigestsRequestAndFirmware() {
    Event.AlertJudged held = suppressed(TEN);
    index.add(held);
    assertThat(explain(HUB).alerts().getFirst().evidence())
        .contains(
            new Explanation.Evidence("journal entry", "1"),
            new Explanation.Evidence("message sha256", held.messageSha256()),
            new Explanation.Evidence("config hash", held.configHash()),
            new Explanation.Evidence("activation", REQUEST.toString()),
            new Explanation.Evidence("firmware hash", FIRMWARE));
  }

  @Test
  void theTimelineShowsRequestAnswerWindowAlertAndVerdictInOrder() {
    index.add(switched(at("07:00:00"), Switch.ENFORCE));
    index.add(requested(REQUEST, HUB, TEN));
    index.add(answered(2, REQUEST, DspAnswer.ACCEPTED, at("10:00:01")));
    index.add(suppressed(at("10:01:00")));
    assertThat(shown())
        .containsExactly(
            "07:00:00 switch", "10:00:00 request", "10:00:00 window", "10:00:01 answer",
            "10:01:00 alert", "10:01:00 verdict", "10:30:00 window");
  }

  @Test
  void theLastSettingOfTheSwitchIsShownHoweverLongAgo() {
    index.add(switched(TEN.minus(Duration.ofDays(90)), Switch.OBSERVE));
    index.add(switched(TEN.minus(Duration.ofDays(80)), Switch.ENFORCE));
    index.add(forwarded(HUB, TEN));
    assertThat(shown()).filteredOn(line -> line.endsWith("switch")).hasSize(1);
  }

  @Test
  void whatWasHeardIsShownForTwoHoursEitherWay() {
    index.add(carried(HUB, at("07:59:59")));
    index.add(carried(HUB, at("08:00:00")));
    index.add(forwarded(HUB, TEN));
    index.add(carried(HUB, at("12:00:00")));
    index.add(carried(HUB, at("12:00:01")));
    assertThat(shown())
        .filteredOn(line -> line.endsWith("device-alert"))
        .containsExactly("08:00:00 device-alert", "12:00:00 device-alert");
  }

  @Test
  void theRequestsOfADayBeforeAreShown() {
    Instant yesterday = TEN.minus(Duration.ofHours(24));
    index.add(requested(new RequestId(SUPPLIER, METER, 1), HUB, yesterday.minusSeconds(1)));
    index.add(requested(new RequestId(SUPPLIER, METER, 2), HUB, yesterday));
    index.add(forwarded(HUB, TEN));
    assertThat(shown()).filteredOn(line -> line.endsWith("request")).hasSize(1);
  }

  @Test
  void aRequestThatWasNotTrackedIsShownWhereTheInventoryHasItsMeterOnTheHub() {
    index.know(esme(METER, HUB));
    index.know(esme(OTHER_METER, OTHER_HUB));
    index.add(notTracked(REQUEST, NotTrackedReason.NO_HUB, "", at("09:00:00")));
    index.add(
        notTracked(
            new RequestId(SUPPLIER, OTHER_METER, 1), NotTrackedReason.NO_HUB, "",
            at("09:30:00")));
    index.add(forwarded(HUB, TEN));
    assertThat(shown()).contains("09:00:00 request").doesNotContain("09:30:00 request");
  }

  @Test
  void aMoveOfWindowsIsShownAtBothHubs() {
    Event.Move here = new Event.Move(METER, OTHER_HUB, HUB);
    Event.Move elsewhere = new Event.Move(OTHER_METER, NETWORK, SUPPLIER);
    index.add(requested(REQUEST, OTHER_HUB, at("06:00:00")));
    index.add(imported(at("06:10:00"), List.of(here, elsewhere), List.of()));
    index.add(forwarded(OTHER_HUB, TEN));
    index.add(forwarded(HUB, TEN));
    for (Eui64 hub : List.of(OTHER_HUB, HUB)) {
      Explanation.Alert alert =
          index.queries().explain(hub.toString(), 0, 1, Visible.ALL).orElseThrow()
              .alerts().getFirst();
      assertThat(alert.timeline().stream().map(Explanation.Step::text))
          .contains(EventText.move(here))
          .doesNotContain(EventText.move(elsewhere))
          .anyMatch(text -> text.contains(REQUEST.toString()));
    }
  }

  @Test
  void aStormOrderBeforeTheAlertIsShown() {
    index.add(
        new Event.StormOrdered(
            at("09:00:00"), StormOrder.Scope.EVERYWHERE, StormOrder.Order.ON, Optional.empty(),
            "Ann",
            "gale"));
    index.add(forwarded(HUB, TEN));
    assertThat(shown()).contains("09:00:00 storm");
  }

  @Test
  void duplicatesAndLateDeliveriesAreShownHoweverLate() {
    index.add(suppressed(TEN));
    index.add(new Event.AlertCopied(at("20:00:00"), 1, "00"));
    index.add(
        new Event.HandedOver(at("21:00:00"), 1, Optional.of(HUB), NETWORK, "journal silent"));
    assertThat(shown()).contains("20:00:00 copy", "21:00:00 release");
  }

  @Test
  void whatWasFoundOutAfterwardsIsShownWithWhoSettledIt() {
    index.add(suppressed(TEN));
    Evidence again =
        new Evidence(
            Evidence.Kind.ALERTED_AGAIN, OptionalLong.of(5), at("10:40:00"), "10:40 >= 10:30");
    Evidence released =
        new Evidence(Evidence.Kind.RELEASED, OptionalLong.of(6), at("10:41:00"), "late");
    index.found(
        about(
            List.of(again, released),
            Optional.of(new Case.Settlement(at("11:00:00"), "Ann", "supply on"))));
    assertThat(shown())
        .contains("10:40:00 hindsight", "11:00:00 settled")
        .doesNotContain("10:41:00 hindsight");
    assertThat(explain(HUB).alerts().getFirst().timeline())
        .extracting(Explanation.Step::text)
        .contains("alerted again: 10:40 >= 10:30", "by Ann: supply on");
  }

  private static Case about(List<Evidence> evidence, Optional<Case.Settlement> settlement) {
    Observation.Held held =
        new Observation.Held(
            1, TEN, HUB, METER, REQUEST, Window.Mode.ON_DEMAND, TEN, at("10:30:00"), TEN,
            MPAN.digits(),
            OptionalInt.of(20), "00".repeat(32));
    return new Case(
        held, 1, at("10:30:00"), at("22:00:00"), new Case.Assessment(Label.SUSPECT, evidence, TEN),
        Optional.empty(), Optional.empty(), settlement, Optional.empty(), false);
  }
}

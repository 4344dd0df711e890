package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.audit.AuditFixture.FIRMWARE;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.METER;
import static org.lastgasp.audit.AuditFixture.NETWORK;
import static org.lastgasp.audit.AuditFixture.OTHER_HUB;
import static org.lastgasp.audit.AuditFixture.REQUEST;
import static org.lastgasp.audit.AuditFixture.SUPPLIER;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.alert;
import static org.lastgasp.audit.AuditFixture.answered;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.carried;
import static org.lastgasp.audit.AuditFixture.document;
import static org.lastgasp.audit.AuditFixture.forward;
import static org.lastgasp.audit.AuditFixture.forwarded;
import static org.lastgasp.audit.AuditFixture.relayed;
import static org.lastgasp.audit.AuditFixture.requested;
import static org.lastgasp.audit.AuditFixture.suppressed;
import static org.lastgasp.audit.AuditFixture.switched;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalTailer;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Switch;

class AuditQueriesTest {
  private final AuditFixture index = new AuditFixture();

  @AfterEach
  void close() {
    index.close();
  }

  private static List<Long> numbers(AuditQuery.Page page) {
    return page.entries().stream().map(Entry::number).toList();
  }

  private AuditQuery.Page alerts(
      Optional<Eui64> hub, Optional<AuditQuery.Outcome> outcome, long after, int limit) {
    return index
        .queries()
        .alerts(
            new AuditQuery.Alerts(
                hub, AuditQuery.Filter.of(outcome), Optional.empty(), Optional.empty(), after,
                limit));
  }

  private AuditQuery.Page alerts(AuditQuery.Outcome outcome) {
    return alerts(Optional.empty(), Optional.of(outcome), 0, 100);
  }

  private AuditQuery.Page between(String from, String to) {
    return index
        .queries()
        .alerts(
            new AuditQuery.Alerts(
                Optional.empty(), AuditQuery.Filter.ANY, Optional.of(at(from)),
                Optional.of(at(to)), 0, 100));
  }

  private AuditQuery.Page audit(Optional<Eui64> device, Optional<Eui64> user) {
    return index
        .queries()
        .audit(
            new AuditQuery.Audit(device, user, Optional.empty(), Optional.empty(), 0, 100));
  }

  @Test
  void alertsAreFilteredByWhatBecameOfThem() {
    index.add(suppressed(TEN));
    index.add(forwarded(HUB, TEN));
    index.add(new Event.AlertCopied(TEN, 1, "00"));
    index.add(carried(METER, TEN));
    assertThat(numbers(alerts(AuditQuery.Outcome.SUPPRESSED))).containsExactly(1L);
    assertThat(numbers(alerts(AuditQuery.Outcome.FORWARDED))).containsExactly(2L);
    assertThat(numbers(alerts(AuditQuery.Outcome.COPY))).containsExactly(3L);
    assertThat(numbers(alerts(Optional.empty(), Optional.empty(), 0, 100)))
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void theAlertsOfAHubAreItsOwnAndTheDuplicatesOfThem() {
    index.add(suppressed(at("10:01:00")));
    index.add(forwarded(OTHER_HUB, at("10:02:00")));
    index.add(new Event.AlertCopied(at("10:03:00"), 1, "00"));
    index.add(forwarded(HUB, at("10:04:00")));
    assertThat(numbers(alerts(Optional.of(HUB), Optional.empty(), 0, 100)))
        .containsExactly(1L, 3L, 4L);
    assertThat(numbers(alerts(Optional.of(OTHER_HUB), Optional.empty(), 0, 100)))
        .containsExactly(2L);
  }

  @Test
  void anAlertIsNotFoundByTheMeterOfItsWindowInPlaceOfItsHub() {
    index.add(suppressed(TEN));
    assertThat(alerts(Optional.of(METER), Optional.empty(), 0, 100).entries()).isEmpty();
  }

  @Test
  void aPageGoesOnWhereTheOneBeforeEnded() {
    for (int i = 0; i < 5; i++) {
      index.add(forwarded(HUB, TEN.plusSeconds(i)));
    }
    AuditQuery.Page first = alerts(Optional.empty(), Optional.empty(), 0, 2);
    assertThat(numbers(first)).containsExactly(1L, 2L);
    assertThat(first.next()).isEqualTo(OptionalLong.of(2));
    AuditQuery.Page last = alerts(Optional.empty(), Optional.empty(), 4, 2);
    assertThat(numbers(last)).containsExactly(5L);
    assertThat(last.next()).isEmpty();
  }

  @Test
  void aPageThatIsJustFullIsTheLast() {
    index.add(forwarded(HUB, TEN));
    index.add(forwarded(HUB, TEN));
    assertThat(alerts(Optional.empty(), Optional.empty(), 0, 2).next()).isEmpty();
  }

  @Test
  void pagesOfAHubLoseNoDuplicate() {
    index.add(suppressed(at("10:01:00")));
    index.add(suppressed(at("10:02:00")));
    LongStream.range(0, 5).forEach(i -> index.add(new Event.AlertCopied(TEN, 1 + i % 2, "00")));
    List<Long> all = new ArrayList<>();
    OptionalLong after = OptionalLong.of(0);
    while (after.isPresent()) {
      AuditQuery.Page page = alerts(Optional.of(HUB), Optional.empty(), after.getAsLong(), 2);
      all.addAll(numbers(page));
      after = page.next();
    }
    assertThat(all).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void anIndexThatIsBehindHasANextPageForWhatIsStillToCome() {
    index.isBehind();
    index.add(forwarded(HUB, TEN));
    assertThat(alerts(Optional.empty(), Optional.empty(), 0, 10).next())
        .isEqualTo(OptionalLong.of(1));
    assertThat(index.queries().isFresh()).isFalse();
  }

  /** A page of the console has to come, and says how far the index has got. */
  @Test
  void whoTakesWhatThereIsDoesNotWaitForTheRest() {
    AuditQuery.Changes changes =
        new AuditQuery.Changes(Optional.empty(), Optional.empty(), 0, 10);
    AuditQueries queries = index.queries();
    ChangePage unused = queries.lastChanges(changes, 10, Visible.ALL);
    assertThat(index.waited()).isEqualTo(JournalTailer.PATIENCE);
    unused = queries.soFar().lastChanges(changes, 10, Visible.ALL);
    assertThat(index.waited()).isLessThan(Duration.ofMillis(200));
    Optional<Explanation> told = queries.explain("x", 0, 10, Visible.ALL);
    assertThat(index.waited()).isEqualTo(JournalTailer.PATIENCE);
    told = queries.soFar().explainLast("x", 10, 10, Visible.ALL);
    assertThat(index.waited()).isLessThan(Duration.ofMillis(200));
  }

  @Test
  void alertsAreFilteredByTheTimeOfTheirReceipt() {
    index.add(forwarded(HUB, at("09:59:59")));
    index.add(forwarded(HUB, at("10:00:00")));
    index.add(forwarded(HUB, at("10:29:59")));
    index.add(forwarded(HUB, at("10:30:00")));
    assertThat(numbers(between("10:00:00", "10:30:00"))).containsExactly(2L, 3L);
  }

  @Test
  void theAuditTrailHasNeitherSuppressionsNorOrders() {
    index.add(suppressed(TEN));
    index.add(switched(TEN, Switch.OFF));
    index.add(relayed(REQUEST, TEN));
    index.add(forwarded(HUB, TEN));
    assertThat(numbers(audit(Optional.empty(), Optional.empty()))).containsExactly(3L, 4L);
  }

  @Test
  void theAuditTrailIsFilteredByDeviceAndByUser() {
    index.add(relayed(REQUEST, TEN));
    index.add(carried(METER, TEN));
    index.add(forwarded(HUB, TEN));
    assertThat(numbers(audit(Optional.of(METER), Optional.empty()))).containsExactly(1L, 2L);
    assertThat(numbers(audit(Optional.empty(), Optional.of(SUPPLIER)))).containsExactly(1L, 2L);
    assertThat(numbers(audit(Optional.empty(), Optional.of(NETWORK)))).containsExactly(3L);
    assertThat(audit(Optional.of(HUB), Optional.of(SUPPLIER)).entries()).isEmpty();
  }

  @Test
  void aServiceUserIsNoDevice() {
    index.add(relayed(REQUEST, TEN));
    assertThat(audit(Optional.of(SUPPLIER), Optional.empty()).entries()).isEmpty();
  }

  @Test
  void whatIsForNobodyHasNoUser() {
    Event lost =
        new Event.Carried(
            TEN, "response", Optional.empty(), Optional.empty(), Optional.of(METER), Event.NOBODY,
            document("heard"));
    assertThat(AuditQueries.user(lost)).isEmpty();
    assertThat(AuditQueries.user(carried(METER, TEN))).contains(SUPPLIER);
    assertThat(AuditQueries.user(answered(1, REQUEST, DspAnswer.ACCEPTED, TEN)))
        .contains(SUPPLIER);
    assertThat(AuditQueries.user(switched(TEN, Switch.OFF))).isEmpty();
  }

  @Test
  void theLastSettingOfTheSwitchIsFound() {
    assertThat(index.queries().lastSwitched()).isEmpty();
    index.add(switched(at("09:00:00"), Switch.OFF));
    index.add(switched(at("09:30:00"), Switch.ENFORCE));
    assertThat(index.queries().lastSwitched().orElseThrow().at()).isEqualTo(at("09:30:00"));
  }

  @Test
  void theOldestEntryIsTheBeginning() {
    assertThat(index.queries().beginning()).isEmpty();
    index.leaveOut(6);
    index.add(forwarded(HUB, TEN));
    index.add(forwarded(HUB, TEN));
    assertThat(index.queries().beginning().orElseThrow().number()).isEqualTo(7);
  }

  @Test
  void campaignsCountTheRequestsOfTheirTimeOnly() {
    index.add(requested(REQUEST, HUB, at("08:00:00")));
    index.add(answered(1, REQUEST, DspAnswer.ACCEPTED, at("08:00:00")));
    assertThat(campaigns("07:00:00", "09:00:00"))
        .singleElement()
        .satisfies(
            campaign -> {
              assertThat(campaign.firmwareHash()).isEqualTo(FIRMWARE);
              assertThat(campaign.activations()).isEqualTo(1);
            });
    assertThat(campaigns("09:00:00", "11:00:00")).isEmpty();
  }

  private List<Campaign> campaigns(String from, String to) {
    return index
        .queries()
        .campaigns().totals(Optional.of(at(from)), Optional.of(at(to)), at("12:00:00"))
        .orElseThrow()
        .campaigns();
  }

  @Test
  void whatIsAddedUpBitByBitIsWhatIsAddedUpAtOnce() {
    index.add(requested(REQUEST, HUB, at("07:00:00")));
    index.add(requested(REQUEST, HUB, at("08:00:00")));
    CampaignTotals.SoFar before = soFar();
    assertThat(before.complete()).isTrue();
    assertThat(before.totals().campaigns()).hasSize(1);
    index.add(answered(2, REQUEST, DspAnswer.ACCEPTED, at("08:00:00")));
    index.add(suppressed(at("08:01:00")));
    assertThat(soFar().totals().campaigns()).isEqualTo(campaigns("07:30:00", "12:00:00"));
    assertThat(soFar().totals().campaigns().getFirst().alertsHeld()).isEqualTo(1);
    assertThat(soFar("09:00:00").totals().campaigns()).isEmpty();
  }

  private CampaignTotals.SoFar soFar() {
    return soFar("07:30:00");
  }

  private CampaignTotals.SoFar soFar(String from) {
    return index.queries().campaigns().totalsSoFar(at(from), at("12:00:00")).orElseThrow();
  }

  @Test
  void anEntryIsFoundByItsNumber() {
    Instant received = at("10:00:07");
    index.add(
        alert(
            Optional.of(HUB), "", OptionalInt.empty(), received,
            forward(Reason.HUB_NOT_TRACKED, received)));
    assertThat(index.queries().entry(1).orElseThrow().entry().at()).isEqualTo(received);
    assertThat(index.queries().entry(2)).isEmpty();
  }
}

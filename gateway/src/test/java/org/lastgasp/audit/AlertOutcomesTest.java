package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.METER;
import static org.lastgasp.audit.AuditFixture.NETWORK;
import static org.lastgasp.audit.AuditFixture.REQUEST;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.alert;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.carried;
import static org.lastgasp.audit.AuditFixture.document;
import static org.lastgasp.audit.AuditFixture.forward;
import static org.lastgasp.audit.AuditFixture.forwarded;
import static org.lastgasp.audit.AuditFixture.requested;
import static org.lastgasp.audit.AuditFixture.suppressed;
import static org.lastgasp.audit.AuditFixture.switched;
import static org.lastgasp.audit.AuditFixture.throttled;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Switch;

class AlertOutcomesTest {
  private final AuditFixture index = new AuditFixture();

  @AfterEach
  void close() {
    index.close();
  }

  private List<AlertOutcomes.Outcome> outcomes(String from, String to) {
    List<AlertOutcomes.Outcome> all = new ArrayList<>();
    index.queries().alertOutcomes(at(from), at(to)).forEachRemaining(all::add);
    return all;
  }

  private List<AlertOutcomes.Outcome> ofTheDay() {
    return outcomes("00:00:00", "23:59:59");
  }

  @Test
  void aSuppressionHasTheDigestOfItsAlert() {
    Event.AlertJudged held = suppressed(TEN);
    index.add(held);
    assertThat(ofTheDay())
        .containsExactly(
            new AlertOutcomes.Outcome.Suppressed(
                1, TEN, TEN, "20", HUB.toString(), 1, held.messageSha256()));
  }

  @Test
  void aForwardedAlertHasItsReceiverAndItsReason() {
    index.add(forwarded(HUB, TEN));
    assertThat(ofTheDay())
        .containsExactly(
            new AlertOutcomes.Outcome.Forwarded(
                1, TEN, TEN, NETWORK, "20", HUB.toString(), 1, "hub-not-tracked"));
  }

  @Test
  void anAlertThatCannotBeReadIsOfAnUnknownHubAndDistributor() {
    index.add(
        alert(Optional.empty(), "", OptionalInt.empty(), TEN, forward(Reason.UNREADABLE, TEN)));
    assertThat(ofTheDay())
        .containsExactly(
            new AlertOutcomes.Outcome.Forwarded(
                1, TEN, TEN, NETWORK, "unknown", "unknown", 1, "unreadable"));
  }

  @Test
  void aThrottledMessageAndItsDuplicateStandForAsManyAlertsAsItSays() {
    index.add(throttled(suppressed(TEN), 7));
    index.add(new Event.AlertCopied(at("10:02:00"), 1, "00"));
    index.add(throttled(forwarded(HUB, at("10:03:00")), 2));
    assertThat(ofTheDay())
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .isInstanceOfSatisfying(
                        AlertOutcomes.Outcome.Suppressed.class,
                        s -> assertThat(s.standsFor()).isEqualTo(7)),
            one ->
                assertThat(one)
                    .isInstanceOfSatisfying(
                        AlertOutcomes.Outcome.Copied.class,
                        s -> assertThat(s.standsFor()).isEqualTo(7)),
            one ->
                assertThat(one)
                    .isInstanceOfSatisfying(
                        AlertOutcomes.Outcome.Forwarded.class,
                        s -> assertThat(s.standsFor()).isEqualTo(2)));
  }

  @Test
  void aDuplicateBelongsToTheDistributorOfItsOriginal() {
    index.add(suppressed(TEN));
    index.add(new Event.AlertCopied(at("10:02:00"), 1, "00"));
    assertThat(ofTheDay().getLast())
        .isEqualTo(new AlertOutcomes.Outcome.Copied(2, at("10:02:00"), "20", 1));
  }

  @Test
  void aDuplicateOfSomethingForgottenIsOfAnUnknownDistributor() {
    index.leaveOut(5);
    index.add(new Event.AlertCopied(TEN, 1, "00"));
    assertThat(ofTheDay()).containsExactly(new AlertOutcomes.Outcome.Copied(6, TEN, "unknown", 1));
  }

  @Test
  void aDuplicateOfWhatWasNotSuppressedIsAStray() {
    index.add(forwarded(HUB, TEN));
    index.add(new Event.AlertCopied(at("10:02:00"), 1, "00"));
    assertThat(ofTheDay().getLast())
        .isEqualTo(new AlertOutcomes.Outcome.Stray(2, at("10:02:00"), 1));
  }

  @Test
  void aGapHasWhatPassedUnrecorded() {
    index.add(new Event.Gap(TEN, at("09:58:00"), 3, 4, 5));
    assertThat(ofTheDay())
        .containsExactly(new AlertOutcomes.Outcome.Unrecorded(1, TEN, at("09:58:00"), 3, 4));
  }

  @Test
  void aReleaseAndOtherTrafficCountNothing() {
    index.add(requested(REQUEST, HUB, TEN));
    index.add(carried(METER, TEN));
    index.add(switched(TEN, Switch.OFF));
    index.add(
        new Event.Released(TEN, 1, Optional.of(HUB), NETWORK, "suspect", document("an alert")));
    assertThat(ofTheDay()).isEmpty();
  }

  @Test
  void numbersThatAreNotInTheIndexAreNamedBetweenThoseThatAre() {
    index.add(forwarded(HUB, TEN));
    index.leaveOut(3);
    index.add(forwarded(HUB, TEN));
    assertThat(ofTheDay()).hasSize(3).contains(new AlertOutcomes.Outcome.Absent(2, 4));
  }

  @Test
  void theFirstInstantIsInAndTheLastIsNot() {
    index.add(forwarded(HUB, at("09:59:59")));
    index.add(forwarded(HUB, at("10:00:00")));
    index.add(forwarded(HUB, at("10:59:59")));
    index.add(forwarded(HUB, at("11:00:00")));
    assertThat(outcomes("10:00:00", "11:00:00"))
        .extracting(AlertOutcomes.Outcome::number)
        .containsExactly(2L, 3L);
  }

  @Test
  void behindTheLastThereIsNone() {
    AlertOutcomes none = index.queries().alertOutcomes(at("10:00:00"), at("11:00:00"));
    assertThat(none.hasNext()).isFalse();
    assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
  }
}

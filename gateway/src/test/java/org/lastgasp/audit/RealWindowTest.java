package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.METER;
import static org.lastgasp.audit.AuditFixture.OTHER_METER;
import static org.lastgasp.audit.AuditFixture.REQUEST;
import static org.lastgasp.audit.AuditFixture.SUPPLIER;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.answered;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.carried;
import static org.lastgasp.audit.AuditFixture.imported;
import static org.lastgasp.audit.AuditFixture.notTracked;
import static org.lastgasp.audit.AuditFixture.order;
import static org.lastgasp.audit.AuditFixture.requested;
import static org.lastgasp.audit.AuditFixture.switched;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/** What became of a window after its request was recorded. */
class RealWindowTest {
  private static final String OF = "of meter " + METER;
  private static final RequestId LATER = new RequestId(SUPPLIER, METER, 8);

  private final AuditFixture index = new AuditFixture();

  @AfterEach
  void close() {
    index.close();
  }

  private void activated() {
    index.add(requested(REQUEST, HUB, TEN));
    index.add(answered(1, REQUEST, DspAnswer.ACCEPTED, TEN));
  }

  /** Something else came at this time, so that what is behind is planned. */
  private void now(String time) {
    index.add(carried(HUB, at(time)));
  }

  private List<String> told() {
    AuditQueries queries = index.queries();
    return RealWindow.of(queries, queries.entry(1).orElseThrow()).stream()
        .flatMap(window -> window.events(TEN).stream())
        .map(Explanation.Step::text)
        .toList();
  }

  @Test
  void aWindowThatRanItsTimeOpensAndCloses() {
    activated();
    now("10:45:00");
    assertThat(told()).containsExactly(OF + " opens, until 10:30:00", OF + " closes");
  }

  @Test
  void aWindowThatStillRunsIsPlannedToClose() {
    activated();
    now("10:10:00");
    assertThat(told()).endsWith(OF + " is planned to close");
  }

  @Test
  void aWindowThatLiesAheadIsPlannedToOpen() {
    index.add(requested(order(REQUEST, HUB, new ActivationTime.At(at("11:00:00")), TEN)));
    now("10:10:00");
    assertThat(told())
        .containsExactly(
            OF + " is planned to open, until 11:30:00", OF + " is planned to close");
  }

  @Test
  void aSwitchTurnedOffEndsItAndSaysWhoDidThat() {
    activated();
    index.add(switched(at("10:05:00"), Switch.OFF));
    assertThat(told())
        .endsWith(
            OF + " ends, the switch is turned off, by switch off by Ann: a drill; it was planned"
                + " until 10:30:00");
  }

  @Test
  void anImportEndsItAndNamesItsFile() {
    activated();
    index.add(leavings(METER));
    assertThat(told().getLast())
        .contains("no longer passes a gate", "import of inventory meters.csv by Ann");
  }

  private static Event leavings(Eui64 meter) {
    return imported(
        at("10:05:00"), List.of(), List.of(new Event.Leaving(meter, NotTrackedReason.NO_HUB)));
  }

  @Test
  void anImportThatEndsAnothersWindowIsNotItsEnd() {
    activated();
    index.add(leavings(OTHER_METER));
    now("10:45:00");
    assertThat(told()).endsWith(OF + " closes");
  }

  @Test
  void aCancellationBeforeItBeganLeavesNoOpening() {
    index.add(requested(order(REQUEST, HUB, new ActivationTime.At(at("11:00:00")), TEN)));
    index.add(answered(1, REQUEST, DspAnswer.ACCEPTED, TEN));
    index.add(requested(order(LATER, HUB, new ActivationTime.Never(), at("10:05:00"))));
    index.add(answered(3, LATER, DspAnswer.ACCEPTED, at("10:05:01")));
    assertThat(told())
        .singleElement()
        .isEqualTo(OF + " is cancelled by " + LATER + "; it was planned until 11:30:00");
  }

  @Test
  void aCancellationThatIsNotConfirmedLeavesItInDoubtAfterItsTimeToo() {
    index.add(requested(order(REQUEST, HUB, new ActivationTime.At(at("11:00:00")), TEN)));
    index.add(answered(1, REQUEST, DspAnswer.ACCEPTED, TEN));
    index.add(requested(order(LATER, HUB, new ActivationTime.Never(), at("10:05:00"))));
    index.add(answered(3, LATER, DspAnswer.UNCONFIRMED, at("10:05:30")));
    now("12:00:00");
    assertThat(told())
        .singleElement()
        .isEqualTo(
            OF + " is in doubt, alerts are forwarded: it may have been cancelled by " + LATER
                + ", which the DSP did not confirm; it was planned until 11:30:00");
  }

  @Test
  void aRefusalWithdrawsIt() {
    index.add(requested(REQUEST, HUB, TEN));
    index.add(answered(1, REQUEST, DspAnswer.REFUSED, at("10:00:01")));
    assertThat(told().getLast()).contains("is withdrawn");
  }

  @Test
  void aFailureEndsItWhereTheGuardIsOn() {
    activated();
    index.add(new Event.ActivationFailed(at("10:02:00"), 2, METER, 7, Guard.Setting.ON, "8F67"));
    assertThat(told().getLast()).contains("its activation failed");
  }

  @Test
  void aFailureInShadowEndsNothing() {
    activated();
    index.add(
        new Event.ActivationFailed(at("10:02:00"), 2, METER, 7, Guard.Setting.SHADOW, "8F67"));
    now("10:45:00");
    assertThat(told()).endsWith(OF + " closes");
  }

  @Test
  void aClockThatWasSetBackEndsIt() {
    activated();
    index.add(
        new Event.WindowsEnded(at("10:03:00"), at("10:20:00"), Duration.ofMinutes(30)));
    assertThat(told().getLast()).contains("the clock was set back");
  }

  @Test
  void anotherTryThatIsNotAnsweredMovesItsEnd() {
    index.add(requested(REQUEST, HUB, TEN));
    index.add(answered(1, REQUEST, DspAnswer.UNCONFIRMED, at("10:01:00")));
    index.add(requested(REQUEST, HUB, at("10:10:00")));
    now("10:45:00");
    assertThat(told()).startsWith(OF + " opens, until 10:40:00");
  }

  @Test
  void aRequestThatIsNotTrackedHasNoWindow() {
    index.add(notTracked(REQUEST, NotTrackedReason.NO_HUB, "", TEN));
    assertThat(told()).isEmpty();
  }
}

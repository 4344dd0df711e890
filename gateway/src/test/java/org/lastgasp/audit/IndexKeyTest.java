package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.METER;
import static org.lastgasp.audit.AuditFixture.MPAN;
import static org.lastgasp.audit.AuditFixture.NETWORK;
import static org.lastgasp.audit.AuditFixture.OTHER_HUB;
import static org.lastgasp.audit.AuditFixture.OTHER_METER;
import static org.lastgasp.audit.AuditFixture.REQUEST;
import static org.lastgasp.audit.AuditFixture.SUPPLIER;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.alert;
import static org.lastgasp.audit.AuditFixture.answered;
import static org.lastgasp.audit.AuditFixture.carried;
import static org.lastgasp.audit.AuditFixture.document;
import static org.lastgasp.audit.AuditFixture.forward;
import static org.lastgasp.audit.AuditFixture.imported;
import static org.lastgasp.audit.AuditFixture.notTracked;
import static org.lastgasp.audit.AuditFixture.relayed;
import static org.lastgasp.audit.AuditFixture.requested;
import static org.lastgasp.audit.AuditFixture.suppressed;
import static org.lastgasp.audit.AuditFixture.switched;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Switch;

class IndexKeyTest {
  @Test
  void theKeyOfADeviceIsItsId() {
    assertThat(new IndexKey.Device(HUB).key()).isEqualTo(HUB.value());
  }

  @Test
  void theKeysOfAFileThatIsThereStayWhatTheyAre() {
    assertThat(new IndexKey.Premises("2012345678903").key()).isEqualTo(4335253332790919314L);
    assertThat(IndexKey.Topic.SWITCH.key()).isEqualTo(135198532872639577L);
  }

  @Test
  void namesOfDifferentKindsHaveDifferentKeys() {
    assertThat(
            List.of(
                new IndexKey.Premises("7").key(), new IndexKey.DuplicateOf(7).key(),
                IndexKey.Topic.SWITCH.key(), IndexKey.Topic.PRECAUTION.key(),
                IndexKey.Topic.OTHERS.key()))
        .doesNotHaveDuplicates();
  }

  @Test
  void anAlertIsFoundByHubMeterPremisesResponseAndReceiver() {
    ResponseId response = new ResponseId(HUB, NETWORK, TEN.getEpochSecond());
    assertThat(IndexKey.of(suppressed(TEN)))
        .containsExactlyInAnyOrder(
            new IndexKey.Device(HUB), new IndexKey.Device(METER), new IndexKey.Device(NETWORK),
            new IndexKey.Premises(MPAN.digits()), new IndexKey.Exchange(response));
  }

  @Test
  void anAlertThatCannotBeReadIsFoundByItsReceiverOnly() {
    Event unreadable =
        alert(
            Optional.empty(), "", OptionalInt.empty(), TEN, forward(Reason.UNREADABLE, TEN));
    assertThat(IndexKey.of(unreadable)).containsExactly(new IndexKey.Device(NETWORK));
  }

  @Test
  void aTrackedRequestIsFoundByTheHubOfItsMeterToo() {
    assertThat(IndexKey.of(requested(REQUEST, HUB, TEN)))
        .contains(
            new IndexKey.Device(HUB), new IndexKey.Device(METER), new IndexKey.Device(SUPPLIER),
            new IndexKey.Premises(MPAN.digits()), new IndexKey.Exchange(REQUEST.response()));
  }

  @Test
  void aRequestThatIsNotTrackedIsFoundByItsMeterOnly() {
    assertThat(IndexKey.devices(notTracked(REQUEST, NotTrackedReason.NO_HUB, "", TEN)))
        .containsExactlyInAnyOrder(METER, SUPPLIER);
  }

  @Test
  void aRequestAndItsAnswerShareTheirExchange() {
    IndexKey exchange = new IndexKey.Exchange(REQUEST.response());
    assertThat(IndexKey.of(relayed(REQUEST, TEN))).contains(exchange);
    assertThat(IndexKey.of(answered(1, REQUEST, DspAnswer.ACCEPTED, TEN))).contains(exchange);
  }

  @Test
  void aMessageIsFoundByDeviceAndReceiver() {
    assertThat(IndexKey.devices(carried(METER, TEN))).containsExactlyInAnyOrder(METER, SUPPLIER);
  }

  @Test
  void aDuplicateIsFoundByItsOriginal() {
    assertThat(IndexKey.of(new Event.AlertCopied(TEN, 7, "00")))
        .containsExactly(new IndexKey.DuplicateOf(7));
  }

  @Test
  void aReleaseIsFoundByHubReceiverAndOriginal() {
    Event released =
        new Event.Released(TEN, 7, Optional.of(HUB), NETWORK, "suspect", document("an alert"));
    assertThat(IndexKey.of(released))
        .containsExactlyInAnyOrder(
            new IndexKey.Device(HUB), new IndexKey.Device(NETWORK), new IndexKey.DuplicateOf(7));
  }

  @Test
  void anImportIsFoundByTheMetersItMovedOrEndedWithTheirHubs() {
    Event list =
        imported(
            TEN,
            List.of(new Event.Move(METER, HUB, OTHER_HUB)),
            List.of(new Event.Leaving(OTHER_METER, NotTrackedReason.NO_HUB)));
    assertThat(IndexKey.devices(list))
        .containsExactlyInAnyOrder(METER, HUB, OTHER_HUB, OTHER_METER);
  }

  @Test
  void whatConcernsEverythingIsFoundByItsTopic() {
    assertThat(IndexKey.of(switched(TEN, Switch.OFF))).containsExactly(IndexKey.Topic.SWITCH);
    assertThat(IndexKey.of(new Event.BreakerTurned(TEN, Breaker.Position.OPEN, "breaker", "900")))
        .containsExactly(IndexKey.Topic.PRECAUTION);
    assertThat(IndexKey.of(new Event.Gap(TEN, TEN, 1, 2, 3)))
        .containsExactly(IndexKey.Topic.OTHERS);
  }

  @Test
  void aFailureIsFoundByItsMeter() {
    Event failed = new Event.ActivationFailed(TEN, 4, METER, 7, Guard.Setting.ON, "8F67");
    assertThat(IndexKey.of(failed)).containsExactly(new IndexKey.Device(METER));
  }
}

package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.audit.AuditFixture.HUB;
import static org.lastgasp.audit.AuditFixture.METER;
import static org.lastgasp.audit.AuditFixture.NETWORK;
import static org.lastgasp.audit.AuditFixture.REQUEST;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.answered;
import static org.lastgasp.audit.AuditFixture.carried;
import static org.lastgasp.audit.AuditFixture.document;
import static org.lastgasp.audit.AuditFixture.forwarded;
import static org.lastgasp.audit.AuditFixture.notTracked;
import static org.lastgasp.audit.AuditFixture.relayed;
import static org.lastgasp.audit.AuditFixture.requested;
import static org.lastgasp.audit.AuditFixture.suppressed;
import static org.lastgasp.audit.AuditFixture.switched;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Switch;

class EventTypeTest {
  @Test
  void theCodesInTheFileNeverChange() {
    assertThat(Arrays.stream(EventType.values()).map(type -> type.code() + " " + type))
        .containsExactly(
            "1 ALERT_FORWARDED", "2 ALERT_SUPPRESSED", "3 ALERT_COPIED", "4 CARRIED", "5 RELAYED",
            "6 ACTIVATION_TRACKED", "7 ACTIVATION_PASSED", "8 ACTIVATION_ANSWERED", "9 EVENT",
            "10 RELEASED", "11 SUPPLY_RESTORED");
  }

  @Test
  void alertsAreToldApartByTheirVerdict() {
    assertThat(EventType.of(suppressed(TEN))).contains(EventType.ALERT_SUPPRESSED);
    assertThat(EventType.of(forwarded(HUB, TEN))).contains(EventType.ALERT_FORWARDED);
    assertThat(EventType.of(new Event.AlertCopied(TEN, 1, "00")))
        .contains(EventType.ALERT_COPIED);
  }

  @Test
  void requestsAreToldApartByWhetherTheyAreTracked() {
    assertThat(EventType.of(requested(REQUEST, HUB, TEN))).contains(EventType.ACTIVATION_TRACKED);
    assertThat(EventType.of(notTracked(REQUEST, NotTrackedReason.NO_HUB, "", TEN)))
        .contains(EventType.ACTIVATION_PASSED);
    assertThat(EventType.of(answered(1, REQUEST, DspAnswer.ACCEPTED, TEN)))
        .contains(EventType.ACTIVATION_ANSWERED);
  }

  @Test
  void otherTrafficIsCarriedOrRelayed() {
    assertThat(EventType.of(carried(METER, TEN))).contains(EventType.CARRIED);
    assertThat(EventType.of(relayed(REQUEST, TEN))).contains(EventType.RELAYED);
  }

  @Test
  void aRestorationOfSupplyIsToldApartFromOtherDeviceAlerts() {
    for (String code : List.of("8F35", "8F36", "8F37", "8F3C")) {
      assertThat(EventType.of(AuditFixture.deviceAlert(METER, code, TEN)))
          .contains(EventType.SUPPLY_RESTORED);
    }
    for (String code : List.of("8F34", "8F3D", "8F3", "8F355", "81C0")) {
      assertThat(EventType.of(AuditFixture.deviceAlert(METER, code, TEN)))
          .contains(EventType.CARRIED);
    }
  }

  @Test
  void aLateDeliveryAndAHandOverAreReleases() {
    assertThat(
            EventType.of(
                new Event.Released(
                    TEN, 1, Optional.of(HUB), NETWORK, "suspect", document("an alert"))))
        .contains(EventType.RELEASED);
    assertThat(EventType.of(new Event.HandedOver(TEN, 1, Optional.of(HUB), NETWORK, "late")))
        .contains(EventType.RELEASED);
  }

  @Test
  void ordersAreEvents() {
    assertThat(EventType.of(switched(TEN, Switch.OFF))).contains(EventType.EVENT);
  }

  @Test
  void theAuditTrailHasNoSuppressionNoDuplicateAndNoOrder() {
    assertThat(EventType.AUDITED)
        .doesNotContain(EventType.ALERT_SUPPRESSED, EventType.ALERT_COPIED, EventType.EVENT);
  }
}

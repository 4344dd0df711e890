package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.audit.AuditFixture.MPAN;
import static org.lastgasp.audit.AuditFixture.TEN;
import static org.lastgasp.audit.AuditFixture.at;
import static org.lastgasp.audit.AuditFixture.failed;
import static org.lastgasp.audit.AuditFixture.window;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

class GuardTextTest {
  private static final Verdict.NearbyAlerts THREE_HUBS =
      new Verdict.NearbyAlerts(
          new Area(Area.Kind.POSTCODE_SECTOR, "AB10 1"), 3, Duration.ofMinutes(10));

  private static GuardText text(Verdict.Evidence besides, Window window) {
    return new GuardText(besides, window, TEN);
  }

  private static GuardText without(Window window) {
    return text(Verdict.Evidence.NOTHING, window);
  }

  @Test
  void aStormOrderIsToldWithItsPlaceItsAuthorAndItsReason() {
    StormOrder order =
        new StormOrder(
            new StormOrder.Scope(OptionalInt.of(20), Optional.of("North")), at("07:30:00"),
            Optional.empty(), "Ann", "gale");
    Verdict.Evidence storm =
        new Verdict.Evidence(Optional.of(order), Optional.empty(), Optional.empty());
    assertThat(text(storm, window()).storm())
        .isEqualTo(
            "a storm order for distributor 20, region NORTH stood since 07:30:00, by Ann: gale");
  }

  @Test
  void aStormOrderThatIsNotRecordedIsSaidToHaveStood() {
    assertThat(without(window()).storm()).isEqualTo("a storm order stood for its place");
  }

  @Test
  void anEarlyOutageNamesTheBeginningOfTheWindow() {
    assertThat(without(window()).of(Guard.STARTED_BEFORE_ACTIVATION)).contains("(10:00:00)");
  }

  @Test
  void otherPremisesNameTheMeters() {
    assertThat(without(window()).of(Guard.OTHER_PREMISES)).contains("(" + MPAN + ")");
  }

  @Test
  void aFailedActivationSaysWhenThatWasHeardIfItIsKnown() {
    assertThat(without(failed(at("10:02:00"))).of(Guard.ACTIVATION_FAILED)).endsWith("at 10:02:00");
    assertThat(without(window()).of(Guard.ACTIVATION_FAILED)).endsWith("to have failed");
  }

  @Test
  void neighboursAreCountedWithTheirArea() {
    Verdict.Evidence nearby =
        new Verdict.Evidence(Optional.empty(), Optional.empty(), Optional.of(THREE_HUBS));
    assertThat(text(nearby, window()).of(Guard.COINCIDENT_OUTAGE))
        .isEqualTo(
            "3 other hubs of postcode sector AB10 1 without a window alerted in 10 min");
    assertThat(without(window()).of(Guard.COINCIDENT_OUTAGE))
        .isEqualTo("other hubs of its area alerted too");
  }

  @Test
  void anOpenBreakerSaysSinceWhenAndWhatItCounted() {
    Breaker open = new Breaker(at("09:58:00"), "900 suppressed in 10 min");
    Verdict.Evidence breaker =
        new Verdict.Evidence(Optional.empty(), Optional.of(open), Optional.empty());
    assertThat(text(breaker, window()).of(Guard.BREAKER))
        .isEqualTo("the breaker was open since 09:58:00: 900 suppressed in 10 min");
    assertThat(without(window()).of(Guard.BREAKER)).isEqualTo("the breaker was open");
  }

  @Test
  void neighboursAreToldOnceWhereTheirGuardIsInShadow() {
    Verdict.Evidence nearby =
        new Verdict.Evidence(Optional.empty(), Optional.empty(), Optional.of(THREE_HUBS));
    assertThat(text(nearby, window()).withoutEffect(List.of(Guard.COINCIDENT_OUTAGE)))
        .singleElement()
        .asString()
        .startsWith("with the guard coincident-outage on");
  }

  @Test
  void whereNothingWasComparedNothingIsTold() {
    assertThat(without(window()).withoutEffect(List.of())).isEmpty();
  }
}

package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.DspAnswer.ACCEPTED;
import static org.lastgasp.policy.Street.METER;
import static org.lastgasp.policy.Street.MPAN;
import static org.lastgasp.policy.Street.NEIGHBOUR;
import static org.lastgasp.policy.Street.NOW;
import static org.lastgasp.policy.Street.SUPPLIER;
import static org.lastgasp.policy.Street.ad1;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.lastgasp.policy.Overrides.Breaker;

/** Each guard and the storm order, with its evidence and without, on, in shadow and off. */
class GuardsTest {
  private static final Area FEEDER = new Area(Area.Kind.FEEDER, "F12");
  private static final StormOrder.Scope NORTH =
      new StormOrder.Scope(OptionalInt.empty(), Optional.of("North"));
  private final Street street = new Street();

  @Test
  void anActivationThatFailedEndsItsWindow() {
    street
        .guard(Guard.ACTIVATION_FAILED, Guard.Setting.ON)
        .accepted("10:00", 1, NOW)
        .heldAt("10:04:59")
        .failed("10:05", 1)
        .passesAt("10:05", Reason.GUARD_ACTIVATION_FAILED)
        .passesAt("10:29:59", Reason.GUARD_ACTIVATION_FAILED)
        .passesAt("10:30", Reason.AFTER_WINDOW);
  }

  @Test
  void anActivationThatFailedLeavesTheWindowOfAnother() {
    street
        .guard(Guard.ACTIVATION_FAILED, Guard.Setting.ON)
        .accepted("10:00", 1, NOW)
        .accepted("10:10", 2, NOW)
        .failed("10:15", 1)
        .heldAt("10:16");
    new Street()
        .guard(Guard.ACTIVATION_FAILED, Guard.Setting.ON)
        .accepted("10:00", SUPPLIER, METER, 1, NOW)
        .accepted("10:00", SUPPLIER, NEIGHBOUR, 1, NOW)
        .failed("10:15", 1)
        .heldAt("10:16");
  }

  @Test
  void anActivationThatFailedIsOnlyNotedInShadow() {
    street
        .guard(Guard.ACTIVATION_FAILED, Guard.Setting.SHADOW)
        .accepted("10:00", 1, NOW)
        .failed("10:05", 1);
    assertHeldInShadowOf("10:06", Guard.ACTIVATION_FAILED);
    assertThat(street.state().windows().getFirst().isLive()).isTrue();
  }

  @Test
  void aGuardTurnedOnLaterStillKnowsOfTheFailure() {
    street
        .guard(Guard.ACTIVATION_FAILED, Guard.Setting.SHADOW)
        .accepted("10:00", 1, NOW)
        .failed("10:05", 1)
        .guard(Guard.ACTIVATION_FAILED, Guard.Setting.ON)
        .passesAt("10:06", Reason.GUARD_ACTIVATION_FAILED)
        .guard(Guard.ACTIVATION_FAILED, Guard.Setting.OFF)
        .heldAt("10:06");
  }

  @Test
  void manyHubsOfTheAreaSpeakForARealOutage() {
    street
        .guard(Guard.COINCIDENT_OUTAGE, Guard.Setting.ON)
        .standingIn(FEEDER, "North")
        .accepted("10:00", 1, NOW)
        .among(4)
        .heldAt("10:05")
        .among(5)
        .passesAt("10:05", Reason.GUARD_COINCIDENT_OUTAGE);
    assertThat(besides("10:05").nearby()).hasValueSatisfying(
        nearby -> {
          assertThat(nearby.area()).hasToString("feeder F12");
          assertThat(nearby.hubs()).isEqualTo(5);
        });
  }

  @Test
  void manyHubsOfTheAreaAreOnlyNotedInShadow() {
    street
        .guard(Guard.COINCIDENT_OUTAGE, Guard.Setting.SHADOW)
        .standingIn(FEEDER, "North")
        .accepted("10:00", 1, NOW)
        .among(5);
    assertHeldInShadowOf("10:05", Guard.COINCIDENT_OUTAGE);
    street.guard(Guard.COINCIDENT_OUTAGE, Guard.Setting.OFF).heldAt("10:05");
    assertThat(shadows("10:05")).isEmpty();
  }

  @Test
  void anOpenBreakerForwardsEverything() {
    street
        .guard(Guard.BREAKER, Guard.Setting.ON)
        .accepted("10:00", 1, NOW)
        .breaker("10:02", Breaker.Position.OPEN)
        .passesAt("10:03", Reason.GUARD_BREAKER)
        .breaker("10:04", Breaker.Position.CLOSED)
        .heldAt("10:05");
  }

  @Test
  void anOpenBreakerIsOnlyNotedInShadow() {
    street
        .guard(Guard.BREAKER, Guard.Setting.SHADOW)
        .accepted("10:00", 1, NOW)
        .breaker("10:02", Breaker.Position.OPEN);
    assertHeldInShadowOf("10:03", Guard.BREAKER);
  }

  @Test
  void aStormOrderForwardsWhatComesFromItsDistributor() {
    street
        .accepted("10:00", 1, NOW)
        .storm("10:01", distributor(17), StormOrder.Order.ON)
        .heldAt("10:02")
        .storm("10:03", distributor(20), StormOrder.Order.ON)
        .passesAt("10:04", Reason.STORM)
        .storm("10:05", distributor(20), StormOrder.Order.OFF)
        .heldAt("10:06");
  }

  @Test
  void aStormOrderHoldsUpToItsEndAndNoLonger() {
    street
        .accepted("10:00", 1, NOW)
        .stormUntil("10:10", "10:01", StormOrder.Scope.EVERYWHERE)
        .passesAt("10:09:59.999", Reason.STORM)
        .heldAt("10:10");
  }

  @Test
  void aStormOrderForwardsWhatComesFromItsRegion() {
    street
        .standingIn(FEEDER, "South")
        .accepted("10:00", 1, NOW)
        .storm("10:01", NORTH, StormOrder.Order.ON)
        .heldAt("10:02")
        .standingIn(FEEDER, " north ")
        .passesAt("10:02", Reason.STORM);
  }

  @Test
  void aStormOrderForwardsWhatMayComeFromThere() {
    street.accepted("10:00", 1, NOW).storm("10:01", NORTH, StormOrder.Order.ON);
    street.passesAt("10:02", Reason.STORM);
  }

  @Test
  void anAlertOfNonsensePremisesIsFromWhereTheMeterIs() {
    street.accepted("10:00", 1, NOW).storm("10:01", distributor(17), StormOrder.Order.ON);
    assertThat(street.judge(ad1("10:02", "BANANA"), "10:02"))
        .isInstanceOf(Verdict.Suppress.class);
    street.storm("10:01", distributor(20), StormOrder.Order.ON);
    Street.assertPasses(street.judge(ad1("10:02", "BANANA"), "10:02"), Reason.STORM, "BANANA");
  }

  @Test
  void aStormOrderSaysNothingOfAlertsThatNoWindowHolds() {
    street.storm("10:01", StormOrder.Scope.EVERYWHERE, StormOrder.Order.ON).passesAt(
        "10:02", Reason.HUB_NOT_TRACKED);
    street.accepted("10:00", 1, NOW).passesAt("10:31", Reason.AFTER_WINDOW);
  }

  @Test
  void aStormOrderComesBeforeObserving() {
    street
        .accepted("10:00", 1, NOW)
        .switchedTo(Switch.OBSERVE, "10:00")
        .storm("10:01", StormOrder.Scope.EVERYWHERE, StormOrder.Order.ON)
        .passesAt("10:02", Reason.STORM);
  }

  @Test
  void anAwaitedRequestIsNoWindow() {
    long number = street.request("10:00", 1, NOW);
    street.guard(Guard.ACTIVATION_FAILED, Guard.Setting.ON).failed("10:01", 1);
    street.answer("10:02", number, 1, ACCEPTED).passesAt(
        "10:03", Reason.GUARD_ACTIVATION_FAILED);
  }

  private static StormOrder.Scope distributor(int number) {
    return new StormOrder.Scope(OptionalInt.of(number), Optional.empty());
  }

  private Verdict.Evidence besides(String received) {
    return switch (street.judge(ad1(received, MPAN.digits()), received)) {
      case Verdict.Suppress held -> held.besides();
      case Verdict.Forward passed -> passed.besides();
    };
  }

  private List<Guard> shadows(String received) {
    return switch (street.judge(ad1(received, MPAN.digits()), received)) {
      case Verdict.Suppress held -> held.shadows();
      case Verdict.Forward passed -> passed.shadows();
    };
  }

  private void assertHeldInShadowOf(String received, Guard guard) {
    street.heldAt(received);
    assertThat(shadows(received)).containsExactly(guard);
  }
}

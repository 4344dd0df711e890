package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.Street.HUB;
import static org.lastgasp.policy.Street.METER;
import static org.lastgasp.policy.Street.MPAN;
import static org.lastgasp.policy.Street.NOW;
import static org.lastgasp.policy.Street.ad1;
import static org.lastgasp.policy.Street.time;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;

/** Where an alert comes from, as far as the inventory tells, and when somebody has to look. */
class HubLocationTest {
  private static final OptionalInt ANY = OptionalInt.empty();
  private final HubState tracked = new Street().accepted("10:00", 1, NOW).state();

  @Test
  void aHubStandsWhereItsOwnRowSays() {
    HubLocation where =
        of(tracked, MPAN.digits(), row(HUB, "North", "F12"), row(METER, "South", "F99"));
    assertThat(where.area()).contains(new Area(Area.Kind.FEEDER, "F12"));
    assertThat(where.region()).contains("North");
  }

  @Test
  void aHubOfWhichTheInventoryTellsNothingStandsWhereItsTrackedMeterDoes() {
    HubLocation where = of(tracked, MPAN.digits(), row(HUB, " ", ""), row(METER, "South", "F99"));
    assertThat(where.area()).contains(new Area(Area.Kind.FEEDER, "F99"));
    assertThat(where.region()).contains("South");
    assertThat(of(tracked, MPAN.digits(), row(METER, "South", "F99"))).isEqualTo(where);
  }

  @Test
  void ofAHubThatIsNotInTheInventoryNothingIsKnown() {
    assertThat(of(tracked, MPAN.digits())).isEqualTo(HubLocation.UNKNOWN);
  }

  @Test
  void theDistributorIsThatOfTheAlertElseThatOfTheMeter() {
    Device hub = row(HUB, "North", "");
    assertThat(of(tracked, "1712345678901", hub).area()).contains(region("17 NORTH"));
    assertThat(of(tracked, "BANANA", hub).area()).contains(region("20 NORTH"));
    assertThat(of(HubState.empty(HUB), "BANANA", hub).area()).isEmpty();
  }

  @Test
  void placesAreLookedForOnlyIfAGuardOrAnOrderAsks() {
    assertThat(isAsked(Guard.Setting.OFF, Overrides.NONE)).isFalse();
    assertThat(isAsked(Guard.Setting.SHADOW, Overrides.NONE)).isTrue();
    assertThat(isAsked(Guard.Setting.ON, Overrides.NONE)).isTrue();
    Overrides distributor = ordered(new StormOrder.Scope(OptionalInt.of(20), Optional.empty()));
    assertThat(isAsked(Guard.Setting.OFF, distributor)).isFalse();
    Overrides region = ordered(new StormOrder.Scope(ANY, Optional.of("North")));
    assertThat(isAsked(Guard.Setting.OFF, region)).isTrue();
  }

  @Test
  void anAlertIsLookedUpIfAGuardAsksAndItNamesAHub() {
    TrackingState state = TrackingState.empty();
    Device hub = row(HUB, "North", "F12");
    assertThat(of(state, Guard.Setting.ON, hub).region()).contains("North");
    assertThat(of(state, Guard.Setting.OFF, hub)).isEqualTo(HubLocation.UNKNOWN);
  }

  @Test
  void theRegionOfAHubIsLookedUpOnlyWhileAnOrderAsksForOne() {
    Device hub = row(HUB, "North", "F12");
    HubState state = HubState.empty(HUB);
    Overrides north = ordered(new StormOrder.Scope(OptionalInt.empty(), Optional.of("North")));
    assertThat(HubLocation.of(state, north, id -> Optional.of(hub)).region()).contains("North");
    Overrides all = ordered(StormOrder.Scope.EVERYWHERE);
    assertThat(HubLocation.of(state, all, id -> Optional.of(hub)))
        .isEqualTo(HubLocation.UNKNOWN);
  }

  private static HubLocation of(TrackingState state, Guard.Setting guard, Device row) {
    return HubLocation.of(
        ad1("10:00", MPAN.digits()), state,
        Street.settings(Map.of(Guard.COINCIDENT_OUTAGE, guard), Settings.WindowClock.RECEIPT),
        id -> Optional.of(row).filter(device -> device.id().equals(id)));
  }

  private static boolean isAsked(Guard.Setting coincident, Overrides overrides) {
    Settings settings =
        Street.settings(Map.of(Guard.COINCIDENT_OUTAGE, coincident), Settings.WindowClock.RECEIPT);
    return HubLocation.isAsked(settings, overrides);
  }

  private static Overrides ordered(StormOrder.Scope place) {
    StormOrder.Order on = StormOrder.Order.ON;
    return Overrides.NONE.ordered(
        place, on, time("10:00"), Optional.empty(), "control room", "gale");
  }

  private static Area region(String name) {
    return new Area(Area.Kind.DISTRIBUTOR_AND_REGION, name);
  }

  private static Device row(Eui64 id, String region, String feeder) {
    return new Device(
        id, "", "", "", "", Optional.of(HUB), Optional.empty(), region, "", feeder);
  }

  private static HubLocation of(HubState state, String mpxn, Device... rows) {
    return HubLocation.of(
        ad1("10:05", mpxn),
        state,
        id -> List.of(rows).stream().filter(row -> row.id().equals(id)).findFirst());
  }
}

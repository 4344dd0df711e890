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
class LocalityTest {
  private static final OptionalInt ANY = OptionalInt.empty();
  private final HubState tracked = new Street().accepted("10:00", 1, NOW).state();

  @Test
  void aHubStandsWhereItsOwnRowSays() {
    Locality where =
        of(tracked, MPAN.digits(), row(HUB, "North", "F12"), row(METER, "South", "F99"));
    assertThat(where.area()).contains(new Area(Area.Kind.FEEDER, "F12"));
    assertThat(where.region()).contains("North");
  }

  @Test
  void aHubOfWhichTheInventoryTellsNothingStandsWhereItsTrackedMeterDoes() {
    Locality where = of(tracked, MPAN.digits(), row(HUB, " ", ""), row(METER, "South", "F99"));
    assertThat(where.area()).contains(new Area(Area.Kind.FEEDER, "F99"));
    assertThat(where.region()).contains("South");
    assertThat(of(tracked, MPAN.digits(), row(METER, "South", "F99"))).isEqualTo(where);
  }

  @Test
  void ofAHubThatIsNotInTheInventoryNothingIsKnown() {
    assertThat(of(tracked, MPAN.digits())).isEqualTo(Locality.UNKNOWN);
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
    assertThat(isAsked(Guard.Setting.OFF, Precautions.NONE)).isFalse();
    assertThat(isAsked(Guard.Setting.SHADOW, Precautions.NONE)).isTrue();
    assertThat(isAsked(Guard.Setting.ON, Precautions.NONE)).isTrue();
    Precautions distributor = ordered(new Place(OptionalInt.of(20), Optional.empty()));
    assertThat(isAsked(Guard.Setting.OFF, distributor)).isFalse();
    Precautions region = ordered(new Place(ANY, Optional.of("North")));
    assertThat(isAsked(Guard.Setting.OFF, region)).isTrue();
  }

  private static boolean isAsked(Guard.Setting coincident, Precautions precautions) {
    Settings settings =
        Street.settings(Map.of(Guard.COINCIDENT_OUTAGE, coincident), WindowClock.RECEIPT);
    return Locality.isAsked(settings, precautions);
  }

  private static Precautions ordered(Place place) {
    Storm.Order on = Storm.Order.ON;
    return Precautions.NONE.ordered(
        place, on, time("10:00"), Optional.empty(), "control room", "gale");
  }

  private static Area region(String name) {
    return new Area(Area.Kind.DISTRIBUTOR_AND_REGION, name);
  }

  private static Device row(Eui64 id, String region, String feeder) {
    return new Device(
        id, "", "", "", "", Optional.of(HUB), Optional.empty(), region, "", feeder);
  }

  private static Locality of(HubState state, String mpxn, Device... rows) {
    return Locality.of(
        ad1("10:05", mpxn),
        state,
        id -> List.of(rows).stream().filter(row -> row.id().equals(id)).findFirst());
  }
}

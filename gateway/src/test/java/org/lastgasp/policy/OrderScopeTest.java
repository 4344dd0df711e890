package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a storm order is for, and how it is said to the people who read of it. */
class OrderScopeTest {
  private static final OptionalInt TWENTY = OptionalInt.of(20);
  private static final OptionalInt ANY = OptionalInt.empty();

  @Test
  void aPlaceIsSaidInWords() {
    assertThat(place(TWENTY, "North")).hasToString("distributor 20, region NORTH");
    assertThat(place(TWENTY, "")).hasToString("distributor 20");
    assertThat(place(ANY, "North")).hasToString("region NORTH");
    assertThat(place(ANY, "")).hasToString("everywhere");
  }

  @Test
  void aRegionOfNothingButSpaceIsNone() {
    assertThat(place(ANY, "  ")).isEqualTo(StormOrder.Scope.EVERYWHERE);
    assertThat(place(TWENTY, " ").region()).isEmpty();
  }

  @Test
  void anOrderForTheSameRegionInOtherLettersIsForTheSamePlace() {
    assertThat(place(TWENTY, " north  wales ")).isEqualTo(place(TWENTY, "North Wales"));
    assertThat(place(TWENTY, "North")).isNotEqualTo(place(TWENTY, "South"));
  }

  @Test
  void aDeviceIsInItsDistributorItsRegionBothAndEverywhere() {
    assertThat(StormOrder.Scope.around(TWENTY, " north "))
        .containsExactlyInAnyOrder(
            StormOrder.Scope.EVERYWHERE, place(TWENTY, ""), place(ANY, "North"),
            place(TWENTY, "North"));
    assertThat(StormOrder.Scope.around(ANY, "")).containsExactly(StormOrder.Scope.EVERYWHERE);
    assertThat(StormOrder.Scope.around(TWENTY, ""))
        .containsExactlyInAnyOrder(StormOrder.Scope.EVERYWHERE, place(TWENTY, ""));
  }

  @Test
  void anAlertIsFromHereOnlyIfDistributorAndRegionAgree() {
    StormOrder.Scope north = place(TWENTY, "North");
    assertThat(north.mayHold(List.of(17, 20), in("north"))).isTrue();
    assertThat(north.mayHold(List.of(17), in("north"))).isFalse();
    assertThat(north.mayHold(List.of(20), in("South"))).isFalse();
  }

  @Test
  void whatNobodyKnowsMayBeFromHere() {
    StormOrder.Scope north = place(TWENTY, "North");
    assertThat(north.mayHold(List.of(), in("North"))).isTrue();
    assertThat(north.mayHold(List.of(20), HubLocation.UNKNOWN)).isTrue();
    assertThat(StormOrder.Scope.EVERYWHERE.mayHold(List.of(99), in("South"))).isTrue();
  }

  private static StormOrder.Scope place(OptionalInt distributor, String region) {
    return new StormOrder.Scope(distributor, Optional.of(region));
  }

  private static HubLocation in(String region) {
    return new HubLocation(Optional.empty(), Optional.of(region));
  }
}

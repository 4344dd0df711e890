package org.lastgasp.sim;

import java.util.List;
import java.util.stream.Stream;

/** The two regions of the CSPs, as far as outages are concerned. */
public enum Region {
  NORTH("North"),
  SOUTH_AND_CENTRAL("South & Central");

  private final String title;

  Region(String title) {
    this.title = title;
  }

  /** As people call it. */
  String title() {
    return title;
  }

  /** The region of a distributor id. */
  public static Region of(int distributor) {
    return NORTH.distributors().contains(distributor) ? NORTH : SOUTH_AND_CENTRAL;
  }

  /** The distributor ids of both. */
  public static List<Integer> allDistributors() {
    return Stream.of(values()).flatMap(region -> region.distributors().stream()).toList();
  }

  /** The distributor ids of the simulated networks in it. */
  public List<Integer> distributors() {
    return switch (this) {
      case NORTH -> List.of(13, 15, 16, 17, 18, 23);
      case SOUTH_AND_CENTRAL -> List.of(10, 11, 12, 14, 19, 20, 21, 22);
    };
  }
}

package org.lastgasp.sim;

import java.util.List;

/** The two regions of the CSPs, as far as outages are concerned. */
public enum Region {
  NORTH("North"),
  SOUTH_AND_CENTRAL("South & Central");

  private final String title;

  Region(String title) {
    this.title = title;
  }

  /** As people call it. */
  public String title() {
    return title;
  }

  /** The distributor ids of the simulated networks in it. */
  public List<Integer> distributors() {
    return switch (this) {
      case NORTH -> List.of(13, 15, 16, 17, 18, 23);
      case SOUTH_AND_CENTRAL -> List.of(10, 11, 12, 14, 19, 20, 21, 22);
    };
  }
}

package org.lastgasp.policy;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of the network small enough for outages in it to have one cause. Immutable.
 *
 * @param name within its kind: {@code F12}, {@code AB10 1}, {@code 20 North}; that of a feeder is
 *     its network's, and another network may have another feeder of that name
 */
public record Area(Kind kind, String name) {
  /**
   * Outward code, the digit of the sector, and the unit: {@code AB10 1XY}. Without a unit there is
   * a space, as {@code AB10} alone is an outward code, and not the sector {@code AB1 0}.
   */
  private static final Pattern POSTCODE =
      Pattern.compile("([A-Z]{1,2}[0-9][A-Z0-9]?)( [0-9]|[0-9](?=[A-Z]{2}))([A-Z]{2})?");

  /** The kinds of area, the smallest first. */
  public enum Kind {
    FEEDER,
    POSTCODE_SECTOR,
    /** The distributor's id and the region, as the inventory writes it. */
    DISTRIBUTOR_AND_REGION
  }

  /**
   * The smallest area the inventory's row of a device tells: its feeder, else its postcode sector,
   * else distributor and region; none if it tells none of them.
   */
  static Optional<Area> of(Device device, OptionalInt distributor) {
    Optional<Area> near = of(device);
    if (near.isPresent()) {
      return near;
    }
    String region = folded(device.region());
    return region.isEmpty() || distributor.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Area(Kind.DISTRIBUTOR_AND_REGION, distributor.getAsInt() + " " + region));
  }

  /** The feeder that the inventory's row of a device tells, else its postcode sector, else none. */
  public static Optional<Area> of(Device device) {
    return of(device.feeder(), device.postcode());
  }

  /** The same of a feeder and a postcode as they are written; either may be empty. */
  public static Optional<Area> of(String feeder, String postcode) {
    if (!feeder.isBlank()) {
      return Optional.of(new Area(Kind.FEEDER, folded(feeder)));
    }
    Matcher parts = POSTCODE.matcher(folded(postcode));
    if (parts.matches()) {
      String sector = parts.group(1) + " " + parts.group(2).strip();
      return Optional.of(new Area(Kind.POSTCODE_SECTOR, sector));
    }
    return Optional.empty();
  }

  /**
   * The network that the name is of: the distributor's, where each network has names of its own;
   * else none, as the name means the same place for everybody.
   */
  OptionalInt network(OptionalInt distributor) {
    return switch (kind) {
      case FEEDER -> distributor;
      case POSTCODE_SECTOR, DISTRIBUTOR_AND_REGION -> OptionalInt.empty();
    };
  }

  /** Names are compared without regard to case and to how much space is between words. */
  static String folded(String text) {
    return text.strip().replaceAll("\\s+", " ").toUpperCase(Locale.ROOT);
  }

  /** As people say it: {@code feeder F12}. */
  @Override
  public String toString() {
    return switch (kind) {
      case FEEDER -> "feeder " + name;
      case POSTCODE_SECTOR -> "postcode sector " + name;
      case DISTRIBUTOR_AND_REGION -> "distributor and region " + name;
    };
  }
}

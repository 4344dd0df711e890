package org.lastgasp.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An operator's order in force: forward everything there. Immutable.
 *
 * @param until when it ends by itself; empty if it stands until it is taken back
 */
public record StormOrder(
    Scope place, Instant since, Optional<Instant> until, String by, String reason) {

  /** Returns true if its end has come; at exactly that instant it has. */
  public boolean isOver(Instant at) {
    return until.filter(end -> !at.isBefore(end)).isPresent();
  }

  /** The orders of an operator. */
  public enum Order {
    ON,
    OFF;

    /** As written in orders: {@code on}, {@code off}. */
    public String code() {
      return this == ON ? "on" : "off";
    }
  }

  /**
   * The scope of an operator's order: a distributor, a region, one within the other, or, with
   * neither, everywhere. Immutable.
   *
   * @param region compared with the inventory's without regard to case
   */
  public record Scope(OptionalInt distributor, Optional<String> region) {

    public Scope {
      region = region.map(Area::folded).filter(text -> !text.isEmpty());
    }

    /** Everywhere. */
    public static final Scope EVERYWHERE = new Scope(OptionalInt.empty(), Optional.empty());

    /**
     * The scopes that hold a device.
     *
     * @param distributor of its supply point; empty if that is unknown
     * @param name its region, as the inventory has it; empty if that is unknown
     */
    public static Set<Scope> around(OptionalInt distributor, String name) {
      Optional<String> region = Optional.of(name);
      return Set.copyOf(
          List.of(
              EVERYWHERE,
              new Scope(distributor, Optional.empty()),
              new Scope(OptionalInt.empty(), region),
              new Scope(distributor, region)));
    }

    /**
     * Returns true if an alert may come from here. What nobody knows may be: in doubt, forward.
     *
     * @param distributors those of the alert and of the meters it may be of; none if unknown
     * @param where what the inventory tells of its hub
     */
    boolean mayHold(List<Integer> distributors, HubLocation where) {
      boolean its =
          distributor.isEmpty()
              || distributors.isEmpty()
              || distributors.contains(distributor.getAsInt());
      boolean there =
          region.isEmpty()
              || where.region().map(Area::folded).map(region.get()::equals).orElse(true);
      return its && there;
    }

    /** As people say it: {@code distributor 20, region NORTH}. */
    @Override
    public String toString() {
      String its = distributor.isPresent() ? "distributor " + distributor.getAsInt() : "";
      String there = region.map(text -> "region " + text).orElse("");
      if (its.isEmpty() && there.isEmpty()) {
        return "everywhere";
      }
      return its.isEmpty() || there.isEmpty() ? its + there : its + ", " + there;
    }
  }
}

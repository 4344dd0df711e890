package org.lastgasp.policy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The scope of an operator's order: a distributor, a region, one within the other, or, with
 * neither, everywhere. Immutable.
 *
 * @param region compared with the inventory's without regard to case
 */
public record OrderScope(OptionalInt distributor, Optional<String> region) {

  public OrderScope {
    region = region.map(Area::folded).filter(text -> !text.isEmpty());
  }

  /** Everywhere. */
  public static final OrderScope EVERYWHERE = new OrderScope(OptionalInt.empty(), Optional.empty());

  /**
   * The scopes that hold a device.
   *
   * @param distributor of its supply point; empty if that is unknown
   * @param name its region, as the inventory has it; empty if that is unknown
   */
  public static Set<OrderScope> around(OptionalInt distributor, String name) {
    Optional<String> region = Optional.of(name);
    return Set.copyOf(
        List.of(
            EVERYWHERE,
            new OrderScope(distributor, Optional.empty()),
            new OrderScope(OptionalInt.empty(), region),
            new OrderScope(distributor, region)));
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
        region.isEmpty() || where.region().map(Area::folded).map(region.get()::equals).orElse(true);
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

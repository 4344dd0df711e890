package org.lastgasp.sim;

import java.util.List;
import java.util.Set;
import org.lastgasp.id.Eui64;

/**
 * A Service User of the simulation: a network operator or a supplier.
 *
 * @param distributors the distributor ids of an operator's networks; a supplier has none
 */
public record ServiceUser(Eui64 id, String name, Set<Integer> distributors) {
  private static final long OPERATOR = 0x90B3_D51F_3002_0000L;
  private static final long SUPPLIER = 0x90B3_D51F_3001_0000L;

  /** The user that raises alerts in nobody else's name. */
  public static final Eui64 DSP = new Eui64(0x90B3_D51F_3000_0001L);

  /** The network operators; the first is also the one for alerts nobody else can be found for. */
  static final List<ServiceUser> OPERATORS =
      List.of(
          operator(0, "SSEN", 17, 20),
          operator(1, "UKPN", 10, 12, 19),
          operator(2, "NGED", 11, 14, 21, 22),
          operator(3, "SPEN", 13, 18),
          operator(4, "NPg", 15, 23),
          operator(5, "ENWL", 16));

  /** The suppliers: invented. */
  static final List<ServiceUser> SUPPLIERS =
      List.of(supplier(0, "Amber"), supplier(1, "Bramble"), supplier(2, "Cobalt"));

  public ServiceUser {
    distributors = Set.copyOf(distributors);
  }

  /** The operator of a distributor id; the one for everybody else's alerts if it has none. */
  static ServiceUser operatorOf(int distributor) {
    return OPERATORS.stream()
        .filter(o -> o.distributors().contains(distributor))
        .findFirst()
        .orElse(OPERATORS.getFirst());
  }

  private static ServiceUser operator(int number, String name, Integer... distributors) {
    return new ServiceUser(new Eui64(OPERATOR + number), name, Set.of(distributors));
  }

  private static ServiceUser supplier(int number, String name) {
    return new ServiceUser(new Eui64(SUPPLIER + number), name, Set.of());
  }
}

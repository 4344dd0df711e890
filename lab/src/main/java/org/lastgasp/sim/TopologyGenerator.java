package org.lastgasp.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;

/**
 * A generator of hubs and their meters: both regions, models with and without the fault, odd ones
 * too.
 */
final class TopologyGenerator {
  private static final long HUBS = 0x00DB_1234_0000_0000L;
  private static final long METERS = 0x0CA2_F400_0000_0000L;
  private static final long SPREAD = 0x9E37_79B9L; // odd, so that ids look drawn and never repeat
  private static final int[] PRIMES = {3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43};
  private static final int HUBS_A_FEEDER = 40;
  private static final List<String> LANDIS = List.of("Landis+Gyr", "Landis+Gyr", "1063", " 1063 ");
  private static final List<String> OTHERS = List.of("Secure", "Aclara", "106C", "GEO");

  private final RandomGenerator random;
  private int hubs;
  private int meters;

  private TopologyGenerator(RandomGenerator random) {
    this.random = random;
  }

  /** As many hubs as it takes to have this many meters. */
  static List<Hub> drawn(RandomGenerator random, int meters) {
    TopologyGenerator premises = new TopologyGenerator(random);
    List<Hub> hubs = new ArrayList<>();
    while (premises.meters < meters) {
      hubs.add(premises.hub(meters - premises.meters));
    }
    return hubs;
  }

  private Hub hub(int left) {
    Region region = random.nextBoolean() ? Region.NORTH : Region.SOUTH_AND_CENTRAL;
    int distributor =
        region.distributors().get(random.nextInt(region.distributors().size()));
    boolean independent = random.nextInt(50) == 0;
    ServiceUser operator = ServiceUser.operatorOf(independent ? 26 : distributor);
    int number = ++hubs;
    List<Meter> attached = new ArrayList<>();
    boolean hotShoe = left == 1 ? false : random.nextInt(40) == 0;
    if (!hotShoe) {
      attached.add(electric(independent ? 26 : distributor));
    }
    if (!hotShoe && left > 1 && random.nextInt(30) == 0) {
      attached.add(electric(independent ? 26 : distributor));
    }
    if (attached.size() < left && (hotShoe || random.nextInt(100) < 45)) {
      attached.add(gas());
    }
    String mpxn =
        attached.stream()
            .flatMap(meter -> meter.mpan().stream())
            .findFirst()
            .map(Mpan::digits)
            .orElseGet(() -> String.format(Locale.ROOT, "%010d", random.nextLong(10_000_000_000L)));
    return new Hub(
        new Eui64(HUBS + (number * SPREAD & 0xFFFF_FFFFL)),
        region,
        String.format(Locale.ROOT, "F%d-%03d", distributor, number / HUBS_A_FEEDER),
        String.format(Locale.ROOT, "ZZ%d %dZZ", distributor, number % 10),
        attached,
        mpxn,
        operator.id());
  }

  private Meter electric(int distributor) {
    int kind = random.nextInt(100);
    boolean smets1 = kind < 4;
    boolean landis = kind < 68;
    boolean listed = landis ? random.nextInt(100) < 82 : random.nextInt(100) < 3;
    boolean faulty = random.nextInt(100) < (landis ? 70 : 8) && !smets1;
    return new Meter(
        id(),
        "ESME",
        smets1 ? "SMETS1" : random.nextBoolean() ? "SMETS2 v4.2" : "smets2 V2.0",
        landis ? any(LANDIS) : any(OTHERS),
        faulty ? "E470-F" : "E470",
        Optional.of(mpan(distributor)),
        listed,
        faulty);
  }

  private Meter gas() {
    return new Meter(
        id(), "GSME", "SMETS2 v4.2", any(LANDIS), "G470", Optional.empty(), false, false);
  }

  private Eui64 id() {
    return new Eui64(METERS + (++meters * SPREAD & 0xFFFF_FFFFL));
  }

  private Mpan mpan(int distributor) {
    String digits = String.format(
        Locale.ROOT,
        "%02d%010d",
        distributor,
        random.nextLong(10_000_000_000L));
    int sum = 0;
    for (int i = 0; i < PRIMES.length; i++) {
      sum += (digits.charAt(i) - '0') * PRIMES[i];
    }
    return new Mpan(digits + sum % 11 % 10);
  }

  private String any(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}

package org.lastgasp.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;

/** The generator of feeders: their hubs, and the meters on these. */
public final class TopologyGenerator {
  private static final long FIRST_HUB = 0x00DB_0000_0000_0000L;
  private static final long FIRST_METER = 0x00DB_1000_0000_0000L;
  private static final long FIRST_GAS_METER = 0x00DB_2000_0000_0000L;
  private static final int INDEPENDENT = 26; // the distributor id of an independent network

  private final Mix mix;
  private final RandomGenerator random;

  /**
   * The composition of a grid; probabilities are of a hub.
   *
   * @param hubs on each feeder
   * @param share of a model in a thousand electricity meters
   * @param twin there are two electricity meters
   * @param hotShoe there are none
   * @param gas there is a gas meter
   * @param independent its MPANs are of an independent network
   */
  public record Mix(
      int hubs,
      ToIntFunction<MeterModel> share,
      double twin,
      double hotShoe,
      double gas,
      double independent) {
    /** Electricity meters only. */
    public static final Mix COUNTRY = new Mix(80, model -> model.countryShare, 0.03, 0, 0, 0);

    /** Something of everything. */
    static final Mix DEMO = new Mix(10, model -> model.demoShare, 0.03, 0.025, 0.45, 0.02);
  }

  public TopologyGenerator(Mix mix, RandomGenerator random) {
    this.mix = mix;
    this.random = random;
  }

  /** The distributor of a feeder: they follow one another, so that each region has its share. */
  public static int distributor(int feeder) {
    List<Integer> all = Region.allDistributors();
    return all.get(feeder % all.size());
  }

  /** The hubs of a feeder, counted from 0. */
  public List<Hub> hubs(int feeder) {
    List<Hub> hubs = new ArrayList<>(mix.hubs());
    for (int i = 0; i < mix.hubs(); i++) {
      hubs.add(hub(feeder, (long) feeder * mix.hubs() + i));
    }
    return hubs;
  }

  private Hub hub(int feeder, long number) {
    int distributor = distributor(feeder);
    int network = happens(mix.independent()) ? INDEPENDENT : distributor;
    List<Meter> meters = new ArrayList<>(2);
    int electric = happens(mix.hotShoe()) ? 0 : happens(mix.twin()) ? 2 : 1;
    for (int m = 0; m < electric; m++) {
      long place = 2 * number + m;
      String core = String.format(Locale.ROOT, "%02d%010d", network, place);
      Mpan mpan = Mpan.withCheckDigit(core);
      MeterModel model = MeterModel.drawn(random, mix.share());
      meters.add(new Meter(new Eui64(FIRST_METER + place), model, Optional.of(mpan), drift()));
    }
    if (electric == 0 || happens(mix.gas())) {
      Eui64 id = new Eui64(FIRST_GAS_METER + number);
      meters.add(new Meter(id, MeterModel.GAS, Optional.empty(), Duration.ZERO));
    }
    String gasPoint = String.format(Locale.ROOT, "%010d", number);
    String mpxn = meters.getFirst().mpan().map(Mpan::digits).orElse(gasPoint);
    return new Hub(new Eui64(FIRST_HUB + number), distributor, name(feeder), meters, mpxn);
  }

  private boolean happens(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** Most clocks are right to seconds, a few are minutes off, very few far more. */
  private Duration drift() {
    double kind = random.nextDouble();
    return RandomTimes.drift(random, kind < 0.97 ? 3 : kind < 0.995 ? 120 : 1_200);
  }

  /** The name of a feeder. */
  public static String name(int feeder) {
    return "F" + feeder;
  }

  /** The feeder of a hub in a country. */
  public static int feederOf(Eui64 hub) {
    return (int) ((hub.value() - FIRST_HUB) / Mix.COUNTRY.hubs());
  }
}

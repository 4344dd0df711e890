package org.lastgasp.whatif;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.Device;
import org.lastgasp.sim.SupplyInterruption;

/** The hubs of one feeder and the meters on them. */
final class Premises {
  private static final long FIRST_HUB = 0x00DB_0000_0000_0000L;
  private static final long FIRST_METER = 0x00DB_1000_0000_0000L;

  private Premises() {}

  /** A hub, the outages of its network, and the cuts that its meters make. */
  record Hub(
      Eui64 id,
      Mpan mpan,
      List<Meter> meters,
      List<SupplyInterruption> outages,
      List<SupplyInterruption> cuts) {
    /** A meter cuts its supply. */
    void lose(SupplyInterruption cut) {
      cuts.add(cut);
    }

    /** Every loss of supply, whatever its cause. */
    List<SupplyInterruption> losses() {
      List<SupplyInterruption> all = new ArrayList<>(outages);
      all.addAll(cuts);
      return all;
    }
  }

  /**
   * A meter.
   *
   * @param drift how far its clock is ahead (negative) or behind
   */
  record Meter(Eui64 id, Model model, Mpan mpan, Duration drift) {

    Device device(Hub hub, Feeder feeder) {
      return new Device(
          id,
          "ESME",
          "SMETS2 V4.2",
          model.manufacturer,
          model.title,
          Optional.of(hub.id()),
          Optional.of(mpan),
          feeder.rule().name(),
          "",
          feeder.name());
    }
  }

  /** The inventory's row of a hub: it tells the feeder. */
  static Device row(SimulatedGrid country, Eui64 hub) {
    int area = area(hub);
    return new Device(
        hub,
        "CHF",
        "",
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        country.rule(area).name(),
        "",
        Feeder.name(area));
  }

  /** The feeder on which something happens. */
  static int area(SimulatedEvent happening) {
    return switch (happening) {
      case SimulatedEvent.Requested r -> area(r.device().orElseThrow().hub().orElseThrow());
      case SimulatedEvent.Answered a -> areaOfMeter(a.request().target());
      case SimulatedEvent.Alerted a -> area(a.alert().hub().orElseThrow());
      case SimulatedEvent.Concluded c -> area(c.hub());
      case SimulatedEvent.Restored r -> area(r.hub());
      case SimulatedEvent.Heard h -> area(h.hub());
    };
  }

  /** The feeder of a hub. */
  static int area(Eui64 hub) {
    return (int) ((hub.value() - FIRST_HUB) / SimulatedGrid.HUBS_A_FEEDER);
  }

  private static int areaOfMeter(Eui64 meter) {
    return (int) ((meter.value() - FIRST_METER) / 2 / SimulatedGrid.HUBS_A_FEEDER);
  }

  /** Draws the hubs of a feeder, with the outages that befall them. */
  static List<Hub> drawn(SimulatedGrid country, int area, RandomGenerator random) {
    List<List<SupplyInterruption>> outages =
        Weather.drawn(country, area, country.storms(), random, SimulatedGrid.HUBS_A_FEEDER);
    List<Hub> hubs = new ArrayList<>(SimulatedGrid.HUBS_A_FEEDER);
    for (int i = 0; i < SimulatedGrid.HUBS_A_FEEDER; i++) {
      long number = (long) area * SimulatedGrid.HUBS_A_FEEDER + i;
      List<Meter> meters = new ArrayList<>(2);
      int count = country.hasTwoMeters(random) ? 2 : 1;
      for (int m = 0; m < count; m++) {
        Mpan mpan = mpan(country.distributor(area), 2 * number + m);
        Eui64 id = new Eui64(FIRST_METER + 2 * number + m);
        meters.add(new Meter(id, Model.drawn(random), mpan, drift(random)));
      }
      hubs.add(
          new Hub(
              new Eui64(FIRST_HUB + number),
              meters.getFirst().mpan(),
              meters,
              outages.get(i),
              new ArrayList<>(2)));
    }
    return hubs;
  }

  /** Most clocks are right to seconds, a few are minutes off, very few far more. */
  private static Duration drift(RandomGenerator random) {
    double kind = random.nextDouble();
    return RandomTimes.drift(random, kind < 0.97 ? 3 : kind < 0.995 ? 120 : 1_200);
  }

  private static Mpan mpan(int distributor, long number) {
    String core = String.format(Locale.ROOT, "%02d%010d", distributor, number);
    return Mpan.withCheckDigit(core);
  }
}

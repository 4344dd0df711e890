package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.ResponseId;
import org.lastgasp.sim.Alarm;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.sim.RandomDelays;
import org.lastgasp.sim.SupplyInterruption;

/**
 * A feeder of a simulated grid: all that happens on it, in order of time. What happens on another
 * does not touch it, so that feeders can be simulated one by one and at once. Used by one thread.
 */
final class Feeder {
  private static final Eui64 DSP = new Eui64(0x90B3_D51F_3000_0002L);
  private static final Document NO_BYTES = Document.of(new byte[0]);
  private static final double COPIED = 0.005; // of the alerts reach us twice
  private static final double RESTORATION_SAID = 0.9; // of the outages, by the meter
  private static final Duration TOLD_APART = Duration.ofSeconds(10); // shorter ones are not told
  private static final double QUIET_PATH = 4; // seconds from CSP to here, on average
  private static final double BUSY_PATH = 60; // the same when many alert at once
  private static final Duration DAY = Duration.ofDays(1);

  private final SimulatedGrid country;
  private final int number;
  private final RandomGenerator random;
  private final List<SimulatedEvent> happenings = new ArrayList<>();
  private int lastKey;
  private long lastAlert;

  private Feeder(SimulatedGrid country, int number) {
    this.country = country;
    this.number = number;
    this.random = RandomTimes.generator(country.seed(), number);
    this.lastAlert = (long) number << 32;
  }

  /** Returns what happens on a feeder, from 0 up to {@link SimulatedGrid#areas}. */
  static List<SimulatedEvent> happenings(SimulatedGrid country, int number) {
    Feeder feeder = new Feeder(country, number);
    feeder.draw();
    feeder.happenings.sort(Comparator.comparing(SimulatedEvent::at));
    return feeder.happenings;
  }

  RandomGenerator random() {
    return random;
  }

  AlarmRule rule() {
    return country.rule(number);
  }

  String name() {
    return name(number);
  }

  static String name(int number) {
    return "F" + number;
  }

  int nextKey() {
    return ++lastKey;
  }

  void add(SimulatedEvent happening) {
    happenings.add(happening);
  }

  private void draw() {
    List<Premises.Hub> hubs = Premises.drawn(country, number, random);
    for (Premises.Hub hub : hubs) {
      for (Premises.Meter meter : hub.meters()) {
        new CampaignGenerator(this, hub, meter, country.end()).draw(country);
      }
    }
    for (Premises.Hub hub : hubs) {
      if (!hub.outages().isEmpty() || !hub.cuts().isEmpty()) {
        alarms(hub);
      }
    }
  }

  private void alarms(Premises.Hub hub) {
    List<SupplyInterruption> losses = hub.losses();
    RandomDelays chances = RandomDelays.drawn(random, country.lostRestorations());
    List<Alarm> alarms = rule().alarms(losses, chances);
    for (Alarm alarm : alarms) {
      alarm(hub, alarm);
    }
    restorations(hub);
    if (!alarms.isEmpty()) {
      dailyReadings(hub, losses, alarms.getFirst().raised(), alarms.getLast().raised());
    }
  }

  private void alarm(Premises.Hub hub, Alarm alarm) {
    boolean genuine = hub.outages().stream().anyMatch(cut -> touches(cut, alarm));
    double path = genuine ? BUSY_PATH : QUIET_PATH;
    Instant at = alarm.raised().plus(RandomTimes.mostlyShort(random, path));
    ResponseId id = new ResponseId(DSP, operator(), ++lastAlert);
    Message.Ad1 alert =
        new Message.Ad1(
            NO_BYTES,
            new Message.Header(Optional.empty(), Optional.of(id), "I0", Optional.of(at)),
            Optional.of(hub.id()),
            Optional.of(alarm.outage().truncatedTo(ChronoUnit.SECONDS)),
            hub.mpan().digits(),
            OptionalLong.empty(),
            List.of());
    add(new SimulatedEvent.Alerted(at, alert, genuine, false));
    if (random.nextDouble() < COPIED) {
      Instant again = at.plus(RandomTimes.mostlyShort(random, 300));
      add(new SimulatedEvent.Alerted(again, alert, genuine, true));
    }
  }

  /** Whether the network had failed in the time that an alarm stands for. */
  private static boolean touches(SupplyInterruption outage, Alarm alarm) {
    return outage.off().isBefore(alarm.raised()) && outage.on().isAfter(alarm.outage());
  }

  private Eui64 operator() {
    return new Eui64(0x90B3_D51F_3002_0000L + country.distributor(number));
  }

  /** Meters tell when supply is back, but not after a cut of their own (assumption A5). */
  private void restorations(Premises.Hub hub) {
    for (SupplyInterruption outage : hub.outages()) {
      boolean told = Duration.between(outage.off(), outage.on()).compareTo(TOLD_APART) > 0;
      for (Premises.Meter meter : hub.meters()) {
        Duration later = Duration.ofSeconds(random.nextLong(60, 240));
        if (told && random.nextDouble() < RESTORATION_SAID) {
          Instant at = outage.on().plus(later);
          add(
              new SimulatedEvent.Restored(
                  at, hub.id(), meter.id(), outage.off(), outage.on()));
        }
      }
    }
  }

  /** Suppliers read each meter once a day; only what follows an alert matters to anybody. */
  private void dailyReadings(
      Premises.Hub hub, List<SupplyInterruption> losses, Instant firstAlert, Instant lastAlert) {
    for (Premises.Meter meter : hub.meters()) {
      Duration hour = Duration.ofSeconds(random.nextLong(DAY.toSeconds()));
      Instant day = firstAlert.truncatedTo(ChronoUnit.DAYS);
      for (; day.isBefore(lastAlert.plus(DAY)); day = day.plus(DAY)) {
        Instant at = day.plus(hour);
        boolean dark =
            losses.stream().anyMatch(c -> !at.isBefore(c.off()) && at.isBefore(c.on()));
        if (!dark && at.isAfter(firstAlert)) {
          add(new SimulatedEvent.Heard(at, hub.id(), meter.id()));
        }
      }
    }
  }
}

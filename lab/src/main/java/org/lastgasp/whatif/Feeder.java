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
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Device;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.sim.AlarmRule.Alarm;
import org.lastgasp.sim.Meter;
import org.lastgasp.sim.RandomDelays;
import org.lastgasp.sim.RandomTimes;
import org.lastgasp.sim.ServiceUser;
import org.lastgasp.sim.SupplyInterruption;

/**
 * A feeder of a simulated grid: all that happens on it, in order of time. What happens on another
 * does not touch it, so that feeders can be simulated one by one and at once. Used by one thread.
 */
final class Feeder {
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
  private final List<SimulatedEvent> events = new ArrayList<>();
  private int lastKey;
  private long lastAlert;

  private Feeder(SimulatedGrid country, int number) {
    this.country = country;
    this.number = number;
    this.random = RandomTimes.generator(country.seed(), number);
    this.lastAlert = (long) number << 32;
  }

  /** Returns what happens on a feeder, from 0 up to {@link SimulatedGrid#areas}. */
  static List<SimulatedEvent> events(SimulatedGrid country, int number) {
    Feeder feeder = new Feeder(country, number);
    feeder.draw();
    feeder.events.sort(Comparator.comparing(SimulatedEvent::at));
    return feeder.events;
  }

  AlarmRule rule() {
    return country.rule(number);
  }

  int nextKey() {
    return ++lastKey;
  }

  void add(SimulatedEvent event) {
    events.add(event);
  }

  private void draw() {
    List<Site> sites = country.sites(number, random);
    for (Site site : sites) {
      for (Meter meter : site.hub().meters()) {
        Device device = country.row(site.hub(), meter);
        ActivationTraffic traffic = new ActivationTraffic(this, site, meter, device);
        country.campaign(site, meter, random).forEach(traffic::add);
      }
    }
    for (Site site : sites) {
      if (!site.outages().isEmpty() || !site.cuts().isEmpty()) {
        alarms(site);
      }
    }
  }

  private void alarms(Site site) {
    List<SupplyInterruption> losses = site.losses();
    RandomDelays chances = RandomDelays.drawn(random, country.lostRestorations());
    List<Alarm> alarms = rule().alarms(losses, chances);
    for (Alarm alarm : alarms) {
      alarm(site, alarm);
    }
    restorations(site);
    if (!alarms.isEmpty()) {
      dailyReadings(site, losses, alarms.getFirst().raised(), alarms.getLast().raised());
    }
  }

  private void alarm(Site site, Alarm alarm) {
    SimulatedEvent.Origin origin = origin(site, alarm);
    double path = origin == SimulatedEvent.Origin.METER ? QUIET_PATH : BUSY_PATH;
    Instant at = alarm.raised().plus(RandomTimes.mostlyShort(random, path));
    ResponseId id = new ResponseId(ServiceUser.DSP, site.hub().operator(), ++lastAlert);
    Message.Ad1 alert =
        new Message.Ad1(
            NO_BYTES,
            new Message.Header(Optional.empty(), Optional.of(id), "I0", Optional.of(at)),
            Optional.of(site.hub().id()),
            Optional.of(alarm.outage().truncatedTo(ChronoUnit.SECONDS)),
            site.hub().mpxn(),
            OptionalLong.empty(),
            List.of());
    add(new SimulatedEvent.Alerted(at, alert, origin, false));
    if (random.nextDouble() < COPIED) {
      Instant again = at.plus(RandomTimes.mostlyShort(random, 300));
      add(new SimulatedEvent.Alerted(again, alert, origin, true));
    }
  }

  private static SimulatedEvent.Origin origin(Site site, Alarm alarm) {
    if (!touches(site.outages(), alarm)) {
      return SimulatedEvent.Origin.METER;
    }
    return touches(site.cuts(), alarm)
        ? SimulatedEvent.Origin.BOTH
        : SimulatedEvent.Origin.NETWORK;
  }

  /** Returns true if one of them is in the time that an alarm stands for. */
  private static boolean touches(List<SupplyInterruption> interruptions, Alarm alarm) {
    return interruptions.stream()
        .anyMatch(
            each -> each.off().isBefore(alarm.raised()) && each.on().isAfter(alarm.outage()));
  }

  /** Meters tell when supply is back, but not after a cut of their own (assumption A5). */
  private void restorations(Site site) {
    for (SupplyInterruption outage : site.outages()) {
      boolean told = Duration.between(outage.off(), outage.on()).compareTo(TOLD_APART) > 0;
      for (Meter meter : site.hub().meters()) {
        Duration later = Duration.ofSeconds(random.nextLong(60, 240));
        if (told && random.nextDouble() < RESTORATION_SAID) {
          Instant at = outage.on().plus(later);
          add(
              new SimulatedEvent.Restored(
                  at,
                  site.hub().id(),
                  meter.id(),
                  meter.time(outage.off()),
                  meter.time(outage.on())));
        }
      }
    }
  }

  /** Suppliers read each meter once a day; only what follows an alert matters to anybody. */
  private void dailyReadings(
      Site site, List<SupplyInterruption> losses, Instant firstAlert, Instant lastAlert) {
    for (Meter meter : site.hub().meters()) {
      Duration hour = Duration.ofSeconds(random.nextLong(DAY.toSeconds()));
      Instant day = firstAlert.truncatedTo(ChronoUnit.DAYS);
      for (; day.isBefore(lastAlert.plus(DAY)); day = day.plus(DAY)) {
        Instant at = day.plus(hour);
        boolean dark =
            losses.stream().anyMatch(c -> !at.isBefore(c.off()) && at.isBefore(c.on()));
        if (!dark && at.isAfter(firstAlert)) {
          add(new SimulatedEvent.Heard(at, site.hub().id(), meter.id()));
        }
      }
    }
  }
}

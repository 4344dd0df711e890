package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.ResponseId;
import org.lastgasp.sim.AlarmRule.Alarm;

/**
 * The hubs and their CSPs: whoever cuts a hub's supply, what comes of it is up to the rule of its
 * region. Some alerts are sent twice, some stand for several, some name no operator.
 */
final class CspSimulator {
  private static final Eui64 NO_OPERATOR = new Eui64(0x90B3_D51F_3002_00FFL);

  private final Scenario plan;
  private final WorldClock clock;
  private final Northbound northbound;
  private final GroundTruth truth;
  private final AtomicLong counter = new AtomicLong();

  CspSimulator(Scenario plan, WorldClock clock, Northbound northbound, GroundTruth truth) {
    this.plan = plan;
    this.clock = clock;
    this.northbound = northbound;
    this.truth = truth;
  }

  /** A hub's supply is cut from now on: sends what its region makes of it, when it does. */
  void lost(Hub hub, Duration length, Cause cause) throws InterruptedException {
    long seed = plan.seed() ^ hub.id().value() ^ cause.number() << 20;
    RandomGenerator random = RandomTimes.generator(seed, 0);
    SupplyInterruption cut = SupplyInterruption.lasting(clock.instant(), length);
    List<Alarm> alarms =
        plan.rule(hub.region())
            .alarms(List.of(cut), RandomDelays.drawn(random, Scenario.LOST_RESTORATIONS));
    for (Alarm alarm : alarms) {
      clock.await(alarm.raised());
      byte[] alert = compose(hub, alarm, random);
      truth.raised(new GroundTruth.Alert(GatewayConnection.sha256(alert), hub, cause));
      northbound.post("ad1", hub.operator(), alert);
      if (random.nextDouble() < Scenario.COPIED) {
        Duration pause = Duration.ofMillis(random.nextLong(60_000, 9 * 60_000));
        clock.await(clock.instant().plus(pause));
        northbound.post("ad1", hub.operator(), alert);
      }
    }
    clock.await(cut.on());
  }

  private byte[] compose(Hub hub, Alarm alarm, RandomGenerator random) {
    boolean electric = hub.mpxn().length() == 13;
    boolean unaddressed =
        electric && (hub.mpxn().startsWith("26") || random.nextInt(8) == 0);
    Eui64 addressee = unaddressed ? NO_OPERATOR : hub.operator();
    OptionalLong throttled =
        random.nextInt(60) == 0 ? OptionalLong.of(3) : OptionalLong.empty();
    return MessageBuilder.ad1(
        new ResponseId(ServiceUser.DSP, addressee, counter.incrementAndGet()),
        hub.id(),
        alarm.outage().truncatedTo(ChronoUnit.SECONDS),
        hub.mpxn(),
        throttled,
        now());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}

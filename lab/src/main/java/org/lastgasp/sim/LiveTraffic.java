package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.BiFunction;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * The traffic that goes on at the pace of our clock once a scenario is over, so that there is
 * something to see: some activations a minute, alerts that they cause, some of other outages. For
 * one thread.
 */
final class LiveTraffic {
  private static final Duration PAUSE = Duration.ofSeconds(6);
  private static final Duration LATER = Duration.ofSeconds(40); // the alert of an activation
  private static final Duration LONG_BEFORE = Duration.ofMinutes(10);
  private static final String HASH = "8C1F".repeat(16);
  private static final long FIRST = 9_000_000; // a counter above every planned one
  private static final int SUSPECT = 5; // one in so many is not the firmware's
  private static final int ELSEWHERE = 3; // one in so many turns, an alert of another hub

  private final Scenario plan;
  private final WorldClock clock;
  private final GatewayConnection line;
  private final BiFunction<Eui64, byte[], byte[]> signing;
  private final Random random = new Random(7);
  private final Map<Eui64, Hub> hubs = new HashMap<>();
  private final List<Due> due = new ArrayList<>();
  private long counter = FIRST;

  /** An alert that is yet to come. */
  private record Due(Instant at, Hub hub, Instant start) {}

  LiveTraffic(
      Scenario plan,
      WorldClock clock,
      GatewayConnection line,
      BiFunction<Eui64, byte[], byte[]> signing) {
    this.signing = signing;
    this.plan = plan;
    this.clock = clock;
    this.line = line;
    for (Hub hub : plan.hubs()) {
      hub.meters().forEach(meter -> hubs.put(meter.id(), hub));
    }
  }

  /** The DSP takes whatever comes. */
  LoopbackServer.Reply taken() {
    RequestId any = new RequestId(ServiceUser.SUPPLIERS.getFirst().id(), ServiceUser.DSP, counter);
    byte[] answer = MessageBuilder.acknowledgement(any, "11.3", "I0", clock.instant());
    return new LoopbackServer.Reply(200, "application/xml", answer);
  }

  /** Goes on until it is interrupted. */
  void run() throws InterruptedException {
    clock.run(0);
    while (true) {
      activate();
      if (random.nextInt(ELSEWHERE) == 0) {
        alert(plan.hubs().get(random.nextInt(plan.hubs().size())), clock.instant());
      }
      Instant now = clock.instant();
      List<Due> over = due.stream().filter(each -> !now.isBefore(each.at())).toList();
      due.removeAll(over);
      for (Due each : over) {
        alert(each.hub(), each.start());
      }
      Thread.sleep(PAUSE);
    }
  }

  private void activate() throws InterruptedException {
    List<Activation> all = plan.activations();
    Eui64 meter = all.get(random.nextInt(all.size())).id().target();
    Eui64 supplier = ServiceUser.SUPPLIERS.getFirst().id();
    RequestId id = new RequestId(supplier, meter, counter++);
    byte[] payload =
        PayloadBuilder.activateFirmware(supplier, meter, id.counter(), HASH, Optional.empty());
    byte[] message =
        MessageBuilder.signedActivation(id, 5, PayloadBuilder.signed(payload, new byte[64]));
    line.post(supplier, "/api/v1/serviceS", signing.apply(supplier, message));
    Hub hub = hubs.get(meter);
    if (hub != null) {
      Instant now = clock.instant();
      boolean real = random.nextInt(SUSPECT) == 0;
      due.add(new Due(now.plus(LATER), hub, real ? now.minus(LONG_BEFORE) : now.plusSeconds(5)));
    }
  }

  private void alert(Hub hub, Instant start) throws InterruptedException {
    ResponseId id = new ResponseId(hub.id(), hub.operator(), counter++);
    byte[] alert =
        MessageBuilder.ad1(
            id, hub.id(), start, hub.mpxn(), OptionalLong.empty(), clock.instant());
    line.post(ServiceUser.DSP, "/api/v1/receive", alert);
  }
}

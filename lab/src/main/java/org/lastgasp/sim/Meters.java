package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lastgasp.gbcs.Payload;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * The meters: they obey a command once, keep one activation for later, forget it when it is taken
 * back, and, if they have the fault, cut their hub's supply. They say when supply is back, but not
 * after a cut of their own making (the impact assessment's assumption A5).
 */
final class Meters {
  private final WorldClock clock;
  private final CspSimulator networks;
  private final Northbound northbound;
  private final Map<RequestId, Activation> planned;
  private final Set<RequestId> obeyed = ConcurrentHashMap.newKeySet();
  private final Map<Eui64, RequestId> kept = new ConcurrentHashMap<>();
  private final AtomicLong counter = new AtomicLong(9_000_000);

  Meters(Scenario plan, WorldClock clock, CspSimulator networks, Northbound northbound) {
    this.clock = clock;
    this.networks = networks;
    this.northbound = northbound;
    this.planned =
        plan.activations().stream()
            .collect(Collectors.toMap(Activation::id, Function.identity()));
  }

  /** A wrapped command arrives; returns when all that comes of it has been said. */
  void obey(byte[] wrapped) throws InterruptedException {
    if (!(Payload.read(wrapped) instanceof Payload.ActivateFirmware command)) {
      throw new IllegalStateException("a meter got what is no command: " + Payload.read(wrapped));
    }
    Payload.Header header = command.header();
    RequestId id = new RequestId(header.originator(), header.recipient(), header.counter());
    if (!obeyed.add(id)) {
      return; // a counter is obeyed once
    }
    if (command.cancels()) {
      kept.remove(id.target());
      accepted(id);
      return;
    }
    Optional<Activation> activation = Optional.ofNullable(planned.get(id));
    if (activation.isEmpty()) {
      throw new IllegalStateException("nobody planned the activation " + id);
    }
    if (command.executionTime().isPresent()) {
      kept.put(id.target(), id);
      accepted(id);
      clock.await(command.executionTime().get());
      if (!kept.remove(id.target(), id)) {
        return;
      }
    }
    activate(activation.get(), command.executionTime());
  }

  private void activate(Activation activation, Optional<Instant> date)
      throws InterruptedException {
    clock.await(clock.instant().plus(activation.conduct().pause()));
    Optional<Thread> cut = Optional.empty();
    if (activation.conduct().cuts()) {
      cut = Optional.of(cut(activation));
    }
    clock.await(clock.instant().plus(activation.conduct().cut()).plusSeconds(45));
    RequestId id = activation.id();
    int outcome = activation.conduct().outcome();
    if (date.isEmpty()) {
      northbound.post(
          "response", id.originator(), DeviceMessages.activated(id, outcome, now(), now()));
    } else {
      byte[] alert =
          DeviceMessages.futureDated(id, counter.incrementAndGet(), outcome, now(), now());
      northbound.post("future-dated-alert", id.originator(), alert);
    }
    if (cut.isPresent()) {
      cut.get().join();
    }
  }

  private Thread cut(Activation activation) {
    Duration length = activation.conduct().cut();
    return Thread.startVirtualThread(
        () -> {
          try {
            networks.lost(activation.hub(), length, new Cause.Firmware(activation));
          } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void accepted(RequestId id) throws InterruptedException {
    northbound.post("response", id.originator(), DeviceMessages.accepted(id, now()));
  }

  /** A real outage is over: every electric meter of the hub tells its operator. */
  void restored(Hub hub, Instant off, Instant on) throws InterruptedException {
    boolean lasted = Duration.between(off, on).compareTo(Duration.ofMinutes(3)) >= 0;
    int code = lasted ? 0x8F36 : 0x8F35;
    for (Meter meter : hub.meters()) {
      if (meter.model().type().equals("ESME")) {
        ResponseId id = new ResponseId(meter.id(), hub.operator(), counter.incrementAndGet());
        byte[] alert =
            DeviceMessages.restored(id, code, new SupplyInterruption(off, on), now());
        northbound.post("device-alert", hub.operator(), alert);
      }
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}

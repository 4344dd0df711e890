package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lastgasp.gbcs.Payload;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * The meters: they obey a command once, keep one activation for later, forget it when it is taken
 * back, and, if they have the fault, cut their hub's supply. They say when supply is back, but not
 * after a cut of their own making (the impact assessment's assumption A5).
 */
final class Meters {
  private static final String VERSION = "01020304";

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
      byte[] payload =
          PayloadBuilder.activationOutcome(
              id.target(), id.originator(), id.counter(), outcome, VERSION, now(), signature());
      northbound.post(
          "response",
          id.originator(),
          org.lastgasp.duis.MessageBuilder.deviceResponse(id, "11.3", payload, now()));
    } else {
      futureDated(id, outcome);
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

  private void futureDated(RequestId id, int outcome) throws InterruptedException {
    int code = outcome == 0 ? 0x8F66 : 0x8F67;
    byte[] payload =
        PayloadBuilder.futureDatedActivation(
            id.target(),
            id.originator(),
            counter.incrementAndGet(),
            code,
            now(),
            id.counter(),
            outcome,
            VERSION,
            signature());
    byte[] alert =
        org.lastgasp.duis.MessageBuilder.futureDatedAlert(
            id, "11.3", hex(code), payload, now());
    northbound.post("future-dated-alert", id.originator(), alert);
  }

  private void accepted(RequestId id) throws InterruptedException {
    byte[] payload =
        PayloadBuilder.activationAccepted(
            id.target(), id.originator(), id.counter(), now(), signature());
    northbound.post(
        "response",
        id.originator(),
        org.lastgasp.duis.MessageBuilder.deviceResponse(id, "11.3", payload, now()));
  }

  /** A real outage is over: every electric meter of the hub tells its operator. */
  void restored(Hub hub, Instant off, Instant on) throws InterruptedException {
    boolean lasted = Duration.between(off, on).compareTo(Duration.ofMinutes(3)) >= 0;
    int code = lasted ? 0x8F36 : 0x8F35;
    for (Meter meter : hub.meters()) {
      if (meter.type().equals("ESME")) {
        long number = counter.incrementAndGet();
        byte[] payload =
            PayloadBuilder.supplyRestored(
                meter.id(), hub.operator(), number, code, now(), off, on, signature());
        byte[] alert =
            org.lastgasp.duis.MessageBuilder.deviceAlert(
                new ResponseId(meter.id(), hub.operator(), number),
                hex(code),
                payload,
                now());
        northbound.post("device-alert", hub.operator(), alert);
      }
    }
  }

  private static String hex(int code) {
    return String.format(Locale.ROOT, "%04X", code);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** No key stands behind it: nobody in this world checks it. */
  static byte[] signature() {
    byte[] signature = new byte[64];
    ThreadLocalRandom.current().nextBytes(signature);
    return signature;
  }
}

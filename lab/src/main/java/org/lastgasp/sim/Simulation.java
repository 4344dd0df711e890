package org.lastgasp.sim;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/**
 * A simulation that plays a scenario around a gateway: {@link #settle} writes what the gateway has
 * to know, {@link #live} plays the plan against it. Use it once, then close it.
 */
public final class Simulation implements AutoCloseable {
  /** The time the gateway waits for the DSP, on the world's clock at its fastest. */
  private static final Duration SILENCE = Duration.ofMinutes(16);

  private static final int WARM_UP = 300;
  private static final int HANDSHAKES = 24; // before that many they take a hundred times longer
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(4);

  private final Scenario plan;
  private final WorldClock clock;
  private final Duration timeout;
  private final GroundTruth truth = new GroundTruth();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger running = new AtomicInteger();
  private final List<Receiver> receivers = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private volatile LoopbackServer.Household dsp = (path, body) -> LoopbackServer.Reply.empty(503);
  private final Optional<ProvenParties> parties;
  private final LoopbackServer dspDoor;
  private volatile Optional<Intruder> intruder = Optional.empty();
  private volatile Instant start = Instant.MAX;
  private volatile Duration took = Duration.ZERO;

  /** A world in which nothing has happened yet; its doors are open. */
  public Simulation(Scenario plan, WorldClock clock) {
    this(plan, clock, Optional.empty());
  }

  /** The same; with parties that prove who they are, some only pretend. */
  public Simulation(Scenario plan, WorldClock clock, Optional<ProvenParties> parties) {
    this.plan = plan;
    this.parties = parties;
    this.dspDoor =
        new LoopbackServer(shown(ServiceUser.DSP), (path, body) -> dsp.answer(path, body));
    this.clock = clock;
    long real = clock.real(SILENCE).toMillis();
    this.timeout = Duration.ofMillis(Math.clamp(real, 500, 10_000));
    int number = 0;
    for (ServiceUser user : users()) {
      Receiver.Habit habit =
          switch (number++) {
            case 2 -> Receiver.Habit.MOODY;
            case 3 -> Receiver.Habit.DEAD;
            default -> Receiver.Habit.STEADY;
          };
      receivers.add(new Receiver(user, habit, truth, clock, shown(user.id())));
    }
  }

  private Optional<SSLContext> shown(Eui64 party) {
    return parties.map(all -> all.as(party));
  }

  private byte[] signed(Eui64 party, byte[] request) {
    return parties.map(all -> all.signed(party, request)).orElse(request);
  }

  private List<Hub> hubs() {
    return parties.isEmpty()
        ? plan.hubs()
        : Stream.concat(plan.hubs().stream(), Stream.of(Intruder.HUB)).toList();
  }

  private static List<ServiceUser> users() {
    return Stream.concat(ServiceUser.OPERATORS.stream(), ServiceUser.SUPPLIERS.stream()).toList();
  }

  /** Writes {@code inventory.csv}, {@code guids.txt} and {@code lastgasp.yaml} into a folder. */
  public Path settle(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("inventory.csv"), DeviceLists.inventory(hubs()));
      Files.write(folder.resolve("guids.txt"), DeviceLists.guids(hubs()));
      String proofs = parties.isPresent() ? parties.get().settle(folder) : "";
      return Files.writeString(folder.resolve("lastgasp.yaml"), configuration() + proofs);
    } catch (IOException broken) {
      throw new UncheckedIOException("writing the demo's configuration to " + folder, broken);
    }
  }

  private String configuration() {
    String users =
        receivers.stream()
            .map(
                r ->
                    "  - {id: %s, name: %s, distributors: %s, receive: \"%s\"}\n"
                        .formatted(
                            r.user().id(),
                            r.user().name(),
                            r.user().distributors().stream().sorted().toList(),
                            r.url()))
            .collect(joining());
    return String.format(Locale.ROOT, """
        # The demo's gateway: every name, number and address in it is made up for one run.
        switch: enforce
        listen: {duis: "127.0.0.1:0", admin: "127.0.0.1:0"}
        dsp: {url: "%s", timeout: %dms%s}
        users:
        %sdefault-user: %s
        """,
        dspDoor.uri(),
        timeout.toMillis(),
        parties.isPresent() ? ", eui: " + ServiceUser.DSP : "",
        users,
        ServiceUser.OPERATORS.getFirst().id());
  }

  /**
   * Plays the plan; returns once all that is planned has happened and been sent.
   *
   * @param gateway the address of its DUIS listener
   */
  public void live(URI gateway) throws InterruptedException {
    GatewayConnection line = line(gateway);
    Northbound northbound = new Northbound(line, truth);
    CspSimulator networks = new CspSimulator(plan, clock, northbound, truth);
    Meters meters = new Meters(plan, clock, networks, northbound);
    dsp = new Dsp(plan, clock, truth, northbound, meters, this::run, timeout);
    if (parties.isPresent()) {
      shakeHands(line);
    }
    warmUp(line, northbound);
    intrude(gateway, northbound);
    Thread governor = background(new ClockThrottle(clock, line)::run);
    long begun = System.nanoTime();
    start = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(60);
    receivers.forEach(receiver -> run(() -> receiver.live(start)));
    Supplier supplier = new Supplier(clock, start, line, truth, this::signed);
    plan.unrelatedRequests().forEach(unrelated -> run(() -> supplier.run(unrelated)));
    plan.activations().forEach(activation -> run(() -> supplier.run(activation)));
    plan.activations().stream()
        .flatMap(activation -> activation.cancelling().stream())
        .forEach(cancelling -> run(() -> supplier.run(cancelling)));
    plan.outages().forEach(outage -> run(() -> strike(outage, networks, meters)));
    synchronized (running) {
      while (running.get() > 0) {
        running.wait();
      }
    }
    governor.interrupt();
    took = Duration.ofNanos(System.nanoTime() - begun);
  }

  private GatewayConnection line(URI gateway) {
    Map<Eui64, Optional<SSLContext>> shown = new ConcurrentHashMap<>();
    GatewayConnection line =
        new GatewayConnection(
            gateway, clock, party -> shown.computeIfAbsent(party, this::shown));
    open.add(line);
    return line;
  }

  /** Somebody without proof tries what he can, before anything else happens. */
  private void intrude(URI gateway, Northbound northbound) throws InterruptedException {
    if (parties.isPresent()) {
      Intruder someone = new Intruder(parties.get(), gateway, clock);
      LoopbackServer.Household usual = dsp;
      dsp =
          (path, body) -> {
            Optional<LoopbackServer.Reply> reply = someone.answer(body);
            return reply.isPresent() ? reply.get() : usual.answer(path, body);
          };
      intruder = Optional.of(someone);
      someone.run(northbound, truth);
      dsp = usual;
    }
  }

  /**
   * Lives on at the pace of our clock until it is interrupted; nothing more counts for the score.
   *
   * @param gateway the address of its DUIS listener
   */
  public void goOn(URI gateway) throws InterruptedException {
    LiveTraffic traffic = new LiveTraffic(plan, clock, line(gateway), this::signed);
    dsp = (path, body) -> traffic.taken();
    traffic.run();
  }

  /** The first messages of a program are its slowest; these go to and fro before the clock runs. */
  private static void warmUp(GatewayConnection line, Northbound northbound)
      throws InterruptedException {
    long last = System.nanoTime() + LONGEST_WARM_UP.toNanos();
    Eui64 user = ServiceUser.SUPPLIERS.getFirst().id();
    for (int i = 1; i <= WARM_UP && System.nanoTime() < last; i++) {
      RequestId id = new RequestId(user, ServiceUser.DSP, i);
      line.post(user, "/api/v1/serviceD", MessageBuilder.request(id, 8, "8.2", ""));
      byte[] response = MessageBuilder.acknowledgement(id, "8.2", "I0", Instant.EPOCH);
      northbound.post("response", user, response);
    }
  }

  /** Many at once, so that each needs connections of its own, to the gateway and behind it. */
  private static void shakeHands(GatewayConnection line) throws InterruptedException {
    Eui64 user = ServiceUser.SUPPLIERS.getFirst().id();
    List<Thread> many = new ArrayList<>();
    for (int i = 1; i <= HANDSHAKES; i++) {
      RequestId id = new RequestId(user, ServiceUser.DSP, WARM_UP + i);
      byte[] request = MessageBuilder.request(id, 8, "8.2", "");
      many.add(background(() -> line.post(user, "/api/v1/serviceD", request)));
    }
    for (Thread each : many) {
      each.join();
    }
  }

  private static Thread background(Dsp.Task task) {
    return Thread.startVirtualThread(
        () -> {
          try {
            task.run();
          } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void strike(Outage outage, CspSimulator networks, Meters meters)
      throws InterruptedException {
    clock.await(start.plus(outage.at()));
    Instant off = clock.instant();
    run(() -> {
      clock.await(off.plus(outage.length()).plusSeconds(75));
      meters.restored(outage.hub(), off, off.plus(outage.length()));
    });
    networks.lost(outage.hub(), outage.length(), new Cause.Real(outage));
  }

  /** Executes a task; what fails without a plan is in the ledger, and the score is lost by it. */
  private void run(Dsp.Task task) {
    running.incrementAndGet();
    threads.execute(
        () -> {
          try {
            task.run();
          } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException ours) {
            truth.fault("the world broke: " + ours);
          } finally {
            synchronized (running) {
              running.decrementAndGet();
              running.notifyAll();
            }
          }
        });
  }

  /** Returns where the world stands; of use at any time. */
  public Progress progress() {
    Instant now = clock.instant();
    Duration passed =
        now.isBefore(start) ? Duration.ZERO : Duration.between(start, now);
    return new Progress(
        passed,
        plan.length(),
        truth.tried().size(),
        truth.alerts().size(),
        truth.posted().size(),
        truth.delivered().size());
  }

  /**
   * The progress of a simulation.
   *
   * @param passed of the plan's time
   * @param planned the plan's length
   */
  public record Progress(
      Duration passed, Duration planned, int requests, int alerts, int posted, int delivered) {}

  /** Returns what happened, for the score. */
  public Scorer account() {
    return new Scorer(plan, truth, start, timeout, took);
  }

  /** What became of those who only pretend, by what the gateway counted. */
  public List<Score.Promise> intrusions(ScrapedMetrics figures) {
    return intruder.stream().map(each -> each.promise(figures)).toList();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    dspDoor.close();
    receivers.forEach(Receiver::close);
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception unexpected) {
        throw new IllegalStateException("closing " + each, unexpected);
      }
    }
  }
}

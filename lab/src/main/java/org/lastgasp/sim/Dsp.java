package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.RequestId;
import org.lastgasp.sim.Activation.Mood;

/**
 * The Data Service Provider: makes pre-commands, takes signed ones and passes them on to the
 * meters; it has its moods, as planned.
 */
final class Dsp implements LoopbackServer.Household {
  private static final String XML = "application/xml";
  private static final String ACTIVATE = Message.Request.ACTIVATE_FIRMWARE;
  private static final Instant NEVER = Instant.parse("3000-12-31T00:00:00Z");
  private static final Duration ON_THE_WAY = Duration.ofSeconds(20);

  private final WorldClock clock;
  private final GroundTruth truth;
  private final Northbound northbound;
  private final Meters meters;
  private final Background background;
  private final Duration silence;
  private final Map<RequestId, Queue<Mood>> moods = new ConcurrentHashMap<>();
  private final Map<RequestId, UnrelatedRequest> unrelatedRequests = new ConcurrentHashMap<>();
  private final MessageReader reader = new MessageReader();

  /** An executor of what happens by itself. */
  interface Background {
    void run(Task task);
  }

  /** A task that takes its time. */
  interface Task {
    void run() throws InterruptedException;
  }

  /**
   * A DSP.
   *
   * @param timeout how long the gateway waits for an answer, in real time
   */
  Dsp(
      Scenario plan,
      WorldClock clock,
      GroundTruth truth,
      Northbound northbound,
      Meters meters,
      Background background,
      Duration timeout) {
    this.clock = clock;
    this.truth = truth;
    this.northbound = northbound;
    this.meters = meters;
    this.background = background;
    this.silence = timeout.multipliedBy(5).dividedBy(4);
    plan.unrelatedRequests().forEach(unrelated -> unrelatedRequests.put(unrelated.id(), unrelated));
    for (Activation each : plan.activations()) {
      moods.put(each.id(), new ArrayDeque<>(each.moods()));
      each.cancelling()
          .ifPresent(c -> moods.put(c.id(), new ArrayDeque<>(List.of(c.mood()))));
    }
  }

  @Override
  public LoopbackServer.Reply answer(String path, byte[] body) throws InterruptedException {
    Instant arrived = clock.instant();
    if (!(reader.read(body) instanceof Message.Request request) || request.id().isEmpty()) {
      truth.fault("the DSP got what is no request at " + path);
      return LoopbackServer.Reply.empty(400);
    }
    RequestId id = request.id().get();
    int variant = request.commandVariant().orElse(0);
    GroundTruth.Step step = new GroundTruth.Step(id, variant);
    if (!request.activatesFirmware()) {
      return settled(step, body, arrived, unrelated(id));
    }
    if (variant == 4) {
      return settled(step, body, arrived, preCommand(id, request));
    }
    byte[] signed = request.activation().flatMap(Message.Activation::payload).orElseThrow();
    return switch (next(id)) {
      case ACCEPT -> {
        passOn(signed, ON_THE_WAY);
        yield settled(step, body, arrived, acknowledgement(id, "I99"));
      }
      case REFUSE -> settled(step, body, arrived, acknowledgement(id, "E5"));
      case BREAK -> settled(step, body, arrived, LoopbackServer.Reply.empty(503));
      case LOSE -> silent(step, body, arrived);
      case PASS_ON_SILENTLY -> {
        passOn(signed, clock.simulated(silence));
        yield silent(step, body, arrived);
      }
    };
  }

  private Mood next(RequestId id) {
    Queue<Mood> left = moods.getOrDefault(id, new ArrayDeque<>());
    synchronized (left) {
      return Optional.ofNullable(left.poll()).orElse(Mood.ACCEPT);
    }
  }

  private LoopbackServer.Reply settled(
      GroundTruth.Step step, byte[] body, Instant arrived, LoopbackServer.Reply reply) {
    truth.handled(
        new GroundTruth.Handled(
            step,
            GatewayConnection.sha256(body),
            arrived,
            clock.instant(),
            reply.status(),
            GatewayConnection.sha256(reply.body())));
    return reply;
  }

  private LoopbackServer.Reply silent(GroundTruth.Step step, byte[] body, Instant arrived)
      throws InterruptedException {
    Instant notBefore = arrived.plus(clock.simulated(silence).dividedBy(2));
    truth.handled(
        new GroundTruth.Handled(step, GatewayConnection.sha256(body), arrived, notBefore, 0, ""));
    Thread.sleep(silence);
    return LoopbackServer.Reply.empty(504); // nobody waits for it any more
  }

  private LoopbackServer.Reply preCommand(RequestId id, Message.Request request) {
    Message.Activation asked = request.activation().orElseThrow();
    byte[] payload =
        asked.executionTime().filter(NEVER::equals).isPresent()
            ? org.lastgasp.gbcs.PayloadBuilder.cancellation(
                id.originator(), id.target(), id.counter(), asked.firmwareHash())
            : org.lastgasp.gbcs.PayloadBuilder.activateFirmware(
                id.originator(),
                id.target(),
                id.counter(),
                asked.firmwareHash(),
                asked.executionTime());
    return new LoopbackServer.Reply(
        200, XML, MessageBuilder.preCommand(id, ACTIVATE, payload, now()));
  }

  private LoopbackServer.Reply acknowledgement(RequestId id, String code) {
    return new LoopbackServer.Reply(
        200, XML, MessageBuilder.acknowledgement(id, ACTIVATE, code, now()));
  }

  private void passOn(byte[] signed, Duration delay) {
    byte[] wrapped = org.lastgasp.gbcs.PayloadBuilder.wrapped(signed, new byte[12]);
    background.run(
        () -> {
          clock.await(clock.instant().plus(delay));
          meters.obey(wrapped);
        });
  }

  private LoopbackServer.Reply unrelated(RequestId id) {
    Optional<UnrelatedRequest> unrelated = Optional.ofNullable(unrelatedRequests.get(id));
    if (unrelated.isEmpty()) {
      return new LoopbackServer.Reply(
          200, XML, MessageBuilder.acknowledgement(id, "8.2", "I0", now()));
    }
    background.run(
        () -> {
          clock.await(clock.instant().plusSeconds(90));
          northbound.post("response", id.originator(), unrelated.get().response(now()));
        });
    return unrelated.get().answer(now());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}

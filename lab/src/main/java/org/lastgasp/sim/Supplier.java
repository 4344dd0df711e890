package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.gbcs.Payload;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/**
 * A supplier's campaign desk: asks for a pre-command, signs it, sends it; sends the same again when
 * no answer came, and once more after a refusal if it is planned to.
 */
final class Supplier {
  private static final String HASH = "6C6173746761737020".repeat(4).substring(0, 64);
  private static final Instant NEVER = Instant.parse("3000-12-31T00:00:00Z");
  private static final Duration BEFORE_AGAIN = Duration.ofMinutes(4);
  private static final int MOST = 6;

  private final WorldClock clock;
  private final Instant start;
  private final GatewayConnection line;
  private final GroundTruth truth;
  private final BiFunction<Eui64, byte[], byte[]> signing;
  private final MessageReader reader = new MessageReader();

  Supplier(
      WorldClock clock,
      Instant start,
      GatewayConnection line,
      GroundTruth truth,
      BiFunction<Eui64, byte[], byte[]> signing) {
    this.signing = signing;
    this.clock = clock;
    this.start = start;
    this.line = line;
    this.truth = truth;
  }

  /** Both steps of an activation, however often it takes. */
  void run(Activation activation) throws InterruptedException {
    clock.await(start.plus(activation.at()));
    Optional<Instant> date = activation.date().map(start::plus);
    boolean insists = activation.moods().size() > 1;
    order(activation.id(), activation.variant(), date, insists ? 1 : 0, true);
  }

  /** Both steps of taking it back; tried once. */
  void run(Activation.Cancelling cancelling) throws InterruptedException {
    clock.await(start.plus(cancelling.at()));
    order(cancelling.id(), 5, Optional.of(NEVER), 0, false);
  }

  private void order(
      RequestId id, int variant, Optional<Instant> date, int moreAfterRefusal, boolean insists)
      throws InterruptedException {
    byte[] asked =
        signing.apply(id.originator(), MessageBuilder.activateFirmware(id, HASH, date));
    Optional<byte[]> preCommand = Optional.empty();
    for (int i = 0; i < MOST && preCommand.isEmpty(); i++) {
      preCommand = preCommand(send("/api/v1/serviceT", new GroundTruth.Step(id, 4), asked));
    }
    if (preCommand.isEmpty()) {
      truth.fault("no pre-command for " + id + " in " + MOST + " tries");
      return;
    }
    if (variant == 4) {
      return;
    }
    Payload command = Payload.read(preCommand.get());
    if (!(command instanceof Payload.ActivateFirmware)) {
      truth.fault("a pre-command that is none for " + id + ": " + command);
      return;
    }
    byte[] signed = PayloadBuilder.signed(preCommand.get(), DeviceMessages.SIGNATURE);
    byte[] sent =
        signing.apply(
            id.originator(), MessageBuilder.signedActivation(id, variant, signed));
    int refusals = 0;
    for (int i = 0; i < MOST; i++) {
      String code = code(send("/api/v1/serviceS", new GroundTruth.Step(id, variant), sent));
      boolean refused = code.startsWith("E");
      refusals += refused ? 1 : 0;
      boolean accepted = !refused && !code.isEmpty();
      if (accepted || refusals > moreAfterRefusal || !insists) {
        return;
      }
      clock.await(clock.instant().plus(BEFORE_AGAIN));
    }
  }

  /** A request of another kind: sent once. */
  void run(UnrelatedRequest unrelated) throws InterruptedException {
    clock.await(start.plus(unrelated.at()));
    send(
        unrelated.path(),
        new GroundTruth.Step(unrelated.id(), unrelated.variant()),
        unrelated.request());
  }

  private GatewayConnection.Answer send(String path, GroundTruth.Step step, byte[] document)
      throws InterruptedException {
    GatewayConnection.Answer answer = line.post(step.id().originator(), path, document);
    truth.tried(
        new GroundTruth.Tried(
            step,
            GatewayConnection.sha256(document),
            answer.from(),
            answer.to(),
            answer.took(),
            answer.status(),
            GatewayConnection.sha256(answer.body()),
            code(answer)));
    return answer;
  }

  private Optional<byte[]> preCommand(GatewayConnection.Answer answer) {
    return reader.read(answer.body()) instanceof Message.Response response
        ? response.payload()
        : Optional.empty();
  }

  /** The DSP's code, or nothing if this is no answer of it. */
  private String code(GatewayConnection.Answer answer) {
    return answer.status() == 200
            && reader.read(answer.body()) instanceof Message.InResponse response
        ? response.header().code()
        : "";
  }
}

package org.lastgasp.policy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.duis.Message;
import org.lastgasp.gbcs.Payload;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/**
 * A reader of what an SRV 11.3 asks for, from its XML and the GBCS payload inside. In practice the
 * time of an activation is only inside the payload; where both name one, the payload's counts.
 */
final class ActivationReader {
  private static final int CS06 = 0x0012;

  private ActivationReader() {}

  /** The request as it was read. */
  sealed interface Asked {}

  /** A step 1 request: a pre-command, of which nothing goes to the meter. */
  record Transform() implements Asked {}

  /** A step 2 request: the activation itself, or its cancellation. */
  record Activation(
      RequestId request, Step step, String firmwareHash, ActivationTime when, boolean timesDisagree)
      implements Asked {
    TrackingDecision.Activation asked() {
      return new TrackingDecision.Activation(firmwareHash, when);
    }

    /** It, if it replaces or cancels what the device holds once it is accepted. */
    List<RequestId> mayReplace(Instant received) {
      boolean replaces =
          switch (when) {
            case ActivationTime.Now now -> false;
            case ActivationTime.At at -> at.time().isAfter(received);
            case ActivationTime.Never never -> true;
          };
      return replaces ? List.of(request) : List.of();
    }
  }

  /** A request whose payload and header contradict each other, or one of them cannot be read. */
  record Contradiction(String fault) implements Asked {}

  /**
   * Returns what a request that cannot be read may be: a request for each device that its header or
   * its payload names.
   */
  static List<RequestId> mayBe(Message.Request request) {
    Map<Eui64, RequestId> byDevice = new LinkedHashMap<>();
    request.id().ifPresent(id -> byDevice.put(id.target(), id));
    request
        .activation()
        .ifPresent(
            a -> {
              a.rivalIds().forEach(id -> byDevice.putIfAbsent(id.target(), id));
              Stream.concat(a.payload().stream(), a.rivalPayloads().stream())
                  .flatMap(payload -> Payload.header(payload).stream())
                  .forEach(
                      h ->
                          byDevice.putIfAbsent(
                              h.recipient(),
                              new RequestId(h.originator(), h.recipient(), h.counter())));
            });
    return List.copyOf(byDevice.values());
  }

  static Asked read(Message.Request request) {
    int variant = request.commandVariant().orElse(0);
    if (variant == 4) {
      return transform(request);
    }
    if (variant < 4 || variant > 7) {
      return new Contradiction(
          "SRV 11.3 has no command variant "
              + request.commandVariant().map(String::valueOf).orElse("at all"));
    }
    if (request.id().isEmpty()) {
      return new Contradiction("the RequestID cannot be read");
    }
    if (request.activation().isEmpty()) {
      return new Contradiction("the body is no SignedPreCommand but '" + request.body() + "'");
    }
    Message.Activation activation = request.activation().get();
    if (!activation.faults().isEmpty()) {
      return new Contradiction(String.join("; ", activation.faults()));
    }
    if (activation.payload().isEmpty()) {
      return new Contradiction("there is no GBCSPayload");
    }
    Step step = variant == 6 ? Step.LOCAL_DELIVERY : Step.SEND;
    return switch (Payload.read(activation.payload().get())) {
      case Payload.ActivateFirmware command ->
          joined(request.id().get(), step, activation.executionTime(), command);
      case Payload.Unreadable unreadable ->
          new Contradiction("the GBCSPayload cannot be read: " + unreadable.fault());
      case Payload.ActivationAccepted p -> otherMessage(p.header());
      case Payload.ActivationOutcome p -> otherMessage(p.header());
      case Payload.FutureDatedActivation p -> otherMessage(p.header());
      case Payload.SupplyRestored p -> otherMessage(p.header());
      case Payload.Other p -> otherMessage(p.header());
    };
  }

  /** Only what is step 1 in every respect is taken for it. */
  private static Asked transform(Message.Request request) {
    List<String> faults =
        request.activation().map(Message.Activation::faults).orElseGet(List::of);
    if (!faults.isEmpty()) {
      return new Contradiction(String.join("; ", faults));
    }
    return request.body().equals("SignedPreCommand")
        ? new Contradiction("command variant 4 with a SignedPreCommand")
        : new Transform();
  }

  private static Asked joined(
      RequestId id, Step step, Optional<Instant> xmlTime, Payload.ActivateFirmware command) {
    Payload.Header header = command.header();
    if (!header.originator().equals(id.originator())) {
      return new Contradiction(
          "the RequestID names originator "
              + id.originator()
              + ", the payload "
              + header.originator());
    }
    if (!header.recipient().equals(id.target())) {
      return new Contradiction(
          "the RequestID names device " + id.target() + ", the payload " + header.recipient());
    }
    if (header.counter() != id.counter()) {
      return new Contradiction(
          "the RequestID has counter "
              + Long.toUnsignedString(id.counter())
              + ", the payload "
              + Long.toUnsignedString(header.counter()));
    }
    Optional<ActivationTime> inPayload = inPayload(command);
    Optional<ActivationTime> inXml = xmlTime.map(ActivationReader::inXml);
    ActivationTime when = inPayload.or(() -> inXml).orElseGet(ActivationTime.Now::new);
    boolean disagree = inPayload.isPresent() && inXml.isPresent() && !inPayload.equals(inXml);
    return new Activation(id, step, command.imageHash(), when, disagree);
  }

  private static Optional<ActivationTime> inPayload(Payload.ActivateFirmware command) {
    return command.cancels()
        ? Optional.of(new ActivationTime.Never())
        : command.executionTime().map(ActivationTime.At::new);
  }

  private static ActivationTime inXml(Instant time) {
    return time.equals(ActivationTime.DUIS_CANCELLATION)
        ? new ActivationTime.Never()
        : new ActivationTime.At(time);
  }

  private static Asked otherMessage(Payload.Header header) {
    return new Contradiction(
        String.format(
            Locale.ROOT, "the payload is a %s with message code %04X, not a command with %04X",
            header.kind(), header.messageCode(), CS06));
  }
}

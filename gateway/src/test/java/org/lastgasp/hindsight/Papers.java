package org.lastgasp.hindsight;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Attempts;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/** Entries of a journal, with real documents in them. */
final class Papers {
  static final Duration WINDOW = Duration.ofMinutes(30);
  static final String VARIANT = "11.3";
  private static final byte[] SIGNATURE = new byte[64];
  private static final String VERSION = "01020304";
  private static final Eui64 DISTRIBUTOR = Eui64.of("90-B3-D5-1F-30-02-00-00");
  private static final MessageReader READER = new MessageReader();
  private static long serial;

  private Papers() {}

  static Event requested(Instant at, RequestId request, Eui64 hub) {
    return new Event.ActivationRequested(
        at, "/api/v1/serviceS", Optional.of(request), OptionalInt.of(5),
        new TrackingDecision.Tracked(order(at, request, hub)), document("<r/>"));
  }

  private static TrackedRequest order(Instant at, RequestId request, Eui64 hub) {
    return new TrackedRequest(
        request, Step.SEND, request.target(), hub, Optional.empty(), "E470", "AB".repeat(32),
        new ActivationTime.Now(), at, WINDOW, false);
  }

  static Event held(Instant at, Instant start, RequestId request, Eui64 hub, Instant from) {
    Window window =
        Window.opened(order(from, request, hub), 1)
            .toBuilder()
            .tries(new Attempts(true, false, List.of()))
            .answered(from)
            .build();
    return judged(
        at, start, hub,
        new Verdict.Suppress(window, "rule", at, List.of(), Verdict.Evidence.NOTHING));
  }

  static Event forwarded(Instant at, Instant start, Eui64 hub) {
    return judged(
        at, start, hub,
        new Verdict.Forward(Reason.AFTER_WINDOW, Optional.empty(), at, List.of()));
  }

  static Event released(Instant at, long alert, Eui64 hub) {
    return new Event.Released(
        at, alert, Optional.of(hub), DISTRIBUTOR, "it is suspect", document("<a>late</a>"));
  }

  private static Event judged(Instant at, Instant start, Eui64 hub, Verdict verdict) {
    return new Event.AlertJudged(
        at, at, Optional.of(new ResponseId(hub, DISTRIBUTOR, ++serial)), Optional.of(hub),
        Optional.of(start), "2012345678903", OptionalLong.empty(), OptionalInt.of(20),
        DISTRIBUTOR, Switch.ENFORCE, Optional.empty(), verdict, "CD".repeat(32),
        document("<a>" + serial + "</a>"));
  }

  static byte[] restoration(Eui64 meter, int code, Instant off, Instant on) {
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.supplyRestored(
            meter, DISTRIBUTOR, ++serial, code, on, off, on, SIGNATURE);
    return deviceAlert(meter, "%04X".formatted(code), payload);
  }

  static byte[] deviceAlert(Eui64 meter, String code, byte[] payload) {
    return MessageBuilder.deviceAlert(
        new ResponseId(meter, DISTRIBUTOR, ++serial), code, payload, Instant.EPOCH);
  }

  static byte[] outcome(RequestId request, int outcome) {
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.activationOutcome(
            request.target(), request.originator(), request.counter(), outcome, VERSION,
            Instant.EPOCH, SIGNATURE);
    return MessageBuilder.deviceResponse(request, VARIANT, payload, Instant.EPOCH);
  }

  /** Its own counter is another one than that of the request. */
  static byte[] futureDated(RequestId request, int code, int outcome, Instant done) {
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.futureDatedActivation(
            request.target(), request.originator(), request.counter() + 500, code, done,
            request.counter(), outcome, VERSION, SIGNATURE);
    RequestId other =
        new RequestId(request.originator(), request.target(), request.counter() + 500);
    return MessageBuilder.futureDatedAlert(
        other, VARIANT, "%04X".formatted(code), payload, Instant.EPOCH);
  }

  static byte[] accepted(RequestId request) {
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.activationAccepted(
            request.target(), request.originator(), request.counter(), Instant.EPOCH, SIGNATURE);
    return MessageBuilder.deviceResponse(request, VARIANT, payload, Instant.EPOCH);
  }

  static byte[] acknowledged(RequestId request, String code) {
    return MessageBuilder.acknowledgement(request, VARIANT, code, Instant.EPOCH);
  }

  static byte[] preCommand(RequestId request) {
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.activateFirmware(
            request.originator(), request.target(), request.counter(), "AB".repeat(32),
            Optional.empty());
    return MessageBuilder.preCommand(request, VARIANT, payload, Instant.EPOCH);
  }

  static Event carried(Instant at, byte[] document) {
    Message.Northbound message = (Message.Northbound) READER.read(document);
    return new Event.Carried(
        at, message.kind(), message.requestId(), message.responseId(), message.device(),
        DISTRIBUTOR, message.document());
  }

  private static Document document(String text) {
    return Document.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}

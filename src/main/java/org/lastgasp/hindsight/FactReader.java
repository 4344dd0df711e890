package org.lastgasp.hindsight;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.gbcs.Payload;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Recorded;
import org.lastgasp.policy.Admission;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Order;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * Reads facts out of the journal's entries, in the order in which a casebook takes them. A document
 * is read only if something is watched of its device.
 *
 * <p>A device was heard if the message holds a payload that the device made: a response or an
 * alert, or one in a dress this version cannot read. A command, an acknowledgement, an answer of
 * the DSP in its place are nothing it said.
 */
final class FactReader {
  private static final String FAILED = "8F67";
  private static final String SUCCEEDED = "8F66";

  private final MessageReader reader = new MessageReader();
  private final Predicate<Eui64> watched;

  FactReader(Predicate<Eui64> watched) {
    this.watched = watched;
  }

  List<Fact> of(Recorded recorded) {
    long number = recorded.number();
    return switch (recorded.entry()) {
      case Entry.AlertJudged alert -> alert(number, alert);
      case Entry.ActivationRequested asked -> activation(number, asked);
      case Entry.Carried carried -> carried(number, carried);
      case Entry.HandedOver e ->
          List.of(new Fact.Released(number, e.at(), e.alert(), e.because()));
      case Entry.Released e ->
          List.of(new Fact.Released(number, e.at(), e.alert(), e.because()));
      case Entry.Settled e ->
          List.of(new Fact.Settled(number, e.at(), e.alert(), e.by(), e.reason()));
      case Entry.Restored e -> List.of();
      case Entry.AlertCopied copy -> List.of(); // no second alert
      case Entry.ActivationAnswered e -> List.of();
      case Entry.Relayed e -> List.of();
      case Entry.Switched e -> switched(number, e);
      case Entry.ActivationFailed e -> failed(number, e);
      case Entry.StormOrdered e -> List.of();
      case Entry.BreakerTurned e -> List.of();
      case Entry.Configured e -> List.of();
      case Entry.Supplied e -> supplied(number, e);
      case Entry.ClockDiffered e -> List.of();
      case Entry.WindowsEnded e ->
          List.of(new Fact.ClockSetBack(number, e.at(), e.window()));
      case Entry.ClockTrusted e -> List.of(new Fact.ClockTrusted(number, e.at()));
      case Entry.Gap e -> List.of();
      case Entry.State e -> List.of();
    };
  }

  /** What is remembered at the beginning of a segment of the activations before it. */
  static List<Fact> tracked(long number, Entry.State state) {
    return state.hubs().stream()
        .flatMap(hub -> hub.windows().stream())
        .map(w -> (Fact) new Fact.Tracked(number, state.at(), w.meter(), w.until()))
        .toList();
  }

  private static List<Fact> switched(long number, Entry.Switched e) {
    return e.to() == Switch.OFF
        ? List.of(new Fact.Ended(number, e.at(), Optional.empty(), OptionalLong.empty()))
        : List.of();
  }

  /** What failed is told by the message before it; here only what that did to the window. */
  private static List<Fact> failed(long number, Entry.ActivationFailed e) {
    Optional<Eui64> meter = Optional.of(e.meter());
    return e.guard() == Guard.Setting.ON
        ? List.of(new Fact.Ended(number, e.at(), meter, OptionalLong.of(e.counter())))
        : List.of();
  }

  private static List<Fact> supplied(long number, Entry.Supplied e) {
    return Stream.concat(
            e.moves().stream().map(Entry.Move::meter),
            e.leavings().stream().map(Entry.Leaving::meter))
        .map(m -> (Fact) new Fact.Ended(number, e.at(), Optional.of(m), OptionalLong.empty()))
        .toList();
  }

  private static List<Fact> alert(long number, Entry.AlertJudged alert) {
    if (alert.hub().isEmpty()) {
      return List.of();
    }
    Eui64 hub = alert.hub().get();
    Instant start = alert.start().orElse(alert.at());
    return switch (alert.verdict()) {
      case Verdict.Forward passed ->
          List.of(new Fact.Alerted(number, alert.at(), hub, start));
      case Verdict.Suppress held -> {
        Window window = held.window();
        yield List.of(
            new Fact.Held(
                number,
                alert.at(),
                hub,
                window.meter(),
                window.request(),
                window.mode(),
                window.from(),
                window.until(),
                start,
                alert.mpxn(),
                alert.distributor(),
                alert.messageSha256()));
      }
    };
  }

  private static List<Fact> activation(long number, Entry.ActivationRequested asked) {
    if (!(asked.admission() instanceof Admission.Tracked tracked) || tracked.order().cancels()) {
      return List.of();
    }
    Order order = tracked.order();
    Instant until = order.begins().plus(order.window());
    return List.of(new Fact.Tracked(number, asked.at(), order.meter(), until));
  }

  private List<Fact> carried(long number, Entry.Carried carried) {
    Optional<Eui64> device = carried.device();
    if (device.isEmpty() || !watched.test(device.get())) {
      return List.of();
    }
    From from = new From(number, carried.at(), device.get());
    return switch (reader.read(carried.document().bytes())) {
      case Message.DeviceAlert alert -> alert(from, alert);
      case Message.FutureDatedAlert alert -> futureDated(from, alert);
      case Message.Response response -> response(from, response);
      case Message other -> List.of();
    };
  }

  /** Which entry, when, and whom the message names. */
  private record From(long number, Instant at, Eui64 device) {
    List<Fact> heard(String what) {
      return List.of(new Fact.Heard(number, at, device, what));
    }

    List<Fact> heard(String what, Fact besides) {
      return List.of(besides, new Fact.Heard(number, at, device, what));
    }
  }

  private static List<Fact> alert(From from, Message.DeviceAlert alert) {
    String what = "device alert " + alert.code();
    Payload payload = read(alert.payload());
    if (isOfAnother(from, payload)) {
      return List.of();
    }
    boolean restores = alert.code().compareTo("8F35") >= 0 && alert.code().compareTo("8F3C") <= 0;
    return switch (payload) {
      case Payload.SupplyRestored p -> {
        String code = String.format(Locale.ROOT, "%04X", p.alertCode());
        Fact.Span off =
            p.restored().isBefore(p.interrupted())
                ? new Fact.Span(p.restored(), p.interrupted())
                : new Fact.Span(p.interrupted(), p.restored());
        yield from.heard(
            what,
            new Fact.Restored(from.number(), from.at(), from.device(), code, Optional.of(off)));
      }
      case Payload other when restores && alert.code().length() == 4 ->
          from.heard(
              what,
              new Fact.Restored(
                  from.number(), from.at(), from.device(), alert.code(), Optional.empty()));
      case Payload other -> from.heard(what);
    };
  }

  private static List<Fact> futureDated(From from, Message.FutureDatedAlert alert) {
    String what = "future-dated alert " + alert.code();
    Payload payload = read(alert.payload());
    if (isOfAnother(from, payload)) {
      return List.of();
    }
    if (payload instanceof Payload.FutureDatedActivation p) {
      String code = String.format(Locale.ROOT, "%04X", p.alertCode());
      boolean done = code.equals(SUCCEEDED) && p.outcome() == 0;
      return from.heard(
          what,
          new Fact.Outcome(
              from.number(),
              from.at(),
              from.device(),
              Optional.empty(),
              p.originatorCounter(),
              done ? Fact.Result.SUCCEEDED : Fact.Result.FAILED,
              p.at(),
              code + " with outcome " + p.outcome()));
    }
    Optional<RequestId> request = alert.requestId();
    if (alert.code().equals(FAILED) && request.isPresent()) {
      return from.heard(what, failed(from, request.get(), FAILED + " that cannot be read"));
    }
    return from.heard(what);
  }

  private static List<Fact> response(From from, Message.Response response) {
    if (response.payload().isEmpty()) {
      return refusal(from, response).stream().toList();
    }
    Payload payload = read(response.payload());
    if (response.content().equals("PreCommand") || isCommand(payload)
        || isOfAnother(from, payload)) {
      return List.of();
    }
    if (payload instanceof Payload.ActivationOutcome p) {
      return from.heard(
          "response",
          new Fact.Outcome(
              from.number(),
              from.at(),
              from.device(),
              Optional.of(p.header().recipient()),
              p.header().counter(),
              p.outcome() == 0 ? Fact.Result.SUCCEEDED : Fact.Result.FAILED,
              from.at(),
              "CS06 outcome " + p.outcome()));
    }
    return from.heard("response");
  }

  /** The DSP says later on that a request came to nothing. */
  private static Optional<Fact> refusal(From from, Message.Response response) {
    String variant = response.serviceReferenceVariant();
    boolean activates = variant.isEmpty() || variant.equals(Message.Request.ACTIVATE_FIRMWARE);
    Optional<RequestId> request =
        response
            .requestId()
            .or(
                () ->
                    response
                        .responseId()
                        .map(r -> new RequestId(r.recipient(), r.sender(), r.counter())));
    return request
        .filter(r -> activates && response.header().code().startsWith("E"))
        .map(r -> failed(from, r, "the DSP answered " + response.header().code()));
  }

  private static Fact failed(From from, RequestId request, String words) {
    return new Fact.Outcome(
        from.number(),
        from.at(),
        request.target(),
        Optional.of(request.originator()),
        request.counter(),
        Fact.Result.FAILED,
        from.at(),
        words);
  }

  private static Payload read(Optional<byte[]> bytes) {
    return bytes.map(Payload::read).orElseGet(() -> new Payload.Unreadable("no payload"));
  }

  private static boolean isCommand(Payload payload) {
    return header(payload).anyMatch(h -> h.kind() == Payload.Kind.COMMAND);
  }

  /** Whether the payload was made by somebody else than the header of the message says. */
  private static boolean isOfAnother(From from, Payload payload) {
    return header(payload).anyMatch(h -> !h.originator().equals(from.device()));
  }

  private static Stream<Payload.Header> header(Payload payload) {
    List<Payload.Header> headers = new ArrayList<>();
    switch (payload) {
      case Payload.ActivateFirmware p -> headers.add(p.header());
      case Payload.ActivationAccepted p -> headers.add(p.header());
      case Payload.ActivationOutcome p -> headers.add(p.header());
      case Payload.FutureDatedActivation p -> headers.add(p.header());
      case Payload.SupplyRestored p -> headers.add(p.header());
      case Payload.Other p -> headers.add(p.header());
      case Payload.Unreadable p -> {}
    }
    return headers.stream();
  }
}

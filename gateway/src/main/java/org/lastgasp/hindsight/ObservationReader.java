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
import org.lastgasp.journal.Snapshot;
import org.lastgasp.policy.Cancellation;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * A reader of observations from the journal's entries, in the order in which a case engine takes
 * them. A document is read only if something is watched of its device.
 *
 * <p>A device was heard if the message holds a payload that the device made: a response or an
 * alert, or one in a dress this version cannot read. A command, an acknowledgement, an answer of
 * the DSP in its place are nothing it said.
 */
final class ObservationReader {
  private static final String FAILED = "8F67";
  private static final String SUCCEEDED = "8F66";

  private final MessageReader reader = new MessageReader();
  private final Predicate<Eui64> watched;

  ObservationReader(Predicate<Eui64> watched) {
    this.watched = watched;
  }

  List<Observation> of(Entry recorded) {
    long number = recorded.number();
    return switch (recorded.entry()) {
      case Event.AlertJudged alert -> alert(number, alert);
      case Event.ActivationRequested asked -> activation(number, asked);
      case Event.Carried carried -> carried(number, carried);
      case Event.HandedOver e ->
          List.of(new Observation.Released(number, e.at(), e.alert(), e.because()));
      case Event.Released e ->
          List.of(new Observation.Released(number, e.at(), e.alert(), e.because()));
      case Event.Noted e -> List.of();
      case Event.Settled e ->
          List.of(new Observation.Settled(number, e.at(), e.alert(), e.by(), e.reason()));
      case Event.Restored e -> List.of();
      case Event.DeadLetterOrdered e -> List.of();
      case Event.AlertCopied copy -> List.of(); // no second alert
      case Event.ActivationAnswered e -> answered(number, e);
      case Event.Relayed e -> List.of();
      case Event.Switched e -> switched(number, e);
      case Event.ActivationFailed e -> failed(number, e);
      case Event.StormOrdered e -> List.of();
      case Event.BreakerTurned e -> List.of();
      case Event.Configured e -> List.of();
      case Event.Supplied e -> supplied(number, e);
      case Event.ClockDiffered e -> List.of();
      case Event.WindowsEnded e ->
          List.of(new Observation.ClockSetBack(number, e.at(), e.window()));
      case Event.ClockTrusted e -> List.of(new Observation.ClockTrusted(number, e.at()));
      case Event.Gap e -> List.of();
    };
  }

  /** The activations before a segment that its beginning remembers. */
  static List<Observation> tracked(Snapshot state) {
    return state.hubs().stream()
        .flatMap(
            hub ->
                Stream.concat(
                    hub.windows().stream().flatMap(ObservationReader::tracked),
                    hub.cancellations().stream()
                        .filter(each -> each.step() != Step.UNREADABLE)
                        .map(each -> tracked(hub.hub(), each))))
        .toList();
  }

  /** The firmware goes on where a switch, a list or a clock ended its window. */
  private static Stream<Observation> tracked(Window w) {
    long number = w.recorded();
    Instant at = w.requested();
    Observation tracked =
        new Observation.Tracked(number, at, w.hub(), w.request(), w.from(), w.until());
    return w.isCalledOff()
        ? Stream.of(
            tracked,
            new Observation.Answered(number, at, w.request(), number, DspAnswer.REFUSED))
        : Stream.of(tracked);
  }

  private static Observation tracked(Eui64 hub, Cancellation c) {
    return new Observation.Tracked(
        c.recorded(), c.received(), hub, c.request(), c.received(), c.received());
  }

  private static List<Observation> switched(long number, Event.Switched e) {
    return e.to() == Switch.OFF
        ? List.of(new Observation.Ended(number, e.at(), Optional.empty(), OptionalLong.empty()))
        : List.of();
  }

  /**
   * The observation of a failed activation; the message before tells what failed, here only what
   * that did to the window.
   */
  private static List<Observation> failed(long number, Event.ActivationFailed e) {
    Optional<Eui64> meter = Optional.of(e.meter());
    return e.guard() == Guard.Setting.ON
        ? List.of(new Observation.Ended(number, e.at(), meter, OptionalLong.of(e.counter())))
        : List.of();
  }

  private static List<Observation> supplied(long number, Event.Supplied e) {
    Stream<Observation> ended =
        Stream.concat(
                e.moves().stream().map(Event.Move::meter),
                e.leavings().stream().map(Event.Leaving::meter))
            .map(m -> new Observation.Ended(number, e.at(), Optional.of(m), OptionalLong.empty()));
    Stream<Observation> moved =
        e.moves().stream().map(m -> new Observation.Moved(number, e.at(), m.meter(), m.to()));
    return Stream.concat(ended, moved).toList();
  }

  private static List<Observation> alert(long number, Event.AlertJudged alert) {
    if (alert.hub().isEmpty()) {
      return List.of();
    }
    Eui64 hub = alert.hub().get();
    Instant start = alert.start().orElse(alert.at());
    return switch (alert.verdict()) {
      case Verdict.Forward passed ->
          List.of(Observation.of(number, alert.at(), hub, start, passed));
      case Verdict.Suppress held -> {
        Window window = held.window();
        yield List.of(
            new Observation.Held(
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

  private static List<Observation> activation(long number, Event.ActivationRequested asked) {
    if (!(asked.admission() instanceof TrackingDecision.Tracked tracked)) {
      return List.of();
    }
    return List.of(Observation.of(number, asked.at(), tracked.order()));
  }

  private static List<Observation> answered(long number, Event.ActivationAnswered e) {
    return e.request()
        .filter(request -> e.step().isPresent())
        .map(r -> new Observation.Answered(number, e.at(), r, e.requested(), e.answer()))
        .map(answered -> List.<Observation>of(answered))
        .orElse(List.of());
  }

  private List<Observation> carried(long number, Event.Carried carried) {
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

  /**
   * The entry that an observation comes from, with its instant and the devices that its message
   * names.
   */
  private record From(long number, Instant at, Eui64 device) {
    List<Observation> heard(String what) {
      return List.of(new Observation.Heard(number, at, device, what));
    }

    List<Observation> heard(String what, Observation besides) {
      return List.of(besides, new Observation.Heard(number, at, device, what));
    }
  }

  private static List<Observation> alert(From from, Message.DeviceAlert alert) {
    String what = "device alert " + alert.code();
    Payload payload = read(alert.payload());
    if (isOfAnother(from, payload)) {
      return List.of();
    }
    boolean restores = alert.code().compareTo("8F35") >= 0 && alert.code().compareTo("8F3C") <= 0;
    return switch (payload) {
      case Payload.SupplyRestored p -> {
        String code = String.format(Locale.ROOT, "%04X", p.alertCode());
        Observation.Span off =
            p.restored().isBefore(p.interrupted())
                ? new Observation.Span(p.restored(), p.interrupted())
                : new Observation.Span(p.interrupted(), p.restored());
        yield from.heard(
            what,
            new Observation.Restored(
                from.number(), from.at(), from.device(), code, Optional.of(off)));
      }
      case Payload other when restores && alert.code().length() == 4 ->
          from.heard(
              what,
              new Observation.Restored(
                  from.number(), from.at(), from.device(), alert.code(), Optional.empty()));
      case Payload other -> from.heard(what);
    };
  }

  private static List<Observation> futureDated(From from, Message.FutureDatedAlert alert) {
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
          new Observation.Outcome(
              from.number(),
              from.at(),
              from.device(),
              Optional.empty(),
              p.originatorCounter(),
              done ? Observation.Result.SUCCEEDED : Observation.Result.FAILED,
              p.at(),
              code + " with outcome " + p.outcome()));
    }
    Optional<RequestId> request = alert.requestId();
    if (alert.code().equals(FAILED) && request.isPresent()) {
      return from.heard(what, failed(from, request.get(), FAILED + " that cannot be read"));
    }
    return from.heard(what);
  }

  private static List<Observation> response(From from, Message.Response response) {
    if (response.payload().isEmpty()) {
      return refusal(from, response).stream().toList();
    }
    Payload payload = read(response.payload());
    if (response.content().equals("PreCommand") || isCommand(payload)
        || isOfAnother(from, payload)) {
      return List.of();
    }
    if (payload instanceof Payload.ActivationOutcome p) {
      boolean refused = isError(response); // whatever the meter says in it
      String dsp = refused ? ", which the DSP sent as " + response.header().code() : "";
      return from.heard(
          "response",
          new Observation.Outcome(
              from.number(),
              from.at(),
              from.device(),
              Optional.of(p.header().recipient()),
              p.header().counter(),
              p.outcome() == 0 && !refused
                  ? Observation.Result.SUCCEEDED
                  : Observation.Result.FAILED,
              from.at(),
              "CS06 outcome " + p.outcome() + dsp));
    }
    return from.heard("response");
  }

  /** The DSP says later on that a request came to nothing. */
  private static Optional<Observation> refusal(From from, Message.Response response) {
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
        .filter(r -> activates && isError(response))
        .map(r -> failed(from, r, "the DSP answered " + response.header().code()));
  }

  private static boolean isError(Message.Response response) {
    return response.header().code().startsWith("E");
  }

  private static Observation failed(From from, RequestId request, String words) {
    return new Observation.Outcome(
        from.number(),
        from.at(),
        request.target(),
        Optional.of(request.originator()),
        request.counter(),
        Observation.Result.FAILED,
        from.at(),
        words);
  }

  private static Payload read(Optional<byte[]> bytes) {
    return bytes.map(Payload::read).orElseGet(() -> new Payload.Unreadable("no payload"));
  }

  private static boolean isCommand(Payload payload) {
    return header(payload).anyMatch(h -> h.kind() == Payload.Kind.COMMAND);
  }

  /** Returns true if the payload was made by somebody else than the header of the message says. */
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

package org.lastgasp.motorway;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.AcceptedRequests;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.logging.EventLog;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.RequestVerifier;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.TrackingDecision;

/**
 * The path from a Service RecipientRouter.User to the DSP. A firmware activation is recorded before
 * it is relayed and its answer before it is returned; every other document is relayed as it came
 * and recorded afterwards. Safe for any number of threads; {@link #relay} returns with the answer.
 */
public final class Southbound {
  private static final EventLog LOG = EventLog.of(Southbound.class);
  private static final RelayedAnswer NOT_NOW =
      RelayedAnswer.notNow("the journal cannot be written");

  private final CommandHandler handler;
  private final JournalOutage outage;
  private final Counters counters;
  private final DeviceLookup devices;
  private final AcceptedRequests accepted;
  private final Supplier<Dsp> dsp;
  private final Supplier<RequestVerifier> signatures;
  private final InstantSource clock;
  private final MessageReader reader = new MessageReader();

  /**
   * The southbound side; the line to the DSP, and who looks at signatures, may be exchanged at run
   * time.
   */
  public Southbound(
      CommandHandler handler,
      JournalOutage outage,
      Counters counters,
      DeviceLookup devices,
      AcceptedRequests accepted,
      Supplier<Dsp> dsp,
      Supplier<RequestVerifier> signatures,
      InstantSource clock) {
    this.handler = handler;
    this.outage = outage;
    this.counters = counters;
    this.devices = devices;
    this.accepted = accepted;
    this.dsp = dsp;
    this.signatures = signatures;
    this.clock = clock;
  }

  /**
   * Relays a document.
   *
   * @param path where it was posted, which is also where it goes
   * @param headers as they came; those of the connection are left behind
   * @param sender who sent it, as far as that was proven
   */
  public RelayedAnswer relay(
      String path, Map<String, List<String>> headers, byte[] bytes, Command.Sender sender) {
    Instant received = clock.instant();
    Message message = reader.read(bytes);
    if (message instanceof Message.Request request && request.activatesFirmware()) {
      return activation(path, headers, request, sender, received);
    }
    RelayedAnswer reply = reply(ask(path, headers, bytes));
    record(relayed(path, message, reply, received));
    return reply;
  }

  private Dsp.Outcome ask(String path, Map<String, List<String>> headers, byte[] bytes) {
    long began = System.nanoTime();
    Dsp.Outcome outcome = dsp.get().post(path, headers, bytes);
    counters.dsp().asked(outcome, clock.instant(), System.nanoTime() - began);
    return outcome;
  }

  private RelayedAnswer activation(
      String path,
      Map<String, List<String>> headers,
      Message.Request request,
      Command.Sender sender,
      Instant received) {
    Requested requested;
    try {
      requested = requested(path, request, sender, received);
    } catch (JournalUnavailable unavailable) {
      counters.appendFailed();
      outage.missed(JournalOutage.Done.REFUSED, received);
      CommandHandler.afterwards(
          unavailable, late -> late.ifPresent(r -> notRelayed(Requested.of(r))));
      return NOT_NOW;
    }
    admitted(requested.event());
    Dsp.Outcome outcome = ask(path, headers, request.document().bytes());
    Event.ActivationAnswered answered = answered(requested, outcome);
    counters.dsp().meant(answered.answer());
    try {
      handler.handle(new Command.RecordEvent(answered));
    } catch (JournalUnavailable unavailable) {
      counters.appendFailed();
      outage.began(answered.at());
      CommandHandler.afterwards(
          unavailable,
          late -> {
            if (late.isEmpty()) {
              outage.owes(answered);
            }
          });
      return NOT_NOW;
    }
    return reply(outcome);
  }

  private void admitted(Event.ActivationRequested event) {
    counters.admitted(event.admission());
    if (event.admission() instanceof TrackingDecision.NotTracked passed
        && passed.reason().isRefusal()) {
      String request = event.request().map(RequestId::toString).orElse("without a RequestID");
      if (counters.refused(passed, request, event.at())) {
        LOG.warn(
            "window-refused", "reason", passed.reason().code(), "request", request,
            "why", passed.detail(), "consequence", "relayed-and-its-alerts-are-forwarded");
      }
    }
  }

  /** A request as it is recorded. */
  private record Requested(long id, Event.ActivationRequested event) {
    static Requested of(CommandHandler.Result result) {
      return new Requested(
          result.first().number(), (Event.ActivationRequested) result.first().entry());
    }

    Event.ActivationAnswered answered(Instant at, DspAnswer answer, int status, String code) {
      return new Event.ActivationAnswered(
          at,
          id,
          event.request(),
          event.admission().step(),
          answer,
          status,
          code,
          event.admission().doubting(),
          event.untracked());
    }
  }

  /** Gates are checked at receipt; looked at again if inventory or list changed meanwhile. */
  private Requested requested(
      String path, Message.Request request, Command.Sender sender, Instant received) {
    Optional<Eui64> target = request.id().map(RequestId::target);
    var _ = request.document().sha256(); // here, and not in the one writer's thread
    RequestVerifier.SignatureCheck signature = signatures.get().check(request, received);
    long version = devices.version();
    long kept = accepted.version(); // asked here, and not in the one writer's thread
    Set<Step> before = request.id().map(accepted::of).orElseGet(Set::of);
    Optional<Device> device = target.flatMap(devices::device);
    boolean listed = target.filter(devices::isListed).isPresent();
    CommandHandler.Result result =
        handler.handle(
            request.document().length(),
            () -> {
              boolean same = devices.version() == version;
              return new Command.Activation(
                  received,
                  path,
                  request,
                  same ? device : target.flatMap(devices::device),
                  same ? listed : target.filter(devices::isListed).isPresent(),
                  accepted.version() == kept
                      ? before
                      : request.id().map(accepted::of).orElseGet(Set::of),
                  signature,
                  sender);
            });
    Requested requested = Requested.of(result);
    if (requested.event().admission() instanceof TrackingDecision.Tracked tracked
        && result.after().hub(tracked.order().hub()).hasWindowOf(requested.id())) {
      counters.opened(tracked.order().mode());
    }
    return requested;
  }

  /** Recorded when its user had been told to come again: as if the DSP had refused it. */
  private void notRelayed(Requested requested) {
    outage.owes(
        requested.answered(
            clock.instant(), DspAnswer.REFUSED, 0, Event.ActivationAnswered.NOT_RELAYED));
  }

  private Event.ActivationAnswered answered(Requested requested, Dsp.Outcome outcome) {
    Instant at = clock.instant();
    return switch (outcome) {
      case Dsp.Outcome.Silent silent ->
          requested.answered(at, DspAnswer.UNCONFIRMED, 0, silent.code());
      case Dsp.Outcome.Answered answer -> {
        String code = code(answer.body());
        DspAnswer meaning = DspAnswer.of(answer.status(), code);
        yield requested.answered(at, meaning, answer.status(), code);
      }
    };
  }

  private String code(byte[] body) {
    return switch (reader.read(body)) {
      case Message.InResponse response -> response.header().code().strip();
      case Message other -> "";
    };
  }

  private Event.Relayed relayed(
      String path, Message message, RelayedAnswer reply, Instant received) {
    Optional<Message.Request> request =
        message instanceof Message.Request r ? Optional.of(r) : Optional.empty();
    return new Event.Relayed(
        received,
        path,
        request.flatMap(Message.Request::id),
        request.map(Message.Request::serviceReferenceVariant).orElse(""),
        request
            .flatMap(Message.Request::commandVariant)
            .map(OptionalInt::of)
            .orElseGet(OptionalInt::empty),
        reply.status(),
        code(reply.body()),
        message.document().length(),
        message.document().sha256());
  }

  /** Recorded after the answer went back; nobody waits for it. */
  private void record(Event.Relayed event) {
    counters.relayed("request");
    var unused =
        handler
            .submit(Journal.USUAL_BYTES, () -> new Command.RecordEvent(event))
            .whenComplete(
                (done, failed) -> {
                  if (failed != null) {
                    counters.appendFailed();
                    unrecorded(event, failed);
                  }
                });
  }

  private void unrecorded(Event.Relayed event, Throwable failed) {
    if (failed instanceof JournalUnavailable unavailable) {
      outage.began(event.at());
      CommandHandler.afterwards(
          unavailable,
          late -> {
            if (late.isEmpty()) {
              outage.missed(JournalOutage.Done.RELAYED, event.at());
            }
          });
    } else {
      outage.missed(JournalOutage.Done.RELAYED, event.at());
    }
  }

  private RelayedAnswer reply(Dsp.Outcome outcome) {
    return switch (outcome) {
      case Dsp.Outcome.Answered a -> new RelayedAnswer(a.status(), a.headers(), a.body());
      case Dsp.Outcome.Silent s -> {
        LOG.warn("dsp-silent", "code", s.code(), "why", s.why());
        yield RelayedAnswer.notNow("the DSP did not answer (" + s.code() + ")");
      }
    };
  }

  /**
   * An answer that a Service RecipientRouter.User gets back. From the DSP: status and body as they
   * came.
   *
   * @param headers names in lower case, those of the connection left out
   */
  public record RelayedAnswer(int status, Map<String, List<String>> headers, byte[] body) {
    private static final String RETRY_AFTER_SECONDS = "30";

    /** 503 with Retry-After: nothing was settled, the sender tries again. */
    static RelayedAnswer notNow(String why) {
      return new RelayedAnswer(
          503,
          Map.of(
              "retry-after", List.of(RETRY_AFTER_SECONDS),
              "content-type", List.of("text/plain; charset=utf-8")),
          (why + "; try again later\n").getBytes(StandardCharsets.UTF_8));
    }
  }
}

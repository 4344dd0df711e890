package org.lastgasp.motorway;

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
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Mode;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingDecision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a Service User to the DSP. A firmware activation is recorded before it is relayed and its
 * answer before it is returned; every other document is relayed as it came and recorded afterwards.
 * Safe for any number of threads; {@link #relay} returns with the answer.
 */
public final class Southbound {
  private static final Logger LOG = LoggerFactory.getLogger(Southbound.class);
  private static final RelayedAnswer NOT_NOW =
      RelayedAnswer.notNow("the journal cannot be written");

  private final Journal journal;
  private final Tracker tracker;
  private final JournalOutage gap;
  private final Counters tally;
  private final Supplier<RuntimeSettings> rules;
  private final DeviceLookup devices;
  private final AcceptedRequests accepted;
  private final Supplier<Dsp> dsp;
  private final InstantSource clock;
  private final MessageReader reader = new MessageReader();

  /** The southbound side; rules and the line to the DSP may be exchanged at run time. */
  public Southbound(
      Journal journal,
      Tracker tracker,
      JournalOutage gap,
      Counters tally,
      Supplier<RuntimeSettings> rules,
      DeviceLookup devices,
      AcceptedRequests accepted,
      Supplier<Dsp> dsp,
      InstantSource clock) {
    this.journal = journal;
    this.tracker = tracker;
    this.gap = gap;
    this.tally = tally;
    this.rules = rules;
    this.devices = devices;
    this.accepted = accepted;
    this.dsp = dsp;
    this.clock = clock;
  }

  /**
   * Relays a document.
   *
   * @param path where it was posted, which is also where it goes
   * @param headers as they came; those of the connection are left behind
   */
  public RelayedAnswer relay(String path, Map<String, List<String>> headers, byte[] bytes) {
    Instant received = clock.instant();
    Message message = reader.read(bytes);
    if (message instanceof Message.Request request && request.activatesFirmware()) {
      return activation(path, headers, request, received);
    }
    RelayedAnswer reply = reply(dsp.get().post(path, headers, bytes));
    record(relayed(path, message, reply, received));
    return reply;
  }

  private RelayedAnswer activation(
      String path,
      Map<String, List<String>> headers,
      Message.Request request,
      Instant received) {
    Requested requested;
    try {
      requested = recorded(path, request, received);
    } catch (JournalUnavailable unavailable) {
      tally.appendFailed();
      gap.missed(JournalOutage.Done.REFUSED, received);
      Appends.afterwards(
          unavailable, Requested.class, late -> late.ifPresent(r -> notRelayed(r, request)));
      return NOT_NOW;
    }
    tally.admitted(requested.admission());
    requested.opened().ifPresent(tally::opened);
    Dsp.Outcome outcome = dsp.get().post(path, headers, request.document().bytes());
    Event.ActivationAnswered answered = answered(requested, request, outcome);
    try {
      Appends.await(
          journal.append(
              pen -> {
                gap.settle(pen, tracker, clock.instant());
                tracker.take(pen.write(answered), answered);
                return answered;
              }));
    } catch (JournalUnavailable unavailable) {
      tally.appendFailed();
      gap.began(answered.at());
      Appends.afterwards(
          unavailable,
          Event.class,
          late -> {
            if (late.isEmpty()) {
              gap.owes(answered);
            }
          });
      return NOT_NOW;
    }
    return reply(outcome);
  }

  /** Recorded when its user had been told to come again: as if the DSP had refused it. */
  private void notRelayed(Requested requested, Message.Request request) {
    gap.owes(
        new Event.ActivationAnswered(
            clock.instant(), requested.number(), request.id(), step(requested),
            DspAnswer.REFUSED, 0, Event.ActivationAnswered.NOT_RELAYED,
            doubting(requested)));
  }

  /** What was recorded, and the window that it opened, if it is no repetition. */
  private record Requested(long number, TrackingDecision admission, Optional<Mode> opened) {}

  /** Gates are checked at receipt; looked at again if inventory or list changed meanwhile. */
  private Requested recorded(String path, Message.Request request, Instant received) {
    Optional<Eui64> target = request.id().map(RequestId::target);
    var _ = request.document().sha256(); // here, and not in the one writer's thread
    long version = devices.version();
    long kept = accepted.version(); // asked here, and not in the one writer's thread
    Set<Step> before = request.id().map(accepted::of).orElseGet(Set::of);
    Optional<Device> device = target.flatMap(devices::device);
    boolean listed = target.filter(devices::isListed).isPresent();
    return Appends.await(
        journal.append(
            request.document().length(),
            pen -> {
              gap.settle(pen, tracker, clock.instant());
              boolean same = devices.version() == version;
              Switch position = tracker.position().orElse(Switch.OFF);
              TrackingDecision admission =
                  rules
                      .get()
                      .policy()
                      .admit(
                          request,
                          same ? device : target.flatMap(devices::device),
                          same ? listed : target.filter(devices::isListed).isPresent(),
                          accepted.version() == kept
                              ? before
                              : request.id().map(accepted::of).orElseGet(Set::of),
                          position,
                          received);
              Event entry =
                  new Event.ActivationRequested(
                      received,
                      path,
                      request.id(),
                      variant(request),
                      admission,
                      request.document());
              long number = pen.write(entry);
              tracker.take(number, entry);
              return new Requested(number, admission, opened(number, admission));
            }));
  }

  private Optional<Mode> opened(long number, TrackingDecision admission) {
    return switch (admission) {
      case TrackingDecision.Tracked t when tracker.hasOpened(t.order(), number) ->
          Optional.of(t.order().mode());
      case TrackingDecision.Tracked t -> Optional.empty();
      case TrackingDecision.NotTracked p -> Optional.empty();
    };
  }

  private Event.ActivationAnswered answered(
      Requested requested, Message.Request request, Dsp.Outcome outcome) {
    Optional<Step> step = step(requested);
    List<RequestId> doubting = doubting(requested);
    Instant at = clock.instant();
    return switch (outcome) {
      case Dsp.Outcome.Silent silent ->
          new Event.ActivationAnswered(
              at,
              requested.number(),
              request.id(),
              step,
              DspAnswer.UNCONFIRMED,
              0,
              silent.code(),
              doubting);
      case Dsp.Outcome.Answered answer -> {
        String code = code(answer.body());
        yield new Event.ActivationAnswered(
            at,
            requested.number(),
            request.id(),
            step,
            DspAnswer.of(answer.status(), code),
            answer.status(),
            code,
            doubting);
      }
    };
  }

  private static Optional<Step> step(Requested requested) {
    return switch (requested.admission()) {
      case TrackingDecision.Tracked t -> Optional.of(t.order().step());
      case TrackingDecision.NotTracked p -> Optional.empty();
    };
  }

  private static List<RequestId> doubting(Requested requested) {
    return switch (requested.admission()) {
      case TrackingDecision.Tracked t -> List.of();
      case TrackingDecision.NotTracked p -> p.doubting();
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
        request.map(Southbound::variant).orElse(OptionalInt.empty()),
        reply.status(),
        code(reply.body()),
        message.document().length(),
        message.document().sha256());
  }

  /** Recorded after the answer went back; nobody waits for it. */
  private void record(Event.Relayed entry) {
    tally.relayed("request");
    var unused =
        journal
            .append(
                pen -> {
                  gap.settle(pen, tracker, clock.instant());
                  tracker.take(pen.write(entry), entry);
                  return entry;
                })
            .whenComplete(
                (done, failed) -> {
                  if (failed != null) {
                    tally.appendFailed();
                    unrecorded(entry, failed);
                  }
                });
  }

  private void unrecorded(Event.Relayed entry, Throwable failed) {
    if (failed instanceof JournalUnavailable unavailable) {
      gap.began(entry.at());
      Appends.afterwards(
          unavailable,
          Event.class,
          late -> {
            if (late.isEmpty()) {
              gap.missed(JournalOutage.Done.RELAYED, entry.at());
            }
          });
    } else {
      gap.missed(JournalOutage.Done.RELAYED, entry.at());
    }
  }

  private RelayedAnswer reply(Dsp.Outcome outcome) {
    return switch (outcome) {
      case Dsp.Outcome.Answered a -> new RelayedAnswer(a.status(), a.headers(), a.body());
      case Dsp.Outcome.Silent s -> {
        LOG.warn("event=dsp-silent code={} why=\"{}\"", s.code(), s.why());
        yield RelayedAnswer.notNow("the DSP did not answer (" + s.code() + ")");
      }
    };
  }

  private static OptionalInt variant(Message.Request request) {
    return request.commandVariant().isPresent()
        ? OptionalInt.of(request.commandVariant().get())
        : OptionalInt.empty();
  }
}

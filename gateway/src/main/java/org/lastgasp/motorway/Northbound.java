package org.lastgasp.motorway;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.policy.ActivationFailure;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Breaker;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.GuardHistory;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.JudgementContext;
import org.lastgasp.policy.NearbyAlerts;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the DSP to a Service User: read, judge, append, acknowledge, in this order. Safe for any
 * number of threads; {@link #receive} returns once the message is durable.
 */
public final class Northbound {
  private static final Logger LOG = LoggerFactory.getLogger(Northbound.class);

  private static final String HANDED_OVER =
      "the journal did not answer, so that its receiver got it at once";

  private final Journal journal;
  private final Tracker tracker;
  private final JournalOutage gap;
  private final Counters tally;
  private final Supplier<RuntimeSettings> rules;
  private final AreaLookup whereabouts;
  private final HandOver handOver;
  private final InstantSource clock;
  private final MessageReader reader = new MessageReader();
  private final HandedOverAlerts handedOver = new HandedOverAlerts();
  private volatile Optional<Breaker> warned = Optional.empty();

  /** Hands an alert straight to its receiver, waiting until that has taken it. */
  public interface HandOver {
    /** Whether the receiver took it. */
    boolean deliver(Eui64 recipient, Document document);
  }

  /**
   * The northbound side.
   *
   * @param devices tells where alerts come from, for guards and orders that ask
   */
  public Northbound(
      Journal journal,
      Tracker tracker,
      JournalOutage gap,
      Counters tally,
      Supplier<RuntimeSettings> rules,
      DeviceLookup devices,
      HandOver handOver,
      InstantSource clock) {
    this.journal = journal;
    this.tracker = tracker;
    this.gap = gap;
    this.tally = tally;
    this.rules = rules;
    this.whereabouts = new AreaLookup(tracker, devices);
    this.handOver = handOver;
    this.clock = clock;
  }

  /** Takes a document in. The array is taken over. */
  public ReceiveResult receive(byte[] bytes) {
    Instant received = clock.instant();
    return switch (reader.read(bytes)) {
      case Message.Unreadable unreadable -> new ReceiveResult.Refused(unreadable.fault());
      case Message.Request request ->
          new ReceiveResult.Refused(
              "a Request is for the DSP: post it to /api/v1/serviceT, serviceS or serviceD");
      case Message.Ad1 alert -> alert(alert, received);
      case Message.Northbound other -> other(other, received);
    };
  }

  private ReceiveResult alert(Message.Ad1 alert, Instant received) {
    long began = System.nanoTime();
    var _ = alert.document().sha256(); // here, where many can, and not in the one writer's thread
    HubLocation where = whereabouts.of(alert, rules.get().policy().settings());
    try {
      Entry settled = recorded(alert, where, received);
      tally.decisions().took(System.nanoTime() - began);
      warn(tracker.precautions().breaker());
      count(settled.entry());
      return new ReceiveResult.Taken();
    } catch (JournalUnavailable unavailable) {
      tally.appendFailed();
      return handedOver(alert, received, unavailable);
    }
  }

  /** On an error of ours in the middle of the judgement: forwarded, with nothing else done. */
  private Entry recorded(Message.Ad1 alert, HubLocation where, Instant received) {
    int bytes = alert.document().length();
    try {
      return Appends.await(
          journal.append(bytes, pen -> judged(pen, alert, where, received)));
    } catch (CompletionException failed) {
      LOG.error(
          "event=judgement-failed document={} action=forwarded", alert.document(), failed);
      return Appends.await(journal.append(bytes, pen -> forwarded(pen, alert, received)));
    }
  }

  private void count(Event settled) {
    switch (settled) {
      case Event.AlertJudged judged -> tally.judged(judged);
      default -> tally.copied();
    }
  }

  /** Once for each time the breaker opens, and only once that is durable. */
  private void warn(Optional<Breaker> breaker) {
    if (!breaker.equals(warned)) {
      warned = breaker;
      breaker.ifPresent(
          open ->
              LOG.error(
                  "event=breaker-open since={} why=\"{}\" action=look-then-close-it",
                  open.since(),
                  open.why()));
    }
  }

  /** In doubt, forward: nothing is suppressed whose evidence is not on disk. */
  private ReceiveResult handedOver(
      Message.Ad1 alert, Instant received, JournalUnavailable unavailable) {
    gap.began(received);
    Eui64 recipient = rules.get().directory().recipient(alert);
    if (!recipient.equals(Event.NOBODY) && handOver.deliver(recipient, alert.document())) {
      handedOver
          .handedOver(alert, recipient)
          .ifPresent(number -> owes(alert, number, recipient));
      Appends.afterwards(
          unavailable, Entry.class, late -> handedOver(alert, received, recipient, late));
      return new ReceiveResult.Taken();
    }
    gap.missed(JournalOutage.Done.REFUSED, received);
    Appends.afterwards(
        unavailable,
        Entry.class,
        late -> late.ifPresent(each -> heldOrPassed(alert, each)));
    return new ReceiveResult.NotNow(
        "the journal cannot be written and the receiver did not take it");
  }

  /**
   * Its receiver has it. If its entry became durable after all it counts there, and where that says
   * that it was held back another entry follows.
   */
  private void handedOver(
      Message.Ad1 alert, Instant received, Eui64 recipient, Optional<Entry> late) {
    if (late.isEmpty()) {
      gap.missed(JournalOutage.Done.ALERT_RELAYED, received);
      OptionalInt distributor = RecipientRouter.distributor(alert.mpxn());
      String label =
          distributor.isPresent() ? String.valueOf(distributor.getAsInt()) : "unknown";
      tally.forwardedUnrecorded(Reason.JOURNAL_UNAVAILABLE.code(), label);
      return;
    }
    count(late.get().entry());
    HandedOverAlerts.heldBack(late.get().number(), late.get().entry())
        .ifPresent(number -> owes(alert, number, recipient));
  }

  /** Its sender was told to come again, and it may have been handed over when it did. */
  private void heldOrPassed(Message.Ad1 alert, Entry late) {
    count(late.entry());
    OptionalLong held = HandedOverAlerts.heldBack(late.number(), late.entry());
    if (held.isPresent()) {
      handedOver
          .heldBack(alert, held.getAsLong())
          .ifPresent(recipient -> owes(alert, held.getAsLong(), recipient));
    }
  }

  private void owes(Message.Ad1 alert, long held, Eui64 recipient) {
    gap.owes(
        new Event.HandedOver(clock.instant(), held, alert.hub(), recipient, HANDED_OVER));
  }

  private ReceiveResult other(Message.Northbound message, Instant received) {
    var _ = message.document().sha256(); // as for an alert
    Optional<ActivationFailure> failure = failure(message, received);
    Event entry =
        new Event.Carried(
            received,
            message.kind(),
            message.requestId(),
            message.responseId(),
            message.device(),
            rules.get().directory().recipient(message),
            message.document());
    try {
      Appends.await(
          journal.append(
              message.document().length(),
              pen -> {
                gap.settle(pen, tracker, clock.instant());
                long number = pen.write(entry);
                tracker.take(number, entry);
                failure.ifPresent(told -> failed(pen, number, told));
                return entry;
              }));
      tally.relayed(message.kind());
      return new ReceiveResult.Taken();
    } catch (JournalUnavailable unavailable) {
      tally.appendFailed();
      gap.missed(JournalOutage.Done.REFUSED, received);
      return new ReceiveResult.NotNow("the journal cannot be written");
    }
  }

  /** What a message tells of an activation that failed, read while the guard asks for it. */
  private Optional<ActivationFailure> failure(Message.Northbound message, Instant received) {
    boolean asked =
        rules.get().policy().settings().guard(Guard.ACTIVATION_FAILED) != Guard.Setting.OFF
            && message.device().filter(meter -> tracker.mayHold(meter, received)).isPresent();
    return asked ? ActivationFailure.in(message) : Optional.empty();
  }

  private void failed(Journal.EntryAppender pen, long message, ActivationFailure failure) {
    Instant now = clock.instant();
    Guard.Setting guard = rules.get().policy().settings().guard(Guard.ACTIVATION_FAILED);
    if (tracker.mayHold(failure.meter(), failure.counter(), now)) {
      Event entry =
          new Event.ActivationFailed(
              now, message, failure.meter(), failure.counter(), guard, failure.said());
      tracker.take(pen.write(entry), entry);
    }
  }

  /** Runs in the writer's thread, in sequence order. */
  private Entry judged(
      Journal.EntryAppender pen, Message.Ad1 alert, HubLocation where, Instant received) {
    gap.settle(pen, tracker, clock.instant());
    RuntimeSettings now = rules.get();
    Event entry = verdict(now, alert, where, received);
    long number = pen.write(entry);
    tracker.take(number, entry);
    if (entry instanceof Event.AlertJudged judged) {
      noticed(pen, judged, now.policy().settings());
    }
    return new Entry(number, entry);
  }

  /** As far as that is possible without a judgement. */
  private Entry forwarded(Journal.EntryAppender pen, Message.Ad1 alert, Instant received) {
    Event entry =
        judged(
            rules.get(), alert, Optional.empty(), received,
            new Verdict.Forward(Reason.ERROR, Optional.empty(), received, List.of()));
    long number = pen.write(entry);
    tracker.take(number, entry);
    return new Entry(number, entry);
  }

  /** The guards that count take an alert up; the breaker opens behind the one too many. */
  private void noticed(Journal.EntryAppender pen, Event.AlertJudged judged, Settings settings) {
    tracker
        .lately()
        .judged(judged.hub(), judged.area(), judged.verdict(), judged.at(), settings);
    if (!GuardHistory.isHeld(judged.verdict())) {
      return;
    }
    Instant since = judged.at().minus(settings.thresholds().suppressionsWithin());
    Optional<String> blown =
        tracker
            .lately()
            .blown(judged.at(), settings, () -> tracker.inForce(since, judged.at()));
    if (blown.isPresent() && tracker.precautions().breaker().isEmpty()) {
      Event opened =
          new Event.BreakerTurned(
              clock.instant(), Breaker.Position.OPEN, "breaker", blown.get());
      tracker.take(pen.write(opened), opened);
    }
  }

  private Event verdict(
      RuntimeSettings now, Message.Ad1 alert, HubLocation where, Instant received) {
    HubState state = tracker.hub(alert.hub().orElse(Event.NOBODY));
    Optional<HubState.Suppression> original =
        state.copyOf(alert, received);
    if (original.isPresent()) {
      return new Event.AlertCopied(
          received, original.get().recorded(), alert.document().sha256());
    }
    Switch position = tracker.position().orElse(Switch.OFF);
    Optional<NearbyAlerts> crowd =
        state.windows().isEmpty()
            ? Optional.empty()
            : where.area().map(a -> crowd(a, alert, received, now.policy().settings()));
    JudgementContext circumstances =
        new JudgementContext(
            position, tracker.suppressFrom(), tracker.precautions(), where, crowd);
    return judged(
        now, alert, where.area(), received,
        judge(now.policy(), alert, state, circumstances, received));
  }

  private Event judged(
      RuntimeSettings now,
      Message.Ad1 alert,
      Optional<Area> area,
      Instant received,
      Verdict verdict) {
    return new Event.AlertJudged(
        received,
        clock.instant(),
        alert.responseId(),
        alert.hub(),
        alert.start(),
        alert.mpxn(),
        alert.throttledCount(),
        RecipientRouter.distributor(alert.mpxn()),
        now.directory().recipient(alert),
        tracker.position().orElse(Switch.OFF),
        area,
        verdict,
        now.configHash(),
        alert.document());
  }

  private NearbyAlerts crowd(Area area, Message.Ad1 alert, Instant received, Settings settings) {
    return tracker.lately().around(area, alert.hub(), received, settings);
  }

  /** On any error of ours: forward, and say so once in the log and in every verdict. */
  private static Verdict judge(
      Policy policy,
      Message.Ad1 alert,
      HubState state,
      JudgementContext circumstances,
      Instant received) {
    try {
      return policy.judge(alert, state, circumstances, received);
    } catch (RuntimeException ours) {
      LOG.error("event=judgement-failed document={} action=forwarded", alert.document(), ours);
      return new Verdict.Forward(Reason.ERROR, Optional.empty(), received, List.of());
    }
  }
}

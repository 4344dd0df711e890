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
import org.lastgasp.journal.Recorded;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Breaker;
import org.lastgasp.policy.Circumstances;
import org.lastgasp.policy.Crowd;
import org.lastgasp.policy.Failure;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Lately;
import org.lastgasp.policy.Locality;
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
  private final RecordingGap gap;
  private final Tally tally;
  private final Supplier<Rules> rules;
  private final Whereabouts whereabouts;
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
      RecordingGap gap,
      Tally tally,
      Supplier<Rules> rules,
      Devices devices,
      HandOver handOver,
      InstantSource clock) {
    this.journal = journal;
    this.tracker = tracker;
    this.gap = gap;
    this.tally = tally;
    this.rules = rules;
    this.whereabouts = new Whereabouts(tracker, devices);
    this.handOver = handOver;
    this.clock = clock;
  }

  /** Takes a document in. The array is taken over. */
  public Receipt receive(byte[] bytes) {
    Instant received = clock.instant();
    return switch (reader.read(bytes)) {
      case Message.Unreadable unreadable -> new Receipt.Refused(unreadable.fault());
      case Message.Request request ->
          new Receipt.Refused(
              "a Request is for the DSP: post it to /api/v1/serviceT, serviceS or serviceD");
      case Message.Ad1 alert -> alert(alert, received);
      case Message.Northbound other -> other(other, received);
    };
  }

  private Receipt alert(Message.Ad1 alert, Instant received) {
    long began = System.nanoTime();
    var _ = alert.document().sha256(); // here, where many can, and not in the one writer's thread
    Locality where = whereabouts.of(alert, rules.get().policy().settings());
    try {
      Recorded settled = recorded(alert, where, received);
      tally.decisions().took(System.nanoTime() - began);
      warn(tracker.precautions().breaker());
      count(settled.entry());
      return new Receipt.Taken();
    } catch (JournalUnavailable unavailable) {
      tally.appendFailed();
      return handedOver(alert, received, unavailable);
    }
  }

  /** On an error of ours in the middle of the judgement: forwarded, with nothing else done. */
  private Recorded recorded(Message.Ad1 alert, Locality where, Instant received) {
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

  private void count(Entry settled) {
    switch (settled) {
      case Entry.AlertJudged judged -> tally.judged(judged);
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
  private Receipt handedOver(
      Message.Ad1 alert, Instant received, JournalUnavailable unavailable) {
    gap.began(received);
    Eui64 recipient = rules.get().directory().recipient(alert);
    if (!recipient.equals(Entry.NOBODY) && handOver.deliver(recipient, alert.document())) {
      handedOver
          .handedOver(alert, recipient)
          .ifPresent(number -> owes(alert, number, recipient));
      Appends.afterwards(
          unavailable, Recorded.class, late -> handedOver(alert, received, recipient, late));
      return new Receipt.Taken();
    }
    gap.missed(RecordingGap.Done.REFUSED, received);
    Appends.afterwards(
        unavailable,
        Recorded.class,
        late -> late.ifPresent(each -> heldOrPassed(alert, each)));
    return new Receipt.NotNow("the journal cannot be written and the receiver did not take it");
  }

  /**
   * Its receiver has it. If its entry became durable after all it counts there, and where that says
   * that it was held back another entry follows.
   */
  private void handedOver(
      Message.Ad1 alert, Instant received, Eui64 recipient, Optional<Recorded> late) {
    if (late.isEmpty()) {
      gap.missed(RecordingGap.Done.ALERT_RELAYED, received);
      OptionalInt distributor = Directory.distributor(alert.mpxn());
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
  private void heldOrPassed(Message.Ad1 alert, Recorded late) {
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
        new Entry.HandedOver(clock.instant(), held, alert.hub(), recipient, HANDED_OVER));
  }

  private Receipt other(Message.Northbound message, Instant received) {
    var _ = message.document().sha256(); // as for an alert
    Optional<Failure> failure = failure(message, received);
    Entry entry =
        new Entry.Carried(
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
      return new Receipt.Taken();
    } catch (JournalUnavailable unavailable) {
      tally.appendFailed();
      gap.missed(RecordingGap.Done.REFUSED, received);
      return new Receipt.NotNow("the journal cannot be written");
    }
  }

  /** What a message tells of an activation that failed, read while the guard asks for it. */
  private Optional<Failure> failure(Message.Northbound message, Instant received) {
    boolean asked =
        rules.get().policy().settings().guard(Guard.ACTIVATION_FAILED) != Guard.Setting.OFF
            && message.device().filter(meter -> tracker.mayHold(meter, received)).isPresent();
    return asked ? Failure.in(message) : Optional.empty();
  }

  private void failed(Journal.Pen pen, long message, Failure failure) {
    Instant now = clock.instant();
    Guard.Setting guard = rules.get().policy().settings().guard(Guard.ACTIVATION_FAILED);
    if (tracker.mayHold(failure.meter(), failure.counter(), now)) {
      Entry entry =
          new Entry.ActivationFailed(
              now, message, failure.meter(), failure.counter(), guard, failure.said());
      tracker.take(pen.write(entry), entry);
    }
  }

  /** Runs in the writer's thread, in sequence order. */
  private Recorded judged(
      Journal.Pen pen, Message.Ad1 alert, Locality where, Instant received) {
    gap.settle(pen, tracker, clock.instant());
    Rules now = rules.get();
    Entry entry = verdict(now, alert, where, received);
    long number = pen.write(entry);
    tracker.take(number, entry);
    if (entry instanceof Entry.AlertJudged judged) {
      noticed(pen, judged, now.policy().settings());
    }
    return new Recorded(number, entry);
  }

  /** As far as that is possible without a judgement. */
  private Recorded forwarded(Journal.Pen pen, Message.Ad1 alert, Instant received) {
    Entry entry =
        judged(
            rules.get(), alert, Optional.empty(), received,
            new Verdict.Forward(Reason.ERROR, Optional.empty(), received, List.of()));
    long number = pen.write(entry);
    tracker.take(number, entry);
    return new Recorded(number, entry);
  }

  /** The guards that count take an alert up; the breaker opens behind the one too many. */
  private void noticed(Journal.Pen pen, Entry.AlertJudged judged, Settings settings) {
    tracker
        .lately()
        .judged(judged.hub(), judged.area(), judged.verdict(), judged.at(), settings);
    if (!Lately.isHeld(judged.verdict())) {
      return;
    }
    Instant since = judged.at().minus(settings.thresholds().suppressionsWithin());
    Optional<String> blown =
        tracker
            .lately()
            .blown(judged.at(), settings, () -> tracker.inForce(since, judged.at()));
    if (blown.isPresent() && tracker.precautions().breaker().isEmpty()) {
      Entry opened =
          new Entry.BreakerTurned(
              clock.instant(), Breaker.Position.OPEN, "breaker", blown.get());
      tracker.take(pen.write(opened), opened);
    }
  }

  private Entry verdict(Rules now, Message.Ad1 alert, Locality where, Instant received) {
    HubState state = tracker.hub(alert.hub().orElse(Entry.NOBODY));
    Optional<HubState.Suppression> original =
        state.copyOf(alert, received);
    if (original.isPresent()) {
      return new Entry.AlertCopied(
          received, original.get().recorded(), alert.document().sha256());
    }
    Switch position = tracker.position().orElse(Switch.OFF);
    Optional<Crowd> crowd =
        state.windows().isEmpty()
            ? Optional.empty()
            : where.area().map(a -> crowd(a, alert, received, now.policy().settings()));
    Circumstances circumstances =
        new Circumstances(
            position, tracker.suppressFrom(), tracker.precautions(), where, crowd);
    return judged(
        now, alert, where.area(), received,
        judge(now.policy(), alert, state, circumstances, received));
  }

  private Entry judged(
      Rules now, Message.Ad1 alert, Optional<Area> area, Instant received, Verdict verdict) {
    return new Entry.AlertJudged(
        received,
        clock.instant(),
        alert.responseId(),
        alert.hub(),
        alert.start(),
        alert.mpxn(),
        alert.throttledCount(),
        Directory.distributor(alert.mpxn()),
        now.directory().recipient(alert),
        tracker.position().orElse(Switch.OFF),
        area,
        verdict,
        now.configHash(),
        alert.document());
  }

  private Crowd crowd(Area area, Message.Ad1 alert, Instant received, Settings settings) {
    return tracker.lately().around(area, alert.hub(), received, settings);
  }

  /** On any error of ours: forward, and say so once in the log and in every verdict. */
  private static Verdict judge(
      Policy policy,
      Message.Ad1 alert,
      HubState state,
      Circumstances circumstances,
      Instant received) {
    try {
      return policy.judge(alert, state, circumstances, received);
    } catch (RuntimeException ours) {
      LOG.error("event=judgement-failed document={} action=forwarded", alert.document(), ours);
      return new Verdict.Forward(Reason.ERROR, Optional.empty(), received, List.of());
    }
  }
}

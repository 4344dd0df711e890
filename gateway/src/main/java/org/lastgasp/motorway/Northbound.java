package org.lastgasp.motorway;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.logging.EventLog;
import org.lastgasp.policy.ActivationFailure;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.Reason;

/**
 * The path from the DSP to a Service RecipientRouter.User: read, judge, append, acknowledge, in
 * this order. Safe for any number of threads; {@link #receive} returns once the message is durable.
 */
public final class Northbound {
  private static final EventLog LOG = EventLog.of(Northbound.class);

  private static final String HANDED_OVER =
      "the journal did not answer, so that its receiver got it at once";

  private final CommandHandler handler;
  private final JournalOutage outage;
  private final Counters counters;
  private final Supplier<RuntimeSettings> rules;
  private final DeviceLookup devices;
  private final HandOver handOver;
  private final InstantSource clock;
  private final MessageReader reader = new MessageReader();
  private final HandedOverAlerts handedOver = new HandedOverAlerts();
  private volatile Optional<RefusedSender> refused = Optional.empty();
  private volatile Optional<Breaker> warned = Optional.empty();

  /**
   * A sender that is not the DSP.
   *
   * @param certificate the SHA-256 of the certificate that it showed, or {@code none}
   */
  public record RefusedSender(Instant at, String certificate) {}

  /** A sender that hands an alert straight to its receiver, waiting until that has taken it. */
  public interface HandOver {
    /** Delivers a document; true if the receiver took it. */
    boolean deliver(Eui64 recipient, Document document);
  }

  /**
   * The northbound side.
   *
   * @param devices tells where alerts come from, for guards and orders that ask
   */
  public Northbound(
      CommandHandler handler,
      JournalOutage outage,
      Counters counters,
      Supplier<RuntimeSettings> rules,
      DeviceLookup devices,
      HandOver handOver,
      InstantSource clock) {
    this.handler = handler;
    this.outage = outage;
    this.counters = counters;
    this.rules = rules;
    this.devices = devices;
    this.handOver = handOver;
    this.clock = clock;
  }

  /**
   * Counts a document that was not read, as its sender is not the DSP.
   *
   * @param certificate the SHA-256 of the certificate that was shown
   */
  public void refused(Optional<String> certificate) {
    counters.refusedSender();
    refused = Optional.of(new RefusedSender(clock.instant(), certificate.orElse("none")));
    LOG.warn(
        "not-the-dsp", "certificate_sha256", certificate.orElse("none"),
        "action", "if-it-is-the-DSP-add-it-to-dsp.certificate-sha256-and-reload");
  }

  /** The last sender that was refused as it is not the DSP. */
  public Optional<RefusedSender> lastRefused() {
    return refused;
  }

  /** Takes a document in. The array is taken over. */
  public Result receive(byte[] bytes) {
    Instant received = clock.instant();
    return switch (reader.read(bytes)) {
      case Message.Unreadable unreadable -> new Result.Refused(unreadable.fault());
      case Message.Request request ->
          new Result.Refused(
              "a Request is for the DSP: post it to /api/v1/serviceT, serviceS or serviceD");
      case Message.Ad1 alert -> alert(alert, received);
      case Message.Northbound other -> other(other, received);
    };
  }

  private Result alert(Message.Ad1 alert, Instant received) {
    long began = System.nanoTime();
    var _ = alert.document().sha256(); // here, where many can, and not in the one writer's thread
    RuntimeSettings now = rules.get();
    HubLocation where =
        HubLocation.of(alert, handler.state(), now.policy().settings(), devices::device);
    Eui64 recipient = now.directory().recipient(alert);
    try {
      Optional<Entry> settled = handled(new Command.Alert(received, alert, where, recipient));
      counters.decisions().took(System.nanoTime() - began);
      warn(handler.state().overrides().breaker());
      settled.map(Entry::entry).ifPresent(counters::settled);
      return new Result.Taken();
    } catch (JournalUnavailable unavailable) {
      counters.appendFailed();
      return handedOver(alert, received, recipient, unavailable);
    }
  }

  /** On an error of ours in the middle of the judgement: forwarded, with nothing else done. */
  private Optional<Entry> handled(Command.Alert command) {
    Message.Ad1 alert = command.alert();
    int bytes = alert.document().length();
    try {
      return handler.handle(bytes, () -> command).decided();
    } catch (CompletionException failed) {
      LOG.error("judgement-failed", failed, "document", alert.document(), "action", "forwarded");
      Command forwarded =
          new Command.UnjudgedAlert(command.received(), alert, command.recipient());
      return handler.handle(bytes, () -> forwarded).decided();
    }
  }

  /** Once for each time the breaker opens, and only once that is durable. */
  private void warn(Optional<Breaker> breaker) {
    if (!breaker.equals(warned)) {
      warned = breaker;
      breaker.ifPresent(
          open ->
              LOG.error(
                  "breaker-open", "since", open.since(), "why", open.why(),
                  "action", "investigate-then-close-breaker"));
    }
  }

  /** In doubt, forward: nothing is suppressed whose evidence is not on disk. */
  private Result handedOver(
      Message.Ad1 alert, Instant received, Eui64 recipient, JournalUnavailable unavailable) {
    outage.began(received);
    if (!recipient.equals(Event.NOBODY) && handOver.deliver(recipient, alert.document())) {
      handedOver.handedOver(alert, recipient); // before it is asked whether it was suppressed
      copyOf(alert, received).ifPresent(number -> owes(alert, number, recipient));
      CommandHandler.afterwards(
          unavailable, late -> handedOver(alert, received, recipient, late));
      return new Result.Taken();
    }
    outage.missed(JournalOutage.Done.REFUSED, received);
    CommandHandler.afterwards(
        unavailable, late -> late.ifPresent(each -> heldOrPassed(alert, each.first())));
    return new Result.NotNow(
        "the journal cannot be written and the receiver did not take it");
  }

  /** The number of the entry that says that an alert was suppressed when it came before. */
  private OptionalLong copyOf(Message.Ad1 alert, Instant received) {
    return alert
        .hub()
        .flatMap(hub -> handler.state().hub(hub).copyOf(alert, received))
        .stream()
        .mapToLong(HubState.Suppression::recorded)
        .findFirst();
  }

  /**
   * Its receiver has it. If its entry became durable after all it counts there, and where that says
   * that it was suppressed another entry follows.
   */
  private void handedOver(
      Message.Ad1 alert,
      Instant received,
      Eui64 recipient,
      Optional<CommandHandler.Result> late) {
    if (late.isEmpty()) {
      outage.missed(JournalOutage.Done.ALERT_RELAYED, received);
      String label = Mpan.distributorName(Mpan.distributorOf(alert.mpxn()));
      counters.forwardedUnrecorded(Reason.JOURNAL_UNAVAILABLE.code(), label);
      return;
    }
    Entry settled = late.get().first();
    counters.settled(settled.entry());
    HandedOverAlerts.heldBack(settled.number(), settled.entry())
        .ifPresent(number -> owes(alert, number, recipient));
  }

  /** Its sender was told to come again, and it may have been handed over when it did. */
  private void heldOrPassed(Message.Ad1 alert, Entry late) {
    counters.settled(late.entry());
    OptionalLong held = HandedOverAlerts.heldBack(late.number(), late.entry());
    if (held.isPresent()) {
      handedOver
          .recipient(alert)
          .ifPresent(recipient -> owes(alert, held.getAsLong(), recipient));
    }
  }

  private void owes(Message.Ad1 alert, long held, Eui64 recipient) {
    outage.owes(
        new Event.HandedOver(clock.instant(), held, alert.hub(), recipient, HANDED_OVER));
  }

  private Result other(Message.Northbound message, Instant received) {
    var _ = message.document().sha256(); // as for an alert
    RuntimeSettings now = rules.get();
    Command command =
        new Command.OtherMessage(
            received,
            message,
            now.directory().recipient(message),
            ActivationFailure.heard(
                message, handler.state(), now.policy().settings(), received));
    try {
      handler.handle(message.document().length(), () -> command);
      counters.relayed(message.kind());
      return new Result.Taken();
    } catch (JournalUnavailable unavailable) {
      counters.appendFailed();
      outage.missed(JournalOutage.Done.REFUSED, received);
      return new Result.NotNow("the journal cannot be written");
    }
  }

  /** The result of a message that was handed in northbound. */
  public sealed interface Result {

    /** A message that is durable, or that its receiver has taken: the sender may forget it. */
    record Taken() implements Result {}

    /**
     * A document that is not for a Service RecipientRouter.User; sending it again is no use.
     *
     * @param fault what is wrong with it
     */
    record Refused(String fault) implements Result {}

    /** A message that cannot be taken now; the sender keeps it and tries again. */
    record NotNow(String why) implements Result {}
  }
}

package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Overrides.Breaker;

/**
 * One thing that happened, as the journal keeps it. Immutable. Entries, in order, are all that is
 * needed to rebuild what is in memory and in every file beside the journal.
 */
public sealed interface Event {

  /** The recipient of what nobody could be found for: kept and alarmed, never guessed. */
  Eui64 NOBODY = new Eui64(0);

  /** A greater throttled count is counted as this one, so that sums of any of them fit. */
  long MOST_STOOD_FOR = 1_000_000_000;

  /** How many alerts a message with a throttled count stands for: 1 to {@value #MOST_STOOD_FOR}. */
  static long standsFor(OptionalLong throttledCount) {
    return Math.clamp(throttledCount.orElse(1), 1, MOST_STOOD_FOR);
  }

  /** Returns when it happened, by the gateway's clock. */
  Instant at();

  /** Returns what is to be delivered to a Service User because of it. */
  default Optional<Delivery> delivery() {
    return Optional.empty();
  }

  /** Returns true if it is an alert that was suppressed. */
  default boolean isSuppression() {
    return this instanceof AlertJudged alert && alert.verdict() instanceof Verdict.Suppress;
  }

  /**
   * A message on its way to a Service User.
   *
   * @param recipient the user, or {@link #NOBODY}
   * @param device what order is kept by; empty if it is about no device
   */
  record Delivery(Eui64 recipient, Lane lane, Optional<Eui64> device, Document document) {}

  /**
   * An SRV 11.3 was received; recorded before it is relayed.
   *
   * @param path where it was posted, e.g. {@code /api/v1/serviceS}
   */
  record ActivationRequested(
      Instant at,
      String path,
      Optional<RequestId> request,
      OptionalInt commandVariant,
      TrackingDecision admission,
      Document document)
      implements Event {

    /**
     * Returns the step that is remembered once the DSP accepts it, though nobody tracked it; that
     * of one that was accepted before is remembered already.
     */
    public Optional<Step> untracked() {
      return admission instanceof TrackingDecision.NotTracked not
              && not.reason() != NotTrackedReason.ALREADY_ACCEPTED
          ? Step.of(commandVariant)
          : Optional.empty();
    }
  }

  /**
   * An answer of the DSP to an SRV 11.3; recorded before it is returned.
   *
   * @param requested the number of the request's entry
   * @param step the step that is tracked; empty if the request was not tracked
   * @param status the HTTP status, 0 if there was no answer
   * @param code the ResponseCode, or a word for what went wrong: {@code timeout}, {@code crash},
   *     {@link #NOT_RELAYED}
   * @param doubting what a request that could not be read may have been: unless it was refused,
   *     what it may have cancelled is in doubt
   * @param untracked the step of a request that was not tracked: once it is accepted, a repetition
   *     opens no window either
   */
  record ActivationAnswered(
      Instant at,
      long requested,
      Optional<RequestId> request,
      Optional<Step> step,
      DspAnswer answer,
      int status,
      String code,
      List<RequestId> doubting,
      Optional<Step> untracked)
      implements Event {

    /** It was recorded too late: its sender had been told to come again. */
    public static final String NOT_RELAYED = "not-relayed";

    public ActivationAnswered {
      doubting = List.copyOf(doubting);
    }

    /** Returns true if it was withdrawn here, and the DSP never had it. */
    public boolean isNotRelayed() {
      return code.equals(NOT_RELAYED);
    }

    /** The answer to a request of which nothing is remembered if it was not tracked. */
    public ActivationAnswered(
        Instant at,
        long requested,
        Optional<RequestId> request,
        Optional<Step> step,
        DspAnswer answer,
        int status,
        String code,
        List<RequestId> doubting) {
      this(at, requested, request, step, answer, status, code, doubting, Optional.empty());
    }

    /** The answer to a request that was tracked, or may have cancelled nothing. */
    public ActivationAnswered(
        Instant at,
        long requested,
        Optional<RequestId> request,
        Optional<Step> step,
        DspAnswer answer,
        int status,
        String code) {
      this(at, requested, request, step, answer, status, code, List.of());
    }
  }

  /**
   * An AD1 was judged.
   *
   * @param at the instant of receipt, which was compared
   * @param judged the instant of the verdict
   * @param mpxn as written in the alert
   * @param distributor the id in the MPxN, if it is an MPAN
   * @param state the switch at that moment
   * @param area where its hub stands; looked up only while a guard asks for it
   * @param configHash SHA-256 of the configuration in force
   */
  record AlertJudged(
      Instant at,
      Instant judged,
      Optional<ResponseId> response,
      Optional<Eui64> hub,
      Optional<Instant> start,
      String mpxn,
      OptionalLong throttledCount,
      OptionalInt distributor,
      Eui64 recipient,
      Switch state,
      Optional<Area> area,
      Verdict verdict,
      String configHash,
      Document document)
      implements Event {

    /** SHA-256 of the alert's bytes, 64 lower-case hexadecimal digits. */
    public String messageSha256() {
      return document.sha256();
    }

    /** How many alerts the message stands for, as {@link Event#standsFor} says. */
    public long standsFor() {
      return Event.standsFor(throttledCount);
    }

    @Override
    public Optional<Delivery> delivery() {
      return switch (verdict) {
        case Verdict.Suppress s -> Optional.empty();
        case Verdict.Forward f ->
            Optional.of(new Delivery(recipient, Lane.ALERTS, hub, document));
      };
    }
  }

  /**
   * A copy of a suppressed alert was received and acknowledged.
   *
   * @param original the number of the entry it is a copy of
   */
  record AlertCopied(Instant at, long original, String sha256) implements Event {}

  /**
   * A northbound message of any other kind, which was taken.
   *
   * @param alertCode of a device alert, four hexadecimal digits in upper case; empty of any other
   *     message, and of what earlier versions recorded
   */
  record Carried(
      Instant at,
      String kind,
      Optional<RequestId> request,
      Optional<ResponseId> response,
      Optional<Eui64> device,
      Eui64 recipient,
      Optional<String> alertCode,
      Document document)
      implements Event {

    /** A message that is no device alert. */
    public Carried(
        Instant at,
        String kind,
        Optional<RequestId> request,
        Optional<ResponseId> response,
        Optional<Eui64> device,
        Eui64 recipient,
        Document document) {
      this(at, kind, request, response, device, recipient, Optional.empty(), document);
    }

    /**
     * Returns true if a meter says that its supply is back: 8F35, 8F36 after three minutes or more,
     * or 8F37 to 8F3C for a phase.
     */
    public boolean restoresSupply() {
      return alertCode
          .filter(code -> code.length() == 4)
          .filter(code -> code.compareTo("8F35") >= 0 && code.compareTo("8F3C") <= 0)
          .isPresent();
    }

    @Override
    public Optional<Delivery> delivery() {
      return Optional.of(new Delivery(recipient, Lane.OTHERS, ordered(kind, device), document));
    }

    /** Order is kept per device; a party is none, nor is who raised an alert of the DSP's. */
    public static Optional<Eui64> ordered(String kind, Optional<Eui64> device) {
      return kind.equals(Message.DccAlert.KIND)
          ? Optional.empty()
          : device.filter(d -> !d.isParty());
    }
  }

  /**
   * A southbound request of any other kind, which was relayed and its answer returned.
   *
   * @param status the HTTP status the User got
   * @param length the number of bytes of the request
   */
  record Relayed(
      Instant at,
      String path,
      Optional<RequestId> request,
      String serviceReferenceVariant,
      OptionalInt commandVariant,
      int status,
      String code,
      long length,
      String sha256)
      implements Event {}

  /**
   * A message told that the activation of a meter failed; written behind the message's entry, while
   * the guard is not off.
   *
   * @param message the number of that entry
   * @param counter of the request
   * @param guard what the guard might do at that moment: if it was on, the windows ended
   * @param said in words, e.g. {@code 8F67 with outcome 3}
   */
  record ActivationFailed(
      Instant at, long message, Eui64 meter, long counter, Guard.Setting guard, String said)
      implements Event {}

  /**
   * An operator ordered to forward everything of a place, or took such an order back, or the order
   * came to its end.
   *
   * @param until of an order to begin: when it ends by itself; of one to end: that it was its end,
   *     which is then {@code at}
   */
  record StormOrdered(
      Instant at,
      StormOrder.Scope place,
      StormOrder.Order order,
      Optional<Instant> until,
      String by,
      String reason)
      implements Event {

    /** Returns true if the order ended by itself. */
    public boolean isExpiry() {
      return order == StormOrder.Order.OFF && until.isPresent();
    }
  }

  /**
   * The breaker was opened or closed.
   *
   * @param by {@code breaker} if it was moved by itself, else who closed it
   * @param reason what was counted, or why it was closed
   */
  record BreakerTurned(Instant at, Breaker.Position to, String by, String reason)
      implements Event {}

  /**
   * An alert that was suppressed is delivered late; it stays a suppression.
   *
   * @param alert the number of its entry
   * @param because what was found, in words
   */
  record Released(
      Instant at,
      long alert,
      Optional<Eui64> hub,
      Eui64 recipient,
      String because,
      Document document)
      implements Event {
    @Override
    public Optional<Delivery> delivery() {
      return Optional.of(new Delivery(recipient, Lane.ALERTS, hub, document));
    }
  }

  /**
   * An alert that is recorded as suppressed was handed straight to its receiver, while the journal
   * did not answer; it stays a suppression, and is not delivered again.
   *
   * @param alert the number of its entry
   */
  record HandedOver(
      Instant at, long alert, Optional<Eui64> hub, Eui64 recipient, String because)
      implements Event {}

  /** The switch was set. */
  record Switched(Instant at, Switch to, String by, String reason) implements Event {}

  /**
   * A configuration that is in force from here on.
   *
   * @param text the whole of it, as normalised for the hash
   */
  record Configured(Instant at, String configHash, String text, String by) implements Event {}

  /**
   * A change of inventory or list of GUIDs, with what that does to tracked meters.
   *
   * @param what {@code inventory} or {@code guids}
   * @param source the file's name
   * @param sha256 of the file
   */
  record Supplied(
      Instant at,
      String what,
      String source,
      String sha256,
      long rows,
      List<Move> moves,
      List<Leaving> leavings,
      String by)
      implements Event {}

  /** A meter's hub was exchanged: its windows move with it. */
  record Move(Eui64 meter, Eui64 from, Eui64 to) {}

  /** A meter no longer passes a gate: its windows end. */
  record Leaving(Eui64 meter, NotTrackedReason gate) {}

  /**
   * The gateway was started at a wall time before the journal's latest instant: what windows that
   * began with the receipt of their request have left cannot be measured, so they ended.
   *
   * @param latest that instant
   * @param window how long such a window lasts: one with a date of its own that lasts longer was
   *     lengthened by a receipt, and ended too
   */
  record WindowsEnded(Instant at, Instant latest, Duration window) implements Event {}

  /**
   * An operator said that the wall clock is right now, though the journal has later instants.
   *
   * @param latest the latest of them, which counts no longer
   */
  record ClockTrusted(Instant at, Instant latest, String by, String reason) implements Event {}

  /** The wall clock differs from the gateway's by more than allowed. */
  record ClockDiffered(Instant at, Instant wall) implements Event {}

  /**
   * The journal could not be written for a while.
   *
   * @param since the instant of the first failure
   * @param alertsRelayed AD1s handed straight to their receivers meanwhile
   * @param refused messages answered with 503 meanwhile
   * @param relayed requests relayed unrecorded meanwhile
   */
  record Gap(Instant at, Instant since, long alertsRelayed, long refused, long relayed)
      implements Event {}

  /**
   * An operator settled what was to be done about an alert that was suppressed.
   *
   * @param alert the number of the alert's entry
   */
  record Settled(Instant at, long alert, String by, String reason) implements Event {}

  /**
   * An operator gave an order about a dead letter: it is sent again, or listed no longer and never
   * delivered.
   *
   * @param message the number of its entry
   * @param recipient to whom it is sent, or who will not get it
   */
  record DeadLetterOrdered(
      Instant at, long message, Eui64 recipient, Order order, String by, String reason)
      implements Event {
    /** The possible orders. */
    public enum Order {
      /** It is sent again. */
      RESEND,
      /** It is given up for good. */
      DROP
    }
  }

  /**
   * An operator took an item of the work-list on, gave it back, or wrote something about it.
   *
   * @param alert the number of the alert's entry
   * @param text the note; empty where none was written
   */
  record Noted(Instant at, long alert, Kind kind, String by, String text) implements Event {
    /** The kinds of notes. */
    public enum Kind {
      /** Who wrote it looks into the item. */
      CLAIMED,
      /** Nobody looks into it any more. */
      GIVEN_BACK,
      /** A text for whoever looks into it. */
      NOTE
    }
  }

  /**
   * The data folder was made from a backup: what was recorded behind it is not here.
   *
   * @param taken when the backup was made
   * @param logged the number of the last record of the suppression log that is known here
   * @param known that of the last one somebody knows of; those in between are not here
   * @param hash of that one
   */
  record Restored(
      Instant at, Instant taken, long logged, long known, String hash, String by, String reason)
      implements Event {}
}

package org.lastgasp.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;

/** A thing that is to be decided: a message, an operator's order, a change of inventory or list. */
public sealed interface Command {

  /** An event that needs no decision: it is recorded as it is. */
  record RecordEvent(Event event) implements Command {}

  /**
   * An SRV 11.3, before it is relayed.
   *
   * @param path where it was posted
   * @param device what the inventory says of its target
   * @param listed whether the target is on the list of GUIDs
   * @param accepted the steps of it that are remembered elsewhere as accepted by the DSP; {@link
   *     Step#UNREADABLE} is among them if nobody can tell
   * @param signature what became of looking at its signature
   * @param sender who sent it, as far as that was proven
   */
  record Activation(
      Instant received,
      String path,
      Message.Request request,
      Optional<Device> device,
      boolean listed,
      Set<Step> accepted,
      RequestVerifier.SignatureCheck signature,
      Sender sender)
      implements Command {}

  /**
   * A Power Outage Alert.
   *
   * @param where its hub stands; looked up only while a guard or an override asks for it
   * @param recipient who gets it unless it is suppressed
   */
  record Alert(Instant received, Message.Ad1 alert, HubLocation where, Eui64 recipient)
      implements Command {}

  /** A Power Outage Alert whose judgement failed by an error of ours: it is forwarded. */
  record UnjudgedAlert(Instant received, Message.Ad1 alert, Eui64 recipient) implements Command {}

  /**
   * A northbound message of any other kind.
   *
   * @param failure what it tells of an activation that failed, if somebody looked
   */
  record OtherMessage(
      Instant received,
      Message.Northbound message,
      Eui64 recipient,
      Optional<ActivationFailure> failure)
      implements Command {}

  /**
   * An activation was heard to have failed.
   *
   * @param message the id of the event of the message that told so
   */
  record FailureHeard(long message, ActivationFailure failure) implements Command {}

  /** An operator sets the switch. */
  record SetSwitch(Switch to, String by, String reason) implements Command {}

  /**
   * An operator orders to forward everything of a place, or takes the order for just this place
   * back.
   *
   * @param until when the order ends by itself; empty if it stands until it is taken back
   */
  record SetStorm(
      StormOrder.Scope place, StormOrder.Order order, Optional<Instant> until, String by,
      String reason)
      implements Command {}

  /** The storm orders whose time is over end, each at the instant it was to end. */
  record EndStorms() implements Command {}

  /** An operator closes the breaker. */
  record CloseBreaker(String by, String reason) implements Command {}

  /** The breaker closes if its quiet time is over, or its guard was turned off. */
  record CloseQuietBreaker() implements Command {}

  /** An operator says that the clock is right, though later instants were recorded. */
  record TrustClock(String by, String reason) implements Command {}

  /** A start before the latest instant recorded: what cannot be measured any more ends. */
  record EndUnmeasured() implements Command {}

  /** A start: the tries a crash has cut off from their answers are unconfirmed. */
  record GiveUpAwaited() implements Command {}

  /**
   * A suppressed alert is to be delivered late, unless that was done or it is forgotten.
   *
   * @param alert the id of its event
   * @param because what was found, in words
   */
  record Release(long alert, Event.AlertJudged held, String because) implements Command {}

  /**
   * An inventory or list came into force.
   *
   * @param devices what it says of a tracked meter; empty if that cannot be told now
   */
  record Supply(
      String what,
      String source,
      String sha256,
      long rows,
      String by,
      Function<Eui64, Optional<DeviceFacts>> devices)
      implements Command {}

  /**
   * The journal can be written again.
   *
   * @param since the instant of the first failure
   * @param owed events that could not be recorded meanwhile, or set right what became durable too
   *     late
   */
  record OutageEnded(
      Instant since, long alertsRelayed, long refused, long relayed, List<Event> owed)
      implements Command {}

  /** The sender of a request, as far as its connection proves one. */
  sealed interface Sender {
    /** One that need not prove who it is: nobody is configured to be checked. */
    record Unchecked() implements Sender {}

    /** One whose certificate names no Service User, or that showed none. */
    record Nameless() implements Sender {}

    /** One whose certificate names this Service User. */
    record Proven(Eui64 eui) implements Sender {}

    /** True if it may send requests of this originator. */
    default boolean isOriginator(Eui64 originator) {
      return switch (this) {
        case Unchecked _ -> true;
        case Nameless _ -> false;
        case Proven proven -> proven.eui().equals(originator);
      };
    }

    /** Returns who it is, for people. */
    default String text() {
      return switch (this) {
        case Unchecked _ -> "anybody";
        case Nameless _ -> "a sender without an EUI-64 in its certificate";
        case Proven proven -> "the certificate of " + proven.eui();
      };
    }
  }

  /**
   * The facts of one device that inventory and list give. Immutable.
   *
   * @param device empty if the inventory does not know it
   * @param listed whether it is on the list of GUIDs
   */
  record DeviceFacts(Optional<Device> device, boolean listed) {

    /** The change that the facts mean for a tracked meter. */
    public sealed interface Change {}

    /** The absence of a change. */
    public record None() implements Change {}

    /** A move to another hub. */
    record Moved(Eui64 to) implements Change {}

    /** A meter that no longer passes a gate, and loses a window that may still hold. */
    public record Left(NotTrackedReason gate) implements Change {}

    /**
     * Returns what they mean for a tracked meter.
     *
     * @param hub where the meter was last
     */
    public Change changeOf(
        Eui64 meter, Eui64 hub, TrackingState state, Policy policy, Instant now) {
      Optional<NotTrackedReason> gate =
          device.isEmpty()
              ? Optional.of(NotTrackedReason.UNKNOWN_DEVICE)
              : policy.stopping(device.get(), listed).map(TrackingDecision.NotTracked::reason);
      if (gate.isPresent()) {
        return state.live(meter, now).isEmpty() ? new None() : new Left(gate.get());
      }
      Eui64 there = device.flatMap(Device::hub).orElse(hub);
      return there.equals(hub) ? new None() : new Moved(there);
    }
  }
}

package org.lastgasp.audit;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;

/** The type of an entry in the index; its {@code code} is the column {@code sort}. */
enum EventType {
  ALERT_FORWARDED(1),
  ALERT_SUPPRESSED(2),
  ALERT_COPIED(3),
  CARRIED(4),
  RELAYED(5),
  ACTIVATION_TRACKED(6),
  ACTIVATION_PASSED(7),
  ACTIVATION_ANSWERED(8),
  /** The switch, the configuration, the lists, the clock, a gap. */
  EVENT(9),
  /** An alert that was suppressed was delivered late. */
  RELEASED(10),
  /** A carried alert of a meter: its supply is back. */
  SUPPLY_RESTORED(11);

  /**
   * The types in the Service Audit Trail. A suppressed alert has no entry there, nor have its
   * duplicates; its late delivery has one.
   */
  static final Set<EventType> AUDITED =
      EnumSet.of(
          ALERT_FORWARDED,
          CARRIED,
          SUPPLY_RESTORED,
          RELAYED,
          ACTIVATION_TRACKED,
          ACTIVATION_PASSED,
          ACTIVATION_ANSWERED,
          RELEASED);

  static final Set<EventType> ALERTS = EnumSet.of(ALERT_FORWARDED, ALERT_SUPPRESSED, ALERT_COPIED);
  static final Set<EventType> ACTIVATIONS =
      EnumSet.of(ACTIVATION_TRACKED, ACTIVATION_PASSED, ACTIVATION_ANSWERED);
  /** The types shown of something that raised no alert. */
  static final Set<EventType> EXPLAINED =
      EnumSet.of(
          CARRIED,
          SUPPLY_RESTORED,
          RELAYED,
          ACTIVATION_TRACKED,
          ACTIVATION_PASSED,
          ACTIVATION_ANSWERED);

  /** The types of changes that somebody made, or that came by themselves. */
  static final Set<EventType> CHANGES = EnumSet.of(EVENT, RELEASED);

  static final Set<EventType> JUDGED = EnumSet.of(ALERT_FORWARDED, ALERT_SUPPRESSED);

  private final int code;

  EventType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** The sort of an entry; none of one that is not indexed, as it repeats what others said. */
  static Optional<EventType> of(Event entry) {
    return switch (entry) {
      case Event.AlertJudged alert -> Optional.of(of(alert.verdict()));
      case Event.AlertCopied e -> Optional.of(ALERT_COPIED);
      case Event.Carried e -> Optional.of(e.restoresSupply() ? SUPPLY_RESTORED : CARRIED);
      case Event.Relayed e -> Optional.of(RELAYED);
      case Event.ActivationRequested asked -> Optional.of(of(asked.admission()));
      case Event.ActivationAnswered e -> Optional.of(ACTIVATION_ANSWERED);
      case Event.Switched e -> Optional.of(EVENT);
      case Event.ActivationFailed e -> Optional.of(EVENT);
      case Event.StormOrdered e -> Optional.of(EVENT);
      case Event.BreakerTurned e -> Optional.of(EVENT);
      case Event.Configured e -> Optional.of(EVENT);
      case Event.Supplied e -> Optional.of(EVENT);
      case Event.ClockDiffered e -> Optional.of(EVENT);
      case Event.WindowsEnded e -> Optional.of(EVENT);
      case Event.ClockTrusted e -> Optional.of(EVENT);
      case Event.Gap e -> Optional.of(EVENT);
      case Event.HandedOver e -> Optional.of(RELEASED);
      case Event.Released e -> Optional.of(RELEASED);
      case Event.Restored e -> Optional.of(EVENT);
      case Event.Noted e -> Optional.of(EVENT);
      case Event.Settled e -> Optional.of(EVENT);
      case Event.DeadLetterOrdered e -> Optional.of(EVENT);
    };
  }

  private static EventType of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress held -> ALERT_SUPPRESSED;
      case Verdict.Forward passed -> ALERT_FORWARDED;
    };
  }

  private static EventType of(TrackingDecision admission) {
    return switch (admission) {
      case TrackingDecision.Tracked tracked -> ACTIVATION_TRACKED;
      case TrackingDecision.NotTracked passed -> ACTIVATION_PASSED;
    };
  }
}

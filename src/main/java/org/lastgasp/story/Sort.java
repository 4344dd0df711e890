package org.lastgasp.story;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Admission;
import org.lastgasp.policy.Verdict;

/** What an entry is to those who ask; its {@code code} is the column {@code sort} of the index. */
enum Sort {
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
  /** An alert that was held back was delivered late. */
  RELEASED(10);

  /**
   * The Service Audit Trail. An alert held back has no entry there, nor has a copy of it; if it is
   * delivered late, that has one.
   */
  static final Set<Sort> AUDITED =
      EnumSet.of(
          ALERT_FORWARDED,
          CARRIED,
          RELAYED,
          ACTIVATION_TRACKED,
          ACTIVATION_PASSED,
          ACTIVATION_ANSWERED,
          RELEASED);

  static final Set<Sort> ALERTS = EnumSet.of(ALERT_FORWARDED, ALERT_SUPPRESSED, ALERT_COPIED);
  static final Set<Sort> ACTIVATIONS =
      EnumSet.of(ACTIVATION_TRACKED, ACTIVATION_PASSED, ACTIVATION_ANSWERED);
  /** What is shown of something that raised no alert. */
  static final Set<Sort> EXPLAINED =
      EnumSet.of(CARRIED, RELAYED, ACTIVATION_TRACKED, ACTIVATION_PASSED, ACTIVATION_ANSWERED);

  /** Where a change that somebody made, or that came by itself, is found. */
  static final Set<Sort> CHANGES = EnumSet.of(EVENT, RELEASED);

  static final Set<Sort> JUDGED = EnumSet.of(ALERT_FORWARDED, ALERT_SUPPRESSED);

  private final int code;

  Sort(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** The sort of an entry; none of one that is not indexed, as it repeats what others said. */
  static Optional<Sort> of(Entry entry) {
    return switch (entry) {
      case Entry.AlertJudged alert -> Optional.of(of(alert.verdict()));
      case Entry.AlertCopied e -> Optional.of(ALERT_COPIED);
      case Entry.Carried e -> Optional.of(CARRIED);
      case Entry.Relayed e -> Optional.of(RELAYED);
      case Entry.ActivationRequested asked -> Optional.of(of(asked.admission()));
      case Entry.ActivationAnswered e -> Optional.of(ACTIVATION_ANSWERED);
      case Entry.Switched e -> Optional.of(EVENT);
      case Entry.ActivationFailed e -> Optional.of(EVENT);
      case Entry.StormOrdered e -> Optional.of(EVENT);
      case Entry.BreakerTurned e -> Optional.of(EVENT);
      case Entry.Configured e -> Optional.of(EVENT);
      case Entry.Supplied e -> Optional.of(EVENT);
      case Entry.ClockDiffered e -> Optional.of(EVENT);
      case Entry.WindowsEnded e -> Optional.of(EVENT);
      case Entry.ClockTrusted e -> Optional.of(EVENT);
      case Entry.Gap e -> Optional.of(EVENT);
      case Entry.HandedOver e -> Optional.of(RELEASED);
      case Entry.Released e -> Optional.of(RELEASED);
      case Entry.Restored e -> Optional.of(EVENT);
      case Entry.Settled e -> Optional.of(EVENT);
      case Entry.State e -> Optional.empty();
    };
  }

  private static Sort of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress held -> ALERT_SUPPRESSED;
      case Verdict.Forward passed -> ALERT_FORWARDED;
    };
  }

  private static Sort of(Admission admission) {
    return switch (admission) {
      case Admission.Tracked tracked -> ACTIVATION_TRACKED;
      case Admission.Passed passed -> ACTIVATION_PASSED;
    };
  }
}

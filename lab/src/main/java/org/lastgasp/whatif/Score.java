package org.lastgasp.whatif;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.Evidence;
import org.lastgasp.hindsight.Label;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Verdict;

/**
 * A score of one stretch of simulated traffic under one set of settings: whole numbers, so that
 * adding them up in any order gives the same. Used by one thread.
 */
final class Score {
  private final Map<Count, Long> counts = new EnumMap<>(Count.class);
  private final Map<Reason, Long> leaks = new EnumMap<>(Reason.class);
  private final Map<Label, Long> heldLabels = new EnumMap<>(Label.class);
  private final Map<Label, Long> maskedLabels = new EnumMap<>(Label.class);
  private final Map<Evidence.Kind, Long> heldEvidence = new EnumMap<>(Evidence.Kind.class);
  private final Map<Evidence.Kind, Long> maskedEvidence = new EnumMap<>(Evidence.Kind.class);

  /** The counts of a score. */
  enum Count {
    /** Activation requests, repetitions and cancellations among them. */
    REQUESTS,
    /** Alerts that only a meter's activation caused. */
    SPURIOUS,
    /** Of these: suppressed. */
    HELD,
    /** Alerts of a failing network. */
    GENUINE,
    /** Of these: suppressed. */
    MASKED,
    /** Of these: the meter's activation interrupted the supply too. */
    MASKED_BOTH,
    /** Of these: hindsight found them consistent. */
    MASKED_BOTH_CONSISTENT,
    /** Alerts that came a second time; they are in no other count. */
    COPIES,
    /** The time for which hubs' alerts were suppressed, all hubs together. */
    BLIND_MILLIS,
    /** From the receipt of a masked alert until hindsight found it suspect, all together. */
    FOUND_AFTER_MILLIS,
    /** From the loss of supply to the receipt of its alert, all genuine alerts together. */
    TOLD_AFTER_MILLIS
  }

  /** Returns how many of something. */
  long of(Count count) {
    return counts.getOrDefault(count, 0L);
  }

  /** Spurious alerts that went through. */
  long leaked() {
    return of(Count.SPURIOUS) - of(Count.HELD);
  }

  /** Spurious alerts that went through for this reason. */
  long leaked(Reason reason) {
    return leaks.getOrDefault(reason, 0L);
  }

  /** Spurious alerts that were suppressed and that hindsight labelled so. */
  long held(Label label) {
    return heldLabels.getOrDefault(label, 0L);
  }

  /** Genuine alerts that were suppressed and that hindsight labelled so. */
  long masked(Label label) {
    return maskedLabels.getOrDefault(label, 0L);
  }

  /** Spurious alerts that were suppressed and of which hindsight found such evidence. */
  long held(Evidence.Kind kind) {
    return heldEvidence.getOrDefault(kind, 0L);
  }

  /** Genuine alerts that were suppressed and of which hindsight found such evidence. */
  long masked(Evidence.Kind kind) {
    return maskedEvidence.getOrDefault(kind, 0L);
  }

  /** Genuine alerts that went through. */
  long delivered() {
    return of(Count.GENUINE) - of(Count.MASKED);
  }

  /** The time for which hubs' alerts were suppressed, all hubs together. */
  Duration blindness() {
    return Duration.ofMillis(of(Count.BLIND_MILLIS));
  }

  void add(Count count, long more) {
    counts.merge(count, more, Long::sum);
  }

  void judged(SimulatedEvent.Alerted alerted, Verdict verdict) {
    boolean held = verdict instanceof Verdict.Suppress;
    if (alerted.copy()) {
      add(Count.COPIES, 1);
      return;
    }
    if (alerted.genuine()) {
      add(Count.GENUINE, 1);
      add(Count.MASKED, held ? 1 : 0);
      alerted
          .alert()
          .start()
          .ifPresent(
              start ->
                  add(Count.TOLD_AFTER_MILLIS, Duration.between(start, alerted.at()).toMillis()));
      return;
    }
    add(Count.SPURIOUS, 1);
    switch (verdict) {
      case Verdict.Suppress s -> add(Count.HELD, 1);
      case Verdict.Forward f -> leaks.merge(f.reason(), 1L, Long::sum);
    }
  }

  /** Counts what hindsight made of an alert that was suppressed. */
  void labelled(SimulatedEvent.Alerted alerted, Case about) {
    Map<Evidence.Kind, Long> evidence = alerted.genuine() ? maskedEvidence : heldEvidence;
    about.assessment().evidence().stream()
        .map(Evidence::kind)
        .distinct()
        .forEach(kind -> evidence.merge(kind, 1L, Long::sum));
    if (!alerted.genuine()) {
      heldLabels.merge(about.label(), 1L, Long::sum);
      return;
    }
    maskedLabels.merge(about.label(), 1L, Long::sum);
    if (alerted.origin() == SimulatedEvent.Origin.BOTH) {
      add(Count.MASKED_BOTH, 1);
      add(Count.MASKED_BOTH_CONSISTENT, about.label() == Label.CONSISTENT ? 1 : 0);
    }
    if (about.label() == Label.SUSPECT) {
      Duration took = Duration.between(alerted.at(), about.assessment().since());
      add(Count.FOUND_AFTER_MILLIS, Math.max(0, took.toMillis()));
    }
  }

  void add(Score other) {
    other.counts.forEach(this::add);
    other.heldLabels.forEach((label, more) -> heldLabels.merge(label, more, Long::sum));
    other.maskedLabels.forEach((label, more) -> maskedLabels.merge(label, more, Long::sum));
    other.heldEvidence.forEach((kind, more) -> heldEvidence.merge(kind, more, Long::sum));
    other.maskedEvidence.forEach((kind, more) -> maskedEvidence.merge(kind, more, Long::sum));
    other.leaks.forEach((reason, more) -> leaks.merge(reason, more, Long::sum));
  }
}

package org.lastgasp.hindsight;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rules that say what an observation means for a case; nothing counts after the horizon.
 *
 * <p>Firmware causes one loss of supply: after the activation was carried out, and before its
 * outcome is received. The rules compare with that, and leave the tolerance to every clock but
 * ours. Which rule separates how well is measured by {@code lastgasp simulate}.
 */
final class EvidenceRules {
  /**
   * The longest time from the beginning of the outage to the outcome for which a success explains
   * it. A longer outage is not typical of firmware, so its cause is left open.
   */
  static final Duration EXPLAINED_WITHIN = Duration.ofMinutes(20);

  /** The time from the beginning of the outage to the outcome above which it is doubted. */
  static final Duration LATE = Duration.ofHours(1);

  private final Duration tolerance;

  /**
   * Rules with a tolerance.
   *
   * @param tolerance by how much the clocks of meters and hubs may be wrong
   */
  EvidenceRules(Duration tolerance) {
    this.tolerance = tolerance;
  }

  Duration tolerance() {
    return tolerance;
  }

  /** The evidence of the alert itself. */
  Optional<Evidence> opening(Observation.Held held) {
    if (!held.start().isBefore(held.from().minus(tolerance))) {
      return Optional.empty();
    }
    String compared = "outage from " + held.start() + ", window from " + held.from();
    return Optional.of(
        new Evidence(
            Evidence.Kind.STARTED_BEFORE_WINDOW,
            OptionalLong.of(held.number()),
            held.at(),
            compared));
  }

  /**
   * The evidence in something received before the alert or after it.
   *
   * @param tracked the hub's tracked activations, the case's own too
   */
  Optional<Evidence> of(
      Case about, Observation fact, Collection<Observation.Tracked> tracked) {
    if (fact.at().isAfter(about.horizon())) {
      return Optional.empty();
    }
    return switch (fact) {
      case Observation.Restored restored -> restored(about, restored);
      case Observation.Outcome outcome -> outcome(about.held(), outcome);
      case Observation.Heard heard -> heard(about, heard);
      case Observation.Alerted again -> again(about, again, again.start(), tracked);
      case Observation.Held again -> again(about, again, again.start(), tracked);
      case Observation.Tracked t -> Optional.empty();
      case Observation.Answered answered -> Optional.empty();
      case Observation.Moved moved -> Optional.empty();
      case Observation.Released released -> Optional.empty();
      case Observation.Settled settled -> Optional.empty();
      case Observation.Ended ended -> Optional.empty();
      case Observation.ClockSetBack back -> Optional.empty();
      case Observation.ClockTrusted right -> Optional.empty();
    };
  }

  /** That a case is one too many of its hub to be followed. */
  static Evidence notFollowed(Observation.Held held, int most) {
    return new Evidence(
        Evidence.Kind.NOT_FOLLOWED,
        OptionalLong.of(held.number()),
        held.at(),
        most + " cases of hub " + held.hub() + " are open: look at those, and at the hub");
  }

  /** The instant the outage began, as far as evidence is compared with it. */
  static Instant outage(Case about) {
    Instant start = about.held().start();
    return start.isBefore(about.received()) ? start : about.received();
  }

  /**
   * The outage lasts from the alert's start at least until the alert was received, in the North; in
   * the South and Central regions about so long.
   */
  private Optional<Evidence> restored(Case about, Observation.Restored restored) {
    if (!restored.meter().equals(about.held().meter())) {
      return Optional.empty();
    }
    Instant first = outage(about);
    Observation.Span outage = new Observation.Span(first, about.received());
    if (restored.off().isEmpty()) {
      boolean since = !restored.at().isBefore(first);
      String compared =
          restored.code() + " without times that can be read, outage from " + first;
      return since
          ? Optional.of(found(Evidence.Kind.SUPPLY_RESTORED, restored, compared))
          : Optional.empty();
    }
    Observation.Span off = restored.off().get();
    String compared = restored.code() + ", off from " + off + ", outage from " + outage;
    return off.widened(tolerance).overlaps(outage)
        ? Optional.of(found(Evidence.Kind.SUPPLY_RESTORED, restored, compared))
        : Optional.empty();
  }

  private Optional<Evidence> outcome(Observation.Held held, Observation.Outcome outcome) {
    boolean same =
        outcome.meter().equals(held.meter())
            && outcome.counter() == held.request().counter()
            && outcome.originator().filter(o -> !o.equals(held.request().originator())).isEmpty();
    if (!same) {
      return Optional.empty();
    }
    String counter = Long.toUnsignedString(outcome.counter());
    return switch (outcome.result()) {
      case FAILED ->
          Optional.of(
              found(
                  Evidence.Kind.ACTIVATION_FAILED,
                  outcome,
                  outcome.words() + ", of the request with counter " + counter));
      case SUCCEEDED -> {
        String compared =
            outcome.words() + " at " + outcome.done() + ", received " + outcome.at()
                + ", outage from " + held.start() + ", window from " + held.from() + " until "
                + held.until() + ", counter " + counter;
        yield Optional.of(found(succeeded(held, outcome), outcome, compared));
      }
    };
  }

  /** Explains one outage: one that began after it was carried out and before that was known. */
  private Evidence.Kind succeeded(Observation.Held held, Observation.Outcome outcome) {
    Instant start = held.start();
    if (outcome.at().isBefore(start.minus(tolerance))) {
      return Evidence.Kind.STARTED_AFTER_ACTIVATION;
    }
    boolean dated = !outcome.done().equals(outcome.at());
    if (dated && outcome.done().isAfter(start.plus(tolerance))) {
      return Evidence.Kind.STARTED_BEFORE_ACTIVATION;
    }
    if (outcome.at().isAfter(start.plus(LATE))) {
      return Evidence.Kind.ANSWERED_LATE;
    }
    boolean inside =
        !outcome.done().isBefore(held.from().minus(dated ? tolerance : Duration.ZERO))
            && outcome.done().isBefore(held.until());
    boolean soon = !outcome.at().isAfter(start.plus(EXPLAINED_WITHIN));
    return inside && soon && !outcome.at().isBefore(start)
        ? Evidence.Kind.ACTIVATION_SUCCEEDED
        : Evidence.Kind.ACTIVATION_REPORTED;
  }

  /** Only what came after the alert shows that the supply is back. */
  private static Optional<Evidence> heard(Case about, Observation.Heard heard) {
    Observation.Held held = about.held();
    if (!isSince(held, heard)) {
      return Optional.empty();
    }
    boolean inside = heard.at().isBefore(about.until());
    String compared =
        heard.what() + " of " + (heard.device().equals(held.meter()) ? "meter " : "hub ")
            + heard.device() + " at " + heard.at() + ", window until " + about.until();
    return Optional.of(
        found(
            inside ? Evidence.Kind.HEARD_IN_WINDOW : Evidence.Kind.HEARD_AFTER_WINDOW,
            heard,
            compared));
  }

  /** Returns true if a sign of life came after the alert, from its meter or its hub. */
  static boolean isSince(Observation.Held held, Observation.Heard heard) {
    boolean theirs = heard.device().equals(held.meter()) || heard.device().equals(held.hub());
    return theirs && heard.number() > held.number();
  }

  /**
   * Another outage of the hub while the outcome of the activation is awaited: firmware causes only
   * one, so either may be the other. None of this if another activation explains it.
   */
  private Optional<Evidence> again(
      Case about,
      Observation again,
      Instant start,
      Collection<Observation.Tracked> tracked) {
    if (again.number() <= about.number()
        || about.reported().filter(at -> at.isBefore(start)).isPresent()
        || tracked.stream().anyMatch(each -> explains(each, about, start))) {
      return Optional.empty();
    }
    boolean after = !again.at().isBefore(about.until());
    boolean another = start.isAfter(outage(about).plus(tolerance));
    String compared =
        "alert received " + again.at() + " of an outage from " + start + ", window until "
            + about.until();
    return after || another
        ? Optional.of(found(Evidence.Kind.ALERTED_AGAIN, again, compared))
        : Optional.empty();
  }

  private boolean explains(Observation.Tracked other, Case about, Instant start) {
    return !other.isEmpty()
        && !other.request().equals(about.held().request())
        && !start.isBefore(other.from().minus(tolerance))
        && start.isBefore(other.until());
  }

  /** The evidence for a case in an earlier case of the same activation. */
  static Evidence alertedBefore(Case earlier, Observation.Held held) {
    String compared =
        "alert received " + earlier.held().at() + " of an outage from " + earlier.held().start()
            + ", in the same window as this one from " + held.start();
    return new Evidence(
        Evidence.Kind.ALERTED_AGAIN, OptionalLong.of(earlier.number()), held.at(), compared);
  }

  /** The evidence once the horizon is over. */
  static Optional<Evidence> closing(Case about) {
    if (about.heard().isPresent()) {
      return Optional.empty();
    }
    String compared =
        "nothing from meter " + about.held().meter() + " or hub " + about.held().hub()
            + " between " + about.received() + " and " + about.horizon();
    return Optional.of(
        new Evidence(
            Evidence.Kind.SILENCE, OptionalLong.empty(), about.horizon(), compared));
  }

  private static Evidence found(Evidence.Kind kind, Observation fact, String compared) {
    return new Evidence(kind, OptionalLong.of(fact.number()), fact.at(), compared);
  }
}

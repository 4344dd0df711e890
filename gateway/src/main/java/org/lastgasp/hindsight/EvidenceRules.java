package org.lastgasp.hindsight;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** The rules that say what an observation means for a case; nothing counts after the horizon. */
final class EvidenceRules {
  private EvidenceRules() {}

  /** The evidence of the alert itself. */
  static Optional<Evidence> opening(Observation.Held held) {
    if (!held.start().isBefore(held.from())) {
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

  /** The evidence in something received before the alert or after it. */
  static Optional<Evidence> of(Case about, Observation fact) {
    if (fact.at().isAfter(about.horizon())) {
      return Optional.empty();
    }
    Observation.Held held = about.held();
    return switch (fact) {
      case Observation.Restored restored -> restored(about, restored);
      case Observation.Outcome outcome -> outcome(held, outcome);
      case Observation.Heard heard -> heard(about, heard);
      case Observation.Alerted again -> again(about, again, again.start());
      case Observation.Held again -> again(about, again, again.start());
      case Observation.Tracked tracked -> Optional.empty();
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
  private static Optional<Evidence> restored(Case about, Observation.Restored restored) {
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
    return off.overlaps(outage)
        ? Optional.of(found(Evidence.Kind.SUPPLY_RESTORED, restored, compared))
        : Optional.empty();
  }

  private static Optional<Evidence> outcome(Observation.Held held, Observation.Outcome outcome) {
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
        Instant done = outcome.done();
        boolean inside = !done.isBefore(held.from()) && done.isBefore(held.until());
        String compared =
            outcome.words() + " at " + done + ", window from " + held.from() + " until "
                + held.until() + ", counter " + counter;
        yield inside
            ? Optional.of(found(Evidence.Kind.ACTIVATION_SUCCEEDED, outcome, compared))
            : Optional.empty();
      }
    };
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

  private static Optional<Evidence> again(Case about, Observation again, Instant start) {
    boolean after = again.number() > about.number() && !again.at().isBefore(about.until());
    String compared =
        "alert received " + again.at() + " of an outage from " + start + ", window until "
            + about.until();
    return after
        ? Optional.of(found(Evidence.Kind.ALERTED_AGAIN, again, compared))
        : Optional.empty();
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

package org.lastgasp.hindsight;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.policy.Window;

/**
 * One alert that was suppressed, with all that was found out about it since. Immutable.
 *
 * @param ordinal among all that were suppressed, from 1
 * @param end when its window really ended, or is to end
 * @param horizon the last instant at which evidence counts
 * @param heard when meter or hub were first heard after the alert
 * @param back when they were first heard after the window, however late
 * @param counted since when it counts, if it was received while the clock was ahead
 * @param closed whether the horizon is over
 */
public record Case(
    Observation.Held held,
    long ordinal,
    Instant end,
    Instant horizon,
    Assessment assessment,
    Optional<Instant> heard,
    Optional<Instant> back,
    Optional<Settlement> settlement,
    Optional<Instant> counted,
    boolean closed) {

  /**
   * The assessment of one suppressed alert by hindsight. Immutable.
   *
   * @param evidence in the order it was found; it only grows
   * @param since when what gave it this label was received
   */
  public record Assessment(Label label, List<Evidence> evidence, Instant since) {
    public Assessment {
      evidence = List.copyOf(evidence);
    }
  }

  /** The settlement of a case by an operator: who, when and why. */
  public record Settlement(Instant at, String by, String reason) {}

  static Case opened(Observation.Held held, long ordinal, Instant horizon) {
    return new Case(
        held,
        ordinal,
        held.until(),
        horizon,
        new Assessment(Label.UNRESOLVED, List.of(), held.at()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** The number of the alert's entry in the journal. */
  public long number() {
    return held.number();
  }

  /**
   * The instant its alert was received, as far as is known: a clock that was ahead does not count.
   */
  Instant received() {
    return counted.orElse(held.at());
  }

  /** The instant the window of the verdict ended, by which labels go; as far as is known. */
  Instant until() {
    return counted.filter(at -> at.isBefore(held.until())).orElse(held.until());
  }

  /** The label it has now. */
  public Label label() {
    return assessment.label();
  }

  /**
   * Returns true if somebody has something to do: at once if it is suspect, until the supply is
   * seen after the window; else after the window, unless the supply was seen since the alert.
   */
  boolean isPending() {
    boolean unclear =
        switch (label()) {
          case SUSPECT -> true;
          case UNRESOLVED -> isFollowed() && heard.isEmpty();
          case CONSISTENT -> false;
        };
    return unclear && back.isEmpty() && settlement.isEmpty();
  }

  /** Returns true if it is on the work-list at an instant. */
  public boolean isOpen(Instant now) {
    return isPending() && (label() == Label.SUSPECT || !now.isBefore(end));
  }

  /** Returns true if anything more can happen to it. */
  boolean isWatched() {
    return isFollowed() && (!closed || isPending());
  }

  /** Returns true if it is one of those that are followed: a hub that floods has more. */
  boolean isFollowed() {
    return !has(Evidence.Kind.NOT_FOLLOWED, 1);
  }

  private boolean has(Evidence.Kind kind, int count) {
    return assessment.evidence().stream().filter(e -> e.kind() == kind).count() >= count;
  }

  /** Returns true if it has all the evidence of a kind that it keeps. */
  boolean isFull(Evidence.Kind kind) {
    return has(kind, kind.most());
  }

  /** The instant at which the outcome of its activation was received, if it was. */
  Optional<Instant> reported() {
    return assessment.evidence().stream()
        .filter(e -> e.kind().tellsOutcome())
        .map(Evidence::at)
        .findFirst();
  }

  /** The instant from which an alert of its hub changes it; empty if none does. */
  Optional<Instant> alertsMatter() {
    boolean more = isWatched() && !closed && !isFull(Evidence.Kind.ALERTED_AGAIN);
    return more ? Optional.of(received()) : Optional.empty();
  }

  /** The instant from which a sign of life changes it; empty if none does. */
  Optional<Instant> lifeMatters() {
    if (!isWatched() || back.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(heard.isPresent() ? end : Instant.MIN);
  }

  /** Returns true if a fact about its hub or its meter may change it. */
  boolean mayChangeBy(Observation fact) {
    return switch (fact) {
      case Observation.Held again -> matters(alertsMatter(), again);
      case Observation.Alerted again -> matters(alertsMatter(), again);
      case Observation.Heard heard -> matters(lifeMatters(), heard);
      case Observation.Restored restored -> !closed && !isFull(Evidence.Kind.SUPPLY_RESTORED);
      case Observation.Outcome outcome -> !closed && outcome.counter() == held.request().counter();
      case Observation.Ended ended ->
          ended.at().isBefore(end)
              && (ended.counter().isEmpty()
                  || ended.counter().getAsLong() == held.request().counter());
      case Observation.ClockSetBack back -> true;
      case Observation.ClockTrusted right -> true;
      case Observation.Tracked tracked -> false;
      case Observation.Answered answered -> false;
      case Observation.Moved moved -> false;
      case Observation.Released released -> false;
      case Observation.Settled settled -> false;
    };
  }

  private static boolean matters(Optional<Instant> from, Observation fact) {
    return from.filter(at -> !fact.at().isBefore(at)).isPresent();
  }

  /** With evidence, unless it has enough of its kind; the label never goes back. */
  Case with(Evidence found) {
    long same = assessment.evidence().stream().filter(e -> e.kind() == found.kind()).count();
    if (same >= found.kind().most()) {
      return this;
    }
    List<Evidence> all = new ArrayList<>(assessment.evidence());
    all.add(found);
    boolean more = found.kind().label().compareTo(label()) > 0;
    Assessment next =
        more
            ? new Assessment(found.kind().label(), all, later(found.at(), received()))
            : new Assessment(label(), all, assessment.since());
    return new Case(
        held, ordinal, end, horizon, next, heard, back, settlement, counted, closed);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  Case heard(Instant at) {
    Optional<Instant> first = heard.isPresent() || at.isAfter(horizon) ? heard : Optional.of(at);
    boolean after = back.isEmpty() && !at.isBefore(end);
    return new Case(
        held, ordinal, end, horizon, assessment, first, after ? Optional.of(at) : back, settlement,
        counted, closed);
  }

  Case settled(Settlement by) {
    Optional<Settlement> first = settlement.or(() -> Optional.of(by));
    return new Case(
        held, ordinal, end, horizon, assessment, heard, back, first, counted, closed);
  }

  /** Its window ended at an instant, before its time. */
  Case ended(Instant at) {
    Instant real = later(held.at(), at);
    return new Case(
        held, ordinal, real, horizon, assessment, heard, back, settlement, counted, closed);
  }

  /** The clock was set back at a start: its window ended then, unless it has its own date. */
  Case setBack(Observation.ClockSetBack to) {
    boolean byReceipt =
        held.mode() == Window.Mode.ON_DEMAND
            || held.from().plus(to.window()).isBefore(held.until());
    return byReceipt && to.at().isBefore(end)
        ? new Case(
            held, ordinal, to.at(), horizon, assessment, heard, back, settlement, counted, closed)
        : this;
  }

  /** The clock is right now: if it was received later than that, it counts from now. */
  Case counted(Instant now, Instant next) {
    if (!received().isAfter(now)) {
      return this;
    }
    Instant real = now.isBefore(end) ? now : end;
    return new Case(
        held, ordinal, real, closed ? horizon : next, assessment, heard, back, settlement,
        Optional.of(now), closed);
  }

  Case over() {
    return new Case(
        held, ordinal, end, horizon, assessment, heard, back, settlement, counted, true);
  }
}

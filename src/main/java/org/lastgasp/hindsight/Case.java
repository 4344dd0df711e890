package org.lastgasp.hindsight;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One alert that was held back, with all that was found out about it since. Immutable.
 *
 * @param ordinal among all that were held back, from 1
 * @param horizon the last instant at which evidence counts
 * @param heard when meter or hub were first heard after the alert
 * @param back when they were first heard after the window, however late
 * @param closed whether the horizon is over
 */
public record Case(
    Fact.Held held,
    long ordinal,
    Instant horizon,
    Assessment assessment,
    Optional<Instant> heard,
    Optional<Instant> back,
    Optional<Settlement> settlement,
    boolean closed) {

  /** Who settled what was to be done, when and why. */
  public record Settlement(Instant at, String by, String reason) {}

  static Case opened(Fact.Held held, long ordinal, Instant horizon) {
    return new Case(
        held,
        ordinal,
        horizon,
        new Assessment(Label.UNRESOLVED, List.of(), held.at()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** The number of the alert's entry in the journal. */
  public long number() {
    return held.number();
  }

  /** What it is now. */
  public Label label() {
    return assessment.label();
  }

  /** Whether somebody has something to do, once the window is over. */
  boolean isPending() {
    return label() != Label.CONSISTENT && back.isEmpty() && settlement.isEmpty();
  }

  /** Whether it is on the work-list at an instant. */
  public boolean isOpen(Instant now) {
    return isPending() && !now.isBefore(held.until());
  }

  /** Whether anything more can happen to it. */
  boolean isWatched() {
    return !closed || isPending();
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
            ? new Assessment(found.kind().label(), all, later(found.at(), held.at()))
            : new Assessment(label(), all, assessment.since());
    return new Case(held, ordinal, horizon, next, heard, back, settlement, closed);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  Case heard(Instant at) {
    Optional<Instant> first = heard.isPresent() || at.isAfter(horizon) ? heard : Optional.of(at);
    boolean after = back.isEmpty() && !at.isBefore(held.until());
    return new Case(
        held, ordinal, horizon, assessment, first, after ? Optional.of(at) : back, settlement,
        closed);
  }

  Case settled(Settlement by) {
    Optional<Settlement> first = settlement.or(() -> Optional.of(by));
    return new Case(held, ordinal, horizon, assessment, heard, back, first, closed);
  }

  Case over() {
    return new Case(held, ordinal, horizon, assessment, heard, back, settlement, true);
  }
}

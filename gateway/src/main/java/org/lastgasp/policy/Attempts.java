package org.lastgasp.policy;

import java.util.List;
import java.util.stream.Stream;

/**
 * The outcome of all tries of one request so far. A try is named by the journal's number of its
 * request entry. Immutable.
 *
 * @param accepted whether any try was accepted: that settles it for good
 * @param unanswered whether any try was left unanswered: it may have reached the meter
 * @param awaiting tries whose answer is still awaited
 */
public record Attempts(boolean accepted, boolean unanswered, List<Long> awaiting) {

  public Attempts {
    awaiting = List.copyOf(awaiting);
  }

  /** The first try, not answered yet. */
  static Attempts first(long recorded) {
    return new Attempts(false, false, List.of(recorded));
  }

  /** Another try of the same request. */
  Attempts again(long recorded) {
    return new Attempts(
        accepted, unanswered, Stream.concat(awaiting.stream(), Stream.of(recorded)).toList());
  }

  /** The answer to one of the tries; a try that is not awaited changes nothing. */
  Attempts answered(long recorded, DspAnswer answer) {
    if (!awaiting.contains(recorded)) {
      return this;
    }
    List<Long> rest =
        awaiting.size() == 1
            ? List.of()
            : awaiting.stream().filter(number -> number != recorded).toList();
    return switch (answer) {
      case ACCEPTED -> new Attempts(true, unanswered, rest);
      case UNCONFIRMED -> new Attempts(accepted, true, rest);
      case REFUSED -> new Attempts(accepted, unanswered, rest);
    };
  }

  /** Returns true if as many answers are awaited as may be: no further try is taken up. */
  boolean isFull() {
    return awaiting.size() >= HubLimits.MOST_TRIES;
  }

  /**
   * Returns true if the first answer is still awaited, so that nothing can have reached the meter.
   */
  public boolean isAwaited() {
    return !accepted && !unanswered && !awaiting.isEmpty();
  }

  /** Returns true if every try was refused. */
  boolean isRefused() {
    return !accepted && !unanswered && awaiting.isEmpty();
  }
}

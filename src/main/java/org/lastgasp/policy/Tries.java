package org.lastgasp.policy;

import java.util.List;
import java.util.stream.Stream;

/**
 * What became of all tries of one request so far. A try is named by the journal's number of its
 * request entry. Immutable.
 *
 * @param accepted whether any try was accepted: that settles it for good
 * @param unanswered whether any try was left unanswered: it may have reached the meter
 * @param awaiting tries whose answer is still awaited
 */
public record Tries(boolean accepted, boolean unanswered, List<Long> awaiting) {

  public Tries {
    awaiting = List.copyOf(awaiting);
  }

  /** The first try, not answered yet. */
  public static Tries first(long recorded) {
    return new Tries(false, false, List.of(recorded));
  }

  /** Another try of the same request. */
  public Tries again(long recorded) {
    return new Tries(
        accepted, unanswered, Stream.concat(awaiting.stream(), Stream.of(recorded)).toList());
  }

  /** The answer to one of the tries; a try that is not awaited changes nothing. */
  public Tries answered(long recorded, Answer answer) {
    if (!awaiting.contains(recorded)) {
      return this;
    }
    List<Long> rest =
        awaiting.size() == 1
            ? List.of()
            : awaiting.stream().filter(number -> number != recorded).toList();
    return switch (answer) {
      case ACCEPTED -> new Tries(true, unanswered, rest);
      case UNCONFIRMED -> new Tries(accepted, true, rest);
      case REFUSED -> new Tries(accepted, unanswered, rest);
    };
  }

  /** Whether as many answers are awaited as may be: no further try is taken up. */
  boolean isFull() {
    return awaiting.size() >= HubLimits.MOST_TRIES;
  }

  /** Whether the first answer is still awaited, so that nothing can have reached the meter. */
  public boolean isAwaited() {
    return !accepted && !unanswered && !awaiting.isEmpty();
  }

  /** Whether every try was refused. */
  public boolean isRefused() {
    return !accepted && !unanswered && awaiting.isEmpty();
  }
}

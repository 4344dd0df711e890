package org.lastgasp.sim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.RequestId;

/**
 * An activation that a supplier is to request of a meter, with the DSP's answer and the meter's
 * conduct. Times count from the start of the plan.
 *
 * @param variant the last step: 4 only transforms, 5 sends, 6 is for delivery by hand
 * @param date when it is to happen; at once if empty
 * @param moods how the DSP takes each try of the last step; accepted once they are used up
 */
public record Activation(
    Hub hub,
    Meter meter,
    RequestId id,
    int variant,
    Duration at,
    Optional<Duration> date,
    List<Mood> moods,
    Optional<Cancelling> cancelling,
    Conduct conduct) {
  /** The time after an unanswered try at which the same is sent again. */
  public static final Duration NEXT_TRY = Duration.ofMinutes(5);

  public Activation {
    moods = List.copyOf(moods);
  }

  /** The same, taken back. */
  Activation with(Cancelling taking) {
    return new Activation(
        hub, meter, id, variant, at, date, moods, Optional.of(taking), conduct);
  }

  /** The same, with another conduct of the meter. */
  Activation with(Conduct other) {
    return new Activation(hub, meter, id, variant, at, date, moods, cancelling, other);
  }

  /** The same, taken otherwise by the DSP. */
  Activation with(List<Mood> others) {
    return new Activation(hub, meter, id, variant, at, date, others, cancelling, conduct);
  }

  /** The same with another last step. */
  Activation with(int step) {
    return new Activation(hub, meter, id, step, at, date, moods, cancelling, conduct);
  }

  /** The way in which the DSP takes a request. */
  public enum Mood {
    ACCEPT,
    /** Refuses it at once, by an E-code. */
    REFUSE,
    /** Neither answers nor passes it on. */
    LOSE,
    /** Does not answer, but passes it on after a while. */
    PASS_ON_SILENTLY,
    /** HTTP 503, and nothing forwarded. */
    BREAK
  }

  /** The request is taken back. */
  public record Cancelling(RequestId id, Duration at, Mood mood) {}

  /**
   * The conduct of the meter in an activation.
   *
   * @param pause until it cuts its hub's supply
   * @param cut for how long; zero if it does not
   * @param outcome as in the CS06 response: 0 success
   */
  public record Conduct(Duration pause, Duration cut, int outcome) {
    /** Of a meter that gets no command. */
    static final Conduct NONE = new Conduct(Duration.ZERO, Duration.ZERO, 0);

    /** Returns true if the hub loses its supply at all. */
    public boolean cuts() {
      return cut.isPositive();
    }
  }

  /**
   * Returns true if nothing goes wrong on the way: sent, accepted at the first try, not taken back.
   */
  boolean isPlain() {
    return variant == 5
        && cancelling.isEmpty()
        && (moods.isEmpty() || moods.getFirst() == Mood.ACCEPT);
  }

  /** Returns true if the meter activates at all: not taken back, refused, or only transformed. */
  boolean takesPlace() {
    boolean takenBack = cancelling.filter(c -> c.mood() == Mood.ACCEPT).isPresent();
    boolean refused = moods.stream().allMatch(m -> m == Mood.REFUSE);
    return !takenBack && (moods.isEmpty() || !refused) && variant != 4;
  }

  /** Returns when it is to begin, if it is accepted at the first try. */
  Duration begins() {
    return date.orElse(at);
  }
}

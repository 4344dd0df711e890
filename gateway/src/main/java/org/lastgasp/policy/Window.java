package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;

/**
 * One tracked activation: the time in which an alert of its hub is suppressed. Immutable.
 *
 * <p>It covers {@code from} up to, not including, {@code until}. A window that was withdrawn or
 * cancelled covers what it would have covered, so that an explanation can name it.
 *
 * @param recorded the journal's number of the first request entry
 * @param requested the receipt of that request
 * @param tries what became of its tries
 * @param answered when the DSP's answer settled it, or was given up
 * @param ending why it ended before its time
 * @param doubtedBy a cancellation that was left unconfirmed: in doubt, forward
 * @param failed when its activation was heard to have failed
 */
public record Window(
    Eui64 hub,
    Eui64 meter,
    Optional<Mpan> mpan,
    String model,
    RequestId request,
    Step step,
    String firmwareHash,
    Mode mode,
    long recorded,
    Instant requested,
    Instant from,
    Instant until,
    Attempts tries,
    Optional<Instant> answered,
    Optional<End> ending,
    Optional<RequestId> doubtedBy,
    Optional<Instant> failed) {

  public Window {
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException("a window from " + from + " until " + until);
    }
  }

  /** The state of a window at an instant. */
  public enum State {
    /** The DSP's first answer is awaited. */
    AWAITING,
    /** Not begun. */
    PENDING,
    /** Holding alerts back. */
    OPEN,
    /** Its time is over, or list, switch or a failure ended it. */
    ENDED,
    /** Cancelled or replaced before it began. */
    CANCELLED,
    /** The DSP refused the request. */
    WITHDRAWN,
    /** A cancellation was left unconfirmed: it holds nothing back, then and afterwards. */
    DOUBTED
  }

  /** The window that a request opens, whose entry has this number. */
  public static Window opened(TrackedRequest order, long recorded) {
    Instant from = order.begins();
    return new Window(
        order.hub(),
        order.meter(),
        order.mpan(),
        order.model(),
        order.request(),
        order.step(),
        order.firmwareHash(),
        order.mode(),
        recorded,
        order.received(),
        from,
        from.plus(order.window()),
        Attempts.first(recorded),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns true if it had begun at an instant; at exactly {@code from} it has. */
  public boolean hasBegun(Instant at) {
    return !at.isBefore(from);
  }

  /** Returns true if an instant is in it, whatever became of it. */
  public boolean covers(Instant at) {
    return hasBegun(at) && at.isBefore(until);
  }

  /** Returns true if an alert of its hub, compared by this instant, is to be suppressed. */
  public boolean holds(Instant at) {
    return covers(at) && isLive() && doubtedBy.isEmpty() && !tries.isAwaited();
  }

  /** Returns true if nothing is to be said against it but its time. */
  boolean isPlain() {
    return isLive() && doubtedBy.isEmpty() && !tries.isAwaited() && failed.isEmpty();
  }

  /** Returns true if nothing ended it before its time. */
  public boolean isLive() {
    return ending.isEmpty();
  }

  /** Returns when it stopped, or is to stop, suppressing alerts. */
  public Instant end() {
    return ending.map(End::at).filter(at -> at.isBefore(until)).orElse(until);
  }

  /** Returns true if it was withdrawn or cancelled: no part of the hub's blindness. */
  boolean neverHeld() {
    return ending.filter(e -> e.cause() == End.Cause.WITHDRAWN).isPresent()
        || ending.filter(e -> e.cause() == End.Cause.CANCELLED).isPresent();
  }

  /**
   * Returns true if its activation was refused, cancelled, or may have been: whatever else ended
   * the window, the firmware goes on.
   */
  public boolean isCalledOff() {
    return neverHeld() || tries.isRefused() || doubtedBy.isPresent();
  }

  /** Returns what it is at an instant. */
  public State state(Instant at) {
    if (ending.isPresent()) {
      return switch (ending.get().cause()) {
        case CANCELLED -> State.CANCELLED;
        case WITHDRAWN -> State.WITHDRAWN;
        case METER_LEFT, SWITCHED_OFF, CLOCK_SET_BACK, ACTIVATION_FAILED -> State.ENDED;
      };
    }
    if (doubtedBy.isPresent()) {
      return State.DOUBTED;
    }
    if (!at.isBefore(until)) {
      return State.ENDED;
    }
    if (tries.isAwaited()) {
      return State.AWAITING;
    }
    return hasBegun(at) ? State.OPEN : State.PENDING;
  }

  /** Returns how far an instant is from it; zero inside. */
  public Duration distance(Instant at) {
    if (at.isBefore(from)) {
      return Duration.between(at, from);
    }
    return covers(at) ? Duration.ZERO : Duration.between(until, at);
  }

  boolean isOf(RequestId id, Step which) {
    return request.equals(id) && step == which;
  }

  /**
   * The earlier tries are unanswered and it has not ended, so this one may be the first to reach
   * the meter: it lasts as long as one that this try would open. One that names another date
   * contradicts the earlier one and moves nothing.
   */
  Window triedAgain(TrackedRequest order, long again) {
    Window next = with(tries.again(again));
    boolean otherDate = order.mode() == Mode.FUTURE_DATED && !order.begins().equals(from);
    Instant later = order.begins().plus(order.window());
    return otherDate || !later.isAfter(until) ? next : next.until(later);
  }

  /** The answer to the try recorded under this number is known, or was given up. */
  Window answered(long answeredTry, DspAnswer answer, Instant at) {
    Attempts after = tries.answered(answeredTry, answer);
    if (after.equals(tries)) {
      return this;
    }
    Window next = with(after);
    if (after.isRefused() && next.isLive()) {
      return next.answered(at).ended(End.Cause.WITHDRAWN, at, Optional.empty());
    }
    return after.isAwaited() ? next : next.answered(at);
  }

  Window on(Eui64 otherHub) {
    return toBuilder().hub(otherHub).build();
  }

  Window with(Attempts newTries) {
    return toBuilder().tries(newTries).build();
  }

  Window answered(Instant at) {
    return toBuilder().answered(answered.orElse(at)).build();
  }

  Window until(Instant later) {
    return toBuilder().until(later).build();
  }

  Window ended(End.Cause cause, Instant at, Optional<RequestId> by) {
    return toBuilder().ending(new End(cause, at, by)).build();
  }

  Window doubted(RequestId by) {
    return toBuilder().doubtedBy(by).build();
  }

  Window failed(Instant at) {
    return toBuilder().failed(failed.orElse(at)).build();
  }

  /** A builder of a window that is this one but for what is set. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** A builder that copies a window and replaces what can change after it opened. */
  public static final class Builder {
    private final Window base;
    private Eui64 hub;
    private Instant until;
    private Attempts tries;
    private Optional<Instant> answered;
    private Optional<End> ending;
    private Optional<RequestId> doubtedBy;
    private Optional<Instant> failed;

    private Builder(Window base) {
      this.base = base;
      this.hub = base.hub;
      this.until = base.until;
      this.tries = base.tries;
      this.answered = base.answered;
      this.ending = base.ending;
      this.doubtedBy = base.doubtedBy;
      this.failed = base.failed;
    }

    Builder hub(Eui64 other) {
      hub = other;
      return this;
    }

    Builder until(Instant later) {
      until = later;
      return this;
    }

    public Builder tries(Attempts newTries) {
      tries = newTries;
      return this;
    }

    public Builder answered(Instant at) {
      answered = Optional.of(at);
      return this;
    }

    public Builder ending(End end) {
      ending = Optional.of(end);
      return this;
    }

    public Builder doubtedBy(RequestId cancellation) {
      doubtedBy = Optional.of(cancellation);
      return this;
    }

    public Builder failed(Instant heard) {
      failed = Optional.of(heard);
      return this;
    }

    /** The window with what was set. */
    public Window build() {
      return new Window(
          hub, base.meter, base.mpan, base.model, base.request, base.step, base.firmwareHash,
          base.mode, base.recorded, base.requested, base.from, until, tries, answered, ending,
          doubtedBy, failed);
    }
  }

  /**
   * The end of a window before its time, with cause and instant.
   *
   * @param by the request that cancelled or replaced it, if one did
   */
  public record End(Cause cause, Instant at, Optional<RequestId> by) {

    /** The causes. */
    public enum Cause {
      /** A later request that the DSP accepted cancelled or replaced the activation. */
      CANCELLED,
      /** The DSP refused the request: nothing went to the meter. */
      WITHDRAWN,
      /** The meter left the list or no longer passes a gate. */
      METER_LEFT,
      /** The switch was turned off. */
      SWITCHED_OFF,
      /** The clock was set back over a restart: what was left of it cannot be measured. */
      CLOCK_SET_BACK,
      /** The activation is known to have failed, and the guard for it was on. */
      ACTIVATION_FAILED
    }
  }

  /** The way in which the beginning of a window was set. */
  public enum Mode {
    /** From the receipt of the request. */
    ON_DEMAND("on-demand"),
    /** From the date and time inside the request. */
    FUTURE_DATED("future-dated");

    private final String code;

    Mode(String code) {
      this.code = code;
    }

    /** The word used in the suppression log: {@code on-demand} or {@code future-dated}. */
    public String code() {
      return code;
    }
  }
}

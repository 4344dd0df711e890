package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToLongBiFunction;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Overrides.Breaker;

/**
 * A history of what the guards that count have seen in the last minutes, in whatever runtime: the
 * same verdicts in the same order give the same counts. Immutable. It knows the settings it counts
 * by; while there are none, as during recovery, it counts nothing.
 */
public final class GuardHistory {
  /** Nothing seen, and nothing is counted. */
  static final GuardHistory NONE =
      new GuardHistory(Optional.empty(), AreaHistory.NONE, SuppressionRate.NONE);

  private final Optional<Settings> settings;
  private final AreaHistory areas;
  private final SuppressionRate rate;

  private GuardHistory(Optional<Settings> settings, AreaHistory areas, SuppressionRate rate) {
    this.settings = settings;
    this.areas = areas;
    this.rate = rate;
  }

  private GuardHistory with(SuppressionRate next) {
    return new GuardHistory(settings, areas, next);
  }

  /** The same, counting by these settings from here on. */
  public GuardHistory under(Settings next) {
    return settings.isPresent() && settings.get().equals(next)
        ? this
        : new GuardHistory(Optional.of(next), areas, rate);
  }

  /** The other hubs of a distributor's area that alerted before an alert of this hub. */
  Verdict.NearbyAlerts nearby(
      Area area,
      OptionalInt distributor,
      Optional<Eui64> hub,
      Instant received,
      Duration within) {
    return areas.around(area, distributor, hub, received, within);
  }

  /**
   * An alert was judged.
   *
   * @param inForce counts the windows between two instants, if it comes to that
   */
  GuardHistory judged(Event.AlertJudged alert, ToLongBiFunction<Instant, Instant> inForce) {
    GuardHistory counted = recalled(alert);
    return settings
        .filter(asked -> isHeld(alert.verdict()) && isAsked(asked, Guard.BREAKER))
        .map(asked -> counted.rate.checked(alert.at(), asked.thresholds(), inForce))
        .map(counted::with)
        .orElse(counted);
  }

  /** An event of before a start is counted again, whatever came of it then. */
  public GuardHistory recalled(Event event) {
    return switch (event) {
      case Event.AlertJudged alert when settings.isPresent() -> counted(alert, settings.get());
      case Event.BreakerTurned breaker -> turned(breaker.to());
      case Event other -> this;
    };
  }

  private GuardHistory counted(Event.AlertJudged alert, Settings asked) {
    if (isHeld(alert.verdict())) {
      return isAsked(asked, Guard.BREAKER) ? with(rate.held(alert.at())) : this;
    }
    if (alert.area().isPresent()
        && alert.hub().isPresent()
        && alert.verdict() instanceof Verdict.Forward passed
        && passed.reason().isWithoutWindow()) {
      int needed = asked.thresholds().hubs();
      return new GuardHistory(
          settings,
          areas.alerted(
              alert.area().get(), alert.distributor(), alert.hub().get(), alert.at(), needed),
          rate);
    }
    return this;
  }

  /** Returns true if an alert is suppressed, or would be if the breaker were closed. */
  static boolean isHeld(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress held -> true;
      case Verdict.Forward passed -> passed.reason() == Reason.GUARD_BREAKER;
    };
  }

  private static boolean isAsked(Settings settings, Guard guard) {
    return settings.guard(guard) != Guard.Setting.OFF;
  }

  /** Returns what was counted, if too many alerts were held when the last of them was judged. */
  Optional<String> tooMany() {
    return settings
        .filter(asked -> isAsked(asked, Guard.BREAKER))
        .flatMap(asked -> rate.tooMany(asked.thresholds()));
  }

  /**
   * Returns true if a breaker was open for its quiet time, and nothing was abnormal for so long.
   */
  boolean isOver(Breaker open, Instant now, Duration quiet) {
    boolean setBack = open.since().isAfter(now); // the clock, since; its quiet began with the start
    return (setBack || !now.isBefore(open.since().plus(quiet))) && rate.isQuiet(now, quiet);
  }

  /**
   * It is not known what was abnormal before an instant, as after a start: a breaker that is open
   * waits its quiet time from then.
   */
  public GuardHistory startedAnew(Instant at) {
    return with(rate.disturbed(at));
  }

  /** Once the breaker was closed it counts from nothing. */
  GuardHistory turned(Breaker.Position to) {
    return to == Breaker.Position.CLOSED ? with(SuppressionRate.NONE) : this;
  }
}

package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.lastgasp.id.Eui64;

/**
 * What the guards that count have seen in the last minutes, in whatever runtime: the same verdicts
 * in the same order give the same counts. Changes can be taken back until they are kept. For one
 * thread.
 */
public final class GuardHistory {
  private final AreaHistory neighbourhood = new AreaHistory();
  private final SuppressionRate fuse = new SuppressionRate();
  private final Deque<Runnable> undo = new ArrayDeque<>();

  /** The other hubs of an area that alerted before an alert of this hub. */
  public NearbyAlerts around(Area area, Optional<Eui64> hub, Instant received, Settings settings) {
    return neighbourhood.around(area, hub, received, settings.thresholds().hubsWithin());
  }

  /**
   * An alert was judged.
   *
   * @param area of its hub, if somebody looked for it
   */
  public void judged(
      Optional<Eui64> hub, Optional<Area> area, Verdict verdict, Instant at, Settings settings) {
    if (isHeld(verdict) && isAsked(settings, Guard.BREAKER)) {
      undo.push(fuse.held(at));
    }
    if (area.isPresent()
        && hub.isPresent()
        && verdict instanceof Verdict.Forward passed
        && passed.reason().isWithoutWindow()) {
      int needed = settings.thresholds().hubs();
      undo.push(neighbourhood.alerted(area.get(), hub.get(), at, needed));
    }
  }

  /** Whether an alert is held back, or would be if the breaker were closed. */
  public static boolean isHeld(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress held -> true;
      case Verdict.Forward passed -> passed.reason() == Reason.GUARD_BREAKER;
    };
  }

  private static boolean isAsked(Settings settings, Guard guard) {
    return settings.guard(guard) != Guard.Setting.OFF;
  }

  /**
   * What was counted, if too many alerts were held.
   *
   * @param windows counts those of the time, if it comes to that
   */
  public Optional<String> blown(Instant at, Settings settings, LongSupplier windows) {
    return isAsked(settings, Guard.BREAKER)
        ? fuse.blown(at, settings.thresholds(), windows)
        : Optional.empty();
  }

  /** Whether a breaker was open for its quiet time, and nothing was abnormal for so long. */
  public boolean isOver(Breaker open, Instant now, Settings settings) {
    Duration quiet = settings.thresholds().quiet();
    boolean setBack = open.since().isAfter(now); // the clock, since; its quiet began with the start
    return (setBack || !now.isBefore(open.since().plus(quiet))) && fuse.isQuiet(now, quiet);
  }

  /**
   * It is not known what was abnormal before an instant, as after a start: a breaker that is open
   * waits its quiet time from then.
   */
  public void startedAnew(Instant at) {
    fuse.disturbed(at);
  }

  /** Once the breaker was closed it counts from nothing. */
  public void turned(Breaker.Position to) {
    if (to == Breaker.Position.CLOSED) {
      fuse.reset();
    }
  }

  /** Where one is that may have to go back. */
  public int mark() {
    return undo.size();
  }

  /** What was counted since a {@link #mark} did not happen. */
  public void undoTo(int mark) {
    while (undo.size() > mark) {
      undo.pop().run();
    }
  }

  /** What was counted stays. */
  public void keep() {
    undo.clear();
  }

  /** What was counted since the last time that it was kept did not happen. */
  public void undo() {
    undoTo(0);
  }
}

package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lastgasp.id.Eui64;

/**
 * A count of each Service User's windows, for the limits of {@link Settings.Authority}. Immutable.
 * It holds nothing that the hubs' windows do not say: it is counted from them when a limit comes
 * into force, a start included. While no limit is set, as during recovery, nothing is counted.
 *
 * <p>Windows end without a word to it, so the open ones are an upper bound. Only where that bound
 * is at the limit all hubs are looked at, and no more than twice a second, since alerts wait
 * meanwhile: within one second a window that has just ended may still count.
 */
final class UserWindows {
  /** Nobody counts. */
  static final UserWindows NONE =
      new UserWindows(Settings.Authority.ANYBODY, PersistentMap.empty(), Long.MIN_VALUE);

  private static final long HOUR = Duration.ofHours(1).toSeconds();
  private static final long DAY = Duration.ofDays(1).toSeconds();

  private final Settings.Authority limits;
  private final PersistentMap<Eui64, Count> users;
  private final long counted; // the second in which all hubs were looked at last

  private UserWindows(Settings.Authority limits, PersistentMap<Eui64, Count> users, long counted) {
    this.limits = limits;
    this.users = users;
    this.counted = counted;
  }

  /**
   * The windows of one Service User.
   *
   * @param open no more than so many are not over
   * @param opened when they were opened
   */
  private record Count(long open, SuppressionRate.Seconds opened) {
    static final Count NOTHING = new Count(0, SuppressionRate.Seconds.NONE);

    Count opened(long second) {
      return new Count(open + 1, opened.plus(second).since(second - HOUR + 1));
    }

    long lastHour(long now) {
      return opened.since(now - HOUR + 1).total();
    }
  }

  /** The same, counting for these limits from here on. */
  UserWindows under(Settings.Authority next, TrackingState state) {
    if (next.equals(limits)) {
      return this;
    }
    return next.counts()
        ? counted(next, state, state.global().lastAt())
        : new UserWindows(next, PersistentMap.empty(), Long.MIN_VALUE);
  }

  private static UserWindows counted(Settings.Authority limits, TrackingState state, Instant now) {
    Map<Eui64, Long> open = new HashMap<>();
    Map<Eui64, TreeMap<Long, Long>> opened = new HashMap<>();
    long second = now.getEpochSecond();
    for (HubState hub : state.hubs()) {
      for (Window window : hub.windows()) {
        Eui64 user = window.request().originator();
        open.merge(user, window.isLive() && now.isBefore(window.until()) ? 1L : 0L, Long::sum);
        long at = window.requested().getEpochSecond();
        if (at > second - HOUR) {
          opened.computeIfAbsent(user, u -> new TreeMap<>()).merge(at, 1L, Long::sum);
        }
      }
    }
    PersistentMap<Eui64, Count> users = PersistentMap.empty();
    for (Map.Entry<Eui64, Long> each : open.entrySet()) {
      SuppressionRate.Seconds seconds = SuppressionRate.Seconds.NONE;
      for (Map.Entry<Long, Long> some :
          opened.getOrDefault(each.getKey(), new TreeMap<>()).entrySet()) {
        for (long i = 0; i < some.getValue(); i++) {
          seconds = seconds.plus(some.getKey());
        }
      }
      if (each.getValue() > 0 || seconds.total() > 0) {
        users = users.with(each.getKey(), new Count(each.getValue(), seconds));
      }
    }
    return new UserWindows(limits, users, second);
  }

  /** Returns why a Service User may open no further window, if it may not. */
  Optional<String> refuses(Eui64 user, TrackingState state, Instant now) {
    if (!limits.counts()) {
      return Optional.empty();
    }
    Optional<String> refusal = refusal(user, now);
    return refusal.isEmpty() || counted == now.getEpochSecond()
        ? refusal
        : counted(limits, state, now).refusal(user, now);
  }

  private Optional<String> refusal(Eui64 user, Instant now) {
    Count count = count(user);
    return limits.refuses(count.open(), count.lastHour(now.getEpochSecond()));
  }

  private Count count(Eui64 user) {
    Count known = users.get(user);
    return known == null ? Count.NOTHING : known;
  }

  /**
   * A Service User has opened a window.
   *
   * @param after what is tracked with it
   */
  UserWindows opened(Eui64 user, TrackingState after, Instant at) {
    if (!limits.counts()) {
      return this;
    }
    long second = at.getEpochSecond();
    Count next = count(user).opened(second);
    boolean doubtful = next.open() > limits.openWindows().orElse(Integer.MAX_VALUE);
    boolean old = second - counted >= DAY; // users that sent something once are forgotten
    return (doubtful && counted != second) || old
        ? counted(limits, after, at)
        : new UserWindows(limits, users.with(user, next), counted);
  }

  /** A Service User was refused a window. */
  UserWindows refused(TrackingState state, Instant at) {
    return limits.counts() && counted != at.getEpochSecond()
        ? counted(limits, state, at)
        : this;
  }
}

package org.lastgasp.api;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Window;

/**
 * The blind hubs of the last 24 hours and of the next 24, from the windows in the tracking state:
 * future ones are planned.
 *
 * @param peakAt the minute of today in which most hubs were blind; null if none was
 * @param peak how many those were
 * @param hours from the oldest on
 */
public record BlindHours(
    @Nullable Instant peakAt, long peak, List<Hour> hours) {
  private static final int HOURS = 24;
  private static final String UNKNOWN = "unknown";

  /**
   * An hour.
   *
   * @param planned true if it is still to come
   * @param hubs that are blind at some time in it
   * @param byDistributor the same for each
   */
  public record Hour(
      Instant from, boolean planned, long hubs, Map<String, Long> byDistributor) {}

  /** A time, as hours or minutes from the beginning. */
  private static final class Counts {
    private final long[] changes;
    private final Instant from;
    private final ChronoUnit unit;

    Counts(Instant from, ChronoUnit unit, int length) {
      this.from = from;
      this.unit = unit;
      this.changes = new long[length + 1];
    }

    /** Counts one from an instant until, and not including, another. */
    void add(Instant start, Instant end) {
      if (!end.isAfter(from)) {
        return; // it was over before
      }
      long first = Math.max(0, unit.between(from, start.isBefore(from) ? from : start));
      long behind = unit.between(from, end.minusNanos(1)) + 1;
      int last = (int) Math.min(behind, changes.length - 1);
      if (first < last) {
        changes[(int) first]++;
        changes[last]--;
      }
    }

    long[] sums() {
      long[] sums = new long[changes.length - 1];
      long sum = 0;
      for (int i = 0; i < sums.length; i++) {
        sum += changes[i];
        sums[i] = sum;
      }
      return sums;
    }
  }

  private record Span(Instant from, Instant until) {}

  /** Those of some hubs, by the distributors that are seen. */
  static BlindHours of(Collection<HubState> hubs, Instant now, Predicate<String> seen) {
    Instant hour = now.truncatedTo(ChronoUnit.HOURS);
    Instant first = hour.minus(HOURS - 1, ChronoUnit.HOURS);
    Counts all = new Counts(first, ChronoUnit.HOURS, 2 * HOURS);
    Map<String, Counts> each = new TreeMap<>();
    Instant midnight = now.truncatedTo(ChronoUnit.DAYS);
    int today = (int) Duration.between(midnight, now).toMinutes() + 1;
    Counts minutes = new Counts(midnight, ChronoUnit.MINUTES, today);
    for (HubState hub : hubs) {
      Map<String, List<Span>> its = spans(hub, seen);
      if (!its.isEmpty()) {
        List<Span> whole = joined(its.values().stream().flatMap(List::stream).toList());
        count(all, ChronoUnit.HOURS, whole);
        count(minutes, ChronoUnit.MINUTES, whole);
        its.forEach(
            (name, spans) ->
                count(
                    each.computeIfAbsent(
                        name, n -> new Counts(first, ChronoUnit.HOURS, 2 * HOURS)),
                    ChronoUnit.HOURS, joined(spans)));
      }
    }
    return told(all, each, minutes, hour);
  }

  private static BlindHours told(
      Counts all, Map<String, Counts> each, Counts minutes, Instant current) {
    Map<String, long[]> named = new TreeMap<>();
    each.forEach((name, counts) -> named.put(name, counts.sums()));
    long[] sums = all.sums();
    List<Hour> hours = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      Map<String, Long> its = new TreeMap<>();
      for (Map.Entry<String, long[]> one : named.entrySet()) {
        if (one.getValue()[i] > 0) {
          its.put(one.getKey(), one.getValue()[i]);
        }
      }
      Instant from = all.from.plus(i, ChronoUnit.HOURS);
      hours.add(new Hour(from, from.isAfter(current), sums[i], its));
    }
    long[] today = minutes.sums();
    int most = 0;
    for (int i = 0; i < today.length; i++) {
      most = today[i] > today[most] ? i : most;
    }
    return new BlindHours(
        today[most] == 0 ? null : minutes.from.plus(most, ChronoUnit.MINUTES),
        today[most],
        List.copyOf(hours));
  }

  /** By distributor, the times in which a hub's alerts were or are to be suppressed. */
  private static Map<String, List<Span>> spans(HubState hub, Predicate<String> seen) {
    Map<String, List<Span>> all = new TreeMap<>();
    for (Window window : hub.windows()) {
      String name = window.mpan().map(Mpan::distributor).map(String::valueOf).orElse(UNKNOWN);
      if (seen.test(name)) {
        span(window).ifPresent(s -> all.computeIfAbsent(name, n -> new ArrayList<>()).add(s));
      }
    }
    return all;
  }

  /** The time in which a window suppresses alerts; empty if it suppresses none. */
  private static Optional<Span> span(Window window) {
    return switch (window.state(window.from())) {
      case CANCELLED, WITHDRAWN, DOUBTED, AWAITING -> Optional.empty();
      case PENDING, OPEN, ENDED ->
          window.from().isBefore(window.end())
              ? Optional.of(new Span(window.from(), window.end()))
              : Optional.empty();
    };
  }

  private static List<Span> joined(List<Span> spans) {
    if (spans.size() < 2) {
      return spans;
    }
    List<Span> joined = new ArrayList<>();
    spans.stream()
        .sorted(Comparator.comparing(Span::from))
        .forEach(
            next -> {
              Span last = joined.isEmpty() ? next : joined.getLast();
              if (joined.isEmpty() || next.from().isAfter(last.until())) {
                joined.add(next);
              } else if (next.until().isAfter(last.until())) {
                joined.set(joined.size() - 1, new Span(last.from(), next.until()));
              }
            });
    return joined;
  }

  /** A hub that is blind twice within an hour or minute counts once in it. */
  private static void count(Counts counts, ChronoUnit unit, List<Span> spans) {
    List<Span> rounded =
        joined(
            spans.stream()
                .map(s -> new Span(s.from().truncatedTo(unit), ceiling(s.until(), unit)))
                .toList());
    rounded.forEach(s -> counts.add(s.from(), s.until()));
  }

  private static Instant ceiling(Instant at, ChronoUnit unit) {
    Instant floor = at.truncatedTo(unit);
    return floor.equals(at) ? at : floor.plus(1, unit);
  }
}

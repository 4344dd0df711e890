package org.lastgasp.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lastgasp.sim.AlarmRule.Alarm;
import org.lastgasp.sim.RandomDelays;
import org.lastgasp.sim.SupplyInterruption;

/**
 * A prediction of what one region makes of all cuts of a trace: whether, and when, each would raise
 * an AD1. A region knows nothing of activations, so no mark of the trace counts.
 *
 * <p>The supply is taken to be on before the trace, and after it if its last event left it on. If
 * the trace ends while it is off, what would differ between a supply that is back at that moment
 * and one that is back much later is unknown.
 *
 * @param tried how many cases of chance there are
 * @param raised in how many of them an AD1 is certain
 * @param unknown in how many of the others one is possible
 * @param alerts one for each outage that an AD1 may tell of, in order
 */
record RegionPrediction(
    RegionRule region, int tried, int raised, int unknown, List<PredictedAlert> alerts) {

  /** By when a supply that was off at the end of a trace is back, to see what may come of it. */
  private static final Duration MUCH_LATER = Duration.ofDays(1);

  RegionPrediction {
    alerts = List.copyOf(alerts);
  }

  /** What a region makes of a trace, all cases together. */
  enum Expectation {
    NO_AD1("no AD1"),
    AD1("AD1"),
    CHANCE("perhaps"),
    UNKNOWN("unknown");

    private final String words;

    Expectation(String words) {
      this.words = words;
    }

    /** As people read it. */
    String words() {
      return words;
    }
  }

  /**
   * An AD1 of one outage. All times are from {@link Trace#origin}.
   *
   * @param outage when the outage begins
   * @param raised in how many cases it is certain
   * @param unknown in how many others it is possible
   * @param earliest of the certain cases, when it is raised
   * @param latest likewise
   * @param isTimeOpen whether it may be raised later, since the trace ends before the supply is
   *     back
   * @param isDrained whether it is unknown because a super capacitor is empty
   */
  record PredictedAlert(
      Duration outage,
      int raised,
      int unknown,
      Optional<Duration> earliest,
      Optional<Duration> latest,
      boolean isTimeOpen,
      boolean isDrained) {

    /** Why the unknown cases are unknown. */
    String reason() {
      return isDrained
          ? "the super capacitor is empty before the hub can tell"
          : "the trace ends while the supply is off";
    }
  }

  /** What is expected, all cases together. */
  Expectation expectation() {
    if (raised == tried) {
      return Expectation.AD1;
    }
    if (unknown > 0) {
      return Expectation.UNKNOWN;
    }
    return raised == 0 ? Expectation.NO_AD1 : Expectation.CHANCE;
  }

  /** Of each region's rule, in a fixed order. */
  static List<RegionPrediction> of(Trace trace) {
    return List.of(RegionRule.values()).stream().map(each -> of(each, trace)).toList();
  }

  private static RegionPrediction of(RegionRule region, Trace trace) {
    List<SupplyInterruption> shortest = endingBy(trace.end(), trace);
    List<SupplyInterruption> longest = endingBy(trace.end().plus(MUCH_LATER), trace);
    Set<Instant> open = leftOpen(region, shortest);
    List<RandomDelays> cases = region.cases();
    Map<Instant, OutageCount> counts = new TreeMap<>();
    int raised = 0;
    int unknown = 0;
    for (RandomDelays each : cases) {
      Map<Instant, Alarm> certain = alarms(region, shortest, each);
      certain.keySet().removeAll(open);
      Map<Instant, Alarm> possible = alarms(region, longest, each);
      Set<Instant> outages = new HashSet<>(possible.keySet());
      outages.addAll(open);
      for (Instant outage : outages) {
        counts.computeIfAbsent(outage, OutageCount::new).count(certain, possible);
      }
      raised += certain.isEmpty() ? 0 : 1;
      unknown += certain.isEmpty() && !outages.isEmpty() ? 1 : 0;
    }
    List<PredictedAlert> alerts =
        counts.values().stream().map(each -> each.alert(trace.origin(), open)).toList();
    return new RegionPrediction(region, cases.size(), raised, unknown, alerts);
  }

  /** The cuts of a trace, the last one over by an instant. */
  static List<SupplyInterruption> endingBy(Instant end, Trace trace) {
    return trace.cuts().stream()
        .filter(cut -> cut.off().isBefore(end))
        .map(cut -> cut.on().isAfter(end) ? new SupplyInterruption(cut.off(), end) : cut)
        .toList();
  }

  private static Set<Instant> leftOpen(RegionRule region, List<SupplyInterruption> cuts) {
    Set<Instant> open = new HashSet<>();
    List<Duration> charges = SuperCapacitor.charges(cuts);
    for (int i = 0; i < cuts.size(); i++) {
      SupplyInterruption cut = cuts.get(i);
      if (region.isLeftOpen(Duration.between(cut.off(), cut.on()), charges.get(i))) {
        open.add(cut.off());
      }
    }
    return open;
  }

  private static Map<Instant, Alarm> alarms(
      RegionRule region, List<SupplyInterruption> cuts, RandomDelays chances) {
    return region.rule().alarms(cuts, chances).stream()
        .collect(Collectors.toMap(Alarm::outage, Function.identity()));
  }

  /** A count of the cases of one outage. */
  private static final class OutageCount {
    private final Instant outage;
    private final List<Instant> times = new ArrayList<>();
    private int unknown;
    private boolean isTimeOpen;

    OutageCount(Instant outage) {
      this.outage = outage;
    }

    void count(Map<Instant, Alarm> certain, Map<Instant, Alarm> possible) {
      Alarm alarm = certain.get(outage);
      if (alarm == null) {
        unknown++;
      } else {
        times.add(alarm.raised());
        isTimeOpen |= !alarm.equals(possible.get(outage));
      }
    }

    PredictedAlert alert(Instant origin, Set<Instant> drained) {
      return new PredictedAlert(
          Duration.between(origin, outage),
          times.size(),
          unknown,
          times.stream().min(Instant::compareTo).map(at -> Duration.between(origin, at)),
          times.stream().max(Instant::compareTo).map(at -> Duration.between(origin, at)),
          isTimeOpen,
          drained.contains(outage));
    }
  }

  /** In words: no AD1, or each AD1 and when, or in how many cases. */
  String words(Trace trace) {
    return alerts.isEmpty()
        ? "no AD1"
        : alerts.stream().map(each -> words(each, trace)).collect(Collectors.joining("; "));
  }

  /** One alert in words. */
  String words(PredictedAlert alert, Trace trace) {
    if (alert.raised() == 0) {
      String share = alert.unknown() == tried ? "" : " for" + share(alert.unknown());
      return "unknown" + share + ": " + alert.reason();
    }
    String some = alert.raised() == tried ? "an AD1 " : "an AD1 for" + share(alert.raised()) + ", ";
    String doubt = alert.unknown() == 0 ? "" : ", unknown for the other " + alert.unknown();
    return some + when(alert, trace) + doubt;
  }

  private String share(int count) {
    return String.format(Locale.ROOT, " %d of %d random delays", count, tried);
  }

  private static String when(PredictedAlert alert, Trace trace) {
    Duration first = alert.earliest().orElseThrow();
    Duration last = alert.latest().orElseThrow();
    String begun = first.isNegative() ? trace.told(first) : DurationText.seconds(first);
    return (alert.isTimeOpen() ? "at the earliest " : "")
        + (first.equals(last) ? "" : begun + " to ")
        + trace.told(last);
  }
}

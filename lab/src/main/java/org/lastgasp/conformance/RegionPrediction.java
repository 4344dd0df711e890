package org.lastgasp.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.sim.Alarm;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.sim.RandomDelays;
import org.lastgasp.sim.SupplyInterruption;

/**
 * A prediction of what one region would make of the cuts: whether, and when, an AD1 would be
 * raised.
 *
 * <p>Where the region's rule leaves something to chance, the pause of a hub in South and Central
 * after its reboot, every whole second of it is tried, the same for all cuts of a trace.
 *
 * @param rule the region and its rule, in words
 * @param tried how many cases there are
 * @param raised in how many of them an AD1 is raised
 * @param earliest of all cases, how long after the start of the activation it is raised
 * @param latest likewise
 * @param outage when the outage begins that it tells of, after the start of the activation
 */
public record RegionPrediction(
    String rule,
    int tried,
    int raised,
    Optional<Duration> earliest,
    Optional<Duration> latest,
    Optional<Duration> outage) {

  /** Whether it depends on chance. */
  public boolean isUncertain() {
    return raised > 0 && raised < tried;
  }

  /** In words: no AD1, an AD1 and when, or in how many cases. */
  public String words() {
    if (earliest.isEmpty() || latest.isEmpty()) {
      return "no AD1";
    }
    String when =
        earliest.equals(latest)
            ? seconds(earliest.get())
            : seconds(earliest.get()) + " to " + seconds(latest.get());
    String share =
        isUncertain() ? String.format(
            Locale.ROOT,
            "an AD1 for %d of %d random delays, ",
            raised,
            tried) : "an AD1 ";
    return share + when + " after the activation began";
  }

  /** A length as people read it: whole seconds without decimals. */
  public static String seconds(Duration length) {
    String sign = length.isNegative() ? "-" : "";
    Duration size = length.abs();
    String decimals =
        size.toMillisPart() == 0
            ? ""
            : String.format(Locale.ROOT, ".%03d", size.toMillisPart()).replaceAll("0+$", "");
    return sign + size.toSeconds() + decimals + " s";
  }

  /** Of each region's rule, in a fixed order. */
  static List<RegionPrediction> of(Trace trace, List<SupplyInterruption> cuts) {
    List<RandomDelays> pauses = new ArrayList<>();
    for (long s = 0; s <= AlarmRule.LONGEST_PAUSE.toSeconds(); s++) {
      pauses.add(RandomDelays.none(Duration.ofSeconds(s)));
    }
    List<RandomDelays> certain = List.of(RandomDelays.none(Duration.ZERO));
    return List.of(
        outlook("North, timer of 3 min (its CSP)", AlarmRule.NORTH_TIMER, certain, trace, cuts),
        outlook(
            "North, held for 2 min 30 s (the issue)", AlarmRule.NORTH_HELD, certain, trace, cuts),
        outlook(
            "North, the same, restoration message lost",
            AlarmRule.NORTH_HELD,
            List.of(restorationLost()),
            trace,
            cuts),
        outlook("South & Central", AlarmRule.SOUTH_AND_CENTRAL, pauses, trace, cuts));
  }

  private static RandomDelays restorationLost() {
    return new RandomDelays() {
      @Override
      public Duration pause() {
        return Duration.ZERO;
      }

      @Override
      public boolean losesRestoration() {
        return true;
      }
    };
  }

  private static RegionPrediction outlook(
      String words,
      AlarmRule rule,
      List<RandomDelays> cases,
      Trace trace,
      List<SupplyInterruption> cuts) {
    Instant start = trace.activations().getFirst().start();
    List<Alarm> first = cases.stream().flatMap(c -> first(rule, cuts, c)).toList();
    return new RegionPrediction(
        words,
        cases.size(),
        first.size(),
        first.stream().map(Alarm::raised).min(Instant::compareTo).map(at -> after(start, at)),
        first.stream().map(Alarm::raised).max(Instant::compareTo).map(at -> after(start, at)),
        first.stream().map(Alarm::outage).min(Instant::compareTo).map(at -> after(start, at)));
  }

  private static Stream<Alarm> first(
      AlarmRule rule, List<SupplyInterruption> cuts, RandomDelays chances) {
    return rule.alarms(cuts, chances).stream().limit(1);
  }

  private static Duration after(Instant start, Instant at) {
    return Duration.between(start, at);
  }
}

package org.lastgasp.whatif;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.lastgasp.hindsight.HindsightSettings;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Policy;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.sim.TopologyGenerator;

/**
 * A simulation of a country under several settings at once. Nothing that happens on one feeder
 * changes a verdict on another, so feeders are simulated one by one, on as many threads as there
 * are, and only their scores are kept. Not so with the breaker, which counts the alerts of all of
 * them: settings that ask for it are run feeder by feeder too, but in step, with all of the
 * country's traffic in memory.
 */
final class Simulation {
  private static final Duration AFTERMATH = Duration.ofDays(3);

  private final SimulatedGrid country;
  private final List<SettingsVariant> variations;
  private final HindsightSettings hindsight;

  /** A country and the settings to try on it, with hindsight's defaults. */
  Simulation(SimulatedGrid country, List<SettingsVariant> variations) {
    this(country, variations, HindsightSettings.DEFAULT);
  }

  /** A country and the settings to try on it. */
  Simulation(
      SimulatedGrid country, List<SettingsVariant> variations, HindsightSettings hindsight) {
    this.country = country;
    this.variations = List.copyOf(variations);
    this.hindsight = hindsight;
  }

  /** The outcome of one set of settings, by the rule of the region. */
  record Outcome(SettingsVariant variation, Map<AlarmRule, Score> regions) {

    /** All regions together. */
    Score all() {
      Score all = new Score();
      regions.values().forEach(all::add);
      return all;
    }
  }

  /** Runs it; the outcomes are in the order of the settings. */
  List<Outcome> run() {
    return run(() -> {});
  }

  /**
   * The same.
   *
   * @param fed is told of each feeder that is done, by any thread
   */
  List<Outcome> run(Runnable fed) {
    List<SettingsVariant> apart = variations.stream().filter(v -> !hasBreaker(v)).toList();
    Iterator<Map<AlarmRule, Score>> sums = feederByFeeder(apart, fed).iterator();
    Optional<TrafficExport> traffic =
        apart.size() < variations.size()
            ? Optional.of(TrafficExport.of(country))
            : Optional.empty();
    return variations.stream()
        .map(
            v ->
                new Outcome(
                    v, hasBreaker(v) ? inStep(traffic.orElseThrow(), v) : sums.next()))
        .toList();
  }

  private static boolean hasBreaker(SettingsVariant variation) {
    return variation.settings().guard(Guard.BREAKER) != Guard.Setting.OFF;
  }

  private List<Map<AlarmRule, Score>> feederByFeeder(
      List<SettingsVariant> apart, Runnable fed) {
    List<Policy> policies = apart.stream().map(v -> new Policy(v.settings())).toList();
    if (policies.isEmpty()) {
      return List.of();
    }
    return IntStream.range(0, country.areas())
        .parallel()
        .collect(
            () -> empty(policies.size()),
            (into, area) -> {
              feeder(area, policies, into);
              fed.run();
            },
            Simulation::merge);
  }

  private Map<AlarmRule, Score> inStep(TrafficExport traffic, SettingsVariant variation) {
    Map<AlarmRule, Score> scores = empty(1).getFirst();
    Policy policy = new Policy(variation.settings());
    JudgementRun run = FeederRun.run(country, policy);
    Map<Integer, FeederRun> feederRuns = new HashMap<>();
    for (SimulatedEvent each : traffic.events()) {
      int area = TopologyGenerator.feederOf(each.hub());
      feederRuns
          .computeIfAbsent(
              area,
              a -> {
                Score score = scores.computeIfAbsent(country.rule(a), rule -> new Score());
                return new FeederRun(run, score, hindsight);
              })
          .take(each);
    }
    feederRuns.values().forEach(feederRun -> feederRun.end(country.end().plus(AFTERMATH)));
    addBlindness(run, area -> scores.computeIfAbsent(country.rule(area), rule -> new Score()));
    return scores;
  }

  private void addBlindness(JudgementRun run, IntFunction<Score> scores) {
    Map<Integer, Duration> byArea = new HashMap<>();
    run.blindness(country.end().plus(AFTERMATH))
        .forEach(
            (hub, each) -> byArea.merge(TopologyGenerator.feederOf(hub), each, Duration::plus));
    byArea.forEach(
        (area, sum) -> scores.apply(area).add(Score.Count.BLIND_MILLIS, sum.toMillis()));
  }

  private static List<Map<AlarmRule, Score>> empty(int size) {
    List<Map<AlarmRule, Score>> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Map<AlarmRule, Score> scores = new EnumMap<>(AlarmRule.class);
      for (AlarmRule rule : AlarmRule.values()) {
        scores.put(rule, new Score());
      }
      all.add(scores);
    }
    return all;
  }

  private static void merge(
      List<Map<AlarmRule, Score>> into, List<Map<AlarmRule, Score>> from) {
    for (int i = 0; i < into.size(); i++) {
      Map<AlarmRule, Score> target = into.get(i);
      from.get(i).forEach((rule, score) -> target.getOrDefault(rule, score).add(score));
    }
  }

  private void feeder(int area, List<Policy> policies, List<Map<AlarmRule, Score>> into) {
    List<SimulatedEvent> events = Feeder.events(country, area);
    for (int i = 0; i < policies.size(); i++) {
      Score score = into.get(i).computeIfAbsent(country.rule(area), rule -> new Score());
      judge(events, policies.get(i), score);
    }
  }

  private void judge(List<SimulatedEvent> events, Policy policy, Score score) {
    JudgementRun run = FeederRun.run(country, policy);
    FeederRun feederRun = new FeederRun(run, score, hindsight);
    events.forEach(feederRun::take);
    feederRun.end(country.end().plus(AFTERMATH));
    addBlindness(run, area -> score);
  }
}

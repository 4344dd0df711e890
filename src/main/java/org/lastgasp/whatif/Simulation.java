package org.lastgasp.whatif;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.lastgasp.policy.Policy;
import org.lastgasp.sim.AlarmRule;

/**
 * Runs a country under several settings at once. Nothing that happens on one feeder changes a
 * verdict on another, so feeders are simulated one by one, on as many threads as there are, and
 * only their scores are kept.
 */
public final class Simulation {
  private static final Duration AFTERMATH = Duration.ofDays(3);

  private final Country country;
  private final List<Variation> variations;

  /** A country and the settings to try on it. */
  public Simulation(Country country, List<Variation> variations) {
    this.country = country;
    this.variations = List.copyOf(variations);
  }

  /** What came of one set of settings, by the rule of the region. */
  public record Outcome(Variation variation, Map<AlarmRule, Score> regions) {

    /** All regions together. */
    public Score all() {
      Score all = new Score();
      regions.values().forEach(all::add);
      return all;
    }
  }

  /** Runs it; the outcomes are in the order of the settings. */
  public List<Outcome> run() {
    List<Policy> policies = variations.stream().map(v -> new Policy(v.settings())).toList();
    List<Map<AlarmRule, Score>> sums =
        IntStream.range(0, country.areas())
            .parallel()
            .collect(
                () -> empty(policies.size()),
                (into, area) -> feeder(area, policies, into),
                Simulation::merge);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < variations.size(); i++) {
      outcomes.add(new Outcome(variations.get(i), sums.get(i)));
    }
    return outcomes;
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
    List<Happening> happenings = Feeder.happenings(country, area);
    for (int i = 0; i < policies.size(); i++) {
      Score score = into.get(i).computeIfAbsent(country.rule(area), rule -> new Score());
      judge(happenings, policies.get(i), score);
    }
  }

  private void judge(List<Happening> happenings, Policy policy, Score score) {
    Trial trial = new Trial(policy, score);
    happenings.forEach(trial::take);
    trial.end(country.end().plus(AFTERMATH));
  }
}

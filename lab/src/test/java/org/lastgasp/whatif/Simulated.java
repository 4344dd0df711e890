package org.lastgasp.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.hindsight.HindsightSettings;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;
import org.lastgasp.sim.TopologyGenerator;
import org.lastgasp.whatif.Score.Count;

/** What the simulation makes of each alert of a country, as lines that can be compared. */
public final class Simulated {
  private Simulated() {}

  /** One line an alert, sorted; also sees that the simulation's sums are those of the lines. */
  public static List<String> verdicts(SimulatedGrid country, Settings settings) {
    List<String> lines = new ArrayList<>();
    Policy policy = new Policy(settings);
    JudgementRun shared = FeederRun.run(country, policy);
    boolean inStep = settings.guard(Guard.BREAKER) != Guard.Setting.OFF;
    Map<Integer, FeederRun> feederRuns = new HashMap<>();
    long held = 0;
    for (SimulatedEvent each : TrafficExport.of(country).events()) {
      FeederRun feederRun =
          feederRuns.computeIfAbsent(
              TopologyGenerator.feederOf(each.hub()),
              area ->
                  new FeederRun(
                      inStep ? shared : FeederRun.run(country, policy),
                      new Score(),
                      HindsightSettings.DEFAULT));
      Optional<Event> ruling = feederRun.take(each);
      if (each instanceof SimulatedEvent.Alerted alerted) {
        Replay.Outcome outcome = Replay.Outcome.of(ruling.orElseThrow());
        lines.add(alerted.at() + " " + line(outcome));
        held += !alerted.copy() && outcome.held() ? 1 : 0;
      }
    }
    SettingsVariant variation = new SettingsVariant(List.of(), settings);
    Score score = new Simulation(country, List.of(variation)).run().getFirst().all();
    assertThat(score.of(Count.HELD) + score.of(Count.MASKED)).isEqualTo(held);
    lines.sort(null);
    return lines;
  }

  /** The verdict, the window it names, and the guards that only noted something. */
  public static String line(Replay.Outcome outcome) {
    return outcome.verdict().map(verdict -> line(outcome.word(), verdict)).orElse(outcome.word());
  }

  private static String line(String word, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress s -> line(word, Optional.of(s.window()), s.shadows());
      case Verdict.Forward f -> line(word, f.nearest(), f.shadows());
    };
  }

  private static String line(String word, Optional<Window> window, List<Guard> shadows) {
    String named = window.map(w -> w.request() + " from " + w.from()).orElse("no window");
    return word + ", " + named + ", " + shadows.stream().map(Guard::code).toList();
  }
}

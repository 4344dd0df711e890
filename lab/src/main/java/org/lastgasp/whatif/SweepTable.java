package org.lastgasp.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lastgasp.hindsight.Label;
import org.lastgasp.policy.Reason;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.whatif.Score.Count;

/**
 * A table of all figures of a simulation as comma-separated values: a row for each setting and
 * region.
 */
final class SweepTable {
  private SweepTable() {}

  /** Its lines, the column names first. */
  static List<String> lines(List<Simulation.Outcome> outcomes) {
    List<String> lines = new ArrayList<>();
    lines.add(String.join(",", names(outcomes)));
    for (Simulation.Outcome outcome : outcomes) {
      for (Map.Entry<AlarmRule, Score> each : outcome.regions().entrySet()) {
        lines.add(line(outcome.variation(), code(each.getKey()), each.getValue()));
      }
      lines.add(line(outcome.variation(), "all", outcome.all()));
    }
    return lines;
  }

  /** As written in files: {@code north-timer}, {@code north-held}, {@code south-and-central}. */
  static String code(AlarmRule rule) {
    return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static List<String> names(List<Simulation.Outcome> outcomes) {
    List<String> names = new ArrayList<>();
    outcomes.getFirst().variation().choices().forEach(choice -> names.add(choice.key()));
    names.add("region");
    for (Count count : Count.values()) {
      names.add(count.name().toLowerCase(Locale.ROOT));
    }
    for (Label label : Label.values()) {
      names.add("held_" + label.code());
    }
    for (Label label : Label.values()) {
      names.add("masked_" + label.code());
    }
    for (Reason reason : Reason.values()) {
      names.add("leaked_" + reason.code().replace('-', '_'));
    }
    return names;
  }

  private static String line(SettingsVariant variation, String region, Score score) {
    List<String> cells = new ArrayList<>();
    variation.choices().forEach(choice -> cells.add(choice.value()));
    cells.add(region);
    for (Count count : Count.values()) {
      cells.add(String.valueOf(score.of(count)));
    }
    for (Label label : Label.values()) {
      cells.add(String.valueOf(score.held(label)));
    }
    for (Label label : Label.values()) {
      cells.add(String.valueOf(score.masked(label)));
    }
    for (Reason reason : Reason.values()) {
      cells.add(String.valueOf(score.leaked(reason)));
    }
    return String.join(",", cells);
  }
}

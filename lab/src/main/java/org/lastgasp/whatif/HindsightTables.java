package org.lastgasp.whatif;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.lastgasp.cli.Table;
import org.lastgasp.hindsight.Evidence;
import org.lastgasp.hindsight.Label;
import org.lastgasp.whatif.Score.Count;

/**
 * The tables of a simulation that compare hindsight with the truth: labels, and which evidence
 * separates genuine alerts from spurious ones. Intervals are Wilson's, of 95 %.
 */
final class HindsightTables {
  private HindsightTables() {}

  static List<Table> of(List<Simulation.Outcome> outcomes) {
    return List.of(labels(outcomes), shares(outcomes), evidence(outcomes));
  }

  private static Table labels(List<Simulation.Outcome> outcomes) {
    Table table = new Table();
    table.row(
        List.of(
            "HINDSIGHT", "REGION", "SUPPRESSED", "CONSISTENT", "UNRESOLVED", "SUSPECT", "MASKED",
            "CONSISTENT", "UNRESOLVED", "SUSPECT", "FOUND AFTER"));
    for (Simulation.Outcome outcome : outcomes) {
      String title = outcome.variation().title();
      outcome
          .regions()
          .forEach((rule, score) -> table.row(labels(title, TradeOff.title(rule), score)));
      table.row(labels(title, "all", outcome.all()));
    }
    return table;
  }

  private static List<String> labels(String settings, String region, Score score) {
    long found = score.masked(Label.SUSPECT);
    long minutes = score.of(Count.FOUND_AFTER_MILLIS) / 60_000;
    return List.of(
        settings,
        region,
        number(score.of(Count.HELD)),
        number(score.held(Label.CONSISTENT)),
        number(score.held(Label.UNRESOLVED)),
        number(score.held(Label.SUSPECT)),
        number(score.of(Count.MASKED)),
        number(score.masked(Label.CONSISTENT)),
        number(score.masked(Label.UNRESOLVED)),
        number(found),
        found == 0 ? "-" : number(minutes / found) + " min");
  }

  private static Table shares(List<Simulation.Outcome> outcomes) {
    Table table = new Table();
    table.row(
        List.of(
            "HINDSIGHT",
            "MASKED SUSPECT % (95 %)",
            "MASKED CONSISTENT % (95 %)",
            "OF THE NETWORK ALONE",
            "SUPPRESSED SUSPECT % (95 %)",
            "SPURIOUS SUSPECTS PER MASKED"));
    for (Simulation.Outcome outcome : outcomes) {
      Score score = outcome.all();
      long masked = score.of(Count.MASKED);
      long doubted = score.held(Label.SUSPECT);
      table.row(
          List.of(
              outcome.variation().title(),
              Proportion.text(score.masked(Label.SUSPECT), masked),
              Proportion.text(score.masked(Label.CONSISTENT), masked),
              Proportion.text(
                  score.masked(Label.CONSISTENT) - score.of(Count.MASKED_BOTH_CONSISTENT),
                  masked - score.of(Count.MASKED_BOTH)),
              Proportion.text(doubted, score.of(Count.HELD)),
              masked == 0 ? "-" : String.format(Locale.ROOT, "%.1f", (double) doubted / masked)));
    }
    return table;
  }

  /** Of every kind that was found at all. */
  private static Table evidence(List<Simulation.Outcome> outcomes) {
    Table table = new Table();
    table.row(
        List.of(
            "EVIDENCE", "SETTINGS", "LABEL", "MASKED", "% (95 %)", "SUPPRESSED", "% (95 %)"));
    for (Simulation.Outcome outcome : outcomes) {
      Score score = outcome.all();
      Arrays.stream(Evidence.Kind.values())
          .filter(kind -> score.masked(kind) + score.held(kind) > 0)
          .forEach(kind -> table.row(evidence(outcome.variation().title(), kind, score)));
    }
    return table;
  }

  private static List<String> evidence(String settings, Evidence.Kind kind, Score score) {
    return List.of(
        kind.code(),
        settings,
        kind.label().code(),
        number(score.masked(kind)),
        Proportion.text(score.masked(kind), score.of(Count.MASKED)),
        number(score.held(kind)),
        Proportion.text(score.held(kind), score.of(Count.HELD)));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}

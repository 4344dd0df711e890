package org.lastgasp.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.lastgasp.cli.Table;

/** A verdict on one trace in full, as lines for a terminal. */
final class MeterCheckText {
  private final MeterCheck check;
  private final Trace trace;
  private final List<String> lines = new ArrayList<>();

  private MeterCheckText(MeterCheck check) {
    this.check = check;
    this.trace = check.trace();
  }

  /** All but the remarks. */
  static List<String> of(MeterCheck check) {
    MeterCheckText text = new MeterCheckText(check);
    text.meter();
    check.sums().forEach(text::activation);
    text.hubUpdates();
    text.others();
    text.regions();
    check.combined().ifPresent(text::combined);
    return text.lines;
  }

  private void meter() {
    lines.add(trace.name() + ": " + check.outcome().words());
    lines.add("  rule " + trace.meter().rule());
    if (!trace.meter().words().isEmpty()) {
      lines.add("  " + trace.meter().words());
    }
    trace.meter().about().forEach(each -> lines.add("  " + each));
  }

  private void activation(MeterCheck.Sum sum) {
    lines.add("");
    lines.add("  activation " + period(sum.activation()));
    Table table = cuts("  CUT", sum.cuts());
    table.row(List.of("  sum", "", sum.lasted(), sum.cuts().size() + " judged"));
    lines.addAll(table.lines());
  }

  private void hubUpdates() {
    if (!trace.hubUpdates().isEmpty()) {
      lines.add("");
      trace.hubUpdates().forEach(each -> lines.add("  update of the hub " + period(each)));
    }
  }

  private void others() {
    if (!check.others().isEmpty()) {
      lines.add("");
      lines.addAll(cuts("  OTHER CUT", check.others()).lines());
    }
  }

  private void regions() {
    lines.add("");
    Table table = new Table();
    table.row(List.of("  REGION", "WOULD RAISE, BY ALL CUTS"));
    for (RegionPrediction each : check.regions()) {
      table.row(List.of("  " + each.region().words(), each.words(trace)));
    }
    lines.addAll(table.lines());
  }

  private void combined(CombinedTime combined) {
    lines.add("");
    lines.add(
        "  remark: the longest cut and the hub's reboot, which is outside the rule: "
            + combined.words());
    Table table = new Table();
    combined
        .views()
        .forEach(each -> table.row(List.of("  " + each.region().words(), each.words())));
    lines.addAll(table.lines());
  }

  private Table cuts(String title, List<MeterCheck.Judged> cuts) {
    Table table = new Table();
    table.row(List.of(title, "BEGAN AFTER", "LASTED", "MP102A"));
    int number = 0;
    for (MeterCheck.Judged cut : cuts) {
      Duration after = Duration.between(trace.origin(), cut.cut().off());
      String said =
          cut.outcome().map(each -> each.words()).orElse("not judged") + ": " + cut.why();
      table.row(
          List.of("  " + ++number, DurationText.seconds(after), cut.lasted(), said));
    }
    return table;
  }

  private static String period(Trace.Period period) {
    String until = period.isEnded() ? period.end().toString() : "the end of the trace";
    return period.start() + " to " + until;
  }
}

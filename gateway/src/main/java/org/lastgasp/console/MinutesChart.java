package org.lastgasp.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lastgasp.api.CampaignsResponse;
import org.lastgasp.console.ListPage.Cell;
import org.lastgasp.console.ListPage.Section;
import org.lastgasp.svg.SvgBuilder;
import org.lastgasp.svg.SvgBuilder.Anchor;

/** The chart of the minutes from activation to alert, with the window's edge. */
final class MinutesChart {
  private static final int WIDTH = 1_200;
  private static final int HEIGHT = 150;
  private static final double LEFT = 60;
  private static final double TOP = 18;
  private static final double BASE = 126;
  private static final int STEPS = 12; // times on the axis
  private static final int COLUMNS = 120; // more are joined

  private final TreeMap<Integer, long[]> minutes = new TreeMap<>(); // suppressed, forwarded
  private final long edge; // minutes of the usual window

  private MinutesChart(List<CampaignsResponse.Row> rows) {
    for (CampaignsResponse.Row row : rows) {
      for (CampaignsResponse.Minute each : row.minutesToAlert()) {
        long[] sum = minutes.computeIfAbsent(each.minute(), minute -> new long[2]);
        sum[0] += each.suppressed();
        sum[1] += each.forwarded();
      }
    }
    edge = usualWindow(rows) / 60;
  }

  /** The length in seconds that the windows of most of the alerts have. */
  private static long usualWindow(List<CampaignsResponse.Row> rows) {
    TreeMap<Long, Long> alerts = new TreeMap<>();
    for (CampaignsResponse.Row row : rows) {
      long came =
          row.minutesToAlert().stream().mapToLong(at -> at.suppressed() + at.forwarded()).sum();
      alerts.merge(row.windowSeconds(), came, Long::sum);
    }
    return alerts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(0L);
  }

  /** The chart with its table and sentence. */
  static Section section(List<CampaignsResponse.Row> rows, String since) {
    MinutesChart chart = new MinutesChart(rows);
    String sentence = since + chart.sentence();
    List<List<Cell>> table = new ArrayList<>();
    chart.minutes.forEach(
        (minute, sum) ->
            table.add(
                List.of(
                    Cell.of(minute + " to " + (minute + 1)), Cell.of(Words.count(sum[0])),
                    Cell.of(Words.count(sum[1])),
                    Cell.left(
                        minute < chart.edge ? "within the usual window" : "behind its edge"))));
    Section section =
        new Section(
            "minutes", "Minutes from activation to alert", sentence,
            List.of("Minutes after", "Suppressed", "Forwarded", "<Place"), table, List.of());
    return table.isEmpty() ? section : section.charted(chart.svg(sentence));
  }

  private String sentence() {
    if (minutes.isEmpty()) {
      return "no alert came within twice the window after an activation.";
    }
    long all = minutes.values().stream().mapToLong(sum -> sum[0] + sum[1]).sum();
    long within =
        minutes.headMap((int) edge).values().stream().mapToLong(sum -> sum[0] + sum[1]).sum();
    long seen = 0;
    int half = 0;
    for (var each : minutes.entrySet()) {
      if (seen * 2 < all) {
        half = each.getKey() + 1;
        seen += each.getValue()[0] + each.getValue()[1];
      }
    }
    return Words.count(all, "alert") + " came within twice the window after an activation, half"
        + " of them within " + half + " min; " + Words.count(within)
        + " before the usual window's edge at " + edge + " min, " + Words.count(all - within)
        + " behind it.";
  }

  private String svg(String sentence) {
    SvgBuilder svg = new SvgBuilder();
    int last = (int) Math.max(2 * edge, minutes.lastKey() + 1);
    int step = Math.max(1, (last + COLUMNS - 1) / COLUMNS);
    double minute = (WIDTH - LEFT) / last;
    TreeMap<Integer, long[]> columns = new TreeMap<>();
    minutes.forEach(
        (at, sum) -> {
          long[] column = columns.computeIfAbsent(at / step * step, from -> new long[2]);
          column[0] += sum[0];
          column[1] += sum[1];
        });
    long most = columns.values().stream().mapToLong(sum -> sum[0] + sum[1]).max().orElse(0);
    long scale = Math.max(4, most);
    svg.line("axis", LEFT, TOP, WIDTH, TOP);
    svg.words("scale", LEFT - 6, TOP + 5, Anchor.END, Words.count(scale));
    svg.words("scale", LEFT - 6, BASE, Anchor.END, "0");
    columns.forEach(
        (from, sum) -> {
          double x = LEFT + from * minute;
          double suppressed = (BASE - TOP) * sum[0] / scale;
          double forwarded = (BASE - TOP) * sum[1] / scale;
          double width = Math.max(1, step * minute - 2);
          bar(svg, "held", x, BASE - suppressed, width, suppressed);
          bar(svg, "passed", x, BASE - suppressed - forwarded, width, forwarded);
        });
    int every = Math.max(1, last / STEPS);
    for (int at = 0; at < last; at += every) {
      svg.words(
          "scale", LEFT + at * minute, BASE + 18, at == 0 ? Anchor.START : Anchor.MIDDLE,
          at + (at == 0 ? " min" : ""));
    }
    svg.line("axis", LEFT, BASE, WIDTH, BASE);
    double x = LEFT + edge * minute;
    svg.line("mark", x, 4, x, BASE);
    svg.words("mark-text", x + 5, 13, Anchor.START, "the usual window ends: " + edge + " min");
    return svg.inline(WIDTH, HEIGHT, sentence + " A table follows.");
  }

  private static void bar(
      SvgBuilder svg, String style, double x, double y, double width, double height) {
    if (height > 0) {
      svg.box(style, x + 1, y, width, height);
    }
  }
}

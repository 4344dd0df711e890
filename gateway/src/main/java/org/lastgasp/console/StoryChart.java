package org.lastgasp.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastgasp.api.AlertsResponse;
import org.lastgasp.api.ExplainResponse;
import org.lastgasp.api.WindowsResponse;
import org.lastgasp.svg.SvgBuilder;
import org.lastgasp.svg.SvgBuilder.Anchor;

/**
 * The chart of a story: five lanes on one time axis around its last alert. A window's planned time
 * is hollow, the time for which it held solid.
 */
final class StoryChart {
  private static final int WIDTH = 1_200;
  private static final double LEFT = 170;
  private static final double LANE = 34;
  private static final double TOP = 8;
  private static final List<String> LANES =
      List.of("Requests, answers", "Windows", "Heard of it", "Supply off", "Alerts");
  private static final Duration AROUND = Duration.ofHours(2); // the last alert
  private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
  private static final Set<String> QUIET =
      Set.of("verdict", "window", "hindsight", "settled", "note", "switch", "settings", "guids",
          "inventory", "clock", "storm", "breaker", "gap", "restored");

  private final SvgBuilder svg = new SvgBuilder();
  private final Instant first;
  private final Instant last;

  private StoryChart(Instant first, Instant last) {
    this.first = first;
    this.last = last;
  }

  /** Every step of a story once, in order. */
  static List<ExplainResponse.Step> steps(ExplainResponse story) {
    Map<String, ExplainResponse.Step> all = new LinkedHashMap<>();
    List<ExplainResponse.Step> each = new ArrayList<>(story.timeline());
    story.alerts().forEach(alert -> each.addAll(alert.timeline()));
    each.forEach(step -> all.putIfAbsent(step.at() + step.what() + step.text(), step));
    return all.values().stream().sorted(Comparator.comparing(ExplainResponse.Step::at)).toList();
  }

  static String of(ExplainResponse story, Instant now) {
    List<ExplainResponse.Step> steps = steps(story);
    if (steps.isEmpty()) {
      return "";
    }
    Instant middle =
        story.alerts().isEmpty()
            ? steps.getLast().at()
            : story.alerts().getLast().alert().receivedAt();
    Instant first = middle;
    Instant last = middle;
    for (ExplainResponse.Step each : steps) {
      if (Duration.between(each.at(), middle).abs().compareTo(AROUND) <= 0) {
        first = each.at().isBefore(first) ? each.at() : first;
        last = each.at().isAfter(last) ? each.at() : last;
      }
    }
    Duration edge = Duration.between(first, last).dividedBy(20).plusSeconds(60);
    StoryChart chart = new StoryChart(first.minus(edge), last.plus(edge));
    chart.lanes();
    chart.windows(story);
    chart.dark(story);
    steps.forEach(chart::step);
    return chart.svg.inline(
        WIDTH, (int) (TOP + LANE * LANES.size() + 28),
        "Five lanes from " + Words.near(chart.first, now) + " to " + Words.near(chart.last, now)
            + ": " + String.join(", ", LANES) + ". A table follows.");
  }

  private void lanes() {
    for (int i = 0; i < LANES.size(); i++) {
      svg.words("lane", 0, y(i) + 5, Anchor.START, LANES.get(i));
      svg.line("axis", LEFT, y(i), WIDTH, y(i));
    }
    int parts = 6;
    for (int i = 0; i <= parts; i++) {
      Instant at = first.plus(Duration.between(first, last).multipliedBy(i).dividedBy(parts));
      Anchor anchor = i == parts ? Anchor.END : i == 0 ? Anchor.START : Anchor.MIDDLE;
      svg.words("scale", x(at), TOP + LANE * LANES.size() + 18, anchor, Words.time(at));
    }
  }

  private void windows(ExplainResponse story) {
    for (ExplainResponse.Alert each : story.alerts()) {
      AlertsResponse.Judged judged = each.alert().judged();
      WindowsResponse.Item window = judged == null ? null : judged.window();
      if (window != null) {
        Instant end =
            Optional.ofNullable(window.endedAt())
                .filter(at -> at.isBefore(window.until()))
                .orElse(window.until());
        bar("planned", 1, window.from(), window.until());
        if (end.isAfter(window.from())) {
          bar("held", 1, window.from(), end);
        }
      }
    }
  }

  /** The time without supply as a restoration alert says. */
  private void dark(ExplainResponse story) {
    for (ExplainResponse.Step each : steps(story)) {
      if (each.what().equals("hindsight") && each.text().startsWith("supply restored")) {
        Matcher times = INSTANT.matcher(each.text());
        if (times.find()) {
          Instant from = Instant.parse(times.group());
          bar("dark", 3, from, times.find() ? Instant.parse(times.group()) : each.at());
        }
      }
    }
  }

  private void step(ExplainResponse.Step step) {
    String words = Words.time(step.at()) + " " + step.what() + ": " + step.text();
    if (step.at().isBefore(first) || step.at().isAfter(last)) {
      return;
    }
    switch (step.what()) {
      case "request", "answer", "failure" -> svg.dot("p", x(step.at()), y(0), 5, words);
      case "alert", "copy", "release" -> svg.dot("p suppress", x(step.at()), y(4), 6, words);
      default -> {
        if (!QUIET.contains(step.what())) {
          svg.dot("p", x(step.at()), y(2), 5, words);
        }
      }
    }
  }

  private void bar(String style, int lane, Instant from, Instant until) {
    double start = x(from);
    double end = x(until);
    if (end > LEFT && start < WIDTH) {
      svg.box(style, start, y(lane) - 9, Math.max(2, end - start), 18);
    }
  }

  private static double y(int lane) {
    return TOP + LANE * lane + LANE / 2;
  }

  private double x(Instant at) {
    double part =
        (double) Duration.between(first, at).toMillis() / Duration.between(first, last).toMillis();
    return LEFT + (WIDTH - LEFT) * Math.clamp(part, 0, 1);
  }
}

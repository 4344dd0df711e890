package org.lastgasp.sim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/** A printer of a score, for people in up to a hundred columns, and for programs as JSON. */
public final class Scoreboard {
  private static final int WIDTH = 100;
  private static final int LABEL = 44;
  private static final String ROW = "  %-" + LABEL + "s%16s%18s%14s%n";

  private final Score score;
  private final StringBuilder text = new StringBuilder();

  private Scoreboard(Score score) {
    this.score = score;
  }

  /** Lines for people. */
  public static String text(Score score) {
    return new Scoreboard(score).written();
  }

  /** One object for programs. */
  public static String json(Score score) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("kept", score.kept());
    all.put("world", score.world());
    all.put("regions", score.regions());
    all.put("reasons", score.reasons());
    all.put("promises", score.promises());
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all);
    } catch (JsonProcessingException ours) {
      throw new IllegalStateException("writing the score as JSON", ours);
    }
  }

  private String written() {
    title("The world");
    score.world().forEach((name, value) -> text.append("  %-18s%s%n".formatted(name, value)));
    title("Truth against verdicts");
    text.append(
        ROW.formatted(
            "AD1s", Region.NORTH.title(), Region.SOUTH_AND_CENTRAL.title(), "together"));
    row("caused by firmware, suppressed", Score.Outcome::held);
    row("caused by firmware, delivered", Score.Outcome::leaks);
    for (String why : reasons()) {
      row("  " + why, outcome -> outcome.leaked().getOrDefault(why, 0));
    }
    row("real outages, delivered", Score.Outcome::genuine);
    row("real outages in a window, suppressed *", Score.Outcome::masked);
    row("duplicates of suppressed alerts", Score.Outcome::copies);
    row("at a window's border, either is right", Score.Outcome::border);
    text.append("  * what a window costs: each has its record in the suppression log\n");
    reasonsGiven();
    title("Promises");
    score.promises().forEach(this::promise);
    long kept = score.promises().stream().filter(Score.Promise::kept).count();
    text.append(
        score.kept()
            ? String.format(Locale.ROOT, "\nAll %d promises held.%n", kept)
            : String.format(
                Locale.ROOT,
                "\n%d of %d promises BROKEN.%n",
                score.promises().size() - kept,
                score.promises().size()));
    return text.toString();
  }

  /** The gateway's own words on what it sent on, as many to a line as fit. */
  private void reasonsGiven() {
    title("Why the gateway forwarded");
    StringBuilder line = new StringBuilder();
    for (Map.Entry<String, Long> each : score.reasons().entrySet()) {
      String item = String.format(Locale.ROOT, "  %s %,d", each.getKey(), each.getValue());
      if (line.length() + item.length() > WIDTH) {
        text.append(line).append('\n');
        line.setLength(0);
      }
      line.append(item);
    }
    text.append(line).append('\n');
  }

  private Set<String> reasons() {
    Set<String> reasons = new TreeSet<>();
    score.regions().values().forEach(outcome -> reasons.addAll(outcome.leaked().keySet()));
    return reasons;
  }

  private void row(String label, ToIntFunction<Score.Outcome> count) {
    int north = count(Region.NORTH, count);
    int south = count(Region.SOUTH_AND_CENTRAL, count);
    text.append(ROW.formatted(label, number(north), number(south), number(north + south)));
  }

  private int count(Region region, ToIntFunction<Score.Outcome> count) {
    Score.Outcome none = new Score.Outcome(0, Map.of(), 0, 0, 0, 0);
    return count.applyAsInt(score.regions().getOrDefault(region, none));
  }

  private static String number(int number) {
    return number == 0 ? "–" : String.format(Locale.ROOT, "%,d", number);
  }

  private void promise(Score.Promise promise) {
    String mark = promise.kept() ? "✓" : "✗";
    String line = "  %s %-56s %s".formatted(mark, promise.text(), promise.detail());
    text.append(
            promise.kept() && line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line)
        .append('\n');
  }

  private void title(String title) {
    text.append('\n').append(title).append('\n');
    text.append("─".repeat(title.length())).append('\n');
  }
}

package org.lastgasp.whatif;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.svg.SvgBuilder;
import org.lastgasp.whatif.Score.Count;
import org.lastgasp.svg.SvgBuilder.Anchor;

/**
 * The trade-off of a sweep as a picture (SVG): one panel a region; to the right the genuine alerts
 * that were suppressed, upwards the spurious ones that went through. Better is left and low. Points
 * are labelled with the first key's values; other choices are lines of their own.
 */
final class TradeOff {
  private static final int WIDTH = 1_020;
  private static final int LEFT = 78;
  private static final int TOP = 64;
  private static final int PANEL = 270;
  private static final int GAP = 38;
  private static final int INSET = 10; // so that a mark at nought stands free of the frame
  private static final int HEIGHT = 320;
  private static final int BELOW = 62; // for the numbers and the words of the axis
  private static final int KEY = 22; // a row of the key
  private static final int SMALL = 12;
  private static final int USUAL = 13;
  private static final double ALL = 100; // percent
  private static final double PER = 10_000;
  private static final double[] UP = {0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100};

  private final List<Simulation.Outcome> outcomes;
  private final String key;
  private final double right;
  private final double low; // the marks of the axis between which all points lie
  private final double high;
  private final Map<String, List<Simulation.Outcome>> groups = new LinkedHashMap<>();
  private final SvgBuilder drawing = new SvgBuilder();

  private TradeOff(List<Simulation.Outcome> outcomes) {
    this.outcomes = outcomes;
    this.key = outcomes.getFirst().variation().choices().getFirst().key();
    double most = 0;
    double fewest = ALL;
    double worst = 0;
    for (Simulation.Outcome each : outcomes) {
      for (AlarmRule rule : AlarmRule.values()) {
        most = Math.max(most, masked(score(each, rule)));
        fewest = Math.min(fewest, leaked(score(each, rule)));
        worst = Math.max(worst, leaked(score(each, rule)));
      }
      groups.computeIfAbsent(group(each.variation()), g -> new ArrayList<>()).add(each);
    }
    this.right = most * 1.2 + 0.001;
    this.low = markBelow(fewest);
    this.high = markAbove(Math.max(worst, low * 2));
  }

  /** The picture of a sweep of at least one key. */
  static String svg(List<Simulation.Outcome> outcomes) {
    return new TradeOff(outcomes).svg();
  }

  private static String group(SettingsVariant variation) {
    return String.join(
        ", ", variation.choices().stream().skip(1).map(SettingsVariant.Choice::toString).toList());
  }

  /** Genuine alerts suppressed, of ten thousand. */
  private static double masked(Score score) {
    long genuine = score.of(Count.GENUINE);
    return genuine == 0 ? 0 : PER * score.of(Count.MASKED) / genuine;
  }

  /** Spurious alerts let through, in percent. */
  private static double leaked(Score score) {
    long spurious = score.of(Count.SPURIOUS);
    return spurious == 0 ? 0 : ALL * score.leaked() / spurious;
  }

  private static double markBelow(double percent) {
    return Arrays.stream(UP).filter(mark -> mark < percent).reduce(UP[0], Math::max);
  }

  private static double markAbove(double percent) {
    return Arrays.stream(UP).filter(mark -> mark >= percent).findFirst().orElse(ALL);
  }

  private String svg() {
    String title = "Spurious alerts forwarded against genuine ones suppressed, by " + key;
    drawing.heading(LEFT, 24, 16, title);
    int panel = 0;
    for (AlarmRule rule : AlarmRule.values()) {
      panel(rule, LEFT + panel++ * (PANEL + GAP));
    }
    drawing.upwards(22, TOP + HEIGHT / 2.0, USUAL, "spurious alerts forwarded, % (log scale)");
    double middle = LEFT + (3 * PANEL + 2 * GAP) / 2.0;
    String across = "genuine alerts suppressed, of 10,000 genuine alerts";
    drawing.text(middle, TOP + HEIGHT + 44, Anchor.MIDDLE, USUAL, across);
    int rows = groups.size() > 1 ? (groups.size() + 1) / 2 : 0;
    if (rows > 0) {
      key(TOP + HEIGHT + BELOW + 6);
      String which = "Names stand at the first line's points; other lines keep their order.";
      drawing.text(LEFT, TOP + HEIGHT + BELOW + 10 + KEY * rows++, Anchor.START, SMALL, which);
    }
    return drawing.svg(WIDTH, TOP + HEIGHT + BELOW + KEY * rows, title, words());
  }

  private void panel(AlarmRule rule, int x) {
    drawing.heading(x, TOP - 12, USUAL, title(rule));
    for (double tick : UP) {
      if (tick >= low && tick <= high) {
        String number = String.format(Locale.ROOT, tick < 1 ? "%.1f" : "%.0f", tick);
        drawing.grid(x, y(tick), x + PANEL, y(tick));
        drawing.text(x - 6, y(tick) + 4, Anchor.END, SMALL, number);
      }
    }
    double step = step();
    for (double at = 0; at <= right; at += step) {
      drawing.grid(x(x, at), TOP, x(x, at), TOP + HEIGHT);
      String number = String.format(Locale.ROOT, step < 1 ? "%.1f" : "%.0f", at);
      drawing.text(x(x, at), TOP + HEIGHT + 18, Anchor.MIDDLE, SMALL, number);
    }
    drawing.frame(x, TOP, PANEL, HEIGHT);
    LabelPlacement names =
        new LabelPlacement(new LabelPlacement.Box(x, TOP, x + PANEL, TOP + HEIGHT));
    int style = 0;
    for (List<Simulation.Outcome> group : groups.values()) {
      curve(rule, group, x, style++, names);
    }
    groups.values().stream().limit(1).forEach(group -> name(rule, group, x, names));
  }

  /** One, two or five of a power of ten: about four to a panel. */
  private double step() {
    double power = Math.pow(10, Math.floor(Math.log10(right / 4)));
    for (double each : new double[] {1, 2, 5}) {
      if (each * power >= right / 4) {
        return each * power;
      }
    }
    return 10 * power;
  }

  private void curve(
      AlarmRule rule, List<Simulation.Outcome> group, int left, int style, LabelPlacement names) {
    double[] x = new double[group.size()];
    double[] y = new double[group.size()];
    for (int i = 0; i < x.length; i++) {
      Score score = score(group.get(i), rule);
      x[i] = x(left, masked(score));
      y[i] = y(leaked(score));
    }
    drawing.curve(style, x, y);
    names.curve(x, y);
  }

  /** Names the points of one curve; those of the others stand in the same order. */
  private void name(
      AlarmRule rule, List<Simulation.Outcome> group, int left, LabelPlacement names) {
    for (Simulation.Outcome each : group) {
      Score score = score(each, rule);
      String name = each.variation().choices().getFirst().value();
      LabelPlacement.Spot spot = names.beside(x(left, masked(score)), y(leaked(score)), name);
      drawing.text(spot.x(), spot.y(), spot.anchor(), LabelPlacement.SIZE, name);
    }
  }

  private void key(int top) {
    int style = 0;
    for (String name : groups.keySet()) {
      double x = LEFT + style % 2 * 450;
      double y = top + style / 2 * KEY;
      drawing.stroke(style, x, y, x + 44, y);
      drawing.mark(style, x + 22, y);
      drawing.text(x + 54, y + 4, Anchor.START, USUAL, name);
      style++;
    }
  }

  private static Score score(Simulation.Outcome outcome, AlarmRule rule) {
    return outcome.regions().getOrDefault(rule, new Score());
  }

  private double x(int left, double masked) {
    return left + INSET + (PANEL - INSET) * masked / right;
  }

  /** The height of a share; one below the lowest mark of the axis is drawn there. */
  private double y(double percent) {
    double bounded = Math.clamp(percent, low, high);
    return TOP + HEIGHT * (1 - Math.log(bounded / low) / Math.log(high / low));
  }

  /** The picture in words, for whoever cannot see it. */
  private String words() {
    List<String> words = new ArrayList<>();
    for (AlarmRule rule : AlarmRule.values()) {
      for (Simulation.Outcome each : outcomes) {
        Score score = score(each, rule);
        words.add(
            String.format(
                Locale.ROOT,
                "%s, %s: %.1f %% and %.1f",
                title(rule),
                each.variation().title(),
                leaked(score),
                masked(score)));
      }
    }
    return "Three panels, one a region. For each setting the share of spurious alerts that were"
        + " forwarded, and how many of 10,000 genuine alerts were suppressed. "
        + String.join("; ", words) + ".";
  }

  /** The region as people call it, and whose account of its rule it follows. */
  static String title(AlarmRule rule) {
    return switch (rule) {
      case NORTH_TIMER -> "North, CSP's account";
      case NORTH_HELD -> "North, issue's account";
      case SOUTH_AND_CENTRAL -> "South & Central";
    };
  }
}

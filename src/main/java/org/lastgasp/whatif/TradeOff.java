package org.lastgasp.whatif;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.whatif.Drawing.Anchor;
import org.lastgasp.whatif.Score.Count;

/**
 * The trade-off of a sweep as a picture (SVG): one panel a region; to the right the genuine alerts
 * that were held back, upwards the spurious ones that went through. Better is left and low. Points
 * are labelled with the first key's values; other choices are lines of their own.
 */
public final class TradeOff {
  private static final int WIDTH = 1_020;
  private static final int LEFT = 78;
  private static final int TOP = 64;
  private static final int PANEL = 270;
  private static final int GAP = 38;
  private static final int INSET = 10; // so that a mark at nought stands free of the frame
  private static final int HEIGHT = 280;
  private static final int BELOW = 62; // for the numbers and the words of the axis
  private static final int KEY = 22; // a row of the key
  private static final double NAME_WIDTH = 28; // of a short name in small letters
  private static final double NAME_HEIGHT = 12;
  private static final int SMALL = 12;
  private static final int USUAL = 13;
  private static final double FLOOR = 1; // percent: what is below is drawn there
  private static final double CEILING = 100;
  private static final double PER = 10_000;
  private static final int[] UP = {1, 2, 5, 10, 20, 50, 100};

  private final List<Simulation.Outcome> outcomes;
  private final String key;
  private final double right;
  private final Map<String, List<Simulation.Outcome>> groups = new LinkedHashMap<>();
  private final Drawing drawing = new Drawing();

  private TradeOff(List<Simulation.Outcome> outcomes) {
    this.outcomes = outcomes;
    this.key = outcomes.getFirst().variation().choices().getFirst().key();
    double most = 0;
    for (Simulation.Outcome each : outcomes) {
      for (Score score : each.regions().values()) {
        most = Math.max(most, masked(score));
      }
      groups.computeIfAbsent(group(each.variation()), g -> new ArrayList<>()).add(each);
    }
    this.right = most * 1.2 + 0.001;
  }

  /** The picture of a sweep of at least one key. */
  public static String svg(List<Simulation.Outcome> outcomes) {
    return new TradeOff(outcomes).svg();
  }

  private static String group(Variation variation) {
    return String.join(
        ", ", variation.choices().stream().skip(1).map(Variation.Choice::toString).toList());
  }

  /** Genuine alerts held back, of ten thousand. */
  private static double masked(Score score) {
    long genuine = score.of(Count.GENUINE);
    return genuine == 0 ? 0 : PER * score.of(Count.MASKED) / genuine;
  }

  /** Spurious alerts let through, in percent. */
  private static double leaked(Score score) {
    long spurious = score.of(Count.SPURIOUS);
    return spurious == 0 ? 0 : CEILING * score.leaked() / spurious;
  }

  private String svg() {
    String title = "Spurious alerts let through against genuine ones held back, by " + key;
    drawing.heading(LEFT, 24, 16, title);
    int panel = 0;
    for (AlarmRule rule : AlarmRule.values()) {
      panel(rule, LEFT + panel++ * (PANEL + GAP));
    }
    drawing.upwards(22, TOP + HEIGHT / 2.0, USUAL, "spurious alerts let through, % (log scale)");
    double middle = LEFT + (3 * PANEL + 2 * GAP) / 2.0;
    String across = "genuine alerts held back, of 10,000 genuine alerts";
    drawing.text(middle, TOP + HEIGHT + 44, Anchor.MIDDLE, USUAL, across);
    int rows = groups.size() > 1 ? (groups.size() + 1) / 2 : 0;
    if (rows > 0) {
      key(TOP + HEIGHT + BELOW + 6);
    }
    return drawing.svg(WIDTH, TOP + HEIGHT + BELOW + KEY * rows, title, words());
  }

  private void panel(AlarmRule rule, int x) {
    drawing.heading(x, TOP - 12, USUAL, title(rule));
    for (int tick : UP) {
      double y = y(tick);
      drawing.grid(x, y, x + PANEL, y);
      drawing.text(x - 6, y + 4, Anchor.END, SMALL, String.valueOf(tick));
    }
    double step = step();
    for (double at = 0; at <= right; at += step) {
      drawing.grid(x(x, at), TOP, x(x, at), TOP + HEIGHT);
      String number = String.format(Locale.ROOT, step < 1 ? "%.1f" : "%.0f", at);
      drawing.text(x(x, at), TOP + HEIGHT + 18, Anchor.MIDDLE, SMALL, number);
    }
    drawing.frame(x, TOP, PANEL, HEIGHT);
    int style = 0;
    for (List<Simulation.Outcome> group : groups.values()) {
      curve(rule, group, x, style++);
    }
    groups.values().stream().limit(1).forEach(group -> name(rule, group, x));
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

  private void curve(AlarmRule rule, List<Simulation.Outcome> group, int left, int style) {
    double[] x = new double[group.size()];
    double[] y = new double[group.size()];
    for (int i = 0; i < x.length; i++) {
      Score score = score(group.get(i), rule);
      x[i] = x(left, masked(score));
      y[i] = y(leaked(score));
    }
    drawing.curve(style, x, y);
  }

  /** Names the points of one curve; what would stand on another name goes below its point. */
  private void name(AlarmRule rule, List<Simulation.Outcome> group, int left) {
    double lastX = Double.NEGATIVE_INFINITY;
    double lastY = 0;
    for (Simulation.Outcome each : group) {
      double x = x(left, masked(score(each, rule)));
      double y = y(leaked(score(each, rule))) - 7;
      if (Math.abs(x - lastX) < NAME_WIDTH && Math.abs(y - lastY) < NAME_HEIGHT) {
        y += 2 * NAME_HEIGHT;
      }
      lastX = x;
      lastY = y;
      drawing.text(x + 7, y, Anchor.START, SMALL, each.variation().choices().getFirst().value());
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

  private static double y(double percent) {
    double bounded = Math.clamp(percent, FLOOR, CEILING);
    return TOP + HEIGHT * (1 - Math.log(bounded / FLOOR) / Math.log(CEILING / FLOOR));
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
        + " let through, and how many of 10,000 genuine alerts were held back. "
        + String.join("; ", words) + ".";
  }

  /** The region as people call it, and whose account of its rule it follows. */
  public static String title(AlarmRule rule) {
    return switch (rule) {
      case NORTH_TIMER -> "North, CSP's account";
      case NORTH_HELD -> "North, issue's account";
      case SOUTH_AND_CENTRAL -> "South & Central";
    };
  }
}

package org.lastgasp.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.lastgasp.svg.SvgBuilder;
import org.lastgasp.svg.SvgBuilder.Anchor;

/** A picture of a {@link Blackout}: five figures over the same seconds, each with its own scale. */
final class BlackoutPlot {
  private static final int LEFT = 90;
  private static final int WIDTH = 560;
  private static final int RIGHT = 30;
  private static final int HEIGHT = 90; // of a panel
  private static final int TOP = 70;
  private static final int GAP = 42; // between panels, with the next one's heading
  private static final int SMALL = 11;

  private final List<Step> steps = new ArrayList<>();

  /**
   * What was seen during some seconds.
   *
   * @param seconds from the first message to their end
   * @param rate messages received per second
   * @param p99 of their latency, milliseconds
   * @param behind messages that were not yet delivered
   * @param resident MiB of memory
   * @param disk MiB of files
   */
  record Step(
      double seconds, double rate, double p99, double behind, double resident, double disk) {}

  void add(Step step) {
    steps.add(step);
  }

  /** The picture. */
  String svg(String title) {
    SvgBuilder picture = new SvgBuilder();
    picture.heading(LEFT, 30, 15, title);
    panel(picture, 0, "received per second", Step::rate);
    panel(picture, 1, "99 of 100 answered within, milliseconds", Step::p99);
    panel(picture, 2, "received and not yet delivered", Step::behind);
    panel(picture, 3, "memory, MiB", Step::resident);
    int bottom = panel(picture, 4, "disk, MiB", Step::disk);
    double last = steps.getLast().seconds();
    for (double at = 0; at <= last; at += spacing(last)) {
      picture.text(x(at), bottom + 16, Anchor.MIDDLE, SMALL, text(at));
    }
    picture.text(x(last / 2), bottom + 34, Anchor.MIDDLE, SMALL, "seconds");
    return picture.svg(LEFT + WIDTH + RIGHT, bottom + 46, title, description());
  }

  /** Draws one figure, and gives the height of its base. */
  private int panel(
      SvgBuilder picture, int number, String name, ToDoubleFunction<Step> figure) {
    int base = TOP + number * (HEIGHT + GAP) + HEIGHT;
    double most = steps.stream().mapToDouble(figure).max().orElse(0);
    double spacing = spacing(Math.max(most, 1));
    double top = spacing * Math.max(1, Math.ceil(most / spacing));
    picture.text(LEFT, base - HEIGHT - 8, Anchor.START, SMALL + 1, name);
    for (double at = 0; at <= top; at += spacing) {
      double y = base - at / top * HEIGHT;
      picture.grid(LEFT, y, LEFT + WIDTH, y);
      picture.text(LEFT - 8, y + 4, Anchor.END, SMALL, text(at));
    }
    picture.frame(LEFT, base - HEIGHT, WIDTH, HEIGHT);
    picture.curve(
        number,
        steps.stream().mapToDouble(step -> x(step.seconds())).toArray(),
        steps.stream()
            .mapToDouble(step -> base - figure.applyAsDouble(step) / top * HEIGHT)
            .toArray());
    return base;
  }

  private double x(double seconds) {
    return LEFT + seconds / steps.getLast().seconds() * WIDTH;
  }

  /** A round number that goes two to five times into a value. */
  private static double spacing(double value) {
    double ten = Math.pow(10, Math.floor(Math.log10(value)));
    return value / ten >= 5 ? 2 * ten : value / ten >= 2 ? ten : ten / 2;
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, value < 10 && value % 1 > 0 ? "%,.1f" : "%,.0f", value);
  }

  private String description() {
    StringBuilder words = new StringBuilder("At the end of some seconds, in this order: ");
    for (Step step : steps) {
      words.append(
          String.format(
              Locale.ROOT,
              "%.0f s: %,.0f received/s, p99 %.0f ms, %,.0f not yet delivered, %,.0f MiB of memory,"
                  + " %,.0f MiB of disk; ",
              step.seconds(), step.rate(), step.p99(), step.behind(), step.resident(),
              step.disk()));
    }
    return words.substring(0, words.length() - 2) + ".";
  }
}

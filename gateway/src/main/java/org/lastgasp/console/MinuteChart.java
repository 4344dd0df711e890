package org.lastgasp.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.lastgasp.api.NowResponse;
import org.lastgasp.svg.SvgBuilder;
import org.lastgasp.svg.SvgBuilder.Anchor;

/** The chart of alerts a minute: received, suppressed, and what explains a change. */
final class MinuteChart {
  private static final int WIDTH = 1_200;
  private static final int HEIGHT = 150;
  private static final double LEFT = 40;
  private static final double TOP = 18;
  private static final double BASE = 126;
  private static final int EVERY = 10; // minutes between two times on the axis
  private static final double LABEL = 230; // room that a mark's words need

  private MinuteChart() {}

  static String of(
      List<NowResponse.Minute> minutes, List<NowResponse.Mark> marks, String sentence) {
    SvgBuilder svg = new SvgBuilder();
    double[] x = new double[minutes.size()];
    double[] received = new double[x.length];
    double[] suppressed = new double[x.length];
    long most = Math.max(4, minutes.stream().mapToLong(NowResponse.Minute::received).max()
        .orElse(0));
    for (int i = 0; i < x.length; i++) {
      x[i] = place(i, x.length);
      received[i] = height(minutes.get(i).received(), most);
      suppressed[i] = height(minutes.get(i).suppressed(), most);
    }
    svg.line("axis", LEFT, TOP, WIDTH, TOP);
    svg.words("scale", LEFT - 6, TOP + 5, Anchor.END, Words.count(most));
    svg.words("scale", LEFT - 6, BASE, Anchor.END, "0");
    svg.area("received", BASE, x, received);
    svg.area("suppressed", BASE, x, suppressed);
    svg.line("axis", LEFT, BASE, WIDTH, BASE);
    for (int i = 0; i < x.length; i += EVERY) {
      svg.words(
          "scale", x[i], BASE + 18, i == 0 ? Anchor.START : Anchor.MIDDLE,
          Words.minute(minutes.get(i).at()));
    }
    marks(svg, minutes, marks);
    return svg.inline(WIDTH, HEIGHT, sentence + " A table follows.");
  }

  private static void marks(
      SvgBuilder svg, List<NowResponse.Minute> minutes, List<NowResponse.Mark> marks) {
    Instant first = minutes.getFirst().at();
    double free = 0;
    for (NowResponse.Mark each : marks) {
      double minute = Duration.between(first, each.at()).toMillis() / 60_000.0;
      double at = LEFT + (WIDTH - LEFT) * Math.clamp(minute / (minutes.size() - 1), 0, 1);
      svg.line("mark", at, 4, at, BASE);
      if (at >= free) { // words that would lie on others are in the changes
        boolean left = at > WIDTH - LABEL;
        svg.words(
            "mark-text", left ? at - 5 : at + 5, 13, left ? Anchor.END : Anchor.START,
            Words.minute(each.at()) + " " + each.text());
        free = at + LABEL + 40;
      }
    }
  }

  private static double place(int minute, int minutes) {
    return LEFT + (WIDTH - LEFT) * minute / (minutes - 1);
  }

  private static double height(long value, long most) {
    return BASE - (BASE - TOP) * value / most;
  }
}

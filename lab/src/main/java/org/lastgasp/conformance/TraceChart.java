package org.lastgasp.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lastgasp.sim.SupplyInterruption;

/**
 * A chart of a checked trace as SVG: the activation, the hub's supply with each cut and its three
 * minutes, and when each region would raise an AD1. It can be printed in grey: what is off is
 * hatched, what is chance is dashed, and every length stands beside its bar. The same trace gives
 * the same bytes.
 */
public final class TraceChart {
  private static final int WIDTH = 960;
  private static final int LEFT = 250; // room for the names of the rows
  private static final int RIGHT = 50;
  private static final int TOP = 64;
  private static final int ROW = 44;
  private static final int BAR = 18;
  private static final Duration NEAR = Duration.ofMinutes(2); // the limit is drawn from here on
  private static final int TICKS = 10; // about as many as fit
  private static final List<Integer> STEPS =
      List.of(1, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400);
  private static final String BLUE = "#0072B2"; // from a palette the colour-blind can tell apart
  private static final String RED = "#D55E00";

  private final MeterCheck check;
  private final Instant zero;
  private final double begin; // seconds from zero
  private final double end;
  private final StringBuilder svg = new StringBuilder(8_192);

  private TraceChart(MeterCheck check) {
    this.check = check;
    Trace trace = check.trace();
    this.zero = trace.activations().getFirst().start();
    double first = Math.min(0, after(trace.begin()));
    double last = Math.max(after(trace.end()), 30);
    for (MeterCheck.Judged each : check.cuts()) {
      if (each.length().compareTo(NEAR) >= 0) {
        last = Math.max(last, after(each.cut().off()) + MeterCheck.LIMIT.toSeconds());
      }
    }
    for (RegionPrediction each : check.regions()) {
      last = Math.max(last, each.latest().map(TraceChart::seconds).orElse(0.0));
    }
    double margin = (last - first) * 0.03;
    this.begin = first - margin;
    this.end = last + margin;
  }

  /** The picture, as a document of its own. */
  public static String of(MeterCheck check) {
    return new TraceChart(check).drawn();
  }

  private String drawn() {
    int rows = 2 + check.regions().size();
    int bottom = TOP + rows * ROW;
    int height = bottom + 60;
    svg.append(
        String.format(
            Locale.ROOT,
            """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
        role="img" aria-labelledby="title description" \
        font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#222">
        <title id="title">%s: %s</title>
        <desc id="description">%s</desc>
        <defs><pattern id="off" width="6" height="6" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>\
        <rect width="3" height="6" fill="%s"/></pattern></defs>
        <rect width="%d" height="%d" fill="#fff"/>
        """,
            WIDTH,
            height,
            WIDTH,
            height,
            escaped(name()),
            check.outcome().words(),
            description(),
            RED,
            WIDTH,
            height));
    text(16, 26, "start", " font-size=\"17\" font-weight=\"bold\"", headline());
    axis(bottom);
    activations(TOP);
    supply(TOP + ROW);
    for (int i = 0; i < check.regions().size(); i++) {
      region(TOP + (2 + i) * ROW, check.regions().get(i));
    }
    return svg.append("</svg>\n").toString();
  }

  private String headline() {
    return name() + ": " + check.outcome().words() + ", longest cut "
        + RegionPrediction.seconds(check.longest()) + ", 180 s allowed";
  }

  private String name() {
    return check.trace().name();
  }

  private String description() {
    StringBuilder words = new StringBuilder();
    for (MeterCheck.Judged cut : check.cuts()) {
      words.append("A cut of ").append(RegionPrediction.seconds(cut.length()));
      words
          .append(", from ")
          .append(RegionPrediction.seconds(Duration.between(zero, cut.cut().off())));
      words.append(" after the activation began: ").append(cut.why()).append(". ");
    }
    for (RegionPrediction each : check.regions()) {
      words.append(each.rule()).append(": ").append(each.words()).append(". ");
    }
    return escaped(words.toString().strip());
  }

  private void axis(int bottom) {
    int step =
        STEPS.stream().filter(s -> (end - begin) / s <= TICKS).findFirst().orElse(604_800);
    long first = (long) Math.ceil(begin / step) * step;
    for (long at = first; (double) at <= end; at += step) {
      double x = x((double) at);
      line(x, TOP - 14, x, bottom, "stroke=\"#ddd\"");
      text(x, bottom + 18, "middle", "", step < 60 ? at + "" : clock(at));
    }
    line(LEFT, bottom, WIDTH - RIGHT, bottom, "stroke=\"#222\"");
    String unit = step < 60 ? "s" : end < 3_600 ? "min:s" : "min:s, h:min:s from an hour on";
    double middle = (LEFT + WIDTH - RIGHT) / 2.0;
    text(middle, bottom + 42, "middle", "", "time since the activation began, " + unit);
  }

  private static String clock(long seconds) {
    String sign = seconds < 0 ? "−" : "";
    long size = Math.abs(seconds);
    return size < 3_600
        ? String.format(Locale.ROOT, "%s%d:%02d", sign, size / 60, size % 60)
        : String.format(
            Locale.ROOT,
            "%s%d:%02d:%02d",
            sign,
            size / 3_600,
            size / 60 % 60,
            size % 60);
  }

  private void activations(int y) {
    label(y, "firmware activation");
    for (Trace.Activation each : check.trace().activations()) {
      String edge = each.isEnded() ? "" : " stroke-dasharray=\"5 4\"";
      bar(y, after(each.start()), after(each.end()), "#cfe3f1", BLUE, edge);
    }
  }

  private void supply(int y) {
    label(y, "supply of the hub");
    double from = after(check.trace().begin());
    double to = after(check.trace().end());
    double middle = y + BAR / 2.0;
    String thick = "stroke=\"" + BLUE + "\" stroke-width=\"4\"";
    line(x(from), middle, x(to), middle, thick);
    for (MeterCheck.Judged each : check.cuts()) {
      double off = after(each.cut().off());
      double on = each.cut().on().equals(SupplyInterruption.NEVER) ? to : after(each.cut().on());
      bar(y, off, on, "url(#off)", RED, each.isOver() ? "" : " stroke-dasharray=\"5 4\"");
      text(x((off + on) / 2), y - 5, "middle", "", RegionPrediction.seconds(each.length()));
      if (each.outcome().isPresent() && each.length().compareTo(NEAR) >= 0) {
        double limit = off + MeterCheck.LIMIT.toSeconds();
        line(x(limit), y - 4, x(limit), y + BAR + 6, "stroke=\"#222\" stroke-width=\"2\"");
        text(x(limit), y + BAR + 18, "middle", " font-size=\"11\"", "180 s");
      }
    }
  }

  private void region(int y, RegionPrediction outlook) {
    label(y, outlook.rule());
    Optional<Duration> first = outlook.earliest();
    Optional<Duration> last = outlook.latest();
    if (first.isEmpty() || last.isEmpty()) {
      text(x(0), y + 13, "start", " fill=\"#555\"", "no AD1");
      return;
    }
    double from = seconds(first.get());
    double to = seconds(last.get());
    if (to > from) {
      bar(y, from, to, "#fff", "#222", " stroke-dasharray=\"5 4\"");
    }
    double middle = y + BAR / 2.0;
    svg.append(
        "<path d=\"M%s %s l7 9 l-7 9 l-7 -9 z\" fill=\"#222\"/>\n"
            .formatted(number(x(from)), number(middle - 9)));
    String share =
        outlook.isUncertain()
            ? String.format(
                Locale.ROOT,
                ", for %d of %d random delays",
                outlook.raised(),
                outlook.tried())
            : "";
    String when =
        to > from
            ? RegionPrediction.seconds(first.get()) + " to " + RegionPrediction.seconds(last.get())
            : RegionPrediction.seconds(first.get());
    boolean fits = x(to) + 12 + 7.0 * (6 + when.length() + share.length()) < WIDTH;
    String said = "AD1 " + when + share;
    text(fits ? x(to) + 12 : x(from) - 12, y + 13, fits ? "start" : "end", "", said);
  }

  private void label(int y, String words) {
    text(LEFT - 14, y + 13, "end", " font-size=\"12\"", words);
  }

  private void bar(int y, double from, double to, String fill, String edge, String more) {
    double width = Math.max(1, x(to) - x(from));
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\" fill=\"%s\" stroke=\"%s\"%s/>\n",
            number(x(from)),
            y,
            number(width),
            BAR,
            fill,
            edge,
            more));
  }

  private void line(double x1, double y1, double x2, double y2, String how) {
    svg.append(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" %s/>\n"
            .formatted(number(x1), number(y1), number(x2), number(y2), how));
  }

  private void text(double x, double y, String anchor, String how, String words) {
    svg.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\"%s>%s</text>\n"
            .formatted(number(x), number(y), anchor, how, escaped(words)));
  }

  private double x(double seconds) {
    return LEFT + (seconds - begin) / (end - begin) * (WIDTH - LEFT - RIGHT);
  }

  private double after(Instant at) {
    return seconds(Duration.between(zero, at));
  }

  private static double seconds(Duration length) {
    return length.toNanos() / 1e9;
  }

  private static String number(double value) {
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0 ? "" + tenths / 10 : tenths / 10 + "." + Math.abs(tenths % 10);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

package org.lastgasp.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lastgasp.sim.SupplyInterruption;

/**
 * A chart of a checked trace as SVG: the activations, the hub's own updates, the hub's supply with
 * each cut and its three minutes, the longest cut with the hub's reboot, when each region would
 * raise an AD1, and the remarks. It can be printed in grey: what is off is hatched, what is chance
 * or not judged is dashed, and a length stands beside its bar. The same trace gives the same bytes.
 */
final class TraceChart {
  private static final int WIDTH = 960;
  private static final int LEFT = 250; // room for the names of the rows
  private static final int RIGHT = 50;
  private static final int TOP = 92;
  private static final int WRAP = 135; // characters of a remark in a line
  private static final int LEVELS = 3; // lines of labels above the supply
  private static final int LEVEL = 15;
  private static final int ROW = 44;
  private static final int BAR = 18;
  private static final Duration NEAR = Duration.ofMinutes(2); // the limit is drawn from here on
  private static final int TICKS = 10; // about as many as fit
  private static final List<Integer> STEPS =
      List.of(1, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400);
  private static final String BLUE = "#0072B2"; // from a palette the colour-blind can tell apart
  private static final String RED = "#D55E00";
  private static final String GREY = "#666";

  private final MeterCheck check;
  private final Instant zero;
  private final double begin; // seconds from zero
  private final double end;
  private final StringBuilder svg = new StringBuilder(8_192);

  private TraceChart(MeterCheck check) {
    this.check = check;
    Trace trace = check.trace();
    this.zero = trace.origin();
    double first = Math.min(0, after(trace.begin()));
    double last = Math.max(after(trace.end()), 30);
    for (MeterCheck.Judged each : check.cuts()) {
      if (isLimitDrawn(each)) {
        last = Math.max(last, after(each.cut().off()) + MeterCheck.LIMIT.toSeconds());
      }
    }
    for (CombinedTime each : check.combined().stream().toList()) {
      last = Math.max(last, after(each.cut().cut().off()) + seconds(each.length()));
    }
    for (RegionPrediction region : check.regions()) {
      for (RegionPrediction.PredictedAlert each : region.alerts()) {
        last = Math.max(last, each.latest().map(TraceChart::seconds).orElse(0.0));
      }
    }
    double margin = (last - first) * 0.03;
    this.begin = first - margin;
    this.end = last + margin;
  }

  /** The picture, as a document of its own. */
  static String of(MeterCheck check) {
    return new TraceChart(check).drawn();
  }

  private String drawn() {
    List<String> remarks = wrapped();
    int supply =
        TOP + ROW * (check.trace().hubUpdates().isEmpty() ? 1 : 2) + (levels() - 1) * LEVEL;
    int regions = supply + (check.combined().isEmpty() ? ROW : 2 * ROW + LEVEL);
    int bottom = regions + ROW * check.regions().size();
    int height = bottom + 60 + remarks.size() * LEVEL;
    begin(height);
    text(16, 26, "start", " font-size=\"17\" font-weight=\"bold\"", headline());
    text(16, 46, "start", " font-size=\"12\"", subtitle());
    axis(bottom);
    periods(TOP, "firmware activation", check.trace().activations());
    if (!check.trace().hubUpdates().isEmpty()) {
      periods(TOP + ROW, "update of the hub itself", check.trace().hubUpdates());
    }
    supply(supply);
    check.combined().ifPresent(each -> combined(supply + ROW, each));
    for (int i = 0; i < check.regions().size(); i++) {
      region(regions + i * ROW, check.regions().get(i));
    }
    for (int i = 0; i < remarks.size(); i++) {
      text(16, bottom + 66 + i * LEVEL, "start", " font-size=\"12\"", remarks.get(i));
    }
    return svg.append("</svg>\n").toString();
  }

  private int levels() {
    return check.cuts().size() > 1 ? LEVELS : 1;
  }

  private void begin(int height) {
    svg.append(
        String.format(
            Locale.ROOT,
            """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
        role="img" aria-labelledby="title description" \
        font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#222">
        <title id="title">%s: %s</title>
        <desc id="description">%s</desc>
        <defs>%s%s</defs>
        <rect width="%d" height="%d" fill="#fff"/>
        """,
            WIDTH,
            height,
            WIDTH,
            height,
            escaped(name()),
            check.outcome().words(),
            description(),
            hatch("off", RED),
            hatch("other", GREY),
            WIDTH,
            height));
  }

  private static String hatch(String id, String colour) {
    return "<pattern id=\"%s\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
            .formatted(id)
        + "patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/>"
        + "<rect width=\"3\" height=\"6\" fill=\"%s\"/></pattern>".formatted(colour);
  }

  private List<String> wrapped() {
    List<String> lines = new ArrayList<>();
    for (String remark : check.remarks()) {
      StringBuilder line = new StringBuilder("•");
      for (String word : remark.split(" ", -1)) {
        if (line.length() + word.length() >= WRAP) {
          lines.add(line.toString());
          line = new StringBuilder("  ");
        }
        line.append(' ').append(word);
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private String subtitle() {
    String meter = check.trace().meter().words();
    return check.trace().meter().rule() + (meter.isEmpty() ? "" : ": " + meter);
  }

  private String headline() {
    return name() + ": " + check.outcome().words() + ", longest judged cut "
        + check.longest().map(MeterCheck.Judged::lasted).orElse("0 s") + ", 180 s allowed";
  }

  private String name() {
    return check.trace().name();
  }

  private String description() {
    StringBuilder words = new StringBuilder();
    for (MeterCheck.Judged cut : check.cuts()) {
      String from = check.trace().told(Duration.between(zero, cut.cut().off()));
      String judged = cut.outcome().isPresent() ? "" : "not judged, ";
      words.append("A cut of %s, from %s: %s. ".formatted(cut.lasted(), from, judged + cut.why()));
    }
    for (RegionPrediction each : check.regions()) {
      words.append(each.region().words()).append(": ").append(each.words(check.trace()));
      words.append(". ");
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
    text(
        middle,
        bottom + 42,
        "middle",
        "",
        "time since "
            + (check.trace().activations().isEmpty() ? "the trace" : "the activation")
            + " began, "
            + unit);
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

  private void periods(int y, String name, List<Trace.Period> periods) {
    label(y, name);
    for (Trace.Period each : periods) {
      String edge = each.isEnded() ? "" : " stroke-dasharray=\"5 4\"";
      bar(y, after(each.start()), after(each.end()), "#cfe3f1", BLUE, edge);
    }
  }

  private static boolean isLimitDrawn(MeterCheck.Judged cut) {
    return cut.outcome().isPresent() && cut.length().compareTo(NEAR) >= 0;
  }

  private void supply(int y) {
    label(y, "supply of the hub");
    double to = after(check.trace().end());
    double middle = y + BAR / 2.0;
    String thick = "stroke=\"" + BLUE + "\" stroke-width=\"4\"";
    line(x(after(check.trace().begin())), middle, x(to), middle, thick);
    double[] taken = new double[levels()]; // how far the labels of each level reach
    double limits = 0; // how far those of the limits reach
    for (MeterCheck.Judged each : check.cuts()) {
      double off = after(each.cut().off());
      double on = each.cut().on().equals(SupplyInterruption.NEVER) ? to : after(each.cut().on());
      boolean judged = each.outcome().isPresent();
      String edge = each.isOver() && judged ? "" : " stroke-dasharray=\"5 4\"";
      bar(y, off, on, judged ? "url(#off)" : "url(#other)", judged ? RED : GREY, edge);
      lengthOf(each, x((off + on) / 2), y - 5, taken);
      double limit = x(off + MeterCheck.LIMIT.toSeconds());
      if (isLimitDrawn(each)) {
        tick(y, limit);
        if (limit - 18 > limits) {
          text(limit, y + BAR + 15, "middle", " font-size=\"11\"", "180 s");
          limits = limit + 18;
        }
      }
    }
  }

  /** On the lowest level that has room; a length that finds none stands in the description only. */
  private void lengthOf(MeterCheck.Judged cut, double middle, int y, double[] taken) {
    String words = cut.lasted() + (cut.outcome().isPresent() ? "" : ", not judged");
    double half = words.length() * 3.6;
    for (int level = 0; level < taken.length; level++) {
      if (middle - half >= taken[level]) {
        text(middle, y - level * LEVEL, "middle", " font-size=\"12\"", words);
        taken[level] = middle + half + 6;
        return;
      }
    }
  }

  private void tick(int y, double limit) {
    line(limit, y - 4, limit, y + BAR + 4, "stroke=\"#222\" stroke-width=\"2\"");
  }

  private void combined(int y, CombinedTime combined) {
    label(y, "longest cut and hub's reboot");
    double off = after(combined.cut().cut().off());
    double on = off + seconds(combined.cut().length());
    double up = off + seconds(combined.length());
    bar(y, off, on, "url(#off)", RED, "");
    bar(y, on, up, "#fff", GREY, " stroke-dasharray=\"5 4\"");
    if (combined.isAboveLimit()) {
      tick(y, x(off + MeterCheck.LIMIT.toSeconds()));
    }
    String words = combined.words() + "; no part of the verdict";
    double half = words.length() * 3.1;
    double middle = Math.clamp(x((off + up) / 2), LEFT + half, WIDTH - 8 - half);
    text(middle, y + BAR + 15, "middle", " font-size=\"12\"", words);
  }

  /** Text after a bar, or before it where there is no room. */
  private void beside(double from, double to, int y, String words) {
    double width = words.length() * 6.6;
    boolean fits = x(to) + 10 + width < WIDTH;
    boolean fitsBefore = x(from) - 10 - width > LEFT;
    if (fits || fitsBefore) {
      text(fits ? x(to) + 10 : x(from) - 10, y + 13, fits ? "start" : "end", "", words);
    } else {
      text(WIDTH - 8, y - 4, "end", " font-size=\"12\"", words);
    }
  }

  private void region(int y, RegionPrediction region) {
    label(y, region.region().words());
    if (region.alerts().isEmpty()) {
      text(x(0), y + 13, "start", " fill=\"#555\"", "no AD1");
      return;
    }
    for (RegionPrediction.PredictedAlert each : region.alerts()) {
      double from = seconds(each.earliest().orElse(each.outage()));
      double to = each.latest().map(TraceChart::seconds).orElse(after(check.trace().end()));
      double last = Math.max(from, to);
      if (last > from) {
        bar(y, from, last, "#fff", "#222", " stroke-dasharray=\"5 4\"");
      }
      diamond(x(from), y + BAR / 2.0, each.raised() == 0 ? "#fff" : "#222");
      if (region.alerts().size() == 1) {
        beside(from, last, y, label(region, each));
      }
    }
    if (region.alerts().size() > 1) {
      int all = region.alerts().size();
      long sure = region.alerts().stream().filter(a -> a.raised() == region.tried()).count();
      String words =
          "AD1 certain for " + sure + " of " + all + " outages"
              + (sure < all ? ", possible for the others" : "");
      text(WIDTH - 8, y - 4, "end", " font-size=\"12\"", words);
    }
  }

  private void diamond(double x, double middle, String fill) {
    svg.append(
        "<path d=\"M%s %s l7 9 l-7 9 l-7 -9 z\" fill=\"%s\" stroke=\"#222\"/>\n"
            .formatted(number(x), number(middle - 9), fill));
  }

  private String label(RegionPrediction region, RegionPrediction.PredictedAlert alert) {
    String words = region.words(alert, check.trace());
    return words
        .replaceFirst("^an AD1", "AD1")
        .replaceFirst(" after the (activation|trace) began", "");
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
    return DurationText.exact(length).doubleValue();
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

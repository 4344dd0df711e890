package org.lastgasp.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lastgasp.api.BlindHours;
import org.lastgasp.console.ListPage.Cell;
import org.lastgasp.console.ListPage.Section;
import org.lastgasp.svg.SvgBuilder;
import org.lastgasp.svg.SvgBuilder.Anchor;

/** The chart of blind hubs by hour: the last 24 hours solid, the planned ones hollow. */
final class BlindHoursChart {
  private static final int WIDTH = 1_200;
  private static final int HEIGHT = 150;
  private static final double LEFT = 60;
  private static final double TOP = 14;
  private static final double BASE = 126;
  private static final int EVERY = 6; // hours between two times on the axis

  private BlindHoursChart() {}

  /** The chart with its table and sentence. */
  static Section section(BlindHours all, Frame frame) {
    BlindHours blind = only(all, frame);
    List<BlindHours.Hour> some =
        blind.hours().stream().filter(hour -> hour.hubs() > 0).toList();
    TreeSet<String> names = new TreeSet<>();
    some.forEach(hour -> names.addAll(hour.byDistributor().keySet()));
    List<String> columns = new ArrayList<>(List.of("Hour from", "<State", "All"));
    names.forEach(name -> columns.add(name.equals("unknown") ? "not known" : name));
    List<List<Cell>> rows = new ArrayList<>();
    for (BlindHours.Hour hour : some) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.time(hour.from(), frame.at()));
      row.add(Cell.left(hour.planned() ? "planned" : "was"));
      row.add(Cell.of(Words.count(hour.hubs())));
      names.forEach(
          name -> row.add(Cell.of(Words.count(hour.byDistributor().getOrDefault(name, 0L)))));
      rows.add(row);
    }
    String sentence = sentence(blind, frame);
    return new Section(
            "hours", "Blind hubs by hour and distributor", sentence, columns, rows, List.of())
        .charted(some.isEmpty() ? "" : chart(blind.hours(), sentence));
  }

  /** Of the distributors that are asked for; the peak of the day is of all. */
  private static BlindHours only(BlindHours all, Frame frame) {
    if (frame.distributors().isEmpty()) {
      return all;
    }
    return new BlindHours(
        all.peakAt(), all.peak(),
        all.hours().stream()
            .map(
                hour -> {
                  TreeMap<String, Long> its = new TreeMap<>(hour.byDistributor());
                  its.keySet().removeIf(name -> !frame.shows(name));
                  long hubs = its.values().stream().mapToLong(n -> n).sum();
                  return new BlindHours.Hour(hour.from(), hour.planned(), hubs, its);
                })
            .toList());
  }

  private static String sentence(BlindHours blind, Frame frame) {
    Instant at = blind.peakAt();
    String peak =
        at == null
            ? "No hub was blind today"
            : "Most at once today, of all "
                + (frame.seesEverything() ? "" : "your ") + "distributors: "
                + Words.count(blind.peak(), "hub")
                + " at "
                + Words.near(at, frame.at());
    long planned =
        blind.hours().stream()
            .filter(BlindHours.Hour::planned)
            .mapToLong(BlindHours.Hour::hubs)
            .max()
            .orElse(0);
    return peak
        + (planned == 0
            ? "; no activation is planned for the next 24 hours."
            : "; in the next 24 hours up to " + Words.count(planned) + " in one hour are planned.");
  }

  private static String chart(List<BlindHours.Hour> hours, String sentence) {
    SvgBuilder svg = new SvgBuilder();
    long most = Math.max(4, hours.stream().mapToLong(BlindHours.Hour::hubs).max().orElse(0));
    double width = (WIDTH - LEFT) / hours.size();
    svg.line("axis", LEFT, TOP, WIDTH, TOP);
    svg.words("scale", LEFT - 6, TOP + 5, Anchor.END, Words.count(most));
    svg.words("scale", LEFT - 6, BASE, Anchor.END, "0");
    for (int i = 0; i < hours.size(); i++) {
      BlindHours.Hour hour = hours.get(i);
      double x = LEFT + i * width;
      double height = (BASE - TOP) * hour.hubs() / most;
      if (height > 0) {
        svg.box(hour.planned() ? "planned" : "held", x + 1, BASE - height, width - 2, height);
      }
      if (i % EVERY == 0) {
        svg.words("scale", x, BASE + 18, Anchor.START, Words.minute(hour.from()));
      }
    }
    svg.line("axis", LEFT, BASE, WIDTH, BASE);
    return svg.inline(WIDTH, HEIGHT, sentence + " A table follows.");
  }
}

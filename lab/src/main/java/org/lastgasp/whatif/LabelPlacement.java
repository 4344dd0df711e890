package org.lastgasp.whatif;

import java.util.ArrayList;
import java.util.List;
import org.lastgasp.svg.SvgBuilder.Anchor;

/**
 * A placement of the names of points in a panel: each beside its own mark, and where there is room
 * free of other names, marks and lines, in this order of importance. For one panel.
 */
final class LabelPlacement {
  static final int SIZE = 12; // of the letters
  private static final double LETTER = 7; // is wider than most
  private static final double RISE = 9; // of letters above the line they stand on
  private static final double MARK = 6.5; // from the middle of the largest mark to its edge
  private static final double NEAR = 8;
  private static final double FAR = 16; // still nearer to its own mark than to most others

  private static final double OUTSIDE = 1_000;
  private static final double ON_A_NAME = 100;
  private static final double ON_A_MARK = 30;
  private static final double ON_A_LINE = 10;
  private static final double AWAY = 5;

  private final Box panel;
  private final List<Box> names = new ArrayList<>();
  private final List<Box> marks = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();

  /** A rectangle; {@code top} is the smaller number, as in pictures. */
  record Box(double left, double top, double right, double bottom) {
    private boolean meets(Box other) {
      return left < other.right
          && other.left < right
          && top < other.bottom
          && other.top < bottom;
    }

    private boolean contains(Box other) {
      return left <= other.left
          && top <= other.top
          && right >= other.right
          && bottom >= other.bottom;
    }
  }

  private record Line(double x1, double y1, double x2, double y2) {
    /** The part of the line that is left when each side has cut its piece off. */
    boolean meets(Box box) {
      double[] part = {0, 1};
      return cut(part, x1, x2, box.left(), box.right())
          && cut(part, y1, y2, box.top(), box.bottom());
    }

    private static boolean cut(double[] part, double from, double to, double low, double high) {
      if (from == to) {
        return from >= low && from <= high;
      }
      double one = (low - from) / (to - from);
      double other = (high - from) / (to - from);
      part[0] = Math.max(part[0], Math.min(one, other));
      part[1] = Math.min(part[1], Math.max(one, other));
      return part[0] <= part[1];
    }
  }

  /**
   * A place for a name, as text is placed.
   *
   * @param box what it covers
   */
  record Spot(double x, double y, Anchor anchor, Box box) {}

  /** Names within these borders. */
  LabelPlacement(Box panel) {
    this.panel = panel;
  }

  /** A mark stands here. */
  void mark(double x, double y) {
    marks.add(new Box(x - MARK, y - MARK, x + MARK, y + MARK));
  }

  /** A line is drawn from point to point. */
  void curve(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      mark(x[i], y[i]);
      if (i > 0) {
        lines.add(new Line(x[i - 1], y[i - 1], x[i], y[i]));
      }
    }
  }

  /** The best place beside a point; later names keep clear of it. */
  Spot beside(double x, double y, String name) {
    Spot best = spot(x, y, 1, -1, NEAR, name);
    double least = Double.MAX_VALUE;
    for (double distance : new double[] {NEAR, FAR}) {
      for (int[] way : new int[][] {
        {1, -1}, {-1, 1}, {1, 1}, {-1, -1}, {0, -1}, {0, 1}, {1, 0}, {-1, 0}
      }) {
        Spot spot = spot(x, y, way[0], way[1], distance, name);
        double price = price(spot.box()) + (distance == FAR ? AWAY : 0);
        if (price < least) {
          best = spot;
          least = price;
        }
      }
    }
    names.add(best.box());
    return best;
  }

  private double price(Box box) {
    return (panel.contains(box) ? 0 : OUTSIDE)
        + ON_A_NAME * names.stream().filter(box::meets).count()
        + ON_A_MARK * marks.stream().filter(box::meets).count()
        + ON_A_LINE * lines.stream().filter(line -> line.meets(box)).count();
  }

  private static Spot spot(
      double x, double y, int across, int down, double distance, String name) {
    double width = LETTER * name.length();
    double atX = x + across * distance;
    double base = y + down * distance + (down > 0 ? RISE : down < 0 ? 0 : RISE / 2);
    double left = across > 0 ? atX : across < 0 ? atX - width : atX - width / 2;
    Anchor anchor = across > 0 ? Anchor.START : across < 0 ? Anchor.END : Anchor.MIDDLE;
    return new Spot(atX, base, anchor, new Box(left, base - RISE, left + width, base));
  }
}

package org.lastgasp.svg;

import java.util.Locale;

/**
 * A builder of SVG pictures: a document of its own, or a part of a page. For one thread.
 *
 * <p>In a document lines are told apart by colour, dashes and marks at once: the colours are those
 * of Okabe and Ito, which most eyes can tell apart, and none is needed. In a page everything has a
 * class, and the page's style sheet says what it looks like.
 */
public final class SvgBuilder {
  private static final String[] COLOURS = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000"};
  private static final String[] DASHES = {"", "7 4", "2 3", "9 3 2 3", "1 2"};

  private final StringBuilder body = new StringBuilder();

  /** The place of a text in relation to its point. */
  public enum Anchor {
    START,
    MIDDLE,
    END
  }

  public void text(double x, double y, Anchor anchor, int size, String words) {
    text(x, y, anchor, size, "", words);
  }

  public void heading(double x, double y, int size, String words) {
    text(x, y, Anchor.START, size, " font-weight=\"bold\"", words);
  }

  /** Read from below, around its middle. */
  public void upwards(double x, double y, int size, String words) {
    String turned = " transform=\"rotate(-90 " + number(x) + " " + number(y) + ")\"";
    text(x, y, Anchor.MIDDLE, size, turned, words);
  }

  private void text(
      double x, double y, Anchor anchor, int size, String more, String words) {
    body.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y));
    body.append("\" text-anchor=\"").append(anchor.name().toLowerCase(Locale.ROOT));
    body.append("\" font-size=\"").append(size).append('"').append(more).append('>');
    body.append(escaped(words)).append("</text>\n");
  }

  public void grid(double x1, double y1, double x2, double y2) {
    line("<line", x1, y1, x2, y2, " stroke=\"#DDDDDD\"");
  }

  public void frame(double x, double y, double width, double height) {
    body.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
    body.append("\" width=\"").append(number(width)).append("\" height=\"");
    body.append(number(height)).append("\" fill=\"none\" stroke=\"#444444\"/>\n");
  }

  public void stroke(int style, double x1, double y1, double x2, double y2) {
    line("<line", x1, y1, x2, y2, pen(style));
  }

  private void line(
      String element, double x1, double y1, double x2, double y2, String pen) {
    body.append(element).append(" x1=\"").append(number(x1)).append("\" y1=\"");
    body.append(number(y1)).append("\" x2=\"").append(number(x2)).append("\" y2=\"");
    body.append(number(y2)).append('"').append(pen).append("/>\n");
  }

  public void curve(int style, double[] x, double[] y) {
    body.append("<polyline points=\"");
    for (int i = 0; i < x.length; i++) {
      body.append(i == 0 ? "" : " ").append(number(x[i])).append(',').append(number(y[i]));
    }
    body.append("\" fill=\"none\"").append(pen(style)).append("/>\n");
    for (int i = 0; i < x.length; i++) {
      mark(style, x[i], y[i]);
    }
  }

  /** Every other kind is open and larger, so that it is seen around one that it stands on. */
  public void mark(int style, double x, double y) {
    boolean open = style % 2 == 1;
    double size = open ? 5.5 : 4.5;
    body.append(
        switch (style % 3) {
          case 0 -> "<circle cx=\"" + number(x) + "\" cy=\"" + number(y)
              + "\" r=\"" + number(size) + "\"";
          case 1 ->
              "<rect x=\"" + number(x - size) + "\" y=\"" + number(y - size)
                  + "\" width=\"" + number(2 * size) + "\" height=\"" + number(2 * size) + "\"";
          default -> "<path d=\"M" + number(x) + " " + number(y - 6) + "l5.5 10h-11z\"";
        });
    body.append(" fill=\"").append(open ? "none" : colour(style));
    body.append("\" stroke=\"").append(colour(style)).append("\" stroke-width=\"1.5\"/>\n");
  }

  /** A line of a class. */
  public void line(String style, double x1, double y1, double x2, double y2) {
    line("<line", x1, y1, x2, y2, " class=\"" + style + "\"");
  }

  /** A rectangle of a class. */
  public void box(String style, double x, double y, double width, double height) {
    body.append("<rect class=\"").append(style).append("\" x=\"").append(number(x));
    body.append("\" y=\"").append(number(y)).append("\" width=\"").append(number(width));
    body.append("\" height=\"").append(number(height)).append("\"/>\n");
  }

  /** A dot of a class, with words for who points at it. */
  public void dot(String style, double x, double y, double radius, String words) {
    body.append("<circle class=\"").append(style).append("\" cx=\"").append(number(x));
    body.append("\" cy=\"").append(number(y)).append("\" r=\"").append(number(radius));
    body.append("\"><title>").append(escaped(words)).append("</title></circle>\n");
  }

  /** The area of a class between a base and the points above it. */
  public void area(String style, double base, double[] x, double[] y) {
    body.append("<polygon class=\"").append(style).append("\" points=\"");
    body.append(number(x[0])).append(',').append(number(base));
    for (int i = 0; i < x.length; i++) {
      body.append(' ').append(number(x[i])).append(',').append(number(y[i]));
    }
    body.append(' ').append(number(x[x.length - 1])).append(',').append(number(base));
    body.append("\"/>\n");
  }

  /** A text of a class. */
  public void words(String style, double x, double y, Anchor anchor, String words) {
    body.append("<text class=\"").append(style).append("\" x=\"").append(number(x));
    body.append("\" y=\"").append(number(y)).append("\" text-anchor=\"");
    body.append(anchor.name().toLowerCase(Locale.ROOT)).append("\">").append(escaped(words));
    body.append("</text>\n");
  }

  /**
   * The picture as a part of a page, as wide as its place.
   *
   * @param description what it shows, in a sentence
   */
  public String inline(int width, int height, String description) {
    return "<svg class=\"chart\" viewBox=\"0 0 " + width + " " + height + "\" role=\"img\""
        + " aria-label=\"" + escaped(description).replace("\"", "&quot;") + "\">\n"
        + body + "</svg>\n";
  }

  /** The picture, with what it is called and what it shows in words. */
  public String svg(int width, int height, String title, String description) {
    String size = " width=\"" + width + "\" height=\"" + height + "\"";
    return "<svg xmlns=\"http://www.w3.org/2000/svg\"" + size
        + " viewBox=\"0 0 " + width + " " + height + "\" role=\"img\""
        + " aria-labelledby=\"title desc\" font-family=\"Helvetica, Arial, sans-serif\">\n"
        + "<title id=\"title\">" + escaped(title) + "</title>\n"
        + "<desc id=\"desc\">" + escaped(description) + "</desc>\n"
        + "<rect" + size + " fill=\"#FFFFFF\"/>\n"
        + body + "</svg>\n";
  }

  private static String pen(int style) {
    String dash = DASHES[style % DASHES.length];
    return " stroke=\"" + colour(style) + "\" stroke-width=\"2\""
        + (dash.isEmpty() ? "" : " stroke-dasharray=\"" + dash + "\"");
  }

  private static String colour(int style) {
    return COLOURS[style % COLOURS.length];
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escaped(String raw) {
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

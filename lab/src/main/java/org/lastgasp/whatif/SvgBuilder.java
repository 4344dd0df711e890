package org.lastgasp.whatif;

import java.util.Locale;

/**
 * A builder of SVG documents. Lines are told apart by colour, dashes and marks at once: the colours
 * are those of Okabe and Ito, which most eyes can tell apart, and none is needed.
 */
final class SvgBuilder {
  private static final String[] COLOURS = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000"};
  private static final String[] DASHES = {"", "7 4", "2 3", "9 3 2 3", "1 2"};

  private final StringBuilder body = new StringBuilder();

  /** The place of a text in relation to its point. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  void text(double x, double y, Anchor anchor, int size, String words) {
    text(x, y, anchor, size, "", words);
  }

  void heading(double x, double y, int size, String words) {
    text(x, y, Anchor.START, size, " font-weight=\"bold\"", words);
  }

  /** Read from below, around its middle. */
  void upwards(double x, double y, int size, String words) {
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

  void grid(double x1, double y1, double x2, double y2) {
    line("<line", x1, y1, x2, y2, " stroke=\"#DDDDDD\"");
  }

  void frame(double x, double y, double width, double height) {
    body.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
    body.append("\" width=\"").append(number(width)).append("\" height=\"");
    body.append(number(height)).append("\" fill=\"none\" stroke=\"#444444\"/>\n");
  }

  void stroke(int style, double x1, double y1, double x2, double y2) {
    line("<line", x1, y1, x2, y2, pen(style));
  }

  private void line(
      String element, double x1, double y1, double x2, double y2, String pen) {
    body.append(element).append(" x1=\"").append(number(x1)).append("\" y1=\"");
    body.append(number(y1)).append("\" x2=\"").append(number(x2)).append("\" y2=\"");
    body.append(number(y2)).append('"').append(pen).append("/>\n");
  }

  void curve(int style, double[] x, double[] y) {
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
  void mark(int style, double x, double y) {
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

  /** The picture, with what it is called and what it shows in words. */
  String svg(int width, int height, String title, String description) {
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

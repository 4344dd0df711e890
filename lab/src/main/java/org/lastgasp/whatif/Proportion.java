package org.lastgasp.whatif;

import java.util.Locale;

/**
 * A proportion of counted cases, with its interval of 95 % (Wilson 1927, "Probable inference, the
 * law of succession, and statistical inference").
 *
 * @param least the lower end, 0 to 1
 * @param most the upper end, 0 to 1
 */
record Proportion(double share, double least, double most) {
  private static final double Z = 1.959964; // 95 % of a normal distribution are nearer

  /** The proportion of so many in a whole, which is above zero. */
  static Proportion of(long part, long whole) {
    double share = (double) part / whole;
    double square = Z * Z / whole;
    double middle = (share + square / 2) / (1 + square);
    double half = Z * Math.sqrt(share * (1 - share) / whole + square / whole / 4) / (1 + square);
    return new Proportion(share, Math.max(0, middle - half), Math.min(1, middle + half));
  }

  /** In percent: {@code 97.8 (92.4 to 99.4)}; {@code -} of nothing. */
  static String text(long part, long whole) {
    if (whole == 0) {
      return "-";
    }
    Proportion p = of(part, whole);
    String format = p.share() < 0.01 ? "%.2f (%.2f to %.2f)" : "%.1f (%.1f to %.1f)";
    return String.format(Locale.ROOT, format, 100 * p.share(), 100 * p.least(), 100 * p.most());
  }
}

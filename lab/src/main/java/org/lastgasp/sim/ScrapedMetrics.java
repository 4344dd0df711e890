package org.lastgasp.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway's own figures, as its {@code /metrics} shows them. */
public final class ScrapedMetrics {
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? ([-+.\\dEeNa]+|[+-]Inf)(?: .*)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final List<Sample> samples = new ArrayList<>();

  private record Sample(String name, Map<String, String> labels, double value) {}

  private ScrapedMetrics() {}

  /** Reads the text format of Prometheus; what is no sample is skipped. */
  public static ScrapedMetrics read(String text) {
    ScrapedMetrics figures = new ScrapedMetrics();
    for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
      Matcher sample = LINE.matcher(line);
      if (sample.matches() && !sample.group(3).endsWith("Inf")) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
          labels.put(label.group(1), label.group(2));
        }
        double value = Double.parseDouble(sample.group(3));
        figures.samples.add(new Sample(sample.group(1), labels, value));
      }
    }
    return figures;
  }

  /** The sum over all labels; zero if there is no such figure. */
  public long sum(String name) {
    return Math.round(
        samples.stream().filter(s -> s.name().equals(name)).mapToDouble(Sample::value).sum());
  }

  /** The sums by one label. */
  Map<String, Long> by(String name, String label) {
    Map<String, Long> sums = new TreeMap<>();
    samples.stream()
        .filter(s -> s.name().equals(name))
        .forEach(
            s ->
                sums.merge(
                    s.labels().getOrDefault(label, ""), Math.round(s.value()), Long::sum));
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }
}

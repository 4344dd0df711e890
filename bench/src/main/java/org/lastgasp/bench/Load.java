package org.lastgasp.bench;

import java.lang.management.ManagementFactory;
import java.util.Collection;

/** The load of the machine, which every figure is told with. */
public final class Load {
  private Load() {}

  /** Processes that want a core, on average over the last minute, and how many cores there are. */
  public static String now() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return "%.1f on %d cores"
        .formatted(system.getSystemLoadAverage(), system.getAvailableProcessors());
  }

  /** The middle of some figures in any order; of an even number, the mean of the middle two. */
  public static double median(Collection<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(each -> each).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** Says a line of the result. */
  public static void say(String line) {
    System.out.println(line);
  }
}

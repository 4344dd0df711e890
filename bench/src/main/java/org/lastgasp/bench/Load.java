package org.lastgasp.bench;

import java.lang.management.ManagementFactory;

/** The load of the machine, which every figure is told with. */
public final class Load {
  private Load() {}

  /** Processes that want a core, on average over the last minute, and how many cores there are. */
  public static String now() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return "%.1f on %d cores"
        .formatted(system.getSystemLoadAverage(), system.getAvailableProcessors());
  }

  /** Says a line of the result. */
  public static void say(String line) {
    System.out.println(line);
  }
}

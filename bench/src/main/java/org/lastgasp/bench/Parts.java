package org.lastgasp.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.Main;

/** Runs JMH with its own options after ours, which they override. */
public final class Parts {
  private Parts() {}

  /** Runs the named benchmarks with JMH's options. */
  public static void main(String[] words) throws IOException {
    List<String> options = new ArrayList<>(Arrays.asList(words));
    options.addAll(List.of("-prof", CpuTime.class.getName()));
    unlessGiven(options, "-f", "1");
    unlessGiven(options, "-wi", "5");
    unlessGiven(options, "-w", "2s");
    unlessGiven(options, "-i", "5");
    unlessGiven(options, "-r", "2s");
    unlessGiven(
        options, "-jvmArgs", "-Xmx1g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED");
    Load.say("load of the machine at the beginning: " + Load.now());
    Main.main(options.toArray(String[]::new));
    Load.say("load of the machine at the end: " + Load.now());
  }

  private static void unlessGiven(List<String> options, String option, String value) {
    if (!options.contains(option)) {
      options.addAll(List.of(option, value));
    }
  }
}

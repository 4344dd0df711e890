package org.lastgasp.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The gateway as a process of its own, under load over HTTP from this one. */
public final class Whole {
  private static final int WINDOWS = 100_000;

  private final int runs;
  private final Duration warmup;
  private final Duration measured;
  private final long remembered;
  private final List<Integer> connections;

  private Whole(Map<String, String> options) {
    this.runs = Integer.parseInt(options.getOrDefault("runs", "3"));
    this.warmup = Duration.ofSeconds(Long.parseLong(options.getOrDefault("warmup", "10")));
    this.measured = Duration.ofSeconds(Long.parseLong(options.getOrDefault("seconds", "20")));
    this.remembered = Long.parseLong(options.getOrDefault("remembered", "0"));
    this.connections =
        List.of(options.getOrDefault("connections", "64,256").split(",")).stream()
            .map(Integer::valueOf)
            .toList();
  }

  /** Measures what is named, as key=value. */
  public static void main(String[] words) throws IOException, InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      options.put(word.substring(0, equals), word.substring(equals + 1));
    }
    Whole whole = new Whole(options);
    String usual = "ingest,suppressed,delivered,idle,restart";
    for (String what : options.getOrDefault("of", usual).split(",")) {
      switch (what) {
        case "ingest" -> whole.ingest();
        case "peer", "relay-peer", "delivered-peer" -> whole.peers(what);
        case "suppressed" -> whole.suppressed();
        case "delivered" -> whole.delivered();
        case "idle" -> whole.idle();
        case "restart" -> whole.restart();
        case "size" -> Size.measure(options);
        case "warmup", "latency" -> whole.rulers(what, options);
        case "blackout" -> Blackout.measure(options);
        case "soak" -> Soak.measure(options);
        case "edge" -> Edges.measure(options);
        case "pages" -> Pages.measure(options);
        default -> throw new IllegalArgumentException("nothing is called " + what);
      }
    }
  }

  /** No hub is tracked and the receiver is down, so that nothing is delivered meanwhile. */
  private void ingest() throws IOException {
    for (int each : connections) {
      try (Town town = new Town(0, Town.User.DOWN);
          Program gateway = town.serve()) {
        load("ingest", town, gateway, each);
      }
    }
  }

  /** Beside the least that could do the same, in turns. */
  private void peers(String which) throws IOException {
    for (int each : connections) {
      Peers peers = new Peers(runs, each, warmup, measured);
      switch (which) {
        case "peer" -> peers.ingest();
        case "relay-peer" -> peers.relay();
        case "delivered-peer" -> peers.delivered();
        default -> throw new IllegalArgumentException("no peer is called " + which);
      }
    }
  }

  /** The first minute, and latency at fixed rates; beside a peer. */
  private void rulers(String which, Map<String, String> options) throws IOException {
    List<Integer> rates =
        List.of(options.getOrDefault("rates", "1000,3000").split(",")).stream()
            .map(Integer::valueOf)
            .toList();
    for (String what : options.getOrDefault("what", "relay,ingest").split(",")) {
      Peers peers = new Peers(runs, connections.getFirst(), warmup, measured);
      if (which.equals("warmup")) {
        peers.warmUp(what, 60);
      } else {
        peers.latency(what, rates);
      }
    }
  }

  /** Every alert is suppressed: 100,000 windows are open, the log is written. */
  private void suppressed() throws IOException {
    for (int each : connections) {
      try (Town town = new Town(WINDOWS, Town.User.DOWN);
          Program gateway = town.serve()) {
        town.openWindows(gateway);
        load("suppressed", town, gateway, each);
      }
    }
  }

  private void load(String what, Town town, Program gateway, int each) throws IOException {
    try (Crowd crowd = new Crowd(gateway.duisPort(), each, new Alerts(WINDOWS))) {
      crowd.run(warmup);
      List<Crowd.Measured> all = new ArrayList<>();
      for (int run = 0; run < runs; run++) {
        double cpu = gateway.cpuSeconds();
        double compiling = gateway.compilerSeconds();
        double own = ownCpuSeconds();
        Crowd.Measured one = crowd.run(measured).noneRefused(town);
        cpu = gateway.cpuSeconds() - cpu;
        compiling = gateway.compilerSeconds() - compiling;
        own = ownCpuSeconds() - own;
        all.add(one);
        Load.say(
            "%s connections=%d %s gateway-cpu=%.1fus/message (compiling %.1f)"
                    .formatted(
                        what,
                        each,
                        text(one),
                        cpu / one.answers() * 1e6,
                        compiling / one.answers() * 1e6)
                + " generator-cpu=%.1fus/message".formatted(own / one.answers() * 1e6)
                + " resident=%.0fMiB load=%s".formatted(gateway.residentMib(), Load.now()));
      }
      all.sort(Comparator.comparingDouble(Crowd.Measured::perSecond));
      Load.say(
          "%s connections=%d MEDIAN of %d: %s load=%s"
              .formatted(what, each, runs, text(all.get((runs - 1) / 2)), Load.now()));
    }
  }

  private static String text(Crowd.Measured one) {
    return "%.0f/s p50=%.2fms p99=%.2fms p99.9=%.2fms max=%.1fms refused=%d"
        .formatted(
            one.perSecond(),
            one.millis(50),
            one.millis(99),
            one.millis(99.9),
            one.millis(100),
            one.refused());
  }

  /** From the first POST until the receiver has taken the last. */
  private void delivered() throws IOException, InterruptedException {
    try (Town town = new Town(0, Town.User.UP);
        Program gateway = town.serve();
        Crowd crowd = new Crowd(gateway.duisPort(), 64, new Alerts(WINDOWS))) {
      long sent = crowd.run(warmup).answers();
      town.awaitTaken(sent);
      List<Double> rates = new ArrayList<>();
      for (int run = 0; run < runs; run++) {
        double cpu = gateway.cpuSeconds();
        long began = System.nanoTime();
        Crowd.Measured one = crowd.run(measured).noneRefused(town);
        long late = sent + one.answers() - town.taken();
        sent += one.answers();
        town.awaitTaken(sent);
        double rate = one.answers() / ((System.nanoTime() - began) / 1e9);
        cpu = gateway.cpuSeconds() - cpu;
        rates.add(rate);
        Load.say(
            "delivered %.0f/s taken-in=%s behind-at-the-end=%d gateway-cpu=%.1fus/message"
                .formatted(rate, text(one), late, cpu / one.answers() * 1e6)
                + " load=" + Load.now());
      }
      Load.say(
          "delivered MEDIAN of %d: %.0f/s load=%s"
              .formatted(runs, Load.median(rates), Load.now()));
    }
  }

  /** Ready and left alone. */
  private void idle() throws IOException, InterruptedException {
    try (Town town = new Town(0, Town.User.UP);
        Program gateway = town.serve()) {
      double before = gateway.cpuSeconds();
      Thread.sleep(measured);
      double used = (gateway.cpuSeconds() - before) / measured.toSeconds();
      Load.say(
          "idle resident=%.0fMiB cpu=%.1f%% of a core, ready after %.2fs load=%s"
              .formatted(
                  gateway.residentMib(), used * 100, gateway.secondsToReady(), Load.now()));
    }
  }

  /** Killed with 100,000 windows open, and started again. */
  private void restart() throws IOException, InterruptedException {
    try (Town town = new Town(WINDOWS, Town.User.UP)) {
      try (Program gateway = town.serve()) {
        town.openWindows(gateway);
        gateway.kill();
      }
      Remembered.fill(town.folder().resolve("data/journal"), remembered);
      for (int run = 0; run < runs; run++) {
        try (Program gateway = town.serve()) {
          Load.say(
              "restart with %d windows: ready after %.2fs, cpu %.2fs, resident=%.0fMiB load=%s"
                  .formatted(
                      town.windows(gateway),
                      gateway.secondsToReady(),
                      gateway.cpuSeconds(),
                      gateway.residentMib(),
                      Load.now()));
          if (run == runs - 1) { // it ends all windows
            Remembered.look(gateway, town.folder().resolve("data"));
          }
          gateway.kill();
        }
      }
    }
  }

  private static double ownCpuSeconds() {
    var system =
        (com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }
}

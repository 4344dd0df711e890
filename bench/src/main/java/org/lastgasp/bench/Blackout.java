package org.lastgasp.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A power cut of a whole country: one AD1 of each of many hubs, some of them tracked, as fast as
 * they are taken. Afterwards books, suppression log and receiver have to agree on every one.
 */
final class Blackout {
  private static final Pattern BALANCES = Pattern.compile("\"balances\"\\s*:\\s*true");
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final int CONNECTIONS = 256;
  private static final double MIB = 1 << 20;

  private Blackout() {}

  static void measure(Map<String, String> options) throws IOException {
    int hubs = Integer.parseInt(options.getOrDefault("hubs", "1000000"));
    int tracked = Integer.parseInt(options.getOrDefault("tracked", "100000"));
    try (Town town = new Town(tracked, Town.User.UP);
        Program gateway = town.serve()) {
      town.openWindows(gateway);
      Load.say("blackout hubs=%d tracked=%d load=%s".formatted(hubs, tracked, Load.now()));
      Load.say("seconds  received/s  p99 ms  max ms  behind  resident MiB  disk MiB");
      long began = System.nanoTime();
      double cpu = gateway.cpuSeconds();
      BlackoutPlot plot = new BlackoutPlot();
      long sent = send(town, gateway, hubs, hubs - tracked, plot);
      double taking = (System.nanoTime() - began) / 1e9;
      long expected = hubs - (long) tracked;
      town.awaitTaken(expected);
      double all = (System.nanoTime() - began) / 1e9;
      Town.await("the log is written", () -> records(town.data()) >= tracked);
      Load.say(
          "blackout received %d in %.0fs, %.0f/s; delivered after %.0fs; cpu=%.1fus/message"
              .formatted(
                  sent, taking, sent / taking, all, (gateway.cpuSeconds() - cpu) / sent * 1e6)
              + " resident=%.0fMiB disk=%.0fMiB load=%s"
                  .formatted(gateway.residentMib(), disk(town.data()), Load.now()));
      prove(town, gateway, tracked, expected);
      if (options.containsKey("plot")) {
        String title =
            String.format(
                Locale.ROOT, "A blackout: one AD1 of each of %,d hubs, %,d of them tracked", hubs,
                tracked);
        Files.writeString(Path.of(options.get("plot")), plot.svg(title));
      }
    }
  }

  private static long send(
      Town town, Program gateway, int hubs, int forwarded, BlackoutPlot plot)
      throws IOException {
    long sent = 0;
    long began = System.nanoTime();
    try (Crowd crowd = new Crowd(gateway.duisPort(), CONNECTIONS, new Alerts(hubs))) {
      while (sent < hubs) {
        Crowd.Measured some = crowd.run(hubs - sent, STEP).noneRefused(town);
        sent += some.answers();
        BlackoutPlot.Step step =
            new BlackoutPlot.Step(
                (System.nanoTime() - began) / 1e9, some.perSecond(), some.millis(99),
                Math.max(0, sent * forwarded / hubs - town.taken()), gateway.residentMib(),
                disk(town.data()));
        plot.add(step);
        Load.say(
            "%7.0f  %10.0f  %6.1f  %6.1f  %6.0f  %12.0f  %8.0f"
                .formatted(
                    step.seconds(), step.rate(), step.p99(), some.millis(100), step.behind(),
                    step.resident(), step.disk()));
      }
    }
    return sent;
  }

  /** Each alert was suppressed, with a record, or delivered; none was both, and none neither. */
  static void prove(Town town, Program gateway, long tracked, long expected)
      throws IOException {
    long records = records(town.data());
    Town.await("the books balance", () -> balances(town, gateway));
    if (records != tracked || town.taken() != expected) {
      throw new IllegalStateException(
          "records=%d of %d, delivered=%d of %d, data in %s"
              .formatted(records, tracked, town.taken(), expected, town.folder()));
    }
    Load.say(
        "proven: %d suppressed, each with a record; %d delivered, each once; books balance"
            .formatted(records, town.taken()));
  }

  static boolean balances(Town town, Program gateway) throws IOException {
    return BALANCES.matcher(town.get(gateway, "/api/v1/reconcile")).find();
  }

  /** The number of records in the suppression log. */
  static long records(Path data) throws IOException {
    long sum = 0;
    try (Stream<Path> all = Files.walk(data)) {
      List<Path> logs =
          all.filter(each -> each.getFileName().toString().endsWith(".jsonl"))
              .filter(each -> each.getFileName().toString().startsWith("poa-suppression-"))
              .toList();
      for (Path log : logs) {
        try (Stream<String> lines = Files.lines(log)) {
          sum += lines.count();
        }
      }
    }
    return sum;
  }

  static double disk(Path data) throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      return all.map(Path::toFile).mapToLong(java.io.File::length).sum() / MIB;
    }
  }
}

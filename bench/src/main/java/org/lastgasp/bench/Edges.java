package org.lastgasp.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;

/**
 * The edge of a cluster beside a single machine, in turns, with one real broker on the same cores;
 * then how long it takes from the receipt of an alert until its receiver has it, in a node that has
 * every role.
 */
final class Edges {
  private static final int PARTITIONS = 4;
  private static final int HUBS = 100_000;
  private static final long LONGEST = Duration.ofMinutes(5).toNanos();

  private final int runs;
  private final int connections;
  private final Duration warmup;
  private final Duration measured;

  private Edges(int runs, int connections, Duration warmup, Duration measured) {
    this.runs = runs;
    this.connections = connections;
    this.warmup = warmup;
    this.measured = measured;
  }

  /** {@code runs=3 connections=64 warmup=15 seconds=15}. */
  static void measure(Map<String, String> options) throws IOException {
    new Edges(
            Integer.parseInt(options.getOrDefault("runs", "3")),
            Integer.parseInt(options.getOrDefault("connections", "64")),
            Duration.ofSeconds(Long.parseLong(options.getOrDefault("warmup", "15"))),
            Duration.ofSeconds(Long.parseLong(options.getOrDefault("seconds", "15"))))
        .run();
  }

  private void run() throws IOException {
    try (Broker broker = new Broker()) {
      ratio(broker.port);
    }
    try (Broker another = new Broker()) { // what the edge took was never decided
      latency(another.port);
    }
  }

  /** One broker and its data, which go with it. */
  private static final class Broker implements AutoCloseable {
    private final Path folder = Files.createTempDirectory("lastgasp-broker");
    private final int port = free();
    private final Program program = Program.broker(folder.resolve("data"), port, PARTITIONS);

    Broker() throws IOException {}

    @Override
    public void close() throws IOException {
      program.close();
      Town.remove(folder);
    }
  }

  private void ratio(int port) throws IOException {
    List<Double> ratios = new ArrayList<>();
    try (Town alone = new Town(0, Town.User.DOWN);
        Town many = onKafka(port, Town.User.DOWN);
        Program single = alone.serve();
        Program edge = many.serveOnKafka("edge");
        Crowd ofSingle = new Crowd(single.duisPort(), connections, new Alerts(HUBS));
        Crowd ofEdge = new Crowd(edge.duisPort(), connections, new Alerts(HUBS))) {
      ofSingle.run(warmup);
      ofEdge.run(warmup);
      for (int run = 0; run < runs; run++) {
        double one = rate("single machine", alone, single, ofSingle);
        double other = rate("edge", many, edge, ofEdge);
        ratios.add(other / one);
      }
    }
    ratios.sort(null);
    Load.say(
        "edge beside a single machine, MEDIAN of %d: %.2f (%.2f to %.2f) load=%s"
            .formatted(
                runs, Load.median(ratios), ratios.getFirst(), ratios.getLast(), Load.now()));
  }

  private double rate(String what, Town town, Program gateway, Crowd crowd) throws IOException {
    double cpu = gateway.cpuSeconds();
    Crowd.Measured one = crowd.run(measured).noneRefused(town);
    cpu = gateway.cpuSeconds() - cpu;
    Load.say(
        "%s: %.0f/s p99=%.1fms %.1fus of processor time each load=%s"
            .formatted(
                what, one.perSecond(), one.millis(99), cpu / one.answers() * 1e6, Load.now()));
    return one.perSecond();
  }

  /**
   * At a quarter of the rate at which alerts are posted and delivered; each counts from when it was
   * posted until it was delivered.
   */
  private void latency(int port) throws IOException {
    double rate;
    Map<String, Long> posted = new ConcurrentHashMap<>();
    Histogram waits = new Histogram(LONGEST, 3);
    Alerts alerts = new Alerts(HUBS);
    try (Town town = onKafka(port, Town.User.UP);
        Program gateway = town.serveOnKafka("edge,judge,deliver,records");
        Crowd crowd =
            new Crowd(
                gateway.duisPort(), connections,
                number -> {
                  posted.put(Alerts.counter(number), System.nanoTime());
                  return alerts.apply(number);
                })) {
      town.listen(body -> heard(body, posted, waits));
      long sent = crowd.run(warmup).noneRefused(town).answers();
      town.awaitTaken(sent);
      long began = System.nanoTime();
      long some = crowd.run(measured).noneRefused(town).answers();
      sent += some;
      town.awaitTaken(sent);
      double whole = some / ((System.nanoTime() - began) / 1e9);
      Load.say(
          "every role in one node: %.0f/s received and delivered load=%s"
              .formatted(whole, Load.now()));
      rate = whole / 4;
      waits.reset();
      sent += crowd.paced(measured, rate).noneRefused(town).answers();
      town.awaitTaken(sent);
    }
    Load.say(
        "received to delivered at %.0f/s: p50=%.0fms p99=%.0fms max=%.0fms of %,d load=%s"
            .formatted(
                rate, waits.getValueAtPercentile(50) / 1e6, waits.getValueAtPercentile(99) / 1e6,
                waits.getMaxValue() / 1e6, waits.getTotalCount(), Load.now()));
  }

  private static void heard(byte[] body, Map<String, Long> posted, Histogram waits) {
    Long since = posted.remove(Alerts.counter(new String(body, StandardCharsets.US_ASCII)));
    if (since != null) {
      waits.recordValue(System.nanoTime() - since);
    }
  }

  private static Town onKafka(int port, Town.User user) throws IOException {
    Town town = new Town(0, user);
    town.configure(
        "kafka: {bootstrap: \"127.0.0.1:" + port + "\", partitions: " + PARTITIONS + "}");
    return town;
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

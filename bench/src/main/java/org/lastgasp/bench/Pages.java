package org.lastgasp.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The console's pages over many alerts and 100,000 windows: how long the gateway takes for each,
 * and what ten people who keep the first page open cost the alerts.
 */
final class Pages {
  private static final int WINDOWS = 100_000;
  private static final int CONNECTIONS = 64;
  private static final int ROUNDS = 20;
  private static final int VIEWERS = 10;
  private static final Duration APART = Duration.ofMillis(1_100); // so that nothing is kept
  private static final List<String> PATHS =
      List.of(
          "/", "/todo", "/alerts", "/alerts?verdict=suppressed&distributor=20",
          "/alerts?area=nowhere", "/campaigns", "/delivery", "/evidence", "/changes",
          "/story?id=" + Mail.hub(1), "/api/v1/blind/hours");

  private final long alerts;
  private final int runs;
  private final boolean quiet;
  private final int busy;
  private final Duration measured;
  private final List<String> paths;
  private final Optional<Path> folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private Pages(
      long alerts, int runs, boolean quiet, int busy, Duration measured, List<String> paths,
      Optional<Path> folder) {
    this.alerts = alerts;
    this.runs = runs;
    this.quiet = quiet;
    this.busy = busy;
    this.measured = measured;
    this.paths = paths;
    this.folder = folder;
  }

  /**
   * {@code alerts=1000000 quiet=true busy=5000 runs=3 seconds=20 paths=/,/todo folder=DIR}: the
   * pages once while nothing else happens and once while so many alerts come each second; what is
   * set up in a folder stays there for half a day's further runs.
   */
  static void measure(Map<String, String> options) throws IOException, InterruptedException {
    new Pages(
            Long.parseLong(options.getOrDefault("alerts", "1000000")),
            Integer.parseInt(options.getOrDefault("runs", "3")),
            Boolean.parseBoolean(options.getOrDefault("quiet", "true")),
            Integer.parseInt(options.getOrDefault("busy", "5000")),
            Duration.ofSeconds(Long.parseLong(options.getOrDefault("seconds", "20"))),
            options.containsKey("paths") ? List.of(options.get("paths").split(",")) : PATHS,
            Optional.ofNullable(options.get("folder")).map(Path::of))
        .run();
  }

  /** Half of the alerts are of hubs with a window. */
  private void run() throws IOException, InterruptedException {
    try (Town town = town()) {
      town.configure("window: 12h");
      town.configure("max-blindness: 24h");
      boolean filled = Files.isDirectory(town.data());
      try (Program gateway = town.serve()) {
        if (!filled) {
          town.openWindows(gateway);
        }
        long first = System.currentTimeMillis(); // no number comes twice in a folder
        Alerts all = new Alerts(2 * WINDOWS);
        try (Crowd crowd =
            new Crowd(gateway.duisPort(), CONNECTIONS, number -> all.apply(first + number))) {
          if (!filled) {
            crowd.run(alerts);
          }
          measure(town, gateway, crowd);
        }
      }
    }
  }

  private Town town() throws IOException {
    return folder.isPresent()
        ? Town.in(folder.get(), WINDOWS, Town.User.UP)
        : new Town(WINDOWS, Town.User.UP);
  }

  private void measure(Town town, Program gateway, Crowd crowd)
      throws IOException, InterruptedException {
    awaitIndex(gateway);
    Load.say(
        "%,d alerts, %,d windows, load=%s".formatted(alerts, town.windows(gateway), Load.now()));
    if (quiet) {
      for (String path : paths) {
        time(gateway, path);
      }
    }
    if (busy > 0) {
      whileBusy(gateway, crowd);
    }
    if (runs > 0) {
      viewers(town, gateway, crowd);
    }
  }

  private void whileBusy(Program gateway, Crowd crowd) throws IOException, InterruptedException {
    AtomicBoolean enough = new AtomicBoolean();
    AtomicLong sent = new AtomicLong();
    FutureTask<Void> sending =
        new FutureTask<>(
            () -> {
              while (!enough.get()) {
                sent.addAndGet(crowd.paced(Duration.ofSeconds(2), busy).answers());
              }
              return null;
            });
    Thread sender = new Thread(sending, "alerts");
    sender.start();
    for (String path : paths) {
      time(gateway, path);
    }
    enough.set(true);
    sender.join();
    Load.say("those while %,d alerts came, %,d each second".formatted(sent.get(), busy));
  }

  private HttpResponse<String> get(Program gateway, String path)
      throws IOException, InterruptedException {
    URI whole = URI.create("http://127.0.0.1:" + gateway.adminPort() + path);
    HttpRequest request =
        HttpRequest.newBuilder(whole).header("Accept", "text/html,application/json").build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The books are compared only once the index has come to the journal's end. */
  private void awaitIndex(Program gateway) throws IOException, InterruptedException {
    String span = "/api/v1/reconcile?from=2000-01-01T00:00:00Z&to=2000-01-01T00:00:01Z";
    while (get(gateway, span).statusCode() != 200) {
      Thread.sleep(Duration.ofSeconds(1));
    }
  }

  private void time(Program gateway, String path) throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    double cpu = 0;
    int length = 0;
    for (int round = -2; round < ROUNDS; round++) {
      Thread.sleep(APART);
      double cpuBegan = gateway.cpuSeconds();
      long began = System.nanoTime();
      HttpResponse<String> answer = get(gateway, path);
      if (round >= 0) {
        millis.add((System.nanoTime() - began) / 1e6);
        cpu += gateway.cpuSeconds() - cpuBegan;
        length = answer.body().length();
      }
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + " got " + answer.statusCode());
      }
    }
    Load.say(
        "%s: median %.0f ms, longest %.0f ms, %.0f ms of processor time, %,d bytes, load=%s"
            .formatted(
                path, Load.median(millis), Collections.max(millis), cpu / ROUNDS * 1e3, length,
                Load.now()));
  }

  /** The rate of alerts without and with viewers, in turns. */
  private void viewers(Town town, Program gateway, Crowd crowd) throws IOException {
    List<Double> rates = new ArrayList<>();
    List<Double> costs = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      double[] alone = rateAndCost(town, gateway, crowd);
      AtomicLong pages = new AtomicLong();
      List<Thread> viewers =
          Stream.generate(() -> viewer(gateway, pages)).limit(VIEWERS).toList();
      double[] watched = rateAndCost(town, gateway, crowd);
      viewers.forEach(Thread::interrupt);
      rates.add(watched[0] / alone[0]);
      costs.add(watched[1] / alone[1]);
      Load.say(
          ("%d viewers, %d pages: %.0f/s and %.1f us of processor time each;"
                  + " without them %.0f/s and %.1f us; load=%s")
              .formatted(
                  VIEWERS, pages.get(), watched[0], watched[1], alone[0], alone[1], Load.now()));
    }
    Load.say(
        "viewers MEDIAN of %d: %.3f of the rate, %.3f of the processor time of an alert"
            .formatted(runs, Load.median(rates), Load.median(costs)));
  }

  private double[] rateAndCost(Town town, Program gateway, Crowd crowd) throws IOException {
    double cpu = gateway.cpuSeconds();
    Crowd.Measured one = crowd.run(measured).noneRefused(town);
    cpu = gateway.cpuSeconds() - cpu;
    return new double[] {one.perSecond(), cpu / one.answers() * 1e6};
  }

  /** Somebody who keeps the first page open: it is fetched at each event, as its script does. */
  private Thread viewer(Program gateway, AtomicLong pages) {
    return Thread.ofVirtual()
        .start(
            () -> {
              URI events =
                  URI.create("http://127.0.0.1:" + gateway.adminPort() + "/api/v1/events");
              HttpRequest request = HttpRequest.newBuilder(events).build();
              try (Stream<String> lines =
                  client.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
                for (String line : (Iterable<String>) lines::iterator) {
                  if (line.startsWith("event: state") || line.startsWith("event:state")) {
                    var unused = get(gateway, "/");
                    pages.incrementAndGet();
                  }
                }
              } catch (IOException | UncheckedIOException ended) {
                Thread.currentThread().interrupt(); // the gateway or the measurement is over
              } catch (InterruptedException enough) {
                Thread.currentThread().interrupt();
              }
            });
  }
}

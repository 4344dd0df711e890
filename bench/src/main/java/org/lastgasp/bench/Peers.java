package org.lastgasp.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The gateway and a peer that does the least of the same job, in turns, so that what the machine
 * does meanwhile meets both: the figure is the median of their ratios.
 *
 * <ul>
 *   <li>{@code ingest}: alerts taken in, beside the {@link Spike}, which keeps them and no more;
 *   <li>{@code relay}: a request that reads a meter goes to the DSP and its answer back, beside
 *       {@link Nginx}, which records nothing;
 *   <li>{@code delivered}: alerts from the DSP to the Service User, beside {@link Nginx}, which
 *       hands each over while the sender waits and keeps none.
 * </ul>
 */
final class Peers {
  private static final int HUBS = 100_000;
  private static final int NO_WINDOWS = 0;

  private final int runs;
  private final int connections;
  private final Duration warmup;
  private final Duration measured;

  /**
   * A comparison with its settings.
   *
   * @param runs how many pairs
   * @param connections how many at once
   * @param warmup of each program in each pair
   * @param measured for how long each is measured
   */
  Peers(int runs, int connections, Duration warmup, Duration measured) {
    this.runs = runs;
    this.connections = connections;
    this.warmup = warmup;
    this.measured = measured;
  }

  /** Two programs and what they are sent. */
  private interface Pair {
    Program peer(Town town) throws IOException;

    LongFunction<ByteBuffer> messages();

    default Town town() throws IOException {
      return new Town(NO_WINDOWS, Town.User.DOWN);
    }

    /** Waits until all that was taken in has reached where it goes, if that is measured. */
    default void settle(Town town, long sent) throws IOException {}
  }

  /** The result of one program. */
  private record Result(double perSecond, double p50, double p99, double cpuMicros) {
    String text() {
      return String.format(
          Locale.ROOT,
          "%.0f/s p50=%.2fms p99=%.2fms cpu=%.1fus/message",
          perSecond,
          p50,
          p99,
          cpuMicros);
    }
  }

  /** Alerts taken in; the receiver is down, so that nothing is delivered meanwhile. */
  void ingest() throws IOException {
    compare("ingest", "spike", ingesting());
  }

  private static Pair ingesting() {
    return new Pair() {
      @Override
      public Program peer(Town town) throws IOException {
        return Program.spike(town.folder().resolve("spike"));
      }

      @Override
      public LongFunction<ByteBuffer> messages() {
        return new Alerts(HUBS);
      }
    };
  }

  /** Requests that have nothing to do with firmware, there and back. */
  void relay() throws IOException {
    compare("relay", "nginx", relaying());
  }

  private static Pair relaying() {
    ByteBuffer request = ByteBuffer.wrap(Mail.post("/api/v1/serviceS", Mail.read()));
    return new Pair() {
      @Override
      public Program peer(Town town) throws IOException {
        return Nginx.start(town.folder(), Map.of("/api/v1/serviceS", town.dspUrl()));
      }

      @Override
      public LongFunction<ByteBuffer> messages() {
        return number -> request.duplicate();
      }
    };
  }

  /**
   * Measures how the rate grows after a start: both programs, from the first second on.
   *
   * @param seconds how long each is watched; the last ten are the steady rate
   */
  void warmUp(String what, int seconds) throws IOException {
    Pair pair = what.equals("relay") ? relaying() : ingesting();
    try (Town town = pair.town();
        Program program = pair.peer(town)) {
      curve(what + " peer", town, program, pair, seconds);
    }
    try (Town town = pair.town();
        Program program = town.serve()) {
      curve(what + " gateway", town, program, pair, seconds);
    }
  }

  private void curve(String who, Town town, Program program, Pair pair, int seconds)
      throws IOException {
    double[] rates = new double[seconds];
    try (Crowd crowd = new Crowd(program.duisPort(), connections, pair.messages())) {
      for (int second = 0; second < seconds; second++) {
        rates[second] = crowd.run(Duration.ofSeconds(1)).noneRefused(town).perSecond();
      }
    }
    double steady = Arrays.stream(rates, seconds - 10, seconds).average().orElseThrow();
    Load.say(
        who + " per second: "
            + Arrays.stream(rates).mapToObj("%.0f"::formatted).collect(Collectors.joining(" ")));
    Load.say(
        "%s in the 5th second %.2f of the steady %.0f/s, in the 15th %.2f load=%s"
            .formatted(who, rates[4] / steady, steady, rates[14] / steady, Load.now()));
  }

  /**
   * Measures latency at fixed rates, counted from when each message was due: both programs in
   * turns.
   */
  void latency(String what, List<Integer> rates) throws IOException {
    Pair pair = what.equals("relay") ? relaying() : ingesting();
    for (int rate : rates) {
      List<Double> added = new ArrayList<>();
      for (int run = 0; run < runs; run++) {
        double peer;
        try (Town town = pair.town();
            Program program = pair.peer(town)) {
          peer = paced(what + " peer", town, program, pair, rate);
        }
        try (Town town = pair.town();
            Program program = town.serve()) {
          added.add(paced(what + " gateway", town, program, pair, rate) - peer);
        }
      }
      Load.say(
          "%s at %d/s MEDIAN of %d: the gateway adds %.2fms to p99 load=%s"
              .formatted(what, rate, runs, Load.median(added), Load.now()));
    }
  }

  private double paced(String who, Town town, Program program, Pair pair, int rate)
      throws IOException {
    try (Crowd crowd = new Crowd(program.duisPort(), connections, pair.messages())) {
      crowd.run(warmup);
      Crowd.Measured one = crowd.paced(measured, rate).noneRefused(town);
      Load.say(
          "%s at %d/s, answered %.0f/s p50=%.2fms p99=%.2fms p99.9=%.2fms max=%.1fms"
              .formatted(
                  who, rate, one.perSecond(), one.millis(50), one.millis(99), one.millis(99.9),
                  one.millis(100)));
      return one.millis(99);
    }
  }

  /** Alerts until the receiver has taken the last. */
  void delivered() throws IOException {
    compare(
        "delivered",
        "nginx",
        new Pair() {
          @Override
          public Town town() throws IOException {
            return new Town(NO_WINDOWS, Town.User.UP);
          }

          @Override
          public Program peer(Town town) throws IOException {
            return Nginx.start(
                town.folder(), Map.of("/api/v1/receive", town.distributorUrl() + "/duis"));
          }

          @Override
          public LongFunction<ByteBuffer> messages() {
            return new Alerts(HUBS);
          }

          @Override
          public void settle(Town town, long sent) throws IOException {
            town.awaitTaken(sent);
          }
        });
  }

  private void compare(String what, String peerName, Pair pair) throws IOException {
    Load.say(
        "%s connections=%d pairs=%d warmup=%ds measured=%ds java=%s"
            .formatted(
                what,
                connections,
                runs,
                warmup.toSeconds(),
                measured.toSeconds(),
                Runtime.version()));
    List<Double> ratios = new ArrayList<>();
    List<Double> waits = new ArrayList<>();
    List<Result> peers = new ArrayList<>();
    List<Result> gateways = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      Result peer;
      try (Town town = pair.town();
          Program program = pair.peer(town)) {
        peer = once(program, town, pair);
      }
      Load.say("%s %s %s".formatted(what, peerName, peer.text()));
      Result gateway;
      try (Town town = pair.town();
          Program program = town.serve()) {
        gateway = once(program, town, pair);
      }
      Load.say("%s gateway %s load=%s".formatted(what, gateway.text(), Load.now()));
      peers.add(peer);
      gateways.add(gateway);
      ratios.add(gateway.perSecond() / peer.perSecond());
      waits.add(gateway.p99() / peer.p99());
      Load.say(
          "%s ratio %.2f, of p99 %.2f".formatted(what, ratios.getLast(), waits.getLast()));
    }
    Load.say(
        String.format(
            Locale.ROOT,
            "%s MEDIAN of %d: gateway %.0f/s p99=%.2fms, %s %.0f/s p99=%.2fms,"
                + " ratio %.2f (%.2f to %.2f), of p99 %.2f",
            what,
            runs,
            median(gateways, Result::perSecond),
            median(gateways, Result::p99),
            peerName,
            median(peers, Result::perSecond),
            median(peers, Result::p99),
            Load.median(ratios),
            Collections.min(ratios),
            Collections.max(ratios),
            Load.median(waits)));
  }

  private Result once(Program program, Town town, Pair pair) throws IOException {
    try (Crowd crowd = new Crowd(program.duisPort(), connections, pair.messages())) {
      long sent = crowd.run(warmup).answers();
      pair.settle(town, sent);
      double cpu = program.cpuSeconds();
      long began = System.nanoTime();
      Crowd.Measured one = crowd.run(measured).noneRefused(town);
      pair.settle(town, sent + one.answers());
      double seconds = (System.nanoTime() - began) / 1e9;
      cpu = program.cpuSeconds() - cpu;
      return new Result(
          one.answers() / seconds,
          one.millis(50),
          one.millis(99),
          cpu / one.answers() * 1e6);
    }
  }

  private static <T> double median(List<T> all, ToDoubleFunction<T> what) {
    return Load.median(all.stream().mapToDouble(what).boxed().toList());
  }
}

package org.lastgasp.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;
import org.lastgasp.inventory.Inventory;

/** A country's inventory and list, imported by a gateway with little memory that works on. */
final class Size {
  private static final int LOOK_UPS = 1_000_000;
  private static final Duration TURN = Duration.ofSeconds(1);

  private Size() {}

  /** Of {@code rows} devices and {@code guids} listed names. */
  static void measure(Map<String, String> options) throws IOException, InterruptedException {
    int rows = Integer.parseInt(options.getOrDefault("rows", "30000000"));
    int guids = Integer.parseInt(options.getOrDefault("guids", "10000000"));
    String memory = options.getOrDefault("memory", "512m");
    try (Town town = new Town(rows, guids, Town.User.DOWN);
        Program gateway = town.serve("-Xmx" + memory);
        Crowd crowd = new Crowd(gateway.duisPort(), 1, new Alerts(rows))) {
      imported(town, gateway, crowd, rows + guids);
      lookedUp(town, crowd, rows);
    }
  }

  private static void imported(Town town, Program gateway, Crowd crowd, long all)
      throws IOException {
    long began = System.nanoTime();
    double cpu = gateway.cpuSeconds();
    long messages = 0;
    double slowest = 0;
    double resident = 0;
    while (town.inForce(gateway) < all) {
      Crowd.Measured turn = crowd.run(TURN);
      messages += turn.answers();
      slowest = Math.max(slowest, turn.millis(99));
      resident = Math.max(resident, gateway.residentMib());
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    cpu = gateway.cpuSeconds() - cpu;
    Load.say(
        "size %d rows in force after %.0fs: %.0f/s, %.0f per second of processor time;"
                .formatted(all, seconds, all / seconds, all / cpu)
            + " meanwhile %.0f messages/s, p99 of the worst second %.1fms, resident=%.0fMiB load=%s"
                .formatted(messages / seconds, slowest, resident, Load.now()));
  }

  /** From this process, in the files that the gateway uses, while it takes messages. */
  private static void lookedUp(Town town, Crowd crowd, int rows)
      throws IOException, InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    Histogram nanos = new Histogram(Duration.ofSeconds(10).toNanos(), 3);
    Thread asking = Thread.ofPlatform().start(() -> ask(town, rows, nanos, done));
    long began = System.nanoTime();
    long messages = 0;
    while (!done.get()) {
      messages += crowd.run(TURN).answers();
    }
    asking.join();
    Load.say(
        "size look-up p50=%.1fus p99=%.1fus p99.9=%.1fus, meanwhile %.0f messages/s load=%s"
            .formatted(
                nanos.getValueAtPercentile(50) / 1e3,
                nanos.getValueAtPercentile(99) / 1e3,
                nanos.getValueAtPercentile(99.9) / 1e3,
                messages / ((System.nanoTime() - began) / 1e9),
                Load.now()));
  }

  private static void ask(Town town, int rows, Histogram nanos, AtomicBoolean done) {
    SplittableRandom random = new SplittableRandom(1);
    try (Inventory inventory = Inventory.readOnly(town.inventory(), InstantSource.system())) {
      for (int i = 0; i < LOOK_UPS; i++) {
        long began = System.nanoTime();
        if (inventory.device(Mail.meter(random.nextInt(rows))).isEmpty()) {
          throw new IllegalStateException("a device is missing");
        }
        nanos.recordValue(System.nanoTime() - began);
      }
    } finally {
      done.set(true);
    }
  }
}

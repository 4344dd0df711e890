package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three brokers and controllers as processes of their own, with three copies of everything. The
 * last one is behind proxies: what others say to it, and what its controller says to others.
 */
final class ProcessBrokers implements AutoCloseable {
  private static final int BROKERS = 3;
  private static final int BEHIND_PROXIES = BROKERS - 1;
  private static final int ON_A_SMALL_DISK = 1; // where a disk of its own can be mounted: as root
  private static final String CLUSTER = "AAAAAAAAAAAAAAAAAAAAAQ";

  private final ProcessCluster cluster;
  private final Path folder;
  private final int partitions;
  private final Process[] processes = new Process[BROKERS];
  private final int[] ports = new int[BROKERS];
  private final int[] controllers = new int[BROKERS];
  private final int[] reachedAt = new int[BROKERS]; // as the others know them
  private final int[] controllersReachedAt = new int[BROKERS];
  private final int[] controllersFromBehind = new int[BROKERS];
  private final List<CutProxy> proxies = new ArrayList<>();
  private final boolean hasSmallDisk;
  private volatile boolean cut;

  ProcessBrokers(ProcessCluster cluster, Path folder, int partitions) throws Exception {
    this.cluster = cluster;
    this.folder = folder;
    this.partitions = partitions;
    for (int i = 0; i < BROKERS; i++) {
      ports[i] = ProcessCluster.free();
      controllers[i] = ProcessCluster.free();
      boolean behind = i == BEHIND_PROXIES;
      reachedAt[i] = behind ? proxy(ports[i]) : ports[i];
      controllersReachedAt[i] = behind ? proxy(controllers[i]) : controllers[i];
      controllersFromBehind[i] = behind ? controllers[i] : proxy(controllers[i]);
    }
    hasSmallDisk = mounted(data(ON_A_SMALL_DISK));
    for (int i = 0; i < BROKERS; i++) {
      Path settings = settings(i);
      String name = "format" + i;
      Process format =
          cluster.start(
              name, "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c",
              settings.toString());
      assertThat(format.waitFor()).as(() -> cluster.said(name)).isZero();
      start(i);
    }
    makeTopics();
  }

  private Path data(int broker) {
    return folder.resolve("broker-data-" + broker);
  }

  private static boolean mounted(Path disk) throws IOException, InterruptedException {
    Files.createDirectories(disk);
    return run("mount", "-t", "tmpfs", "-o", "size=128m", "lastgasp", disk.toString());
  }

  private static boolean run(String... words) throws IOException, InterruptedException {
    return new ProcessBuilder(words).inheritIO().start().waitFor() == 0;
  }

  private int proxy(int target) throws IOException {
    CutProxy made = new CutProxy(target, () -> cut);
    proxies.add(made);
    return made.port();
  }

  private void start(int broker) throws IOException {
    processes[broker] =
        cluster.start(
            "broker" + broker, "kafka.Kafka",
            folder.resolve("broker" + broker + ".properties").toString());
  }

  private void makeTopics() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("topics.yaml"),
            "kafka: {bootstrap: \"" + bootstrap() + "\", partitions: " + partitions + "}\n");
    cluster.await(
        "topics",
        () -> {
          try {
            return cluster
                    .start(
                        "topics", "org.lastgasp.cli.Main", "kafka", "topics", "--create",
                        "--copies", "3", "--config", config.toString())
                    .waitFor()
                == 0;
          } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
          }
        });
  }

  /** Where a node finds them. */
  String bootstrap() {
    return IntStream.of(reachedAt)
        .mapToObj(port -> "127.0.0.1:" + port)
        .collect(Collectors.joining(","));
  }

  Process process(int broker) {
    return processes[broker];
  }

  /** Kills one, and starts it again after a while. */
  void kill(int broker, Runnable meanwhile) throws Exception {
    processes[broker].destroyForcibly().waitFor();
    meanwhile.run();
    start(broker);
  }

  /** Fills the disk of one, for a while; false if it has none of its own here. */
  boolean fillDisk(Runnable meanwhile) throws Exception {
    if (!hasSmallDisk) {
      return false;
    }
    Path filler = data(ON_A_SMALL_DISK).resolve("filler");
    try (OutputStream out = Files.newOutputStream(filler)) {
      byte[] some = new byte[1 << 12];
      while (true) {
        out.write(some);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
    meanwhile.run();
    Files.delete(filler);
    if (!processes[ON_A_SMALL_DISK].isAlive()) { // as brokers do that cannot write
      start(ON_A_SMALL_DISK);
    }
    return true;
  }

  /** Cuts the last one off from all others, for a while. */
  void cutOff(Runnable meanwhile) {
    cut = true;
    meanwhile.run();
    cut = false;
  }

  private Path settings(int broker) throws IOException {
    int[] known = broker == BEHIND_PROXIES ? controllersFromBehind : controllersReachedAt;
    Map<String, String> all = new TreeMap<>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", Integer.toString(broker));
    all.put(
        "controller.quorum.voters",
        IntStream.range(0, BROKERS)
            .mapToObj(i -> i + "@127.0.0.1:" + (i == broker ? controllers[i] : known[i]))
            .collect(Collectors.joining(",")));
    all.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:" + ports[broker] + ",CONTROLLER://127.0.0.1:"
            + controllers[broker]);
    all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + reachedAt[broker]);
    all.put("controller.listener.names", "CONTROLLER");
    all.put("log.dirs", data(broker).toString());
    all.put("auto.create.topics.enable", "false");
    all.put("default.replication.factor", "3");
    all.put("min.insync.replicas", "2");
    all.put("offsets.topic.replication.factor", "3");
    all.put("offsets.topic.num.partitions", "4");
    all.put("transaction.state.log.replication.factor", "3");
    all.put("transaction.state.log.min.isr", "2");
    all.put("transaction.state.log.num.partitions", "4");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("message.max.bytes", "20971520");
    all.put("log.cleaner.dedupe.buffer.size", "33554432");
    return Files.writeString(
        folder.resolve("broker" + broker + ".properties"),
        all.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining("\n")));
  }

  @Override
  public void close() throws IOException {
    cut = false;
    for (CutProxy each : proxies) {
      each.close();
    }
    if (hasSmallDisk) {
      processes[ON_A_SMALL_DISK].destroyForcibly().onExit().join();
      try {
        boolean unused = run("umount", data(ON_A_SMALL_DISK).toString());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.kafka.ProcessCluster.HUB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.Eui64;
import org.lastgasp.kafka.ProcessCluster.Alert;
import org.lastgasp.kafka.ProcessCluster.Node;
import org.lastgasp.report.ReportVerification;
import org.lastgasp.report.ReportVerifier;

/**
 * Three brokers and three gateways as processes of their own, under load, and what may happen to
 * them one after the other. After each: nothing acknowledged is lost, nothing suppressed was
 * delivered, each suppression is once in one chain that all nodes have, and the alerts of a hub
 * arrive in their order.
 */
@Tag("long")
class ChaosTest {
  private static final int BROKERS = 3;
  private static final int SENDERS = 6; // each with hubs of its own
  private static final long STOPPED = TimeUnit.SECONDS.toNanos(15);
  private static final String CLUSTER = "AAAAAAAAAAAAAAAAAAAAAQ";

  @TempDir Path folder;
  private final Process[] brokers = new Process[BROKERS];
  private final int[] ports = new int[BROKERS];
  private final int[] controllers = new int[BROKERS];
  private final List<Thread> senders = new ArrayList<>();
  private volatile List<Node> nodes = List.of();
  private volatile boolean loaded;

  @Test
  void nothingIsLostWhateverHappensToOneOfThem() throws Exception {
    try (ProcessCluster cluster = new ProcessCluster(folder, 6)) {
      startBrokers(cluster);
      nodes =
          List.of(
              cluster.node("a", bootstrap()),
              cluster.node("b", bootstrap()),
              cluster.node("c", bootstrap(), "--roles", "edge,judge"));
      cluster.activate(nodes.getFirst());
      cluster.await("windows", () -> nodes.stream().allMatch(node -> node.windows() == 1));
      suffer(cluster, "nothing", () -> {});
      suffer(cluster, "a broker killed", () -> killBroker(cluster, 0));
      suffer(cluster, "a broker stopped", () -> stopAndGoOn(brokers[1]));
      suffer(cluster, "a document that is none", this::poison);
      suffer(cluster, "a leader killed", () -> replace(cluster, leader(cluster), "KILL"));
      suffer(cluster, "a leader stopped", () -> stopLeader(cluster));
      suffer(cluster, "a store lost", () -> loseStore(cluster));
      suffer(cluster, "a judge killed", () -> replace(cluster, node("c"), "KILL"));
      suffer(cluster, "all restarted in turn", () -> restartAll(cluster));
    }
  }

  /** Something that happens to the cluster under load. */
  private interface Event {
    void happen() throws Exception;
  }

  private void suffer(ProcessCluster cluster, String what, Event event) throws Exception {
    begin(cluster);
    long before = cluster.acknowledged.size();
    cluster.await(what + ": load", () -> cluster.acknowledged.size() > before + 60);
    event.happen();
    long after = cluster.acknowledged.size();
    cluster.await(what + ": load goes on", () -> cluster.acknowledged.size() > after + 60);
    loaded = false;
    for (Thread each : senders) {
      each.join();
    }
    check(cluster, what);
  }

  /** Each sender has one alert on its way, and posts it until somebody takes it. */
  private void begin(ProcessCluster cluster) {
    loaded = true;
    senders.clear();
    for (int i = 0; i < SENDERS; i++) {
      Eui64 own = new Eui64(HUB.value() + 1 + i);
      Eui64 hub = i == 0 ? HUB : own;
      int first = i;
      Thread sender = new Thread(() -> load(cluster, hub, first), "sender-" + i);
      sender.start();
      senders.add(sender);
    }
  }

  private void load(ProcessCluster cluster, Eui64 hub, int first) {
    int turn = first;
    while (loaded) {
      Alert alert = cluster.alert(hub);
      while (!cluster.post(nodes.get(turn++ % nodes.size()), alert)) {
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private void check(ProcessCluster cluster, String what) {
    Node records = node("a");
    Set<String> suppressed = new HashSet<>();
    cluster.await(
        what + ": all that was acknowledged",
        () -> {
          suppressed.clear();
          suppressed.addAll(ProcessCluster.logged(records.folder()));
          Set<String> all = new HashSet<>(suppressed);
          all.addAll(cluster.delivered.keySet());
          return all.containsAll(cluster.acknowledged);
        });
    assertThat(suppressed).as(what + ": suppressed").isNotEmpty();
    assertThat(ProcessCluster.logged(records.folder())).as(what).doesNotHaveDuplicates();
    cluster.await(
        what + ": nothing suppressed delivered, unless it says so",
        () ->
            suppressed.stream()
                .filter(cluster.delivered::containsKey)
                .allMatch(id -> isHandedOver(records, id)));
    cluster.await(
        what + ": one chain",
        () ->
            ProcessCluster.log(records.folder()).equals(ProcessCluster.log(node("b").folder())));
    inOrder(cluster, what);
    cluster.await(what + ": all is reported, once", () -> isReported(cluster, records));
  }

  /** Whoever sends, the reports in one folder have each alert of the log once. */
  private boolean isReported(ProcessCluster cluster, Node records) {
    nodes.forEach(node -> node.order("/api/v1/reports/build"));
    nodes.forEach(node -> node.order("/api/v1/reports/send"));
    ReportVerification seen =
        ReportVerifier.verify(
            files(cluster.reports()), files(records.folder().resolve("data/log")));
    return seen.isWhole() && seen.rows() == seen.logRecords();
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside
          .filter(file -> file.toString().matches(".*\\.(csv|jsonl)"))
          .toList();
    } catch (IOException notYet) {
      return List.of();
    }
  }

  /** It was handed to its receiver while Kafka took nothing, and came into the record later. */
  private static boolean isHandedOver(Node node, String id) {
    return node.get("/api/v1/explain/" + id).contains(" handed to ");
  }

  /** Of each hub, by the number behind its name, but for what was handed over at once. */
  private static void inOrder(ProcessCluster cluster, String what) {
    Map<String, Long> last = new HashMap<>();
    for (String id : cluster.arrived) {
      if (cluster.late.contains(id)) {
        continue;
      }
      int end = id.lastIndexOf(':');
      long number = Long.parseLong(id.substring(end + 1));
      Long before = last.put(id.substring(0, end), number);
      if (before != null) {
        assertThat(number).as(what + ": order of " + id).isGreaterThan(before);
      }
    }
  }

  private void startBrokers(ProcessCluster cluster) throws Exception {
    for (int i = 0; i < BROKERS; i++) {
      ports[i] = ProcessCluster.free();
      controllers[i] = ProcessCluster.free();
    }
    for (int i = 0; i < BROKERS; i++) {
      Path settings = settings(i);
      Process format =
          cluster.start(
              "format" + i, "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c",
              settings.toString());
      assertThat(format.waitFor()).as(() -> cluster.said("format0")).isZero();
      brokers[i] = cluster.start("broker" + i, "kafka.Kafka", settings.toString());
    }
    Path config =
        Files.writeString(
            folder.resolve("topics.yaml"),
            "kafka: {bootstrap: \"" + bootstrap() + "\", partitions: 6}\n");
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

  private Path settings(int broker) throws IOException {
    Map<String, String> all = new TreeMap<>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", Integer.toString(broker));
    all.put(
        "controller.quorum.voters",
        IntStream.range(0, BROKERS)
            .mapToObj(i -> i + "@127.0.0.1:" + controllers[i])
            .collect(Collectors.joining(",")));
    all.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:" + ports[broker] + ",CONTROLLER://127.0.0.1:"
            + controllers[broker]);
    all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + ports[broker]);
    all.put("controller.listener.names", "CONTROLLER");
    all.put("log.dirs", folder.resolve("broker-data-" + broker).toString());
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

  private String bootstrap() {
    return IntStream.of(ports)
        .mapToObj(port -> "127.0.0.1:" + port)
        .collect(Collectors.joining(","));
  }

  private Node node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  private Node leader(ProcessCluster cluster) {
    Node[] found = new Node[1];
    cluster.await(
        "a leader",
        () -> {
          String status = node("c").get("/api/v1/status");
          for (Node each : nodes) {
            int said = status.indexOf("\"127.0.0.1:" + each.admin() + "\"");
            int leads = status.indexOf("\"leads\"", Math.max(0, said));
            if (said >= 0 && status.substring(leads, status.indexOf(']', leads)).contains("del")) {
              found[0] = each;
            }
          }
          return found[0] != null;
        });
    return found[0];
  }

  private void killBroker(ProcessCluster cluster, int which) throws Exception {
    brokers[which].destroyForcibly().waitFor();
    LockSupport.parkNanos(STOPPED / 3);
    brokers[which] =
        cluster.start("broker" + which, "kafka.Kafka",
            folder.resolve("broker" + which + ".properties").toString());
  }

  private static void stopAndGoOn(Process process) throws InterruptedException {
    ProcessCluster.signal(process, "STOP");
    LockSupport.parkNanos(STOPPED);
    ProcessCluster.signal(process, "CONT");
  }

  /** Bytes that are no command and no document, in every partition. */
  private void poison() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap());
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, bytes, bytes)) {
      for (int partition = 0; partition < 6; partition++) {
        for (byte[] each : new byte[][] {{}, {1}, {1, 99}, {'<', 'x'}, {-1, 0, 1, 2}}) {
          var unused =
              producer.send(
                  new ProducerRecord<>("lastgasp.input", partition, new byte[0], each));
        }
      }
    }
  }

  /** Ends one by a signal, and starts it again where it was. */
  private void replace(ProcessCluster cluster, Node node, String signal) throws Exception {
    ProcessCluster.signal(node.process(), signal);
    assertThat(node.process().waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
    restart(cluster, node);
  }

  private void restart(ProcessCluster cluster, Node node) throws IOException {
    String[] roles =
        node.name().equals("c") ? new String[] {"--roles", "edge,judge"} : new String[0];
    Node again = cluster.node(node.name(), bootstrap(), roles);
    nodes = nodes.stream().map(each -> each.name().equals(node.name()) ? again : each).toList();
  }

  /** Another takes over; the one that was stopped finds that out, and ends. */
  private void stopLeader(ProcessCluster cluster) throws Exception {
    Node leader = leader(cluster);
    stopAndGoOn(leader.process());
    if (leader.process().waitFor(60, TimeUnit.SECONDS)) {
      assertThat(leader.process().exitValue()).as("another leads").isEqualTo(75);
      restart(cluster, leader);
    }
  }

  private void loseStore(ProcessCluster cluster) throws Exception {
    Node node = node("c");
    ProcessCluster.signal(node.process(), "TERM");
    assertThat(node.process().waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
    try (Stream<Path> files = Files.walk(node.folder().resolve("data/kafka/judge"))) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
    restart(cluster, node);
  }

  private void restartAll(ProcessCluster cluster) throws Exception {
    for (Node each : nodes) {
      replace(cluster, each, "TERM");
    }
  }
}

package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.kafka.ProcessCluster.HUB;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * delivered, each suppression is once in one chain that the two nodes with records have, all is
 * reported once, and the alerts of a hub arrive in their order. An alert that was handed over at
 * once, as Kafka took nothing for seconds, may do otherwise, but must say so or come once more.
 */
@Tag("long")
class ChaosTest {
  private static final int PARTITIONS = 6;
  private static final int SENDERS = 6; // each with hubs of its own
  private static final String CHOSEN = System.getProperty("chaos", "");
  private static final Duration STOPPED = Duration.ofSeconds(15);
  private static final Pattern EXPLAINED = Pattern.compile("\"alerts\":\\[\\{\"number\":(\\d+)");
  private static final Eui64 SECOND_HUB = new Eui64(HUB.value() + 1); // a sender's, too

  @TempDir Path folder;
  private final List<Thread> senders = new ArrayList<>();
  private ProcessCluster cluster;
  private ProcessBrokers brokers;
  private volatile List<Node> nodes = List.of();
  private final Map<String, Boolean> handedOver = new HashMap<>(); // those that say so
  private final Instant began = Instant.ofEpochMilli(System.currentTimeMillis());
  private volatile boolean loaded;

  @Test
  void nothingIsLostWhateverHappensToOneOfThem() throws Exception {
    try (ProcessCluster processes = new ProcessCluster(folder, PARTITIONS);
        ProcessBrokers running = new ProcessBrokers(processes, folder, PARTITIONS)) {
      cluster = processes;
      brokers = running;
      nodes = List.of(start("a"), start("b"), start("c", "--roles", "edge,judge"));
      await("an activation", () -> cluster.isActivated(nodes.getFirst()));
      await("windows", () -> nodes.stream().allMatch(node -> node.windows() == 1));
      suffer("nothing", () -> {});
      suffer("a hub exchanged", this::exchangeHub); // before it has had a thousand suppressed
      suffer("a broker killed", () -> brokers.kill(0, ChaosTest::pause));
      suffer("a broker stopped", () -> stopAndGoOn(brokers.process(1)));
      suffer("a leader killed", () -> replace(leader(), "KILL"));
      suffer("a leader stopped", this::stopLeader);
      suffer("a broker cut off", () -> brokers.cutOff(ChaosTest::pause));
      suffer("a document that is none", this::poison);
      suffer("orders' writer killed", this::killOrderer);
      suffer("a store lost", this::loseStore);
      suffer("a judge killed", () -> replace(node("c"), "KILL"));
      suffer("no judge for a while", this::lagAndCatchUp);
      suffer("edges with other lists", this::importOnOneFirst);
      suffer("a broker's disk full", this::fillDisk);
      suffer("all restarted in turn", this::restartAll);
      booksBalance();
    }
  }

  /** Something that happens to the cluster under load. */
  private interface Event {
    void happen() throws Exception;
  }

  private void suffer(String what, Event event) throws Exception {
    if (!Pattern.compile(CHOSEN).matcher(what).find()) {
      return; // -Dchaos=broker.killed: only what has that in its name
    }
    begin();
    long before = cluster.acknowledged.size();
    await(what + ": load", () -> cluster.acknowledged.size() > before + 60);
    event.happen();
    long after = cluster.acknowledged.size();
    await(what + ": load goes on", () -> cluster.acknowledged.size() > after + 60);
    loaded = false;
    for (Thread each : senders) {
      each.join();
    }
    check(what);
    System.err.printf(
        "chaos: %s: %d acknowledged, %d of them late, %s%n",
        what, cluster.acknowledged.size(), cluster.late.size(),
        Duration.between(began, Instant.ofEpochMilli(System.currentTimeMillis())));
  }

  /** What watches over nodes starts those again that another one took the lead from. */
  private void await(String what, BooleanSupplier so) {
    cluster.await(
        what,
        () -> {
          for (Node each : nodes) {
            if (!each.process().isAlive()) {
              assertThat(each.process().exitValue()).as(what + ": " + each.name()).isEqualTo(75);
              restart(each);
            }
          }
          return so.getAsBoolean();
        });
  }

  /** Each sender has one alert on its way, and posts it until somebody takes it. */
  private void begin() {
    loaded = true;
    senders.clear();
    for (int i = 0; i < SENDERS; i++) {
      Eui64 hub = new Eui64(HUB.value() + i);
      int first = i;
      Thread sender = new Thread(() -> load(hub, first), "sender-" + i);
      sender.start();
      senders.add(sender);
    }
  }

  private void load(Eui64 hub, int first) {
    int turn = first;
    while (loaded) {
      Alert alert = cluster.alert(hub);
      while (!cluster.post(nodes.get(turn++ % nodes.size()), alert)) {
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private void check(String what) {
    Path records = node("a").folder();
    Set<String> suppressed = new HashSet<>();
    await(
        what + ": all that was acknowledged",
        () -> {
          suppressed.clear();
          suppressed.addAll(ProcessCluster.logged(records));
          Set<String> all = new HashSet<>(suppressed);
          all.addAll(cluster.delivered.keySet());
          return all.containsAll(cluster.acknowledged);
        });
    assertThat(suppressed).as(what + ": suppressed").isNotEmpty();
    assertThat(ProcessCluster.logged(records)).as(what).doesNotHaveDuplicates();
    await(
        what + ": nothing suppressed delivered, unless it says so",
        () ->
            suppressed.stream()
                .filter(cluster.delivered::containsKey)
                .allMatch(id -> saysHandedOver(explained(id))));
    await(
        what + ": one chain",
        () -> ProcessCluster.log(records).equals(ProcessCluster.log(node("b").folder())));
    await(what + ": in order: " + inDisorder(), () -> inDisorder().isEmpty());
    await(what + ": all is reported, once", this::isReported);
  }

  /** Whoever sends, the reports in one folder have each alert of the log once. */
  private boolean isReported() {
    nodes.forEach(node -> node.order("/api/v1/reports/build", ""));
    nodes.forEach(node -> node.order("/api/v1/reports/send", ""));
    ReportVerification seen =
        ReportVerifier.verify(
            files(cluster.reports()), files(node("a").folder().resolve("data/log")));
    return seen.isWhole() && seen.rows() == seen.logRecords();
  }

  /** Received is forwarded and suppressed, for each node that has records. */
  private void booksBalance() {
    String now = Instant.ofEpochMilli(System.currentTimeMillis()).toString();
    for (String each : List.of("a", "b")) {
      await(
          "the books of " + each,
          () -> {
            String books =
                node(each).get("/api/v1/reconcile?from=" + began + "&to=" + now);
            return books.contains("\"balances\":true") && books.contains("\"waiting\":0");
          });
    }
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

  private String explained(String id) {
    return node("a").get("/api/v1/explain/" + id);
  }

  /** Whether an explanation says this of the alert itself, not of another one of its hub. */
  private static boolean saysHandedOver(String explanation) {
    Matcher alert = EXPLAINED.matcher(explanation);
    return alert.find() && explanation.contains("alert " + alert.group(1) + " handed to ");
  }

  /**
   * The first message that came behind a later one of its hub; empty if there is none. What was
   * handed over at once, as Kafka took nothing for seconds, has no place in that order: it came
   * once more in its turn, says so if it was suppressed, or is not in the record at all.
   */
  private Optional<String> inDisorder() {
    Map<String, Long> last = new HashMap<>();
    for (String id : cluster.arrived) {
      int end = id.lastIndexOf(':');
      long number = Long.parseLong(id.substring(end + 1));
      long before = last.getOrDefault(id.substring(0, end), 0L);
      if (cluster.late.contains(id) && (cluster.delivered.get(id) > 1 || isHandedOver(id))) {
        continue;
      }
      if (number < before) {
        return Optional.of(id + " behind " + before);
      }
      last.put(id.substring(0, end), number);
    }
    return Optional.empty();
  }

  private boolean isHandedOver(String id) {
    return handedOver.computeIfAbsent(
            id,
            asked -> {
              String answer = explained(asked);
              boolean unknown = answer.contains("Nothing is known of ");
              return unknown || saysHandedOver(answer) ? true : null;
            })
        != null;
  }

  private Node node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  private Node leader() {
    Node[] found = new Node[1];
    await(
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

  private static void pause() {
    LockSupport.parkNanos(STOPPED.toNanos());
  }

  private static void stopAndGoOn(Process process) throws InterruptedException {
    ProcessCluster.signal(process, "STOP");
    pause();
    ProcessCluster.signal(process, "CONT");
  }

  /** Bytes that are no command and no document, in every partition. */
  private void poison() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", brokers.bootstrap());
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, bytes, bytes)) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        for (byte[] each : new byte[][] {{}, {1}, {1, 99}, {'<', 'x'}, {-1, 0, 1, 2}}) {
          var unused =
              producer.send(
                  new ProducerRecord<>("lastgasp.input", partition, new byte[0], each));
        }
      }
    }
  }

  /** Ends one by a signal, and starts it again where it was. */
  private void replace(Node node, String signal) throws Exception {
    end(node, signal);
    restart(node);
  }

  private static void end(Node node, String signal) throws Exception {
    ProcessCluster.signal(node.process(), signal);
    assertThat(node.process().waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
  }

  private void restart(Node node) {
    String[] roles =
        node.name().equals("c") ? new String[] {"--roles", "edge,judge"} : new String[0];
    become(start(node.name(), roles));
  }

  private Node start(String name, String... roles) {
    try {
      return cluster.node(name, brokers.bootstrap(), roles);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void become(Node again) {
    nodes = nodes.stream().map(each -> each.name().equals(again.name()) ? again : each).toList();
  }

  /** Another takes over; the one that was stopped finds that out, and ends. */
  private void stopLeader() throws Exception {
    Node leader = leader();
    stopAndGoOn(leader.process());
    if (leader.process().waitFor(60, TimeUnit.SECONDS)) {
      assertThat(leader.process().exitValue()).as("another leads").isEqualTo(75);
      restart(leader);
    }
  }

  /** Another node's order is taken, and stands in every partition. */
  private void killOrderer() throws Exception {
    Node orderer = node("b");
    Thread orders =
        new Thread(
            () -> {
              for (int i = 0; orderer.process().isAlive(); i++) {
                orderer.order("/api/v1/switch", turn(i % 2 == 0 ? "observe" : "enforce"));
              }
            });
    orders.start();
    LockSupport.parkNanos(STOPPED.toNanos() / 5);
    end(orderer, "KILL");
    orders.join();
    for (String to : List.of("observe", "enforce")) {
      cluster.await(
          "the switch taken: " + to, () -> node("a").order("/api/v1/switch", turn(to)) == 200);
      cluster.await(
          "the switch in force: " + to,
          () -> node("c").get("/api/v1/switch").contains("\"" + to + "\""));
    }
    restart(orderer);
  }

  private static String turn(String to) {
    return "{\"to\":\"" + to + "\",\"reason\":\"a trial\"}";
  }

  private void loseStore() throws Exception {
    Node node = node("c");
    end(node, "TERM");
    try (Stream<Path> files = Files.walk(node.folder().resolve("data/kafka/judge"))) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
    restart(node);
  }

  /** Alerts are acknowledged while nobody judges, and judged by their receipt afterwards. */
  private void lagAndCatchUp() throws Exception {
    for (String each : List.of("c", "b", "a")) {
      end(node(each), "TERM");
    }
    become(start("c", "--roles", "edge"));
    long before = cluster.acknowledged.size();
    cluster.await("no judge: load", () -> cluster.acknowledged.size() > before + 500);
    for (String each : List.of("a", "b")) {
      become(start(each));
    }
    replace(node("c"), "TERM");
  }

  private void fillDisk() throws Exception {
    if (!brokers.fillDisk(ChaosTest::pause)) {
      System.err.println("chaos: SKIPPED: a broker's disk full, as nobody but root can mount one");
    }
  }

  /** The others say that one has a newer list, until they have it too. */
  private void importOnOneFirst() throws Exception {
    String more = "00-DB-12-34-56-78-90-A1,ESME,SMETS2 V4.2,Landis+Gyr,E470,,\n";
    addToInventory("c", more);
    for (String each : List.of("a", "b")) {
      await(each + " is told", () -> node(each).get("/api/v1/status").contains("lists-differ"));
    }
    for (String each : List.of("a", "b")) {
      addToInventory(each, more);
      await(each + " is well", () -> !node(each).get("/api/v1/status").contains("lists-differ"));
    }
  }

  private void addToInventory(String name, String row) throws IOException {
    Path file = node(name).folder().resolve("inventory.csv");
    Files.writeString(file, Files.readString(file) + row);
    assertThat(node(name).order("/api/v1/reload", "")).isEqualTo(200);
  }

  /** Its windows move with it, to another partition, and back. */
  private void exchangeHub() throws Exception {
    for (List<Eui64> each :
        List.of(List.of(HUB, SECOND_HUB), List.of(SECOND_HUB, HUB))) {
      for (Node node : nodes) {
        Path file = node.folder().resolve("inventory.csv");
        String text = Files.readString(file);
        Files.writeString(
            file, text.replace(each.getFirst().toString(), each.getLast().toString()));
        assertThat(node.order("/api/v1/reload", "")).isEqualTo(200);
      }
      await("suppressed on the other hub", () -> isSuppressedNow(each.getLast()));
    }
  }

  private boolean isSuppressedNow(Eui64 hub) {
    List<String> logged = ProcessCluster.logged(node("a").folder());
    return !logged.isEmpty() && logged.getLast().startsWith(hub.toString());
  }

  private void restartAll() throws Exception {
    for (Node each : nodes) {
      replace(node(each.name()), "TERM");
    }
  }
}

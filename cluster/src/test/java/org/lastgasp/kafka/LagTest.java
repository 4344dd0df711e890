package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.lastgasp.kafka.ProcessCluster.HUB;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.Eui64;
import org.lastgasp.kafka.ProcessCluster.Node;
import org.lastgasp.process.WallClock;

/**
 * A real broker and gateways as processes of their own, and what is behind: judges by hours, one
 * partition that stands still, the clock of an edge. What waits is judged as when it came, and
 * nothing is said of it before.
 */
@Tag("long")
class LagTest {
  private static final int PARTITIONS = 3;
  private static final int ALERTS = 60;
  private static final Duration BEHIND = Duration.ofHours(30);
  private static final Duration APART = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final Set<String> ofTheHub = new HashSet<>();
  private ProcessCluster cluster;

  /** A node with every role, and the window of the hub that is tracked. */
  private Node activated(String broker) throws IOException {
    Node node = cluster.node("one", broker);
    cluster.activate(node);
    cluster.await("a window", () -> node.windows() == 1);
    return node;
  }

  /** Every third is of the hub that is tracked. */
  private void send(Node node, Duration ago) {
    for (int i = 0; i < ALERTS; i++) {
      Eui64 hub = i % 3 == 0 ? HUB : new Eui64(HUB.value() + 1 + i);
      ProcessCluster.Alert alert = cluster.alert(hub, ago);
      assertThat(cluster.post(node, alert)).isTrue();
      if (hub.equals(HUB)) {
        ofTheHub.add(alert.id());
      }
    }
  }

  /** All of the hub is suppressed, each once, and all else delivered. */
  private void awaitAllJudged(Node node) {
    cluster.await(
        "all judged",
        () -> {
          Set<String> all = new HashSet<>(ProcessCluster.logged(node.folder()));
          all.addAll(cluster.delivered.keySet());
          return all.containsAll(cluster.acknowledged);
        });
    assertThat(ProcessCluster.logged(node.folder())).containsExactlyInAnyOrderElementsOf(ofTheHub);
    assertThat(cluster.delivered.keySet()).doesNotContainAnyElementsOf(ofTheHub);
  }

  @Test
  void whatWaitedThirtyHoursIsJudgedAsWhenItCame() throws Exception {
    assumeTrue(WallClock.canBeSet(), "skipped: no libfaketime on this machine");
    WallClock clock = new WallClock(folder);
    clock.set(BEHIND.negated());
    try (ProcessCluster processes = new ProcessCluster(folder, PARTITIONS)) {
      cluster = processes;
      cluster.starter = clock.starter();
      String broker = cluster.broker();
      Node judge = activated(broker);
      send(judge, BEHIND);
      awaitAllJudged(judge);
      cluster.stop("one");

      Node edge = cluster.node("two", broker, "--roles", "edge");
      send(edge, BEHIND);
      assertThat(cluster.isActivated(edge, ProcessCluster.request(2))).isTrue();
      send(edge, BEHIND);
      cluster.stop("two");
      cluster.stop("up");

      clock.set(Duration.ZERO);
      String again = cluster.broker();
      Node late = cluster.node("one", again);
      awaitAllJudged(late);
      assertThat(late.get("/api/v1/explain/" + ProcessCluster.request(2)))
          .as("the answer that waited, too")
          .contains("accepted")
          .doesNotContain("unconfirmed");
      cluster.await(
          "well again", () -> !late.get("/api/v1/status").contains("mirror-behind"));
    }
  }

  /** In doubt it is forwarded: the time by which it was received cannot be right. */
  @Test
  void whatAnEdgeTookByAClockThatDiffersIsForwarded() throws Exception {
    assumeTrue(WallClock.canBeSet(), "skipped: no libfaketime on this machine");
    WallClock clock = new WallClock(folder);
    clock.set(APART);
    try (ProcessCluster processes = new ProcessCluster(folder, PARTITIONS)) {
      cluster = processes;
      String broker = cluster.broker();
      Node right = activated(broker);
      cluster.starter = clock.starter();
      Node wrong = cluster.node("two", broker, "--roles", "edge");
      ProcessCluster.Alert doubtful = cluster.alert(HUB);
      assertThat(cluster.post(wrong, doubtful)).isTrue();
      cluster.await("forwarded", () -> cluster.delivered.containsKey(doubtful.id()));
      assertThat(right.get("/api/v1/explain/" + doubtful.id())).contains("clock-behind");
      cluster.await(
          "it is said", () -> wrong.get("/api/v1/status").contains("clock-differs"));
      send(right, Duration.ZERO);
      awaitAllJudged(right);
      assertThat(right.order("/api/v1/reports/build", ""))
          .as("a report of all that was taken before, at the first order")
          .isEqualTo(200);
    }
  }

  @Test
  void nothingFollowsFromThePartitionThatStandsStill() throws Exception {
    try (ProcessCluster processes = new ProcessCluster(folder, PARTITIONS)) {
      cluster = processes;
      String broker = cluster.broker();
      Node node = activated(broker);
      int partition = new Topics("lastgasp.", PARTITIONS).partition(HUB);
      try (KafkaProducer<byte[], byte[]> stranger = stranger(broker)) {
        stranger.beginTransaction();
        var unused =
            stranger.send(
                new ProducerRecord<>("lastgasp.input", partition, new byte[0], new byte[0]));
        stranger.flush();
        Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
        send(node, Duration.ZERO);
        cluster.await(
            "it is said",
            () ->
                node.get("/api/v1/status")
                    .contains("what came to partition " + partition + " of lastgasp.input"));
        assertThat(ProcessCluster.logged(node.folder())).isEmpty();
        assertThat(node.get("/api/v1/reconcile?from=" + before.minusSeconds(60) + "&to="
                + Instant.ofEpochMilli(System.currentTimeMillis())))
            .contains("all that was received up to");
        stranger.abortTransaction();
      }
      awaitAllJudged(node);
      cluster.await(
          "well again", () -> !node.get("/api/v1/status").contains("mirror-behind"));
    }
  }

  /** Another system that writes documents itself, and leaves its transaction open. */
  private static KafkaProducer<byte[], byte[]> stranger(String broker) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker);
    properties.put("transactional.id", "stranger");
    properties.put("transaction.timeout.ms", "600000");
    ByteArraySerializer bytes = new ByteArraySerializer();
    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, bytes, bytes);
    producer.initTransactions();
    return producer;
  }
}

package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.kafka.ProcessCluster.HUB;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.Eui64;
import org.lastgasp.kafka.ProcessCluster.Node;

/**
 * A real broker and two gateways as processes of their own. The one that acts for all is killed in
 * the middle of a transaction, under load: nothing that was acknowledged is lost, nothing that was
 * suppressed is delivered, nothing is delivered again that was delivered a while before, each
 * suppression is in the log once, and both nodes have the same log.
 */
class ClusterProcessTest {
  private static final int DELIVERED_BEFORE = 40; // of 60, as every third is suppressed
  private static final Duration SHARED_WITHIN = Duration.ofSeconds(3);

  @TempDir Path folder;

  @Test
  void anotherNodeGoesOnWhereOneWasKilledInMidTransaction() throws Exception {
    try (ProcessCluster cluster = new ProcessCluster(folder, 3)) {
      String broker = cluster.broker();
      Node first = cluster.node("one", broker);
      cluster.await("the lead", () -> cluster.said("one").contains("event=took-over "));
      Node second = cluster.node("two", broker);
      cluster.activate(first);
      cluster.await("a window on both", () -> first.windows() == 1 && second.windows() == 1);

      send(cluster, 60, first, second);
      cluster.await(
          "the first delivered", () -> cluster.delivered.size() >= DELIVERED_BEFORE);
      suspect(cluster, first);
      LockSupport.parkNanos(SHARED_WITHIN.toNanos());
      List<String> told = List.copyOf(cluster.told);
      Map<String, Integer> before = Map.copyOf(cluster.delivered);
      LockSupport.parkNanos(SHARED_WITHIN.toNanos());
      Thread load = loadOn(cluster, second);
      first.process().destroyForcibly(); // SIGKILL, while its judge has transactions open
      load.join();
      send(cluster, 30, second);

      check(cluster, second, before);
      suspect(cluster, second);
      for (String each : told) {
        assertThat(cluster.told).as("told again by the other node").containsOnlyOnce(each);
      }
      Node again = cluster.node("one", broker);
      cluster.await(
          "the same log",
          () ->
              ProcessCluster.log(again.folder()).equals(ProcessCluster.log(second.folder())));
      assertThat(ProcessCluster.log(second.folder())).isNotEmpty();
      cluster.await("both nodes", () -> again.get("/api/v1/status").contains("leads"));
    }
  }

  /** An outage that began before the window; both nodes know of it, and one of them tells. */
  private static void suspect(ProcessCluster cluster, Node node) {
    int before = cluster.told.size();
    assertThat(cluster.post(node, cluster.alert(HUB, Duration.ofHours(1)))).isTrue();
    cluster.await("the webhook told", () -> cluster.told.size() > before);
  }

  private static void check(ProcessCluster cluster, Node node, Map<String, Integer> before) {
    Set<String> suppressed = new HashSet<>();
    cluster.await(
        "all that was acknowledged",
        () -> {
          suppressed.clear();
          suppressed.addAll(ProcessCluster.logged(node.folder()));
          Set<String> all = new HashSet<>(suppressed);
          all.addAll(cluster.delivered.keySet());
          return all.containsAll(cluster.acknowledged);
        });
    assertThat(suppressed).as("suppressed").hasSizeGreaterThan(20);
    assertThat(cluster.delivered)
        .as("delivered again by the other node")
        .containsAllEntriesOf(before);
    assertThat(ProcessCluster.logged(node.folder())).as("each once").doesNotHaveDuplicates();
    assertThat(cluster.delivered.keySet())
        .as("delivered though suppressed")
        .doesNotContainAnyElementsOf(suppressed);
  }

  /** Every third is of the hub that is tracked. */
  private static void send(ProcessCluster cluster, int alerts, Node... nodes) {
    for (int i = 0; i < alerts; i++) {
      boolean unused =
          cluster.send(
              nodes[i % nodes.length], i % 3 == 0 ? HUB : new Eui64(HUB.value() + 1 + i));
    }
  }

  /** Keeps transactions open on both judges while one of them is killed. */
  private static Thread loadOn(ProcessCluster cluster, Node node) {
    Thread load = new Thread(() -> send(cluster, 200, node));
    long before = cluster.sent();
    load.start();
    cluster.await("load", () -> cluster.sent() > before + 20);
    return load;
  }
}

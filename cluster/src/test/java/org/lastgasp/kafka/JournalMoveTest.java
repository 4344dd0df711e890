package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.kafka.ProcessCluster.HUB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.Eui64;
import org.lastgasp.kafka.ProcessCluster.Node;

/** A gateway on one machine becomes two nodes of a cluster, on a real broker. */
@Tag("long")
class JournalMoveTest {
  private static final Eui64 UNTRACKED = new Eui64(HUB.value() + 7);

  @TempDir Path folder;

  @Test
  void windowsUndeliveredMessagesAndTheChainGoOnInTheCluster() throws Exception {
    try (ProcessCluster cluster = new ProcessCluster(folder, 3)) {
      String broker = cluster.broker();
      Node alone = cluster.gateway("one", broker, List.of());
      cluster.activate(alone);
      send(cluster, alone, HUB, 5);
      cluster.await("suppressed", () -> ProcessCluster.logged(alone.folder()).size() == 5);
      cluster.down = true;
      send(cluster, alone, UNTRACKED, 3);
      List<String> before = ProcessCluster.log(alone.folder());

      assertThat(move(cluster)).as("while it runs").isEqualTo(1);
      ProcessCluster.signal(alone.process(), "TERM");
      assertThat(alone.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(move(cluster)).as(() -> cluster.said("move")).isZero();
      assertThat(move(cluster)).as("again: it is done already").isZero();
      copy(alone.folder(), folder.resolve("two"));

      Node one = cluster.node("one", broker);
      Node two = cluster.node("two", broker);
      assertThat(cluster.delivered).isEmpty();
      cluster.down = false;
      cluster.await("what was not delivered", () -> cluster.delivered.size() == 3);
      send(cluster, two, HUB, 2);
      cluster.await(
          "one chain",
          () ->
              ProcessCluster.log(one.folder()).size() == 7
                  && ProcessCluster.log(one.folder()).equals(ProcessCluster.log(two.folder())));
      assertThat(ProcessCluster.log(two.folder())).startsWith(before.toArray(String[]::new));
      assertThat(one.windows() + two.windows()).isEqualTo(2);

      assertThat(refused(cluster, broker)).contains("begin with a copy");
    }
  }

  private int move(ProcessCluster cluster) throws Exception {
    return cluster
        .start(
            "move", "org.lastgasp.cli.Main", "journal", "move", "--config",
            folder.resolve("one/lastgasp.yaml").toString())
        .waitFor();
  }

  private static void send(ProcessCluster cluster, Node node, Eui64 hub, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(cluster.send(node, hub)).isTrue();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path each : files.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)));
      }
    }
  }

  /** A node without what was recorded before would have another log. */
  private String refused(ProcessCluster cluster, String broker) throws Exception {
    Path own = Files.createDirectories(folder.resolve("three"));
    Path config =
        Files.writeString(
            own.resolve("lastgasp.yaml"),
            "listen: {duis: \"127.0.0.1:0\", admin: \"127.0.0.1:0\"}\n"
                + "kafka: {bootstrap: \"" + broker + "\", partitions: 3}\n");
    Process started =
        cluster.start(
            "three", "org.lastgasp.cli.Main", "serve", "--runtime", "kafka", "--config",
            config.toString());
    assertThat(started.waitFor()).isEqualTo(78);
    return cluster.said("three");
  }
}

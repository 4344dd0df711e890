package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.lastgasp.app.GatewayRuntime;
import org.lastgasp.app.NodeRole;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.worker.ClusterStatus;

/** A node that begins where the others have said much, on a real broker. */
class NodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60); // on a busy machine
  private static final int SAID = 2_000; // before the topic is compacted
  private static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(60);

  private final Config.Kafka kafka = RealBroker.topics();
  private final Topics topics = new Topics(kafka.prefix(), kafka.partitions());
  private final Clients clients = new Clients(kafka);

  @Test
  void itKnowsOfANewerListBeforeItTakesItsOwnForTheNewest() {
    try (KafkaProducer<byte[], byte[]> producer = clients.producer()) {
      for (int i = 1; i <= SAID; i++) {
        var unused = producer.send(said(i < SAID ? NOON : LATER));
      }
      producer.flush();
    }
    try (Nodes nodes = nodes()) {
      nodes.compare(() -> List.of(list("own", NOON)));
      ClusterStatus before = nodes.status();
      assertThat(nodes.hasNewestLists()).isFalse();
      nodes.start();
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (nodes.status() == before) {
        assertThat(System.nanoTime()).isLessThan(until);
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(nodes.hasNewestLists()).isFalse();
      assertThat(nodes.issues()).anyMatch(issue -> issue.reason().equals("lists-differ"));
    }
  }

  private static GatewayRuntime.ListVersion list(String sha256, Instant imported) {
    return new GatewayRuntime.ListVersion("guids", sha256, imported);
  }

  /** What another node says of itself that imported its list then. */
  private ProducerRecord<byte[], byte[]> said(Instant imported) {
    byte[] value =
        new Fields.Writer().small(1).text("other").texts(List.of()).texts(List.of())
            .instant(NOON).number(0).number(1)
            .text("guids").text(imported.equals(NOON) ? "own" : "newer").instant(imported)
            .texts(List.of())
            .bytes();
    return new ProducerRecord<>(
        topics.nodes(), 0, "other".getBytes(StandardCharsets.UTF_8), value);
  }

  private Nodes nodes() {
    Config config =
        ((ConfigResult.Loaded) ConfigReader.read(Optional.empty(), Map.of())).config();
    return new Nodes(
        topics, clients,
        new Nodes.Self(config, Set.of(NodeRole.EDGE), TopicSetup.Stamp.BROKER, List::of),
        Optional.empty(), () -> Duration.ZERO, InstantSource.system());
  }
}

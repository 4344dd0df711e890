package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.app.NodeRole;
import org.lastgasp.config.Config;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.motorway.JournalCommandHandler;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.motorway.LiveState;
import org.lastgasp.motorway.RecipientRouter;
import org.lastgasp.motorway.RuntimeSettings;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Settings;
import org.lastgasp.worker.HealthIssue;

/** Nodes that were away for so long that the topic of events, on a real broker, has less. */
class ExpiredEventsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60); // on a busy machine
  private static final int EXPIRED = 2; // records of a partition

  @TempDir Path folder;
  private final Config.Kafka kafka = RealBroker.topics();
  private final Topics topics = new Topics(kafka.prefix(), kafka.partitions());
  private final Clients clients = new Clients(kafka);

  @BeforeEach
  void expire() throws InterruptedException, ExecutionException {
    TopicPartition partition = new TopicPartition(topics.events(), 1);
    try (KafkaProducer<byte[], byte[]> producer = clients.producer();
        Admin admin = clients.admin()) {
      for (int i = 1; i <= EXPIRED + 1; i++) {
        byte[] heartbeat = new EventRecord.Heartbeat(EventId.next(i, Instant.EPOCH, 1)).bytes();
        var unused =
            producer
                .send(new ProducerRecord<>(partition.topic(), 1, new byte[0], heartbeat))
                .get();
      }
      var unused =
          admin
              .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(EXPIRED)))
              .all()
              .get();
    }
  }

  @Test
  void theTopicTellsHowManyAreThereNoMore() {
    try (Admin admin = clients.admin()) {
      assertThat(new TopicSetup(topics, TopicSetup.Stamp.BROKER).expired(admin))
          .isEqualTo(EXPIRED);
    }
  }

  @Test
  void aNodeThatMissedEventsSaysSoAfterARestartToo() {
    try (Mirror mirror = mirror()) {
      mirror.start();
      await(() -> missed(mirror).isPresent());
      assertThat(mirror.awaitCaughtUp(PATIENCE)).isTrue();
    }
    assertThat(missed(mirror()).orElseThrow().detail()).contains(topics.events() + "-1");
  }

  @Test
  void aNodeThatMissedEventsLeavesTheLeadToAnother() {
    JournalGap gap = new JournalGap(folder);
    gap.note("some");
    try (Leadership first = leadership(gap);
        Leadership second = leadership(new JournalGap(folder.resolve("second")))) {
      first.start();
      second.start();
      await(() -> second.state() == Leadership.State.LEADS);
      assertThat(first.state()).isEqualTo(Leadership.State.FOLLOWS);
    }
  }

  private Leadership leadership(JournalGap gap) {
    SharedTables shared = new SharedTables(topics, clients, NodeRole.DELIVER, why -> {});
    NodeEnd end = new NodeEnd(Duration.ZERO, () -> {});
    return new Leadership(topics, clients, NodeRole.DELIVER, shared, gap, end);
  }

  private Mirror mirror() {
    RuntimeSettings settings =
        new RuntimeSettings(
            new Policy(Settings.defaults()),
            new RecipientRouter(List.of(), Optional.empty()), "");
    JournalOutage outage = new JournalOutage();
    LiveState live = new LiveState(outage);
    MemoryJournal journal = new MemoryJournal(live);
    InstantSource clock = InstantSource.system();
    return new Mirror(
        topics, clients, journal,
        new JournalCommandHandler(journal, live, outage, () -> settings, clock),
        new JournalGap(folder), entries -> {}, clock);
  }

  private static Optional<HealthIssue> missed(Mirror mirror) {
    return mirror.issues().stream()
        .filter(issue -> issue.reason().equals("events-missed"))
        .findFirst();
  }

  private static void await(BooleanSupplier done) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(until);
      LockSupport.parkNanos(10_000_000);
    }
  }
}

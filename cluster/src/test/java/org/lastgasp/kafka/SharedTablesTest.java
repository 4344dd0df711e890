package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.lastgasp.app.GatewayRuntime;
import org.lastgasp.app.NodeRole;
import org.lastgasp.config.Config;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Schema;
import org.lastgasp.sqlite.Store;
import org.lastgasp.sqlite.TableReplica;
import org.lastgasp.worker.StepFailed;

/** Two nodes that share tables in a topic of a real broker. */
class SharedTablesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60); // on a busy machine
  private static final Schema SCHEMA =
      new Schema(
          new Store("The tables", ""),
          1,
          Set.of("line"),
          found -> List.of("CREATE TABLE line (text TEXT PRIMARY KEY)"),
          Long.MAX_VALUE);

  private final Config.Kafka kafka = RealBroker.topics();

  /** One of the nodes. */
  private static final class Node implements AutoCloseable {
    private final Database database = Database.inMemory(SCHEMA);
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private final SharedTables shared;

    Node(Config.Kafka kafka) {
      shared =
          new SharedTables(
              new Topics(kafka.prefix(), kafka.partitions()), new Clients(kafka),
              NodeRole.DELIVER, lost::add);
      TableReplica replica = new TableReplica(database, "lines", List.of("line"));
      shared.share(
          new GatewayRuntime.SharedState(
              List.of(replica), () -> true, () -> {}, atOnce -> {}, () -> {}));
      shared.start();
    }

    void lead() throws InterruptedException {
      CountDownLatch leads = new CountDownLatch(1);
      shared.lead(leads::countDown);
      assertThat(leads.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    void put(String text) {
      database.write(
          session -> {
            int unused = session.update("INSERT INTO line VALUES (?)", text);
          });
    }

    List<String> lines() {
      return database.query("SELECT text FROM line ORDER BY text", row -> row.text(1));
    }

    void awaitLines(String... wanted) {
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (!lines().equals(List.of(wanted)) && System.nanoTime() < until) {
        LockSupport.parkNanos(10_000_000);
      }
      assertThat(lines()).containsExactly(wanted);
    }

    @Override
    public void close() {
      shared.close();
      database.close();
    }
  }

  @Test
  void whoTakesOverHasWhatTheOtherWroteAndKeepsTheLead() throws Exception {
    try (Node old = new Node(kafka);
        Node next = new Node(kafka);
        Node third = new Node(kafka)) {
      old.put("before");
      old.lead();
      old.put("old");
      old.shared.writeNow();
      next.lead();
      assertThat(next.lines()).containsExactly("before", "old");

      old.put("too late");
      assertThatThrownBy(old.shared::writeNow).isInstanceOf(StepFailed.class);
      assertThatThrownBy(old.shared::writeNow).isInstanceOf(StepFailed.class);
      assertThat(old.lost).as("the old one knows").isNotEmpty();

      next.put("next");
      third.awaitLines("before", "next", "old");
      assertThat(next.lost).as("it goes on, though the old one shut it out").isEmpty();
    }
  }
}

package org.lastgasp.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.lastgasp.app.GatewayRuntime;
import org.lastgasp.app.NodeRole;
import org.lastgasp.logging.EventLog;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.sqlite.TableReplica;
import org.lastgasp.sqlite.TableReplica.Change;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.StepFailed;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * The tables of whoever acts for all, in a compacted topic: how far delivery has come, dead letters
 * with their texts, what was reported. The node that leads writes what changes there, each time in
 * one transaction; all others take it over, so that any of them can go on. Before it goes on, a
 * node shuts out the writer before it, reads all that it wrote, and puts its claim there. A writer
 * that was shut out by a newer one goes on only if the claim is its own: two that shut each other
 * out come to one. A crash sets the tables back to an earlier transaction: what was delivered since
 * is delivered again.
 */
final class SharedTables implements Worker {
  private static final EventLog LOG = EventLog.of(SharedTables.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SHARED_EVERY = Duration.ofMillis(200);
  private static final int MOST_IN_ONE = 5_000; // rows of a transaction
  private static final String MOVED = "moved"; // as the next
  private static final String CLAIM = "claim"; // its key; no table's, as it has no slash

  /** One for each role that acts for all. */
  static final int PARTITIONS = 2;

  private final Topics topics;
  private final Clients clients;
  private final String writer;
  private final Consumer<String> lost;
  private final String claim = UUID.randomUUID().toString();
  private final List<GatewayRuntime.SharedState> states =
      new ArrayList<>(); // whole before the start
  private final WorkLoop loop;
  private final TopicPartition partition;
  private Optional<KafkaConsumer<byte[], byte[]>> reading = Optional.empty();
  private Optional<KafkaProducer<byte[], byte[]>> writing = Optional.empty();
  private volatile Optional<Runnable> begin = Optional.empty(); // once this node is to lead
  private boolean leads;

  /**
   * The tables of a role.
   *
   * @param lost told why this node leads no more
   */
  SharedTables(Topics topics, Clients clients, NodeRole role, Consumer<String> lost) {
    this.topics = topics;
    this.lost = lost;
    this.clients = clients;
    this.writer = topics.progress() + "-" + role.code();
    this.partition = new TopicPartition(topics.progress(), role == NodeRole.DELIVER ? 0 : 1);
    this.loop =
        new WorkLoop(
            "shared-tables",
            ActiveFault.error(LOG, "progress-not-shared"),
            Backoff.of(Duration.ofMillis(200), Duration.ofSeconds(5)),
            this::step,
            KafkaException.class, StoreUnavailable.class);
  }

  /** Shares this state too; before the start. */
  void share(GatewayRuntime.SharedState state) {
    states.add(state);
  }

  @Override
  public String name() {
    return "shared-tables";
  }

  @Override
  public void start() {
    loop.start();
  }

  /** Has what another node left taken up, and then others begin. */
  void lead(Runnable others) {
    begin = Optional.of(others);
    loop.wake();
  }

  private Duration step() {
    if (leads) {
      write();
      return SHARED_EVERY;
    }
    if (begin.isPresent()) {
      takeOver(begin.get());
      return Duration.ZERO;
    }
    take(reading.orElseGet(this::read).poll(POLL));
    return Duration.ZERO;
  }

  private KafkaConsumer<byte[], byte[]> read() {
    KafkaConsumer<byte[], byte[]> consumer = clients.consumer(Map.of());
    reading = Optional.of(consumer);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    return consumer;
  }

  private void take(Iterable<ConsumerRecord<byte[], byte[]>> records) {
    List<Change> changes = new ArrayList<>();
    records.forEach(each -> changes.add(change(each)));
    if (!changes.isEmpty()) {
      tables().forEach(table -> table.apply(changes));
    }
  }

  /** The mark of a journal that was moved into these topics from one machine, if one was. */
  static Optional<String> moved(Topics topics, Clients clients) {
    return Optional.ofNullable(whole(clients, new TopicPartition(topics.progress(), 1)).get(MOVED))
        .flatMap(Change::columns)
        .map(List::getFirst);
  }

  /** The record of that mark. */
  static ProducerRecord<byte[], byte[]> moved(Topics topics, String mark) {
    Change change = new Change(MOVED, Optional.of(List.of(mark)));
    return new ProducerRecord<>(
        topics.progress(), 1, MOVED.getBytes(StandardCharsets.UTF_8),
        TableReplica.bytes(change).orElse(null));
  }

  private static Change change(ConsumerRecord<byte[], byte[]> record) {
    return TableReplica.of(
        new String(record.key(), StandardCharsets.UTF_8), Optional.ofNullable(record.value()));
  }

  private List<TableReplica> tables() {
    return states.stream().flatMap(state -> state.tables().stream()).toList();
  }

  private void takeOver(Runnable others) {
    KafkaProducer<byte[], byte[]> producer = writing.orElseGet(this::writer);
    writing = Optional.of(producer); // whoever led before can write nothing from here on
    Map<String, Change> all = whole();
    all.keySet().removeIf(key -> key.indexOf('/') < 0); // no row of a table
    if (all.isEmpty()) {
      tables().forEach(TableReplica::noteAll); // nobody led before: what is here counts
    } else {
      tables().forEach(table -> table.applyAll(List.copyOf(all.values())));
    }
    if (!states.stream()
        .map(GatewayRuntime.SharedState::ready)
        .allMatch(BooleanSupplier::getAsBoolean)) {
      throw new StepFailed("what another node has delivered is not mirrored here yet");
    }
    write(producer, List.of(new Change(CLAIM, Optional.of(List.of(claim)))));
    states.forEach(state -> state.takeUp().run());
    leads = true;
    LOG.info("took-over", "rows", all.size());
    others.run();
  }

  /** In the place of a writer that failed: it may have been shut out by whoever leads now. */
  private KafkaProducer<byte[], byte[]> another() {
    KafkaProducer<byte[], byte[]> fresh = writer();
    try {
      Optional<List<String>> leader =
          Optional.ofNullable(whole().get(CLAIM)).flatMap(Change::columns);
      if (!leader.equals(Optional.of(List.of(claim)))) {
        lost.accept("another node took over while this one did not answer");
        throw new StepFailed("another node leads");
      }
      return fresh;
    } catch (RuntimeException failed) {
      fresh.close(Duration.ZERO);
      throw failed;
    }
  }

  private KafkaProducer<byte[], byte[]> writer() {
    KafkaProducer<byte[], byte[]> fresh = clients.transactional(writer);
    try {
      fresh.initTransactions();
      return fresh;
    } catch (KafkaException failed) {
      fresh.close(Duration.ZERO);
      throw failed;
    }
  }

  /** All rows, each as it was written last. */
  private Map<String, Change> whole() {
    return whole(clients, partition);
  }

  private static Map<String, Change> whole(Clients clients, TopicPartition partition) {
    Map<String, Change> all = new LinkedHashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer(Map.of())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
          Change change = change(each);
          if (change.columns().isPresent()) {
            all.put(change.key(), change);
          } else {
            all.remove(change.key());
          }
        }
      }
    }
    return all;
  }

  /** What changed, in one transaction unless it is a great deal: then progress comes last. */
  private synchronized void write() {
    KafkaProducer<byte[], byte[]> producer = writing.orElseGet(this::another);
    writing = Optional.of(producer);
    Map<TableReplica, TableReplica.Changes> changed = new LinkedHashMap<>();
    tables().forEach(table -> changed.put(table, table.changes()));
    write(
        producer, changed.values().stream().flatMap(changes -> changes.all().stream()).toList());
    changed.forEach(TableReplica::done);
  }

  private synchronized void write(KafkaProducer<byte[], byte[]> producer, List<Change> all) {
    try {
      for (int from = 0; from < all.size(); from += MOST_IN_ONE) {
        producer.beginTransaction();
        for (Change each : all.subList(from, Math.min(all.size(), from + MOST_IN_ONE))) {
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      topics.progress(), partition.partition(),
                      each.key().getBytes(StandardCharsets.UTF_8),
                      TableReplica.bytes(each).orElse(null)));
        }
        producer.commitTransaction();
      }
    } catch (KafkaException failed) {
      giveUp(producer);
      throw failed;
    }
  }

  /** Goes on with the same writer if it can: a new one shuts out a node that took over. */
  private void giveUp(KafkaProducer<byte[], byte[]> producer) {
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException fatal) {
      LOG.warn("progress-writer-replaced", "why", fatal.getMessage());
      writing = Optional.empty();
      producer.close(Duration.ZERO);
    }
  }

  @Override
  public List<HealthIssue> issues() {
    return loop.fault().issues();
  }

  /**
   * Writes what changed before others see what it means.
   *
   * @throws StepFailed if it cannot be written now
   */
  void writeNow() {
    try {
      write();
    } catch (KafkaException failed) {
      throw new StepFailed("what it holds is not written for the other nodes: " + failed);
    }
  }

  /** Writes what the workers have left, before the first of them closes its tables. */
  void writeLast() {
    loop.close();
    if (leads) {
      leads = false;
      try {
        write();
      } catch (KafkaException | StoreUnavailable failed) {
        LOG.warn("progress-not-shared", "why", failed.getMessage());
      }
    }
  }

  @Override
  public void close() {
    loop.close();
    reading.ifPresent(KafkaConsumer::close);
    writing.ifPresent(writer -> writer.close(Duration.ofSeconds(5)));
  }
}

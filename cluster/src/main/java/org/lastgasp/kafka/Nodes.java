package org.lastgasp.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.lastgasp.app.GatewayRuntime.ListVersion;
import org.lastgasp.app.NodeRole;
import org.lastgasp.config.Config;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.ClusterStatus;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * The nodes as they say of themselves every two seconds, in a compacted topic that the brokers
 * stamp: their roles, how far their journals are, and their lists. So each node knows whether
 * another one has a newer list, and by how much its own clock and the brokers' are apart.
 */
final class Nodes implements Worker {
  private static final EventLog LOG = EventLog.of(Nodes.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LATELY = Duration.ofSeconds(15);
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
  private static final Duration CLOCKS_APART = Duration.ofSeconds(2); // as the judge has it
  private static final int VERSION = 1;
  private static final int MOST_REASONS = 100;
  private static final String LISTS_DIFFER = "lists-differ";

  private final Topics topics;
  private final Clients clients;
  private final Self self;
  private final Optional<JudgeFigures> judge;
  private final Supplier<Duration> behind;
  private final InstantSource clock;
  private final WorkLoop loop;
  private final Map<String, Said> heard = new HashMap<>(); // by name; for the loop
  private Optional<Open> open = Optional.empty();
  private volatile Supplier<List<ListVersion>> lists = List::of;
  private volatile boolean newestLists;
  private volatile Supplier<List<HealthIssue>> issues = List::of;
  private volatile List<HealthIssue> found = List.of();
  private volatile ClusterStatus status = new ClusterStatus(List.of(), 0, 0, 0, 0, 0, 0);

  /**
   * What this node is.
   *
   * @param stamp whose clock is on the records; an edge's in a simulation
   * @param leads the roles in which it acts for all now
   */
  record Self(
      Config config, Set<NodeRole> roles, TopicSetup.Stamp stamp, Supplier<List<NodeRole>> leads) {
    /** The name by which an operator finds it. */
    String name() {
      return config.listen().admin().toString();
    }
  }

  /** The clients while it runs. */
  private record Open(
      KafkaProducer<byte[], byte[]> producer, KafkaConsumer<byte[], byte[]> consumer, Admin admin) {
    void close() {
      producer.close(Duration.ZERO);
      consumer.close();
      admin.close(Duration.ZERO);
    }
  }

  /** What a node said of itself, and when by the brokers' clock. */
  private record Said(
      String name,
      List<String> roles,
      List<String> leads,
      Instant at,
      long behindMillis,
      List<ListVersion> lists,
      List<String> degraded,
      Instant stamped) {

    byte[] bytes() {
      Fields.Writer to =
          new Fields.Writer().small(VERSION).text(name).texts(roles).texts(leads).instant(at);
      to.number(behindMillis).number(lists.size());
      lists.forEach(each -> to.text(each.what()).text(each.sha256()).instant(each.imported()));
      to.texts(degraded);
      return to.bytes();
    }

    boolean isSame(Said other) {
      return name.equals(other.name) && at.equals(other.at);
    }

    static Optional<Said> of(ConsumerRecord<byte[], byte[]> record) {
      if (record.value() == null) {
        return Optional.empty();
      }
      Fields.Reader from = new Fields.Reader(record.value());
      if (from.small() != VERSION) {
        return Optional.empty(); // a later node, during an upgrade
      }
      String name = from.text();
      List<String> roles = from.texts();
      List<String> leads = from.texts();
      Instant at = from.instant();
      long behind = from.number();
      List<ListVersion> lists = new ArrayList<>();
      for (long left = from.number(); left > 0; left--) {
        lists.add(new ListVersion(from.text(), from.text(), from.instant()));
      }
      List<String> degraded = from.isAtEnd() ? List.of() : from.texts();
      Instant stamped = Instant.ofEpochMilli(record.timestamp());
      return Optional.of(new Said(name, roles, leads, at, behind, lists, degraded, stamped));
    }
  }

  Nodes(
      Topics topics,
      Clients clients,
      Self self,
      Optional<JudgeFigures> judge,
      Supplier<Duration> behind,
      InstantSource clock) {
    this.topics = topics;
    this.clients = clients;
    this.self = self;
    this.judge = judge;
    this.behind = behind;
    this.clock = clock;
    this.loop =
        new WorkLoop(
            "nodes",
            ActiveFault.warning(LOG, "nodes-not-heard"),
            Backoff.of(Duration.ofSeconds(1), Duration.ofSeconds(5)),
            this::step,
            KafkaException.class, IllegalStateException.class);
  }

  @Override
  public String name() {
    return "nodes";
  }

  @Override
  public void start() {
    loop.start();
  }

  /** Compares these lists with those of others from here on. */
  void compare(Supplier<List<ListVersion>> own) {
    lists = own;
  }

  /** False while another node has a newer list, and until others were listened for. */
  boolean hasNewestLists() {
    return newestLists;
  }

  /** Tells others of these issues from here on. */
  void tell(Supplier<List<HealthIssue>> own) {
    issues = own;
  }

  /** The cluster as it was two seconds ago at most. */
  ClusterStatus status() {
    return status;
  }

  private Duration step() {
    Open with = open.orElseGet(this::begin);
    Said own =
        new Said(
            self.name(), NodeRole.codes(self.roles()),
            self.leads().get().stream().map(NodeRole::code).toList(), clock.instant(),
            behind.get().toMillis(), lists.get(), degraded(), Instant.EPOCH);
    var unused =
        with.producer().send(
            new ProducerRecord<>(
                topics.nodes(), 0, self.name().getBytes(StandardCharsets.UTF_8), own.bytes()));
    with.producer().flush();
    boolean whole = listen(with.consumer(), own);
    Instant newest =
        heard.values().stream()
            .map(Said::stamped)
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    heard.values().removeIf(each -> each.stamped().isBefore(newest.minus(LATELY)));
    found = compared(own);
    newestLists =
        whole && found.stream().noneMatch(issue -> issue.reason().equals(LISTS_DIFFER));
    status = look(with.admin());
    return EVERY;
  }

  /**
   * Hears all that was said up to this: at the start that is much, until it is compacted. False if
   * it takes too long.
   */
  private boolean listen(KafkaConsumer<byte[], byte[]> consumer, Said own) {
    long began = System.nanoTime();
    boolean whole = false;
    while (!whole
        && !loop.isStopped()
        && System.nanoTime() - began < ANSWERED_WITHIN.toNanos()) {
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
        Optional<Said> said = Said.of(each);
        said.ifPresent(one -> heard.put(one.name(), one));
        whole |= said.filter(own::isSame).isPresent();
      }
    }
    return whole;
  }

  private List<String> degraded() {
    return issues.get().stream().map(HealthIssue::reason).distinct().limit(MOST_REASONS).toList();
  }

  private Open begin() {
    KafkaConsumer<byte[], byte[]> consumer = clients.consumer(Map.of());
    TopicPartition partition = new TopicPartition(topics.nodes(), 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    Open made = new Open(clients.producer(), consumer, clients.admin(ANSWERED_WITHIN));
    open = Optional.of(made);
    return made;
  }

  private List<HealthIssue> compared(Said own) {
    List<HealthIssue> issues = new ArrayList<>();
    for (ListVersion list : own.lists()) {
      heard.values().stream()
          .filter(other -> !other.name().equals(own.name()))
          .flatMap(other -> other.lists().stream().filter(each -> isNewer(each, list)).limit(1)
              .map(each -> new HealthIssue(
                  LISTS_DIFFER,
                  "node " + other.name() + " has a newer list of " + list.what() + ", imported at "
                      + each.imported() + ": this node decides by the older one which activations"
                      + " are tracked")))
          .findFirst()
          .ifPresent(issues::add);
    }
    Optional.ofNullable(heard.get(own.name()))
        .map(said -> Duration.between(said.at(), said.stamped()))
        .filter(
            apart ->
                self.stamp() == TopicSetup.Stamp.BROKER
                    && apart.abs().compareTo(CLOCKS_APART) > 0)
        .ifPresent(
            apart ->
                issues.add(
                    new HealthIssue(
                        "clock-differs",
                        "the clock of this node and the brokers' are "
                            + apart.abs().toMillis() / 1e3 + " s apart: alerts that it takes are"
                            + " forwarded, activations are not tracked")));
    return List.copyOf(issues);
  }

  private static boolean isNewer(ListVersion other, ListVersion own) {
    return other.what().equals(own.what())
        && !other.sha256().equals(own.sha256())
        && other.imported().isAfter(own.imported());
  }

  private ClusterStatus look(Admin admin) {
    Optional<JudgeFigures.Behind> stores = judge.map(JudgeFigures::behind);
    return new ClusterStatus(
        heard.values().stream()
            .map(each -> new ClusterStatus.Node(
                each.name(), each.roles(), each.leads(), each.behindMillis() / 1e3,
                each.degraded(), each.stamped()))
            .sorted(Comparator.comparing(ClusterStatus.Node::name))
            .toList(),
        waiting(admin),
        behind.get().toMillis() / 1e3,
        judge.map(JudgeFigures::processing).orElse(0.0),
        stores.map(JudgeFigures.Behind::restoring).orElse(0L),
        stores.map(JudgeFigures.Behind::standby).orElse(0L),
        judge.map(JudgeFigures::rebalances).orElse(0L));
  }

  /** What the judges' group has not committed of {@code input}. */
  private long waiting(Admin admin) {
    List<TopicPartition> all =
        IntStream.range(0, topics.partitions())
            .mapToObj(i -> new TopicPartition(topics.input(), i))
            .toList();
    try {
      Map<TopicPartition, OffsetAndMetadata> done =
          admin
              .listConsumerGroupOffsets(topics.application())
              .partitionsToOffsetAndMetadata()
              .get();
      Map<TopicPartition, ListOffsetsResultInfo> ends =
          admin
              .listOffsets(
                  all.stream().collect(
                      Collectors.toMap(Function.identity(), p -> OffsetSpec.latest())))
              .all()
              .get();
      long waiting = 0;
      for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each : ends.entrySet()) {
        long from =
            Optional.ofNullable(done.get(each.getKey())).map(OffsetAndMetadata::offset).orElse(0L);
        waiting += Math.max(0, each.getValue().offset() - from);
      }
      return waiting;
    } catch (ExecutionException failed) {
      throw new KafkaException("asking how far the judges are", failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new KafkaException("stopped", stopped);
    }
  }

  @Override
  public List<HealthIssue> issues() {
    List<HealthIssue> all = new ArrayList<>(loop.fault().issues());
    all.addAll(found);
    return all;
  }

  @Override
  public void close() {
    loop.close();
    open.ifPresent(Open::close);
  }
}

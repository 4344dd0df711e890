package org.lastgasp.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.lastgasp.app.GatewayRuntime;
import org.lastgasp.app.NodeRole;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.RetentionHold;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * The leadership among the nodes: the one that Kafka gives the only partition of a topic acts for
 * all. Its workers are started then. While Kafka does not answer it goes on: at worst a message is
 * delivered twice. Once another node has taken over, its process ends as after a crash, which loses
 * nothing, and is to be started afresh.
 */
final class Leadership implements Worker {
  private static final EventLog LOG = EventLog.of(Leadership.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Topics topics;
  private final Clients clients;
  private final WorkLoop loop;
  private final SharedTables shared;
  private final JournalGap gap;
  private final NodeEnd end;
  private final String group;
  private final List<Led> workers = new ArrayList<>(); // guarded by itself
  private Optional<KafkaConsumer<byte[], byte[]>> open = Optional.empty();
  private volatile State state = State.FOLLOWS;

  /** The part of a node. */
  enum State {
    FOLLOWS,
    LEADS
  }

  Leadership(
      Topics topics,
      Clients clients,
      NodeRole role,
      SharedTables shared,
      JournalGap gap,
      NodeEnd end) {
    this.group = topics.lead() + "-" + role.code();
    this.shared = shared;
    this.gap = gap;
    this.end = end;
    this.topics = topics;
    this.clients = clients;
    this.loop =
        new WorkLoop(
            "leadership-" + role.code(),
            ActiveFault.error(LOG, "lead-not-asked-for"),
            Backoff.of(Duration.ofSeconds(1), Duration.ofSeconds(5)),
            this::step,
            KafkaException.class);
  }

  @Override
  public String name() {
    return "leadership";
  }

  @Override
  public void start() {
    loop.start();
  }

  State state() {
    return state;
  }

  private Duration step() {
    if (gap.missed().isPresent()) {
      leave();
      return POLL;
    }
    KafkaConsumer<byte[], byte[]> consumer = open.orElseGet(this::join);
    var unusedRecords = consumer.poll(POLL);
    return Duration.ZERO;
  }

  private KafkaConsumer<byte[], byte[]> join() {
    KafkaConsumer<byte[], byte[]> consumer =
        clients.consumer(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG, group,
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName(), // who leads goes on leading
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest",
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000));
    consumer.subscribe(
        List.of(topics.lead()),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> given) {
            if (consumer.assignment().isEmpty()) {
              follow(); // the members have agreed, and another one has it
            } else {
              lead();
            }
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> taken) {
            LOG.info("lead-in-question", "partitions", taken);
          }
        });
    open = Optional.of(consumer);
    return consumer;
  }

  private void lead() {
    synchronized (workers) {
      if (state == State.LEADS) {
        return;
      }
      state = State.LEADS;
      LOG.info("leads", "workers", workers.stream().map(Worker::name).toList());
    }
    shared.lead(this::begin);
  }

  private void begin() {
    synchronized (workers) {
      workers.forEach(Led::begin);
    }
  }

  /** What is to be delivered and reported is not all here: another node is to act for all. */
  private void leave() {
    if (state == State.LEADS) {
      end.lost("events expired before this node had them");
    }
    open.ifPresent(KafkaConsumer::close);
    open = Optional.empty();
  }

  private void follow() {
    if (state == State.LEADS) {
      end.lost("another node took over");
    }
  }

  /** A worker that is started once this node leads, and has what another one left. */
  Worker led(Worker worker, GatewayRuntime.SharedState state) {
    Led led = new Led(worker, state);
    shared.share(state);
    state.whenNeeded().accept(shared::writeNow);
    synchronized (workers) {
      workers.add(led);
    }
    return led;
  }

  /** A worker that waits for the lead. */
  private final class Led implements Worker {
    private final Worker worker;
    private final GatewayRuntime.SharedState shares;

    Led(Worker worker, GatewayRuntime.SharedState shares) {
      this.worker = worker;
      this.shares = shares;
    }

    @Override
    public String name() {
      return worker.name();
    }

    void begin() {
      worker.start();
    }

    @Override
    public List<HealthIssue> issues() {
      return state == State.LEADS ? worker.issues() : List.of();
    }

    /** A node that does not lead may do so soon: it keeps what is not done with. */
    @Override
    public List<RetentionHold<?>> holds() {
      return worker.holds();
    }

    @Override
    public void close() {
      if (state == State.LEADS) {
        shares.settle().run();
        shared.writeLast();
      }
      worker.close();
    }
  }

  @Override
  public List<HealthIssue> issues() {
    return loop.fault().issues();
  }

  @Override
  public void close() {
    loop.close();
    open.ifPresent(KafkaConsumer::close);
  }
}

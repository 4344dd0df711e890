package org.lastgasp.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.RetentionHold;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * The leadership among the nodes: the one that Kafka gives the only partition of a topic acts for
 * all. Its workers are started then, and closed when another node takes over; a node that led once
 * leads again after a restart only.
 */
final class Leadership implements Worker {
  private static final EventLog LOG = EventLog.of(Leadership.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Topics topics;
  private final Clients clients;
  private final WorkLoop loop;
  private final List<Led> workers = new ArrayList<>(); // guarded by itself
  private Optional<KafkaConsumer<byte[], byte[]>> open = Optional.empty();
  private volatile State state = State.FOLLOWS;

  /** The part of a node. */
  enum State {
    FOLLOWS,
    LEADS,
    /** Another node took over; what this one had started is closed. */
    LED
  }

  Leadership(Topics topics, Clients clients) {
    this.topics = topics;
    this.clients = clients;
    this.loop =
        new WorkLoop(
            "leadership",
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
    KafkaConsumer<byte[], byte[]> consumer = open.orElseGet(this::join);
    var unusedRecords = consumer.poll(POLL);
    return Duration.ZERO;
  }

  private KafkaConsumer<byte[], byte[]> join() {
    KafkaConsumer<byte[], byte[]> consumer =
        clients.consumer(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG, topics.lead(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest",
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000));
    consumer.subscribe(
        List.of(topics.lead()),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> given) {
            if (!given.isEmpty()) {
              lead();
            }
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> taken) {
            if (!taken.isEmpty()) {
              follow();
            }
          }

          @Override
          public void onPartitionsLost(Collection<TopicPartition> taken) {
            onPartitionsRevoked(taken);
          }
        });
    open = Optional.of(consumer);
    return consumer;
  }

  private void lead() {
    synchronized (workers) {
      if (state != State.FOLLOWS) {
        return;
      }
      state = State.LEADS;
      LOG.info("leads", "workers", workers.stream().map(Worker::name).toList());
      workers.forEach(Led::begin);
    }
  }

  private void follow() {
    synchronized (workers) {
      if (state == State.LEADS) {
        state = State.LED;
        LOG.warn("leads-no-more", "action", "restart-this-node-so-that-it-can-lead-again");
        workers.reversed().forEach(Led::end);
      }
    }
  }

  /** A worker that is started once this node leads. */
  Worker led(Worker worker) {
    Led led = new Led(worker);
    synchronized (workers) {
      workers.add(led);
    }
    return led;
  }

  /** A worker that waits for the lead. */
  private final class Led implements Worker {
    private final Worker worker;
    private boolean closed; // guarded by the list

    Led(Worker worker) {
      this.worker = worker;
    }

    @Override
    public String name() {
      return worker.name();
    }

    void begin() {
      worker.start();
    }

    void end() {
      if (!closed) {
        closed = true;
        worker.close();
      }
    }

    @Override
    public List<HealthIssue> issues() {
      return state == State.LEADS ? worker.issues() : List.of();
    }

    /** A node that does not deliver needs nothing of what it mirrors for it. */
    @Override
    public List<RetentionHold<?>> holds() {
      return state == State.LEADS ? worker.holds() : List.of();
    }

    @Override
    public void close() {
      synchronized (workers) {
        end();
      }
    }
  }

  @Override
  public List<HealthIssue> issues() {
    List<HealthIssue> found = new ArrayList<>(loop.fault().issues());
    if (state == State.LED) {
      found.add(
          new HealthIssue(
              "lead-lost", "another node delivers and reports: restart this one when it is well"));
    }
    return found;
  }

  @Override
  public void close() {
    loop.close();
    open.ifPresent(KafkaConsumer::close);
  }
}

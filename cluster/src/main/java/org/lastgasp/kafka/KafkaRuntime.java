package org.lastgasp.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.lastgasp.app.GatewayRuntime;
import org.lastgasp.app.MonotonicClock;
import org.lastgasp.app.RuntimeProvider;
import org.lastgasp.app.RuntimeRefused;
import org.lastgasp.config.Config;
import org.lastgasp.logging.EventLog;
import org.lastgasp.motorway.CommandHandler;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.Worker;

/**
 * A node of the runtime on Kafka: an edge that writes what comes, a judge of the partitions that it
 * is given, a mirror of what all judges decided, and perhaps the one that acts for all.
 */
final class KafkaRuntime implements GatewayRuntime {
  private static final EventLog LOG = EventLog.of(KafkaRuntime.class);
  private static final Duration CATCHES_UP_WITHIN = Duration.ofMinutes(10);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

  private final InputProducer input;
  private final KafkaStreams judge;
  private final Mirror mirror;
  private final Leadership leadership;
  private final KafkaCommandHandler handler;
  private final String configHash;

  private KafkaRuntime(RuntimeProvider.Parts parts, Topics topics, Clients clients, Path folder) {
    this.configHash = parts.config().hash();
    UnsettledCommands unsettled = new UnsettledCommands(parts.local()::state);
    this.input = new InputProducer(topics, clients, parts.clock());
    this.judge =
        new KafkaStreams(
            JudgeTopology.of(
                topics,
                new Judge.Means(
                    parts.settings(),
                    parts.config().retention().windows(),
                    new JudgedCounts(parts.tally())::judged,
                    parts.clock())),
            clients.streams(topics.application(), folder.resolve("judge")));
    judge.setUncaughtExceptionHandler(
        failed -> {
          LOG.error("judge-failed", failed, "action", "its-thread-is-replaced");
          return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    Mirror[] own = new Mirror[1];
    this.mirror =
        new Mirror(
            topics, clients, parts.journal(), parts.local(),
            entries -> unsettled.recorded(entries, own[0].reached()),
            parts.clock());
    own[0] = mirror;
    this.leadership = new Leadership(topics, clients);
    this.handler =
        new KafkaCommandHandler(
            topics, input, parts.local(), parts.outage(), parts.settings(), unsettled,
            parts.clock());
  }

  /** Starts a node: it has what was decided before once this returns. */
  static KafkaRuntime open(RuntimeProvider.Parts parts) {
    KafkaLibraries.quiet(Level.WARNING);
    Config config = parts.config();
    Topics topics = new Topics(config.kafka().prefix(), config.kafka().partitions());
    Clients clients = new Clients(config.kafka());
    Path folder = config.journal().path().resolveSibling("kafka");
    try (Admin admin = clients.admin()) {
      List<String> faults = new TopicSetup(topics, stamp(parts)).faults(admin, true);
      if (!faults.isEmpty()) {
        throw new RuntimeRefused(String.join("; ", faults));
      }
      new MirroredRecord(TopicSetup.cluster(admin), topics).claim(folder, parts.journal());
    }
    KafkaRuntime runtime = new KafkaRuntime(parts, topics, clients, folder);
    try {
      runtime.judge.start();
      runtime.mirror.start();
      if (!runtime.mirror.awaitCaughtUp(CATCHES_UP_WITHIN)) {
        throw new RuntimeRefused(
            "the events of before were not mirrored within " + CATCHES_UP_WITHIN.toMinutes()
                + " minutes: look at the brokers, and start again: it goes on where it was");
      }
      return runtime;
    } catch (RuntimeException failed) {
      runtime.close();
      throw failed;
    }
  }

  /** A simulation's time is none that a broker knows. */
  private static TopicSetup.Stamp stamp(RuntimeProvider.Parts parts) {
    return parts.clock() instanceof MonotonicClock
        ? TopicSetup.Stamp.BROKER
        : TopicSetup.Stamp.EDGE;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public void start() {
    leadership.start();
  }

  @Override
  public CommandHandler handler() {
    return handler;
  }

  @Override
  public Worker led(Worker worker) {
    return leadership.led(worker);
  }

  @Override
  public List<HealthIssue> issues() {
    List<HealthIssue> found = new ArrayList<>(mirror.issues());
    found.addAll(leadership.issues());
    Optional.of(judge.state())
        .filter(state -> state != KafkaStreams.State.RUNNING)
        .ifPresent(
            state ->
                found.add(
                    new HealthIssue(
                        "judge-not-running",
                        "the judge of this node is " + state + ": its partitions wait until it"
                            + " runs, or another node has them")));
    return found;
  }

  /** SHA-256 of the configuration that this node judges by. */
  String configHash() {
    return configHash;
  }

  @Override
  public void close() {
    leadership.close();
    boolean ended = judge.close(ENDS_WITHIN);
    if (!ended) {
      LOG.warn("judge-left-open", "consequence", "another-node-waits-until-its-session-is-over");
    }
    mirror.close();
    input.close();
  }
}

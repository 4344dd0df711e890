package org.lastgasp.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.lastgasp.app.GatewayRuntime;
import org.lastgasp.app.IdleWorker;
import org.lastgasp.app.MonotonicClock;
import org.lastgasp.app.NodeRole;
import org.lastgasp.app.RuntimeProvider;
import org.lastgasp.app.RuntimeProvider.RuntimeRefused;
import org.lastgasp.config.Config;
import org.lastgasp.logging.EventLog;
import org.lastgasp.motorway.CommandHandler;
import org.lastgasp.worker.ClusterStatus;
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
  private static final Duration RECORDED_WITHIN = Duration.ofSeconds(5);
  private static final int ENDED = 75; // as sysexits has it: try again

  private final InputProducer input;
  private final Optional<KafkaStreams> judge;
  private final JournalGap gap;
  private final Mirror mirror;
  private final Map<NodeRole, Lead> leads = new EnumMap<>(NodeRole.class);
  private final KafkaCommandHandler handler;
  private final Nodes nodes;

  /** How it is agreed who acts for all in a role, and what that one has. */
  private record Lead(Leadership leadership, SharedTables shared) {}

  private KafkaRuntime(RuntimeProvider.Parts parts, Topics topics, Clients clients, Path folder) {
    UnsettledCommands unsettled = new UnsettledCommands(parts.local()::state);
    this.input = new InputProducer(topics, clients, parts.clock());
    this.judge =
        parts.roles().contains(NodeRole.JUDGE)
            ? Optional.of(judge(parts, topics, clients, folder, input::heartbeat))
            : Optional.empty();
    this.gap = new JournalGap(folder);
    Mirror[] own = new Mirror[1];
    this.mirror =
        new Mirror(
            topics, clients, parts.journal(), parts.local(), gap,
            entries -> unsettled.recorded(entries, own[0].reached()),
            parts.clock());
    own[0] = mirror;
    NodeEnd end = new NodeEnd(RECORDED_WITHIN, () -> Runtime.getRuntime().halt(ENDED));
    for (NodeRole role : List.of(NodeRole.DELIVER, NodeRole.RECORDS)) {
      if (parts.roles().contains(role)) {
        SharedTables shared = new SharedTables(topics, clients, role, end::lost);
        leads.put(
            role, new Lead(new Leadership(topics, clients, role, shared, gap, end), shared));
      }
    }
    this.handler =
        new KafkaCommandHandler(
            topics, input, parts.local(), parts.outage(), parts.settings(), unsettled,
            parts.clock());
    end.after(handler::isSettled);
    this.nodes =
        new Nodes(
            topics, clients, new Nodes.Self(
                parts.config(), parts.roles(), stamp(parts), this::leading),
            judge.map(JudgeFigures::new), mirror::behind, parts.clock());
  }

  private static KafkaStreams judge(
      RuntimeProvider.Parts parts,
      Topics topics,
      Clients clients,
      Path folder,
      IntConsumer heartbeats) {
    KafkaStreams made =
        new KafkaStreams(
            JudgeTopology.of(
                topics,
                new Judge.Means(
                    parts.settings(),
                    parts.config().retention().windows(),
                    new JudgedCounts(parts.counters())::judged,
                    heartbeats,
                    parts.clock())),
            clients.streams(topics.application(), folder.resolve("judge")));
    made.setUncaughtExceptionHandler(
        failed -> {
          if (StateTooNew.isIn(failed)) {
            LOG.error(
                "state-too-new", failed, "action", "install-the-version-of-the-other-nodes",
                "consequence", "this-node-judges-no-more");
            return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          }
          LOG.error("judge-failed", failed, "action", "its-thread-is-replaced");
          return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    return made;
  }

  private List<NodeRole> leading() {
    return leads.entrySet().stream()
        .filter(each -> each.getValue().leadership().state() == Leadership.State.LEADS)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Starts a node: it has what was decided before once this returns. */
  static KafkaRuntime open(RuntimeProvider.Parts parts) {
    KafkaLibraries.quiet(Level.WARNING);
    Config config = parts.config();
    Topics topics = new Topics(config.kafka().prefix(), config.kafka().partitions());
    Clients clients = new Clients(config.kafka());
    Path folder = config.journal().path().resolveSibling("kafka");
    try (Admin admin = clients.admin()) {
      TopicSetup setup = new TopicSetup(topics, stamp(parts));
      List<String> faults = setup.faults(admin, true);
      if (!faults.isEmpty()) {
        throw new RuntimeRefused(String.join("; ", faults));
      }
      new MirroredRecord(
              TopicSetup.cluster(admin), topics, SharedTables.moved(topics, clients),
              setup.expired(admin))
          .claim(folder, parts.journal().lastId());
    }
    KafkaRuntime runtime = new KafkaRuntime(parts, topics, clients, folder);
    try {
      runtime.judge.ifPresent(KafkaStreams::start);
      runtime.mirror.start();
      if (!runtime.mirror.awaitCaughtUp(CATCHES_UP_WITHIN)) {
        throw new RuntimeRefused(
            "the events of before were not mirrored within " + CATCHES_UP_WITHIN.toMinutes()
                + " minutes: look at the brokers, and start again: it goes on where it was");
      }
      if (runtime.gap.missed().isPresent()
          && parts.local().state().global().position().isEmpty()) {
        throw new RuntimeRefused(
            runtime.gap.missed().get() + ", the orders of the switch among them: "
                + MirroredRecord.COPY);
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
    leads.values().forEach(
        lead -> {
          lead.shared().start();
          lead.leadership().start();
        });
    nodes.start();
  }

  @Override
  public CommandHandler handler() {
    return handler;
  }

  @Override
  public Worker led(NodeRole role, Worker worker, GatewayRuntime.SharedState state) {
    return Optional.ofNullable(leads.get(role))
        .map(lead -> lead.leadership().led(worker, state))
        .orElseGet(() -> new IdleWorker(worker));
  }

  @Override
  public Optional<ClusterStatus> status() {
    return Optional.of(nodes.status());
  }

  @Override
  public void tell(Supplier<List<HealthIssue>> issues) {
    nodes.tell(issues);
  }

  @Override
  public void compare(Supplier<List<ListVersion>> lists) {
    nodes.compare(lists);
  }

  @Override
  public boolean hasNewestLists() {
    return nodes.hasNewestLists();
  }

  @Override
  public Instant recordedUpTo() {
    return mirror.reached();
  }

  @Override
  public List<HealthIssue> issues() {
    List<HealthIssue> found = new ArrayList<>(mirror.issues());
    leads.values().forEach(
        lead -> {
          found.addAll(lead.leadership().issues());
          found.addAll(lead.shared().issues());
        });
    found.addAll(nodes.issues());
    judge
        .map(KafkaStreams::state)
        .filter(state -> state != KafkaStreams.State.RUNNING)
        .ifPresent(
            state ->
                found.add(
                    new HealthIssue(
                        "judge-not-running",
                        "the judge of this node is " + state + ": its partitions wait until it"
                            + " runs, or another node has them"
                            + (state == KafkaStreams.State.ERROR ? "; see the log, why" : ""))));
    return found;
  }

  @Override
  public void close() {
    nodes.close();
    leads.values().forEach(
        lead -> {
          lead.leadership().close();
          lead.shared().close();
        });
    if (!judge.map(each -> each.close(ENDS_WITHIN)).orElse(true)) {
      LOG.warn("judge-left-open", "consequence", "another-node-waits-until-its-session-is-over");
    }
    mirror.close();
    input.close();
  }
}

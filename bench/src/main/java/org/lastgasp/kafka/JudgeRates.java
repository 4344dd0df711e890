package org.lastgasp.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.lastgasp.bench.Feed;
import org.lastgasp.bench.Load;
import org.lastgasp.cli.WorkFolder;
import org.lastgasp.config.Config;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.ResponseId;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.motorway.RecipientRouter;
import org.lastgasp.motorway.RuntimeSettings;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Decider;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Transition;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * The rates of the judge and of a hand-written consumer and producer, in turns, over the same
 * alerts in one real broker on this machine. The peer has the same transactions and the same
 * decision, and its state in memory, or hubs in the same kind of store. Beside them one machine's
 * journal, fed in its own process.
 */
final class JudgeRates {
  private static final Eui64 DISTRIBUTOR = Eui64.of("90-B3-D5-1F-30-02-00-00");
  private static final long FIRST_HUB = Eui64.of("00-DB-00-00-00-00-00-01").value();
  private static final int HUBS = 100_000;
  private static final int PARTITIONS = 4;
  private static final int THREADS = 2; // as the judge has
  private static final Duration COMMIT = Duration.ofMillis(100); // as the judge has
  private static final InstantSource CLOCK = InstantSource.system();

  private final Topics topics = new Topics("bench.", PARTITIONS);
  private final Clients clients;
  private final Path folder;
  private final long alerts;
  private final RuntimeSettings settings =
      new RuntimeSettings(
          new Policy(Settings.defaults()),
          new RecipientRouter(
              List.of(new RecipientRouter.User(DISTRIBUTOR, "SSEN", Set.of(20))),
              Optional.of(DISTRIBUTOR)),
          "ab".repeat(32));

  private JudgeRates(Clients clients, Path folder, long alerts) {
    this.clients = clients;
    this.folder = folder;
    this.alerts = alerts;
  }

  /** Runs; {@code alerts=300000 rounds=6} if nothing is said. */
  public static void main(String[] words) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      options.put(word.substring(0, Math.max(0, equals)), word.substring(equals + 1));
    }
    long alerts = Long.parseLong(options.getOrDefault("alerts", "300000"));
    int rounds = Integer.parseInt(options.getOrDefault("rounds", "6"));
    KafkaLibraries.quiet(Level.SEVERE);
    Path folder = Files.createTempDirectory("lastgasp-judges-");
    int port = 19_092;
    try (TrialBroker broker =
        TrialBroker.start(folder, port, "bench.", PARTITIONS, TopicSetup.Stamp.BROKER)) {
      Clients clients =
          new Clients(
              new Config.Kafka(broker.address(), "bench.", PARTITIONS, Optional.empty()));
      JudgeRates rates = new JudgeRates(clients, folder, alerts);
      rates.fill();
      List<Double> ratios = new ArrayList<>();
      List<Double> ratiosToStoring = new ArrayList<>();
      List<Double> ratiosOfFeed = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        Cpu begin = Cpu.now();
        double judge = rates.judge(round);
        Cpu between = Cpu.now();
        double peer = rates.peer(round, false);
        Cpu end = Cpu.now();
        double storing = rates.peer(round, true);
        Cpu stored = Cpu.now();
        double feed =
            Feed.rate(
                folder.resolve("journal-" + round), rates.settings, List.of(), HUBS, alerts);
        Load.say(
            String.format(
                Locale.ROOT,
                "judge %,.0f/s (%s), peer %,.0f/s (%s), ratio %.2f; peer with a store %,.0f/s (%s),"
                    + " ratio %.2f; a feed in one process %,.0f/s (%s), its ratio to the peer %.2f"
                    + " load=%s",
                judge, between.since(begin, alerts), peer, end.since(between, alerts),
                judge / peer, storing, stored.since(end, alerts), judge / storing,
                feed, Cpu.now().since(stored, alerts), feed / peer, Load.now()));
        ratios.add(judge / peer);
        ratiosToStoring.add(judge / storing);
        ratiosOfFeed.add(feed / peer);
      }
      Load.say(
          String.format(
              Locale.ROOT,
              "judge beside the peer, MEDIAN of the last %d rounds, compiled: %.2f; beside the one"
                  + " with a store: %.2f; a feed in one process beside the peer: %.2f",
              rounds - rounds / 2, warm(ratios), warm(ratiosToStoring), warm(ratiosOfFeed)));
    } finally {
      WorkFolder.remove(folder);
    }
  }

  private static double warm(List<Double> ratios) {
    return Load.median(ratios.subList(ratios.size() / 2, ratios.size()));
  }

  /** The processors' time that was used, which other work on a machine changes less than rates. */
  private record Cpu(Duration own, Duration broker) {
    static Cpu now() {
      return new Cpu(
          used(ProcessHandle.current()),
          ProcessHandle.current().children().map(Cpu::used).reduce(Duration.ZERO, Duration::plus));
    }

    private static Duration used(ProcessHandle process) {
      return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    String since(Cpu before, long alerts) {
      return String.format(
          Locale.ROOT, "%.0f us each, broker %.0f us",
          own.minus(before.own).toNanos() / 1e3 / alerts,
          broker.minus(before.broker).toNanos() / 1e3 / alerts);
    }
  }

  private void fill() throws IOException {
    MessageReader reader = new MessageReader();
    try (InputProducer input = new InputProducer(topics, clients, CLOCK)) {
      List<CompletableFuture<?>> sent = new ArrayList<>();
      for (long i = 0; i < alerts; i++) {
        Eui64 hub = new Eui64(FIRST_HUB + i % HUBS);
        Instant now = CLOCK.instant();
        byte[] text =
            MessageBuilder.ad1(
                new ResponseId(hub, DISTRIBUTOR, i), hub, now, "2012345678903",
                OptionalLong.empty(), now);
        Message.Ad1 alert = (Message.Ad1) reader.read(text);
        HubLocation where = new HubLocation(Optional.empty(), Optional.empty());
        sent.add(
            input.send(
                Topics.key(hub), topics.partition(hub),
                new Input.Decide(new Command.Alert(now, alert, where, DISTRIBUTOR))));
        if (sent.size() == 10_000) {
          sent.forEach(CompletableFuture::join);
          sent.clear();
        }
      }
      sent.forEach(CompletableFuture::join);
    }
  }

  /** From the first that is decided to the last. */
  private static final class Pace {
    private final AtomicLong done = new AtomicLong();
    private final long all;
    private volatile long began;

    Pace(long all) {
      this.all = all;
    }

    void one() {
      if (done.getAndIncrement() == 0) {
        began = System.nanoTime();
      }
    }

    double rate() {
      while (done.get() < all) {
        LockSupport.parkNanos(1_000_000);
      }
      return all / ((System.nanoTime() - began) / 1e9);
    }
  }

  private double judge(int round) {
    Pace pace = new Pace(alerts);
    KafkaStreams judge =
        new KafkaStreams(
            JudgeTopology.of(
                topics,
                new Judge.Means(
                    () -> settings, Duration.ofDays(2),
                    event -> {
                      if (event instanceof Event.AlertJudged) {
                        pace.one();
                      }
                    },
                    partition -> {},
                    CLOCK)),
            clients.streams("bench.judge-" + round, folder.resolve("judge-" + round)));
    judge.start();
    double rate = pace.rate();
    boolean unused = judge.close(Duration.ofSeconds(30));
    return rate;
  }

  private double peer(int round, boolean stored) throws InterruptedException {
    Pace pace = new Pace(alerts);
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      String name = "bench.peer-" + (stored ? "storing-" : "") + round + "-" + i;
      int own = i;
      threads.add(Thread.ofPlatform().start(() -> peer(name, own, pace, over, stored)));
    }
    double rate = pace.rate();
    over.set(true);
    for (Thread each : threads) {
      each.join();
    }
    return rate;
  }

  private void peer(String name, int own, Pace pace, AtomicBoolean over, boolean stored) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = own; i < PARTITIONS; i += THREADS) {
      partitions.add(new TopicPartition(topics.input(), i));
    }
    InputCodec codec = new InputCodec();
    EntryCodec entries = new EntryCodec();
    try (KafkaConsumer<byte[], byte[]> consumer =
            clients.consumer(Map.of(ConsumerConfig.GROUP_ID_CONFIG, name));
        KafkaProducer<byte[], byte[]> producer = clients.transactional(name);
        Options options = new Options().setCreateIfMissing(true);
        RocksDB store = RocksDB.open(options, folder.resolve(name).toString())) {
      producer.initTransactions();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<Integer, TrackingState> states = new HashMap<>();
      Map<Integer, Long> last = new HashMap<>();
      boolean open = false;
      long begun = 0;
      while (!over.get()) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
          if (!open) {
            producer.beginTransaction();
            begun = System.nanoTime();
            open = true;
          }
          decide(each, codec, entries, states, last, producer, stored ? store : null);
          pace.one();
        }
        if (open && System.nanoTime() - begun > COMMIT.toNanos()) {
          Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
          partitions.forEach(p -> offsets.put(p, new OffsetAndMetadata(consumer.position(p))));
          Map<Integer, Long> kept = stored ? last : Map.of();
          for (Map.Entry<Integer, Long> each : kept.entrySet()) {
            byte[] key = StoreState.key(new Eui64(each.getKey()));
            byte[] value = StoreState.key(new Eui64(each.getValue()));
            store.put(key, value);
            var unused = producer.send(new ProducerRecord<>(topics.suppressed(), 0, key, value));
          }
          producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
          producer.commitTransaction();
          open = false;
        }
      }
      if (open) {
        producer.abortTransaction();
      }
    } catch (RocksDBException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void decide(
      ConsumerRecord<byte[], byte[]> record,
      InputCodec codec,
      EntryCodec entries,
      Map<Integer, TrackingState> states,
      Map<Integer, Long> last,
      KafkaProducer<byte[], byte[]> producer,
      @Nullable RocksDB store)
      throws RocksDBException {
    Input.Decide input = (Input.Decide) codec.decode(record.value());
    Instant appended = Instant.ofEpochMilli(record.timestamp());
    int partition = record.partition();
    long id = EventId.next(last.getOrDefault(partition, 0L), appended, partition);
    TrackingState state =
        states
            .getOrDefault(partition, TrackingState.empty())
            .under(settings.policy().settings());
    if (store != null && input.command() instanceof Command.Alert alert) {
      Eui64 hub = alert.alert().device().orElseThrow();
      byte[] known = store.get(StoreState.key(hub));
      if (known != null) {
        state = state.with(EntryCodec.hub(new String(known, StandardCharsets.UTF_8)));
      }
    }
    List<Event> events =
        Decider.decide(
                state, input.command(),
                new Decider.Context(
                    settings.policy(), settings.configHash(), CLOCK.instant(),
                    ordinal -> EventId.following(id, ordinal)))
            .events();
    for (int i = 0; i < events.size(); i++) {
      long own = EventId.following(id, i);
      state = Transition.apply(state, own, events.get(i));
      byte[] value =
          EventRecord.of(own, record.offset(), "", entries, events.get(i)).bytes();
      var unused =
          producer.send(new ProducerRecord<>(topics.events(), partition, record.key(), value));
      last.put(partition, own);
    }
    states.put(partition, state);
  }
}

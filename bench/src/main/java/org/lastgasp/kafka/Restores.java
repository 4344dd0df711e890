package org.lastgasp.kafka;

import java.io.IOException;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.lastgasp.bench.Load;
import org.lastgasp.cli.WorkFolder;
import org.lastgasp.config.Config;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.motorway.RecipientRouter;
import org.lastgasp.motorway.RuntimeSettings;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;

/**
 * How long the state of many hubs takes to be there again: on a node that has kept a copy, when the
 * one that judged leaves; and on a node that has nothing.
 */
final class Restores {
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final long FIRST_HUB = Eui64.of("00-DB-00-00-00-00-00-01").value();
  private static final long FIRST_METER = Eui64.of("00-DB-12-34-00-00-00-01").value();
  private static final int PARTITIONS = 4;
  private static final int AT_ONCE = 10_000;
  private static final long NEARLY = 200; // records: heartbeats are written all the time
  private static final String APPLICATION = "bench.restores";
  private static final InstantSource CLOCK = InstantSource.system();

  private final Topics topics = new Topics("bench.", PARTITIONS);
  private final Clients clients;
  private final Path folder;
  private final long hubs;
  private final AtomicLong restored = new AtomicLong();

  private Restores(Clients clients, Path folder, long hubs) {
    this.clients = clients;
    this.folder = folder;
    this.hubs = hubs;
  }

  /** Runs; {@code hubs=1000000} if nothing is said. */
  public static void main(String[] words) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      options.put(word.substring(0, Math.max(0, equals)), word.substring(equals + 1));
    }
    KafkaLibraries.quiet(Level.OFF);
    Path folder = Files.createTempDirectory("lastgasp-restores-");
    try (TrialBroker broker =
        TrialBroker.start(folder, 19_192, "bench.", PARTITIONS, TopicSetup.Stamp.BROKER)) {
      Clients clients =
          new Clients(new Config.Kafka(broker.address(), "bench.", PARTITIONS, Optional.empty()));
      new Restores(clients, folder, Long.parseLong(options.getOrDefault("hubs", "1000000"))).run();
    } finally {
      WorkFolder.remove(folder);
    }
  }

  private void run() throws IOException {
    long began = System.nanoTime();
    fill();
    KafkaStreams judges = judge("one");
    judges.start();
    KafkaStreams copies = judge("other");
    copies.start();
    await(this::isJudged);
    await(
        () ->
            lag(judges) + lag(copies) < NEARLY
                && active(judges) + active(copies) == PARTITIONS);
    Load.say(
        String.format(
            Locale.ROOT, "%,d hubs with a window in %.0f s, load=%s", hubs, since(began),
            Load.now()));
    long left = System.nanoTime();
    boolean unused = judges.close(CloseOptions.groupMembershipOperation(
        CloseOptions.GroupMembershipOperation.LEAVE_GROUP).withTimeout(Duration.ofSeconds(30)));
    double closed = since(left);
    await(() -> active(copies) == PARTITIONS && copies.state() == KafkaStreams.State.RUNNING);
    Load.say(
        String.format(
            Locale.ROOT,
            "from the copy: every partition judged again %.1f s after the other node began to end"
                + " (%.1f s of it until it had ended), load=%s",
            since(left), closed, Load.now()));
    unused = copies.close(CloseOptions.groupMembershipOperation(
        CloseOptions.GroupMembershipOperation.LEAVE_GROUP).withTimeout(Duration.ofSeconds(30)));
    restored.set(0);
    long empty = System.nanoTime();
    KafkaStreams fresh = judge("fresh");
    fresh.start();
    await(() -> active(fresh) == PARTITIONS && fresh.state() == KafkaStreams.State.RUNNING);
    Load.say(
        String.format(
            Locale.ROOT, "from nothing: %,d records in %.1f s, %,.0f/s, load=%s", restored.get(),
            since(empty), restored.get() / since(empty), Load.now()));
    unused = fresh.close(Duration.ofSeconds(30));
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static void await(BooleanSupplier so) {
    while (!so.getAsBoolean()) {
      LockSupport.parkNanos(20_000_000);
    }
  }

  private KafkaStreams judge(String name) {
    RuntimeSettings settings =
        new RuntimeSettings(
            new Policy(Settings.defaults()), new RecipientRouter(List.of(), Optional.empty()),
            "ab".repeat(32));
    KafkaStreams judge =
        new KafkaStreams(
            JudgeTopology.of(
                topics,
                new Judge.Means(
                    () -> settings, Duration.ofDays(2), event -> {}, partition -> {}, CLOCK)),
            clients.streams(APPLICATION, folder.resolve(name)));
    judge.setGlobalStateRestoreListener(
        new StateRestoreListener() {
          @Override
          public void onRestoreStart(TopicPartition p, String store, long from, long to) {}

          @Override
          public void onBatchRestored(TopicPartition p, String store, long to, long count) {
            restored.addAndGet(count);
          }

          @Override
          public void onRestoreEnd(TopicPartition p, String store, long count) {}
        });
    return judge;
  }

  private static int active(KafkaStreams judge) {
    return judge.metadataForLocalThreads().stream()
        .map(ThreadMetadata::activeTasks)
        .mapToInt(Set::size)
        .sum();
  }

  private static long lag(KafkaStreams judge) {
    return judge.allLocalStorePartitionLags().values().stream()
        .flatMap(its -> its.values().stream())
        .mapToLong(LagInfo::offsetLag)
        .sum();
  }

  private boolean isJudged() {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      ends.put(new TopicPartition(topics.input(), i), OffsetSpec.latest());
    }
    try (Admin admin = clients.admin()) {
      Map<TopicPartition, OffsetAndMetadata> done =
          admin.listConsumerGroupOffsets(APPLICATION).partitionsToOffsetAndMetadata().get();
      long wanted =
          admin.listOffsets(ends).all().get().values().stream()
              .mapToLong(each -> each.offset())
              .sum();
      long reached =
          done.entrySet().stream()
              .filter(each -> ends.containsKey(each.getKey()) && each.getValue() != null)
              .mapToLong(each -> each.getValue().offset())
              .sum();
      return reached >= wanted;
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private void fill() throws IOException {
    try (InputProducer input = new InputProducer(topics, clients, CLOCK)) {
      List<CompletableFuture<?>> sent = new ArrayList<>();
      for (long i = 0; i < hubs; i++) {
        HubState hub = tracked(i);
        sent.add(
            input.send(
                Topics.key(hub.hub()), topics.partition(hub.hub()), new Input.MovedHub(hub)));
        if (sent.size() == AT_ONCE) {
          sent.forEach(CompletableFuture::join);
          sent.clear();
        }
      }
      sent.forEach(CompletableFuture::join);
    }
  }

  /** One whose meter has an activation in progress. */
  private static HubState tracked(long n) {
    Eui64 hub = new Eui64(FIRST_HUB + n);
    Eui64 meter = new Eui64(FIRST_METER + n);
    RequestId request = new RequestId(SUPPLIER, meter, 1);
    Instant now = CLOCK.instant();
    TrackedRequest order =
        new TrackedRequest(
            request, Step.SEND, meter, hub, Optional.empty(), "E470", "AB".repeat(32),
            new ActivationTime.Now(), now, Duration.ofHours(12), false);
    return HubState.empty(hub)
        .requested(order, n + 1)
        .answered(request, Step.SEND, n + 1, DspAnswer.ACCEPTED, now);
  }
}

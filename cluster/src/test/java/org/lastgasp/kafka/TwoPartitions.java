package org.lastgasp.kafka;

import static org.lastgasp.kafka.JudgedStreet.HUB;
import static org.lastgasp.kafka.JudgedStreet.time;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.motorway.RuntimeSettings;
import org.lastgasp.policy.Event;

/**
 * The judges of two partitions. What one writes for the other waits until it {@link #arrive}s. For
 * tests.
 */
final class TwoPartitions {
  /** A hub of the other partition than {@link JudgedStreet#HUB}. */
  static final Eui64 THERE = elsewhere();

  private static final Topics TOPICS = new Topics("", 2);

  private final List<Partition> all = new ArrayList<>();
  private final List<Record<byte[], byte[]>> underWay = new ArrayList<>();
  private final InputCodec codec = new InputCodec();
  private Instant now = time("00:00");

  TwoPartitions(Path folder, Supplier<RuntimeSettings> settings) {
    for (int i = 0; i < TOPICS.partitions(); i++) {
      all.add(new Partition(i, folder, settings));
    }
  }

  private static Eui64 elsewhere() {
    Topics two = new Topics("", 2);
    return LongStream.iterate(HUB.value() + 1, next -> next + 1)
        .mapToObj(Eui64::new)
        .filter(hub -> two.partition(hub) != two.partition(HUB))
        .findFirst()
        .orElseThrow();
  }

  /** A context with the stores of a judge, in memory. */
  static MockProcessorContext<byte[], byte[]> context(int partition, Path folder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "judges");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    MockProcessorContext<byte[], byte[]> context =
        new MockProcessorContext<>(properties, new TaskId(0, partition), folder.toFile());
    for (String each :
        List.of(
            JudgeTopology.HUBS, JudgeTopology.METERS, JudgeTopology.GLOBALS,
            JudgeTopology.REQUESTS)) {
      KeyValueStore<byte[], byte[]> store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(each), Serdes.ByteArray(), Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }
    return context;
  }

  /** A judge, its stores, and how many records it had. */
  private final class Partition {
    private final MockProcessorContext<byte[], byte[]> context;
    private final Judge judge;
    private long records;

    Partition(int number, Path folder, Supplier<RuntimeSettings> settings) {
      this.context = TwoPartitions.context(number, folder);
      this.judge =
          new Judge(
              TOPICS,
              new Judge.Means(
                  settings, Duration.ofDays(90), event -> {}, partition -> {}, () -> now));
      judge.init(context);
    }

    List<Event> judge(byte[] key, byte[] value) {
      context.setRecordMetadata(TOPICS.input(), 0, records++);
      judge.process(new Record<>(key, value, now.toEpochMilli()));
      return said();
    }

    List<Event> said() {
      List<Event> events = new ArrayList<>();
      for (CapturedForward<? extends byte[], ? extends byte[]> each : context.forwarded()) {
        byte[] value = each.record().value();
        if (each.childName().equals(Optional.of(JudgeTopology.INPUT_SINK))) {
          underWay.add(new Record<>(each.record().key(), value, now.toEpochMilli()));
        } else if (each.childName().equals(Optional.of(JudgeTopology.EVENTS_SINK))
            && EventRecord.of(value) instanceof EventRecord.Happened happened) {
          events.add(EntryCodec.decode(happened.row()));
        }
      }
      context.resetForwards();
      return events;
    }
  }

  /** A record that is judged in the partition of a hub; what that comes to. */
  List<Event> write(String when, Eui64 hub, Input input) {
    now = time(when);
    return at(hub).judge(Topics.key(hub), codec.encode(input));
  }

  /** The offset of the last record of a hub's partition. */
  long offset(Eui64 hub) {
    return at(hub).records - 1;
  }

  private Partition at(Eui64 hub) {
    return all.get(TOPICS.partition(hub));
  }

  /** What one judge has written for the other is judged there; what that comes to. */
  List<Event> arrive() {
    List<Event> events = new ArrayList<>();
    List<Record<byte[], byte[]>> some = List.copyOf(underWay);
    underWay.clear();
    for (Record<byte[], byte[]> each : some) {
      Eui64 hub = Eui64.of(new String(each.key(), StandardCharsets.US_ASCII));
      events.addAll(at(hub).judge(each.key(), each.value()));
    }
    return events;
  }

  /** All that is done now and then is done. */
  List<Event> chores() {
    List<Event> events = new ArrayList<>();
    for (Partition each : all) {
      each.context.scheduledPunctuators().stream()
          .map(CapturedPunctuator::getPunctuator)
          .forEach(chore -> chore.punctuate(now.toEpochMilli()));
      events.addAll(each.said());
    }
    return events;
  }
}

package org.lastgasp.kafka;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The topology of the judge: one processor with its stores, from {@code input} to its outputs. */
final class JudgeTopology {
  static final String HUBS = "hubs";
  static final String METERS = "meters";
  static final String GLOBALS = "globals";
  static final String REQUESTS = "requests";
  static final String EVENTS_SINK = "to-events";
  static final String SUPPRESSED_SINK = "to-suppressed";
  static final String INPUT_SINK = "to-input";

  private JudgeTopology() {}

  /** The topology; {@link Judge} says what the parameters are. */
  static Topology of(Topics topics, Judge.Means means) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    return new Topology()
        .addSource(
            "from-input",
            new ByteArrayDeserializer(), new ByteArrayDeserializer(),
            topics.input())
        .addProcessor("judge", () -> new Judge(topics, means), "from-input")
        .addStateStore(store(HUBS), "judge")
        .addStateStore(store(METERS), "judge")
        .addStateStore(store(GLOBALS).withCachingEnabled(), "judge")
        .addStateStore(store(REQUESTS), "judge")
        .addSink(
            EVENTS_SINK,
            topics.events(),
            bytes,
            bytes,
            (topic, key, value, partitions) ->
                Optional.of(Set.of(EventId.partition(EventRecord.id(value)))),
            "judge")
        .addSink(SUPPRESSED_SINK, topics.suppressed(), bytes, bytes, "judge")
        .addSink(INPUT_SINK, topics.input(), bytes, bytes, "judge");
  }

  private static StoreBuilder<KeyValueStore<byte[], byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
        .withLoggingEnabled(Map.of());
  }
}

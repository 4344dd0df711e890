package org.lastgasp.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.lastgasp.app.RuntimeProvider.RuntimeRefused;
import org.lastgasp.config.Config;

/** The settings of Kafka's clients: the operator's own file, and what correctness asks for. */
final class Clients {
  /** A sender waits no longer for an acknowledgement; then the rules for a full disk hold. */
  static final Duration DELIVERY = Duration.ofSeconds(5);

  private static final Duration STARTED_WITHIN = Duration.ofSeconds(30);
  private static final int BATCH = 256 << 10; // bytes
  private static final int LARGEST = 20 << 20; // bytes: the largest legal message, with its facts

  private final Map<String, Object> common = new HashMap<>();

  /**
   * The clients of a configuration.
   *
   * @throws RuntimeRefused if the file with their properties cannot be read
   */
  Clients(Config.Kafka kafka) {
    kafka.client().ifPresent(file -> common.putAll(read(file)));
    common.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
  }

  private static Map<String, Object> read(Path file) {
    Properties found = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      found.load(text);
    } catch (IOException unreadable) {
      throw new RuntimeRefused("kafka.client: " + file + " cannot be read", unreadable);
    }
    Map<String, Object> all = new HashMap<>();
    found.stringPropertyNames().forEach(name -> all.put(name, found.getProperty(name)));
    return all;
  }

  private Map<String, Object> with(Map<String, Object> own) {
    Map<String, Object> all = new HashMap<>(common);
    all.putAll(own);
    return all;
  }

  /** A client that waits for its answers as long as a busy machine may need at a start. */
  Admin admin() {
    return admin(STARTED_WITHIN);
  }

  Admin admin(Duration patience) {
    return Admin.create(
        with(
            Map.of(
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis())));
  }

  /** A producer that has what it acknowledges on every replica in sync, in order, once. */
  KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(with(producing()), new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** One whose records appear all at once or not at all; another with its id is shut out. */
  KafkaProducer<byte[], byte[]> transactional(String id) {
    return transactional(id, Map.of());
  }

  /** One for a transaction of any length, up to what brokers allow by default. */
  KafkaProducer<byte[], byte[]> patient(String id) {
    return transactional(
        id,
        Map.of(
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 900_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 30_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 60_000));
  }

  private KafkaProducer<byte[], byte[]> transactional(String id, Map<String, Object> others) {
    Map<String, Object> own = new HashMap<>(producing());
    own.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    own.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000); // an operator waits, no message does
    own.putAll(others);
    return new KafkaProducer<>(with(own), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Map<String, Object> producing() {
    return Map.of(
        ProducerConfig.ACKS_CONFIG, "all",
        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
        ProducerConfig.LINGER_MS_CONFIG, 2,
        ProducerConfig.BATCH_SIZE_CONFIG, BATCH,
        ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4",
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST,
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis(),
        ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
  }

  /** A consumer that sees nothing of a transaction before it is whole. */
  KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> own) {
    Map<String, Object> all =
        with(
            Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, LARGEST / 10,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100));
    all.putAll(own);
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The properties of the judge. */
  Properties streams(String application, Path folder) {
    Properties all = new Properties();
    all.putAll(common);
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    all.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    all.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    all.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    all.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    all.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        LARGEST / 10);
    all.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 500);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    all.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
    return all;
  }
}

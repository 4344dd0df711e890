package org.lastgasp.kafka;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.lastgasp.files.ErrorText;

/** A producer of records of {@code input}. Safe for any number of threads. */
final class InputProducer implements AutoCloseable {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
  private static final byte[] HEARTBEAT = new InputCodec().encode(new Input.Heartbeat());

  private final Topics topics;
  private final Clients clients;
  private final InstantSource clock;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ThreadLocal<InputCodec> codec = ThreadLocal.withInitial(InputCodec::new);
  private Optional<KafkaProducer<byte[], byte[]>> orders = Optional.empty(); // guarded by this

  /** A producer; the time of its records counts in a simulation only. */
  InputProducer(Topics topics, Clients clients, InstantSource clock) {
    this.topics = topics;
    this.clients = clients;
    this.clock = clock;
    this.producer = clients.producer();
  }

  /** Sends a record; completed once every replica in sync has it. */
  CompletableFuture<RecordMetadata> send(byte[] key, int partition, Input input) {
    CompletableFuture<RecordMetadata> done = new CompletableFuture<>();
    try {
      var unused =
          producer.send(
              record(partition, key, codec.get().encode(input)),
              (at, failed) -> {
                if (failed == null) {
                  done.complete(at);
                } else {
                  done.completeExceptionally(failed);
                }
              });
    } catch (KafkaException refused) {
      done.completeExceptionally(refused);
    }
    return done;
  }

  /**
   * Has the judge of a partition told that it has judged all that is there now. Nobody waits for
   * it: one that is not written is asked for again.
   */
  void heartbeat(int partition) {
    Thread unused =
        Thread.startVirtualThread(
            () -> {
              try {
                var unusedToo = producer.send(record(partition, new byte[0], HEARTBEAT));
              } catch (KafkaException | IllegalStateException closed) {
                return; // or no broker answers: both are said elsewhere
              }
            });
  }

  private ProducerRecord<byte[], byte[]> record(int partition, byte[] key, byte[] value) {
    return new ProducerRecord<>(topics.input(), partition, clock.millis(), key, value);
  }

  /**
   * Sends a record to every partition, or to none; done once this returns.
   *
   * @throws KafkaException if it is in none
   */
  synchronized void sendEverywhere(Input input) {
    byte[] value = codec.get().encode(input);
    KafkaProducer<byte[], byte[]> writer = orders.orElseGet(this::begin);
    try {
      send(writer, value);
    } catch (KafkaException failed) {
      RuntimeException why = abandoned(writer, failed);
      if (!isShutOut(failed)) {
        throw why;
      }
      writer = begin(); // another node gave an order since: nothing of ours is anywhere
      try {
        send(writer, value);
      } catch (KafkaException again) {
        throw abandoned(writer, again);
      }
    }
    try {
      writer.commitTransaction();
    } catch (KafkaException failed) {
      throw abandoned(writer, failed);
    }
  }

  private void send(KafkaProducer<byte[], byte[]> writer, byte[] value) {
    try {
      writer.beginTransaction();
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int partition = 0; partition < topics.partitions(); partition++) {
        sent.add(writer.send(record(partition, new byte[0], value)));
      }
      for (Future<RecordMetadata> each : sent) {
        RecordMetadata unused = each.get();
      }
    } catch (ExecutionException failed) {
      throw new KafkaException(text(failed), failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new KafkaException("stopped", stopped);
    }
  }

  private static boolean isShutOut(Throwable failed) {
    return failed instanceof ProducerFencedException
        || failed instanceof InvalidProducerEpochException
        || (failed.getCause() != null && isShutOut(failed.getCause()));
  }

  /** One writer of orders in the whole cluster: the last to begin shuts out the one before. */
  private KafkaProducer<byte[], byte[]> begin() {
    KafkaProducer<byte[], byte[]> fresh = clients.transactional(topics.prefix() + "orders");
    try {
      fresh.initTransactions();
    } catch (KafkaException failed) {
      fresh.close(Duration.ZERO);
      throw failed;
    }
    orders = Optional.of(fresh);
    return fresh;
  }

  /** A new one begins the next time, which ends what this one has left open. */
  private KafkaException abandoned(KafkaProducer<byte[], byte[]> writer, KafkaException why) {
    orders = Optional.empty();
    writer.close(Duration.ZERO);
    return why;
  }

  /** What failed, in words. */
  static String text(Throwable failed) {
    return ErrorText.of(failed);
  }

  @Override
  public synchronized void close() {
    orders.ifPresent(writer -> writer.close(ENDS_WITHIN));
    producer.close(ENDS_WITHIN);
  }
}

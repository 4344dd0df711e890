package org.lastgasp.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.lastgasp.app.RuntimeProvider.RuntimeRefused;
import org.lastgasp.app.StoppedGateway;
import org.lastgasp.config.Config;
import org.lastgasp.files.CountText;
import org.lastgasp.policy.HubState;

/**
 * A move of what a stopped gateway tracks into empty topics: each hub into its partition, and what
 * belongs to no hub into every partition, in one transaction with the mark that says so. Its data
 * folder then mirrors these topics: ids of the cluster are greater than those of any journal on one
 * machine, so what the topics bring is recorded behind what is there.
 */
final class JournalMove {
  private final Topics topics;
  private final Clients clients;

  JournalMove(Topics topics, Clients clients) {
    this.topics = topics;
    this.clients = clients;
  }

  /**
   * Moves it, and says what was moved.
   *
   * @throws RuntimeRefused if the topics are not as they have to be, saying what to do
   */
  String move(Config config, StoppedGateway stopped) {
    String mark = "journal " + stopped.journal() + " up to " + stopped.lastId();
    String cluster;
    try (Admin admin = clients.admin()) {
      List<String> faults =
          new TopicSetup(topics, TopicSetup.Stamp.BROKER).faults(admin, true);
      if (!faults.isEmpty()) {
        throw new RuntimeRefused(String.join("; ", faults));
      }
      cluster = TopicSetup.cluster(admin);
    }
    MirroredRecord record = new MirroredRecord(cluster, topics, Optional.of(mark), 0);
    Optional<String> before = SharedTables.moved(topics, clients);
    List<HubState> hubs = stopped.state().hubs();
    if (before.filter(mark::equals).isEmpty()) {
      refuseUsed();
      write(stopped, hubs, mark);
    }
    record.adopt(config.journal().path().resolveSibling("kafka"));
    return "moved " + CountText.of(hubs.size(), "hub") + " and what belongs to none; " + mark
        + ". Now start this node by serve --runtime kafka, others on a copy of its data folder";
  }

  private void refuseUsed() {
    List<TopicPartition> all =
        Stream.concat(
                IntStream.range(0, topics.partitions())
                    .boxed()
                    .flatMap(
                        i ->
                            Stream.of(
                                new TopicPartition(topics.input(), i),
                                new TopicPartition(topics.events(), i))),
                IntStream.range(0, SharedTables.PARTITIONS)
                    .mapToObj(i -> new TopicPartition(topics.progress(), i)))
            .toList();
    try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer(Map.of())) {
      consumer.endOffsets(all).entrySet().stream()
          .filter(end -> end.getValue() > 0)
          .findFirst()
          .ifPresent(
              end -> {
                throw new RuntimeRefused(
                    "topic " + end.getKey().topic() + " was used before: a journal is moved into"
                        + " empty topics; set another kafka.prefix, and make its topics");
              });
    }
  }

  private void write(StoppedGateway stopped, List<HubState> hubs, String mark) {
    InputCodec codec = new InputCodec();
    try (KafkaProducer<byte[], byte[]> producer = clients.patient(topics.prefix() + "move")) {
      producer.initTransactions();
      producer.beginTransaction();
      byte[] global = codec.encode(new Input.MovedGlobal(stopped.state().global()));
      for (int partition = 0; partition < topics.partitions(); partition++) {
        var unused =
            producer.send(new ProducerRecord<>(topics.input(), partition, new byte[0], global));
      }
      for (HubState each : hubs) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    topics.input(), topics.partition(each.hub()), Topics.key(each.hub()),
                    codec.encode(new Input.MovedHub(each))));
      }
      var unused = producer.send(SharedTables.moved(topics, mark));
      producer.commitTransaction();
    } catch (KafkaException failed) {
      throw new RuntimeRefused(
          "nothing was moved: " + InputProducer.text(failed) + ": look at the brokers, and try"
              + " again",
          failed);
    }
  }
}

package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.lastgasp.config.Config;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Switch;

/** Orders that operators give now on one node and now on another, on a real broker. */
class OrdersTest {
  private static final Instant AT = Instant.parse("2030-01-15T10:00:00Z");

  private final Config.Kafka kafka = RealBroker.topics();
  private final Topics topics = new Topics(kafka.prefix(), kafka.partitions());
  private final Clients clients = new Clients(kafka);

  private static Input.Order order(String id) {
    Event turned = new Event.Switched(AT, Switch.OBSERVE, "Ann", "a trial");
    return new Input.Order(id, AT, new Command.RecordEvent(turned));
  }

  /** Each node shuts out the one that wrote last, and none of their orders is lost or refused. */
  @Test
  void nodesGiveOrdersInTurn() {
    List<String> given = new ArrayList<>();
    try (InputProducer one = new InputProducer(topics, clients, InstantSource.system());
        InputProducer other = new InputProducer(topics, clients, InstantSource.system())) {
      for (int i = 0; i < 3; i++) {
        for (InputProducer node : List.of(one, other)) {
          String id = "order " + given.size();
          node.sendEverywhere(order(id));
          given.add(id);
        }
      }
    }
    written().values().forEach(ids -> assertThat(ids).containsExactlyElementsOf(given));
    assertThat(written()).hasSize(topics.partitions());
  }

  /** The ids of the orders in each partition, in its order. */
  private Map<Integer, List<String>> written() {
    Map<Integer, List<String>> all = new HashMap<>();
    List<TopicPartition> partitions =
        IntStream.range(0, topics.partitions())
            .mapToObj(partition -> new TopicPartition(topics.input(), partition))
            .toList();
    try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer(Map.of())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
          if (new InputCodec().decode(each.value()) instanceof Input.Order order) {
            all.computeIfAbsent(each.partition(), p -> new ArrayList<>()).add(order.id());
          }
        }
      }
    }
    return all;
  }
}
